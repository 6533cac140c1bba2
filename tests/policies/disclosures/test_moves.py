"""Every verb, from every state, by everybody: the table of moves and the law of access, cell by cell."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from policies.disclosures import actions
from policies.disclosures.choices import DisclosureStatus as S
from policies.disclosures.choices import Outcome
from policies.disclosures.deciding import actions as deciding
from policies.disclosures.models import Disclosure
from policies.disclosures.permissions import (
    ACCESS,
    OWN_ACCESS,
    REGISTER,
    DisclosurePermission,
    DisclosureRegisterPermission,
    OwnDisclosurePermission,
)
from policies.disclosures.workflow import WORKFLOW
from policies.disclosures.workflow import DisclosureMove as M
from tests.policies.disclosures.told import decide, fresh, talk, talked
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

DECIDED = {S.CLEARED, S.MANAGED, S.OFF_THE_CASE, S.REFUSED, S.REVIEW_DUE, S.LAPSED}
TO_DECIDE = {S.UNDER_REVIEW, S.REVIEW_DUE, S.LAPSED}
FROM: dict[M, set[S]] = {
    M.TALK: {S.CONVERSATION_DUE, *TO_DECIDE},
    M.RETURN: {S.UNDER_REVIEW},
    M.ANSWER: {S.RETURNED},
    M.TAKE_BACK: {S.RETURNED},
    M.CLEAR: TO_DECIDE,
    M.MANAGE: TO_DECIDE,
    M.TAKE_OFF: TO_DECIDE,
    M.REFUSE: TO_DECIDE,
    M.UPDATE: {S.SUBMITTED, S.CONVERSATION_DUE, S.UNDER_REVIEW, S.RETURNED, *DECIDED},
    M.CONFIRM_END: {S.CONVERSATION_DUE, S.UNDER_REVIEW, S.RETURNED, *DECIDED},
}
"""From which states each verb of a person leads on; from every other it is refused."""
BY_WORKER = {M.ANSWER, M.UPDATE}


def act(move: M, actor: StaffMember, disclosure: Disclosure) -> object:
    """Do it, as it is usual."""
    usual: dict[str, Any] = {"actor": actor, "disclosure_id": disclosure.pk}
    table: dict[M, Callable[[], object]] = {
        M.TALK: lambda: talk(actor, disclosure),
        M.RETURN: lambda: deciding.return_disclosure(**usual, text="How often?"),
        M.ANSWER: lambda: actions.answer_disclosure(**usual, text="Once a week."),
        M.TAKE_BACK: lambda: deciding.take_back(**usual),
        M.CLEAR: lambda: decide(actor, disclosure, Outcome.CLEARED),
        M.MANAGE: lambda: decide(actor, disclosure, Outcome.MANAGED),
        M.TAKE_OFF: lambda: decide(actor, disclosure, Outcome.OFF_THE_CASE),
        M.REFUSE: lambda: decide(actor, disclosure, Outcome.REFUSED),
        M.UPDATE: lambda: actions.update_disclosure(**usual, words="It grew."),
        M.CONFIRM_END: lambda: deciding.confirm_end(**usual, reason="It is over."),
    }
    return table[move]()


def test_the_table_has_no_faults_and_one_end() -> None:
    assert WORKFLOW.faults([str(each) for each in S]) == ()
    assert WORKFLOW.terminal == {S.ENDED}
    for move, states in FROM.items():
        assert {state for each in WORKFLOW.moves if each.verb == move for state in each.sources} == states, move


@pytest.mark.django_db
@pytest.mark.parametrize("move", list(FROM))
def test_a_verb_leads_on_from_its_states_and_from_no_other(cast: "Cast", move: M) -> None:
    disclosure = talked(cast.elif_, cast.ben, cast.hana)
    actor = cast.ben if move in BY_WORKER else cast.elif_
    for status in (each for each in S if each != S.DRAFT):
        every(Disclosure).filter(pk=disclosure.pk).update(
            status=status, review_on=today(cast.organisation) + timedelta(days=9), end_asked_on=today(cast.organisation)
        )
        with transaction.atomic():
            if status in FROM[move]:
                act(move, actor, disclosure)
                assert fresh(disclosure).status == WORKFLOW.move(status, move)
            else:
                with pytest.raises(MoveRefused):
                    act(move, actor, disclosure)
            transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("move", list(FROM))
def test_nobody_else_does_it(cast: "Cast", move: M) -> None:
    disclosure = talked(cast.elif_, cast.ben, cast.hana)
    may = cast.ben if move in BY_WORKER else cast.elif_
    for person in vars(cast).values():
        if isinstance(person, StaffMember) and person != may:
            with pytest.raises((NotVisible, Forbidden)):
                act(move, person, disclosure)


@pytest.mark.django_db
def test_the_maps_let_in_whom_they_should_and_nobody_else(cast: "Cast") -> None:
    disclosure = talked(cast.elif_, cast.ben, cast.hana)
    people = {name: each for name, each in vars(cast).items() if isinstance(each, StaffMember)}

    def let_in(law: Any, permission: str) -> set[str]:
        return {name for name, each in people.items() if law.allows(each, permission, disclosure)}

    assert all(let_in(ACCESS, each) == {"elif_"} for each in DisclosurePermission)
    assert all(let_in(OWN_ACCESS, each) == {"ben"} for each in OwnDisclosurePermission)
    assert let_in(REGISTER, DisclosureRegisterPermission.VIEW) == {"noor", "ingrid", "grace"}
    assert let_in(REGISTER, DisclosureRegisterPermission.READ) == {"noor", "ingrid"}
    assert let_in(REGISTER, DisclosureRegisterPermission.EXCEPT) == {"ingrid"}
    assert let_in(REGISTER, DisclosureRegisterPermission.LINK) == {"noor", "ingrid"}
    every(Disclosure).filter(pk=disclosure.pk).update(whereabouts="open")
    disclosure = deciding.ask_who(actor=cast.elif_, disclosure_id=disclosure.pk)
    assert let_in(REGISTER, DisclosureRegisterPermission.LINK) == {"noor", "ingrid", "chidi"}


@pytest.mark.django_db
def test_before_they_talked_no_decision_is_possible_from_any_state(cast: "Cast") -> None:
    disclosure = talked(cast.elif_, cast.ben, cast.hana)
    every(Disclosure).filter(pk=disclosure.pk).update(whereabouts="open")
    with pytest.raises(RuleViolation):
        act(M.CLEAR, cast.elif_, disclosure)
