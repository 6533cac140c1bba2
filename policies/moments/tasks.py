"""What asks by itself: entries of the record about people, roles and clients, and once a year a clock."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.appointments.events import AppointmentEvent
from accounts.assignments.events import AssignmentEvent
from accounts.staff.events import StaffEvent
from boundaries.notices.registry import Target, declare_sentences, declare_target
from boundaries.outbox.handlers import fires, handles
from boundaries.outbox.models import OutboxRow, Timer
from boundaries.record.events import Event
from boundaries.record.models import RecordEntry
from boundaries.record.queries import open_data
from boundaries.record.reactions import AtOnce, Later, later, register
from boundaries.sealing.models import DataKey
from policies.adoption.events import AdoptionEvent
from policies.campaigns.choices import Step
from policies.moments import actions
from policies.moments.actions import REMIND, TARGET, TELL, TOLD, YEARLY
from policies.moments.choices import Moment
from policies.moments.events import MomentEvent
from policies.moments.queries import still_asked, still_told

STARTED, RETURNED, CHANGED, APPOINTED, ASSIGNED, ANSWERED = (
    "moments.started",
    "moments.returned",
    "moments.changed",
    "moments.appointed",
    "moments.assigned",
    "moments.answered",
)
OTHER_WORK = frozenset({"kind", "job_title", "team"})
"""The details of somebody by which their work is another."""


@handles(STARTED)
def ask_who_starts(row: OutboxRow) -> None:
    """Somebody was added."""
    actions.ask_person(person_id=row.ref, moment=Moment.STARTER, was_added=True)


@handles(RETURNED)
def ask_who_returns(row: OutboxRow) -> None:
    """Somebody works here again."""
    actions.ask_person(person_id=row.ref, moment=Moment.STARTER)


@handles(CHANGED)
def ask_who_changed(row: OutboxRow) -> None:
    """Something is said otherwise of somebody; what matters here is their work."""
    if OTHER_WORK.intersection(_data(row)["fields"]):
        actions.ask_person(person_id=row.ref, moment=Moment.ROLE)


@handles(APPOINTED)
def ask_who_was_appointed(row: OutboxRow) -> None:
    """Somebody holds a role from now on."""
    actions.ask_person(person_id=UUID(_data(row)["person"]), moment=Moment.ROLE)


@handles(ASSIGNED)
def ask_about_the_client(row: OutboxRow) -> None:
    """Somebody was assigned to a client."""
    actions.ask_about_client(assignment_id=row.ref)


@handles(TELL)
def tell_those_asked(row: OutboxRow) -> None:
    """People were asked."""
    actions.remind(batch=row.ref, organisation_id=row.organisation_id)


@fires(REMIND)
def remind_those_asked(timer: Timer) -> None:
    """A day has come on which they are reminded."""
    actions.remind(batch=timer.about_id, organisation_id=timer.organisation_id)


@handles(ANSWERED)
def tell_what_was_answered(row: OutboxRow) -> None:
    """Somebody answered; where there is something to tell, their line manager learns that there is."""
    actions.tell_the_line_manager(asking_id=row.ref, once=str(row.entry_id))


@fires(YEARLY)
def ask_everybody(timer: Timer) -> None:
    """The day of the year has come."""
    actions.ask_everybody(organisation_id=timer.organisation_id)


def await_the_year(entry: RecordEntry) -> None:
    """A policy is in force."""
    actions.await_the_year(organisation_id=entry.organisation_id)


def _data(row: OutboxRow) -> dict[str, str]:
    entry = RecordEntry.objects.hanging_on(row.ref).get(pk=row.entry_id or 0)
    return open_data(entry, DataKey.objects.get(pk=entry.key_id))


declare_target(TARGET, Target(visible=still_asked, link=lambda _kind, _id: reverse("moments:own")))
declare_target(TOLD, Target(visible=still_told, link=lambda _kind, _id: reverse("moments:team")))
declare_sentences(
    {
        f"{TARGET}.{Step.START}": _("There is a question for you about whom you know. It takes one tap."),
        f"{TARGET}.{Step.WEEK}": _("A question about whom you know waits for you. There is a week left."),
        f"{TARGET}.{Step.DAY}": _("A question about whom you know waits for you. There is a day left."),
        f"{TARGET}.{Step.DUE}": _("A question about whom you know waits for you. Today is the last day."),
        f"{TARGET}.{Step.LATE}": _("A question about whom you know waits for you. It is late."),
        TOLD: _("Somebody you lead has something to talk about with you."),
    }
)
REACTIONS: dict[Event, list[AtOnce | Later]] = {
    StaffEvent.ADDED: [later(STARTED)],
    StaffEvent.REACTIVATED: [later(RETURNED)],
    StaffEvent.CHANGED: [later(CHANGED)],
    AppointmentEvent.CONFIRMED: [later(APPOINTED)],
    AssignmentEvent.ASSIGNED: [later(ASSIGNED)],
    MomentEvent.ASKED: [later(TELL)],
    MomentEvent.ANSWERED: [later(ANSWERED)],
    AdoptionEvent.ADOPTED: [await_the_year],
}
register(REACTIONS)
