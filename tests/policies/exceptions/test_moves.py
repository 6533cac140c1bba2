"""Every verb, from every state, by everybody: the table of moves and the law of access, cell by cell."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible
from policies.exceptions import actions
from policies.exceptions.choices import ExceptionStatus as S
from policies.exceptions.deciding import actions as deciding
from policies.exceptions.life import actions as life
from policies.exceptions.models import ExceptionRequest
from policies.exceptions.permissions import (
    ACCESS,
    OWN_ACCESS,
    REGISTER,
    TEAM,
    ExceptionPermission,
    ExceptionRegisterPermission,
    OwnExceptionPermission,
    TeamExceptionPermission,
)
from policies.exceptions.workflow import WORKFLOW
from policies.exceptions.workflow import ExceptionMove as M
from tests.policies.exceptions.asked import (
    DIRECTOR,
    adopt_both,
    approve,
    approved,
    assess,
    before_directors,
    fresh,
    recommend,
    sent,
)
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

UNDECIDED = {S.REQUESTED, S.ASSESSED, S.DIRECTOR_REVIEW, S.RETURNED}
IN_LIFE = {S.APPROVED, S.ACTIVE, S.EXPIRING, S.SUSPENDED}
FROM: dict[M, set[S]] = {
    M.SUBMIT: {S.DRAFT},
    M.ASSESS: {S.REQUESTED, S.ASSESSED},
    M.RECOMMEND: {S.ASSESSED},
    M.ENDORSE: {S.ASSESSED, S.DIRECTOR_REVIEW},
    M.APPROVE: {S.ASSESSED, S.DIRECTOR_REVIEW},
    M.REFUSE: {S.ASSESSED, S.DIRECTOR_REVIEW},
    M.RETURN: {S.REQUESTED, S.ASSESSED, S.DIRECTOR_REVIEW},
    M.ANSWER: {S.RETURNED},
    M.REPLY: {S.RETURNED},
    M.WITHDRAW: UNDECIDED,
    M.ACTIVATE: {S.APPROVED},
    M.NEAR_END: {S.ACTIVE},
    M.EXPIRE: IN_LIFE,
    M.SUSPEND: {S.APPROVED, S.ACTIVE, S.EXPIRING},
    M.RESUME: {S.SUSPENDED},
    M.REVOKE: IN_LIFE,
    M.TELL_OUTCOME: {S.EXPIRED, S.REVOKED},
}
"""From which states each verb leads on; from every other it is refused."""
BY_THEMSELVES = {M.ACTIVATE, M.NEAR_END, M.EXPIRE}
"""What no person does."""
BY_WORKER = {M.ANSWER, M.REPLY, M.WITHDRAW, M.TELL_OUTCOME}
BY_LINE = {M.ASSESS, M.RECOMMEND}
IN_TWO = {M.ENDORSE}
"""What is asked for with a risk that needs a second person."""
TO_TRY = [each for each in FROM if each not in BY_THEMSELVES | {M.SUBMIT}]
DECIDED_FIRST = {S.APPROVED, S.ACTIVE, S.EXPIRING}
"""In these the database asks for the decision."""


def act(move: M, actor: StaffMember, exception: ExceptionRequest) -> object:
    """Do it, as it is usual."""
    usual: dict[str, Any] = {"actor": actor, "exception_id": exception.pk}
    table: dict[M, Callable[[], object]] = {
        M.ASSESS: lambda: assess(actor, exception),
        M.RECOMMEND: lambda: recommend(actor, exception),
        M.ENDORSE: lambda: approve(actor, exception),
        M.APPROVE: lambda: approve(actor, exception),
        M.REFUSE: lambda: deciding.refuse_exception(**usual, reason="It is too risky."),
        M.RETURN: lambda: deciding.return_exception(**usual, text="Who else is there?"),
        M.ANSWER: lambda: actions.answer_exception(**usual, text="Lena is."),
        M.REPLY: lambda: actions.answer_exception(**usual, text="Lena is."),
        M.WITHDRAW: lambda: actions.withdraw_exception(**usual),
        M.SUSPEND: lambda: life.suspend_exception(**usual, reason="We look at it again."),
        M.RESUME: lambda: life.resume_exception(**usual, reason="It can go on."),
        M.REVOKE: lambda: life.revoke_exception(**usual, reason="It did not do her good."),
        M.TELL_OUTCOME: lambda: actions.tell_outcome(**usual, went="well", learned="She laughed.", safeguards="They held."),
    }
    return table[move]()


def one_for(cast: "Cast", move: M, status: S) -> tuple[ExceptionRequest, StaffMember]:
    """An exception in that state, with all that goes with it, and whoever does this."""
    high = (3, 4) if move in IN_TWO else (1, 2)
    if status in DECIDED_FIRST or (status not in UNDECIDED and move in {M.SUSPEND, M.RESUME, M.REVOKE, M.TELL_OUTCOME}):
        on = today(cast.organisation)
        exception = approved(cast.elif_, cast.ben, cast.hana, starts_on=on, ends_on=on + timedelta(days=60))
    elif status == S.DIRECTOR_REVIEW or (move == M.REPLY and status == S.RETURNED):
        exception = before_directors(cast.elif_, cast.ben, cast.hana, after=high)
    elif move == M.RECOMMEND:
        exception = assess(cast.elif_, sent(cast.ben, cast.hana, DIRECTOR))
    else:
        exception = sent(cast.ben, cast.hana)
        if move != M.ANSWER:
            exception = assess(cast.elif_, exception, after=high)
    if exception.status != status:
        every(ExceptionRequest).filter(pk=exception.pk).update(status=status)
    actor = cast.elif_
    if move in BY_WORKER:
        actor = cast.ben
    elif status == S.DIRECTOR_REVIEW and move not in BY_LINE:
        actor = cast.noor
    return fresh(exception), actor


def test_the_table_has_no_faults_and_its_ends() -> None:
    assert WORKFLOW.faults([str(each) for each in S]) == ()
    assert WORKFLOW.terminal == {S.REFUSED, S.WITHDRAWN, S.OUTCOME_TOLD}
    for move, states in FROM.items():
        assert {state for each in WORKFLOW.moves if each.verb == move for state in each.sources} == states, move
    assert set(FROM) == set(M)


@pytest.mark.django_db
@pytest.mark.parametrize("move", TO_TRY)
def test_a_verb_leads_on_from_its_states_and_from_no_other(cast: "Cast", library: None, move: M) -> None:
    adopt_both(cast.noor)
    for status in (each for each in S if each != S.DRAFT):
        exception, actor = one_for(cast, move, status)
        if status in FROM[move]:
            act(move, actor, exception)
            assert fresh(exception).status == WORKFLOW.move(status, move), status
        else:
            with pytest.raises((MoveRefused, Forbidden)):
                act(move, actor, exception)
            assert fresh(exception).status == status


@pytest.mark.django_db
@pytest.mark.parametrize("move", TO_TRY)
def test_nobody_else_does_it(cast: "Cast", library: None, move: M) -> None:
    adopt_both(cast.noor)
    for status in sorted(FROM[move]):
        exception, actor = one_for(cast, move, status)
        may = {actor.pk}
        if move in {M.SUSPEND, M.RESUME, M.REVOKE}:
            may |= {cast.elif_.pk, cast.noor.pk, cast.ingrid.pk}
        elif move == M.RETURN or (status == S.DIRECTOR_REVIEW and move not in BY_LINE | BY_WORKER):
            may |= {cast.noor.pk, cast.ingrid.pk} if status == S.DIRECTOR_REVIEW else set()
            may |= {cast.elif_.pk} if move == M.RETURN else set()
        for person in vars(cast).values():
            if isinstance(person, StaffMember) and person.pk not in may:
                with pytest.raises((NotVisible, Forbidden)):
                    act(move, person, exception)
        assert fresh(exception).status == status


@pytest.mark.django_db
def test_a_draft_is_sent_by_its_worker_alone_and_once(cast: "Cast", library: None) -> None:
    adopt_both(cast.noor)
    exception = sent(cast.ben, cast.hana)
    again = actions.submit_exception(actor=cast.ben, exception_id=exception.pk)
    assert (again.status, again.askings.count()) == (S.REQUESTED, 1)
    for person in vars(cast).values():
        if isinstance(person, StaffMember) and person != cast.ben:
            with pytest.raises((NotVisible, Forbidden)):
                actions.submit_exception(actor=person, exception_id=exception.pk)


@pytest.mark.django_db
def test_the_maps_let_in_whom_they_should_and_nobody_else(cast: "Cast", library: None) -> None:
    adopt_both(cast.noor)
    exception = assess(cast.elif_, sent(cast.ben, cast.hana))
    people = {name: each for name, each in vars(cast).items() if isinstance(each, StaffMember)}

    def let_in(law: Any, permission: str) -> set[str]:
        return {name for name, each in people.items() if law.allows(each, permission, exception)}

    may = ExceptionPermission
    directors = {"noor", "ingrid"}
    by_line = {each: {"elif_"} for each in may} | {each: {"elif_"} | directors for each in (may.VIEW, may.SUSPEND, may.REVOKE)}
    assert {each: let_in(ACCESS, each) for each in may} == by_line
    assert all(let_in(OWN_ACCESS, each) == {"ben"} for each in OwnExceptionPermission)
    assert let_in(REGISTER, ExceptionRegisterPermission.VIEW) == {*directors, "grace"}
    assert let_in(TEAM, TeamExceptionPermission.VIEW) == set(), "nothing is approved yet"
    exception = before_directors(cast.elif_, cast.ben, cast.hana)
    assert let_in(ACCESS, may.DECIDE) == directors
    assert let_in(ACCESS, may.RETURN) == {"elif_"} | directors
    assert let_in(ACCESS, may.ASSESS) == {"elif_"}
    exception = approved(cast.elif_, cast.ben, cast.hana)
    working = let_in(TEAM, TeamExceptionPermission.VIEW)
    assert {"amira"} <= working
    assert working <= {"amira", "ben", "elif_"}
