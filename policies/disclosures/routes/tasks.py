"""What moves disclosures by itself: one was sent, the organisation changed, an appointment begins or lapses."""

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
from policies.disclosures.choices import DisclosureCause, DisclosureStatus
from policies.disclosures.events import DisclosureEvent
from policies.disclosures.models import Disclosure
from policies.disclosures.routes.actions import reroute_alarms, reroute_organisation, route_disclosure

BEGINS, LAPSES = "disclosure.appointment-begins", "disclosure.appointment-lapses"


def locked_disclosure(disclosure_id: UUID, organisation_id: UUID) -> Disclosure:
    """A disclosure under its lock and the tree's, in this order."""
    lock_tree(organisation_id, exclusive=False)
    rows = Disclosure.objects.unscoped(Reason.OUTBOX).select_for_update(of=("self",), no_key=True)
    return rows.select_related("data_key", "organisation__data_key").get(pk=disclosure_id)


@handles("disclosures.route")
def route_submitted(row: OutboxRow) -> None:
    """A disclosure was sent: find who takes it, once."""
    disclosure = locked_disclosure(row.ref, row.organisation_id)
    if disclosure.status == DisclosureStatus.SUBMITTED and disclosure.alarm_at is None:
        route_disclosure(disclosure, DisclosureCause.SUBMITTED)


def follow_organisation(entry: RecordEntry) -> None:
    """The tree or the appointments changed: every disclosure is looked at again in the same transaction."""
    reroute_organisation(entry.organisation_id)


def follow_opened_login(entry: RecordEntry) -> None:
    """Somebody's login was opened or confirmed: those that nobody has are looked at again."""
    reroute_alarms(entry.organisation_id)


follow = once(follow_organisation)


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
        DisclosureEvent.SUBMITTED: [later("disclosures.route")],
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
