"""What becomes of an approved exception: it is paused, taken up again, or revoked, each with a reason its worker reads (EX-05)."""

from uuid import UUID

from django.db import transaction

from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from policies.exceptions import rules
from policies.exceptions.actions import write_down
from policies.exceptions.choices import Turn
from policies.exceptions.clocks.actions import start_life, stop_life, wait_for_outcome
from policies.exceptions.events import ExceptionEvent
from policies.exceptions.models import ExceptionRequest, ExceptionTurn
from policies.exceptions.permissions import ACCESS, CONCERNED, ConcernedExceptionPermission, ExceptionPermission
from policies.exceptions.queries import exception_to_judge, was_in_force
from policies.exceptions.workflow import WORKFLOW, ExceptionMove


@transaction.atomic
def suspend_exception(*, actor: StaffMember, exception_id: UUID, reason: str) -> ExceptionTurn:
    """Pause it: nobody acts on it until it is taken up again. Its last day stays where it is."""
    exception = _locked(actor, exception_id, ExceptionPermission.SUSPEND)
    turn = _turned(actor, exception, ExceptionMove.SUSPEND, Turn.SUSPENDED, reason)
    stop_life(exception, but_its_end=True)
    write_down(ExceptionEvent.SUSPENDED, exception, actor.pk, turn=str(turn.pk))
    return turn


@transaction.atomic
def suspend_for_a_concern(*, actor: StaffMember, exception_id: UUID, reason: str) -> ExceptionTurn:
    """Pause it for somebody who handles a concern that cites it, and who need have no other right to it.

    The caller has asked the law of the concern first, and keeps there who paused it; here stands only that it was paused. Raises
    NotVisible for whoever has a conflict about it.
    """
    exception = exception_to_judge(actor, exception_id)
    CONCERNED.require(actor, ConcernedExceptionPermission.SUSPEND, exception)
    turn = _turned(None, exception, ExceptionMove.SUSPEND, Turn.SUSPENDED, reason)
    stop_life(exception, but_its_end=True)
    write_down(ExceptionEvent.SUSPENDED, exception, None, turn=str(turn.pk))
    return turn


@transaction.atomic
def resume_exception(*, actor: StaffMember, exception_id: UUID, reason: str) -> ExceptionTurn:
    """Take it up again: it is in force from its first day, or at once."""
    exception = _locked(actor, exception_id, ExceptionPermission.SUSPEND)
    turn = _turned(actor, exception, ExceptionMove.RESUME, Turn.RESUMED, reason)
    write_down(ExceptionEvent.RESUMED, exception, actor.pk, turn=str(turn.pk))
    start_life(exception)
    return turn


@transaction.atomic
def revoke_exception(*, actor: StaffMember, exception_id: UUID, reason: str) -> ExceptionTurn:
    """Revoke it for good. Its worker is asked how it went, if it ever was in force."""
    exception = _locked(actor, exception_id, ExceptionPermission.REVOKE)
    turn = _turned(actor, exception, ExceptionMove.REVOKE, Turn.REVOKED, reason)
    stop_life(exception)
    write_down(ExceptionEvent.REVOKED, exception, actor.pk, turn=str(turn.pk))
    if was_in_force(exception):
        wait_for_outcome(exception, now())
    return turn


def _locked(actor: StaffMember, exception_id: UUID, permission: ExceptionPermission) -> ExceptionRequest:
    exception = exception_to_judge(actor, exception_id)
    ACCESS.require(actor, permission, exception)
    return exception


def _turned(
    actor: StaffMember | None, exception: ExceptionRequest, move: ExceptionMove, turn: Turn, reason: str
) -> ExceptionTurn:
    exception.status = WORKFLOW.move(exception.status, move)
    made = ExceptionTurn(exception=exception, turn=turn, made_by=actor, made_at=now())
    made.reason = rules.check_words(reason, field="reason")
    made.save(force_insert=True)
    exception.save(update_fields=["status"])
    return made
