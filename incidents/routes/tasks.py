"""What moves reports by itself: one was submitted, the organisation changed, an appointment begins or lapses."""

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
from incidents.reports.choices import RouteCause
from incidents.reports.events import ReportEvent
from incidents.reports.models import Report
from incidents.routes.actions import reroute_alarms, reroute_organisation, route_report


def locked_report(report_id: UUID, organisation_id: UUID) -> Report:
    """A report under its lock and the tree's, in this order."""
    lock_tree(organisation_id, exclusive=False)
    rows = (
        Report.objects.unscoped(Reason.OUTBOX)
        .select_for_update(of=("self",), no_key=True)
        .select_related("data_key", "organisation__data_key")
    )
    return rows.get(pk=report_id)


@handles("reports.route")
def route_submitted(row: OutboxRow) -> None:
    """A report was submitted: find who takes it, once."""
    report = locked_report(row.ref, row.organisation_id)
    if report.handler_id is None and report.alarm_at is None:
        route_report(report, RouteCause.SUBMITTED)


def follow_organisation(entry: RecordEntry) -> None:
    """The tree or the appointments changed: every report is looked at again in the same transaction."""
    reroute_organisation(entry.organisation_id)


def follow_opened_login(entry: RecordEntry) -> None:
    """Somebody's login was opened or confirmed, so that they can take reports: those that nobody has are looked at again."""
    reroute_alarms(entry.organisation_id)


follow = once(follow_organisation)
"""Where many entries are written together, as by an import, the reports are looked at once, after the last of them."""


follows_dates(reroute_organisation)
register(
    {
        ReportEvent.SUBMITTED: [later("reports.route")],
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
