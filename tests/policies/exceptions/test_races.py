"""A decision and what others do at the same moment: never both."""

from collections.abc import Callable
from functools import partial

from django.db.models import Q

from accounts.demo.cast import Cast, small_world
from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for
from policies.exceptions.actions import withdraw_exception
from policies.exceptions.choices import Answer
from policies.exceptions.choices import ExceptionStatus as S
from policies.exceptions.deciding.actions import refuse_exception
from policies.exceptions.life.actions import revoke_exception, suspend_exception
from policies.exceptions.models import ExceptionDecision, ExceptionRequest
from policies.library.actions import PACKS, load_policies, packs_in
from tests.policies.disclosures.test_races import together
from tests.policies.exceptions.asked import adopt_both, approve, approved, before_directors, fresh, in_days, settle
from tests.seeing import every


def world() -> Cast:
    """Everybody, and both policies in force."""
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopt_both(cast.noor)
    return cast


def as_(person: StaffMember, act: Callable[[], object]) -> Callable[[], object]:
    """Somebody else's act, beside those of the first."""

    def acted() -> object:
        with speaking_for(person):
            return act()

    return acted


def test_two_directors_at_once_decide_it_once(committed_db: None) -> None:
    cast = world()
    for _turn in range(4):
        exception = before_directors(cast.elif_, cast.amira, cast.hana)
        outcomes = together(
            cast.noor,
            partial(approve, cast.noor, exception),
            as_(cast.ingrid, partial(refuse_exception, actor=cast.ingrid, exception_id=exception.pk, reason="No.")),
        )
        settle()
        decided = every(ExceptionDecision).filter(Q(seat="first"), exception=exception)
        assert (outcomes.count("done"), decided.count()) == (1, 1), outcomes
        approved_it = decided.get().answer == Answer.YES
        assert fresh(exception).status == (S.APPROVED if approved_it else S.REFUSED)


def test_it_is_taken_back_or_approved_never_both(committed_db: None) -> None:
    cast = world()
    for _turn in range(4):
        exception = before_directors(cast.elif_, cast.amira, cast.hana)
        outcomes = together(
            cast.noor,
            partial(approve, cast.noor, exception),
            as_(cast.amira, partial(withdraw_exception, actor=cast.amira, exception_id=exception.pk)),
        )
        settle()
        assert outcomes.count("done") == 1, outcomes
        assert fresh(exception).status in {S.APPROVED, S.WITHDRAWN}


def test_what_is_revoked_while_it_is_paused_stays_revoked(committed_db: None) -> None:
    cast = world()
    for _turn in range(4):
        exception = approved(cast.elif_, cast.amira, cast.hana, starts_on=in_days(cast.amira, 0), ends_on=in_days(cast.amira, 9))
        together(
            cast.elif_,
            partial(revoke_exception, actor=cast.elif_, exception_id=exception.pk, reason="No."),
            as_(cast.noor, partial(suspend_exception, actor=cast.noor, exception_id=exception.pk, reason="Wait.")),
        )
        settle()
        assert fresh(exception).status == S.REVOKED
    assert not every(ExceptionRequest).filter(status=S.SUSPENDED).exists()
