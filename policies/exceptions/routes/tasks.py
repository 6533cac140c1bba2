"""What moves exceptions by itself: one was sent, the organisation changed, an appointment begins or lapses."""

from uuid import UUID

from accounts.appointments.events import AppointmentEvent
from accounts.invitations.events import InvitationEvent
from accounts.logins.events import LoginEvent
from accounts.routing.queries import lock_tree
from accounts.routing.tasks import follows_dates
from accounts.staff.events import StaffEvent
from boundaries.access.scope import Reason
from boundaries.outbox.handlers import handles
from boundaries.outbox.models import OutboxRow
from boundaries.record.models import RecordEntry
from boundaries.record.reactions import later, once, register
from policies.exceptions.choices import WAITS_FOR_LINE, ExceptionCause, ExceptionStatus
from policies.exceptions.events import ExceptionEvent
from policies.exceptions.models import ExceptionRequest
from policies.exceptions.routes.actions import mend_route, reroute_alarms, reroute_organisation, route_exception


def locked_exception(exception_id: UUID, organisation_id: UUID) -> ExceptionRequest:
    """An exception under its lock and the tree's, in this order."""
    lock_tree(organisation_id, exclusive=False)
    rows = ExceptionRequest.objects.unscoped(Reason.OUTBOX).select_for_update(of=("self",), no_key=True)
    return rows.select_related("data_key", "organisation__data_key").get(pk=exception_id)


@handles("exceptions.route")
def route_submitted(row: OutboxRow) -> None:
    """An exception was sent: find who takes it, once."""
    exception = locked_exception(row.ref, row.organisation_id)
    if exception.status == ExceptionStatus.REQUESTED and exception.handler_id is None and exception.alarm_at is None:
        route_exception(exception, ExceptionCause.SUBMITTED)


@handles("exceptions.route-again")
def route_answered(row: OutboxRow) -> None:
    """A question was answered, and what was asked may have changed: whoever takes part by now does not assess it."""
    exception = locked_exception(row.ref, row.organisation_id)
    if exception.status in WAITS_FOR_LINE:
        mend_route(exception, ExceptionCause.SUBMITTED)


def follow_organisation(entry: RecordEntry) -> None:
    """The tree or the appointments changed: every exception is looked at again in the same transaction."""
    reroute_organisation(entry.organisation_id)


def follow_opened_login(entry: RecordEntry) -> None:
    """Somebody's login was opened or confirmed: those that nobody has are looked at again."""
    reroute_alarms(entry.organisation_id)


follow = once(follow_organisation)


follows_dates(reroute_organisation)
register(
    {
        ExceptionEvent.SUBMITTED: [later("exceptions.route")],
        ExceptionEvent.ANSWERED: [later("exceptions.route-again")],
        InvitationEvent.ACCEPTED: [follow_opened_login],
        LoginEvent.CONFIRMED: [once(follow_opened_login)],
        StaffEvent.CHANGED: [follow],
        StaffEvent.MANAGER_CHANGED: [follow],
        StaffEvent.DEACTIVATED: [follow],
        StaffEvent.REACTIVATED: [follow],
        AppointmentEvent.CONFIRMED: [follow],
        AppointmentEvent.ENDED: [follow],
    }
)
