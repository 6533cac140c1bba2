"""What follows by itself from the days of an appointment: what waits for somebody is looked at again."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.appointments.events import AppointmentEvent
from accounts.appointments.models import Appointment
from accounts.organisations.queries import today
from accounts.routing.queries import lock_tree
from boundaries.outbox.actions import arm_timer
from boundaries.outbox.handlers import fires
from boundaries.outbox.models import Timer
from boundaries.record.models import RecordEntry
from boundaries.record.reactions import register

BEGINS, LAPSES = "appointment.begins", "appointment.lapses"
Reroute = Callable[[UUID], None]

_reroutes: list[Reroute] = []


def follows_dates(reroute: Reroute) -> Reroute:
    """Do this for an organisation on each day on which one of its appointments begins or has lapsed; the tree is held then."""
    _reroutes.append(reroute)
    return reroute


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
    for reroute in _reroutes:
        reroute(timer.organisation_id)


register({AppointmentEvent.CONFIRMED: [watch_dates]})
