"""What moves reports by itself: one was submitted, the organisation changed, an appointment begins or lapses."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.appointments.events import AppointmentEvent
from accounts.appointments.models import Appointment
from accounts.invitations.events import InvitationEvent
from accounts.logins.events import LoginEvent
from accounts.organisations.queries import today
from accounts.routing.queries import lock_tree
from accounts.staff.events import StaffEvent
from boundaries.access.scope import Reason
from boundaries.outbox.actions import arm_timer
from boundaries.outbox.handlers import fires, handles
from boundaries.outbox.models import OutboxRow, Timer
from boundaries.record.models import RecordEntry
from boundaries.record.reactions import later, once, register
from incidents.reports.choices import RouteCause
from incidents.reports.events import ReportEvent
from incidents.reports.models import Report
from incidents.routes.actions import reroute_alarms, reroute_organisation, route_report

BEGINS, LAPSES = "appointment.begins", "appointment.lapses"


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


def watch_dates(entry: RecordEntry) -> None:
    """An appointment counts from one day to another: look again when it begins and when it has lapsed."""
    appointment = Appointment.objects.select_related("organisation").get(pk=entry.about_id)
    zone, on = ZoneInfo(appointment.organisation.zone), today(appointment.organisation)
    days = {BEGINS: appointment.starts_on}
    if appointment.ends_on:
        days[LAPSES] = appointment.ends_on + timedelta(days=1)
    for kind, day in days.items():
        if day > on:
            midnight = datetime.combine(day, time(), zone)
            arm_timer(kind=kind, organisation_id=appointment.organisation_id, about_id=appointment.pk, due_at=midnight)


@fires(BEGINS)
@fires(LAPSES)
def follow_dates(timer: Timer) -> None:
    """The day has come on which an appointment begins or has lapsed."""
    lock_tree(timer.organisation_id, exclusive=True)
    reroute_organisation(timer.organisation_id)


register(
    {
        ReportEvent.SUBMITTED: [later("reports.route")],
        InvitationEvent.ACCEPTED: [follow_opened_login],
        LoginEvent.CONFIRMED: [once(follow_opened_login)],
        StaffEvent.CHANGED: [follow],
        StaffEvent.MANAGER_CHANGED: [follow],
        StaffEvent.DEACTIVATED: [follow],
        StaffEvent.REACTIVATED: [follow],
        AppointmentEvent.CONFIRMED: [follow, watch_dates],
        AppointmentEvent.ENDED: [follow],
    }
)
