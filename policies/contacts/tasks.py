"""What follows by itself: whoever is to read a contact is told, its author when it was read, and of what was not moved yet."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.appointments.events import AppointmentEvent
from accounts.invitations.events import InvitationEvent
from accounts.logins.events import LoginEvent
from accounts.routing.tasks import follows_dates
from accounts.staff.events import StaffEvent
from boundaries.access.scope import Reason
from boundaries.notices.actions import tell
from boundaries.notices.registry import Target, declare_sentences, declare_target
from boundaries.outbox.handlers import fires, handles
from boundaries.outbox.models import OutboxRow, Timer
from boundaries.record.events import Event
from boundaries.record.models import RecordEntry
from boundaries.record.queries import last_about
from boundaries.record.reactions import AtOnce, Later, later, once, register
from policies.contacts.actions import ABOUT, REMINDER, follow_organisation
from policies.contacts.choices import Moved
from policies.contacts.events import ContactEvent
from policies.contacts.models import Contact
from policies.contacts.queries import newest_of, still_told

TO_READ, WAS_READ = "contact.to-read", "contact.was-read"


@handles(TO_READ)
def tell_the_reader(row: OutboxRow) -> None:
    """Whoever is to read it is told: once for each version, and once each time it comes to them."""
    contact = _contact(row.ref)
    if contact.reader_id and contact.read_at is None:
        routed = last_about(contact.pk, event=ContactEvent.ROUTED)
        _tell(contact, contact.reader_id, TO_READ, once=f"{newest_of(contact).number} {routed}")


@handles(WAS_READ)
def tell_the_author(row: OutboxRow) -> None:
    """Its author is told that it was read."""
    contact = _contact(row.ref)
    _tell(contact, contact.author_id, WAS_READ, once=str(row.entry_id))


@fires(REMINDER)
def remind_the_author(timer: Timer) -> None:
    """Its author is reminded, once, that it was not moved to a channel of the organisation."""
    contact = _contact(timer.about_id)
    if newest_of(contact).moved == Moved.NOT_YET:
        _tell(contact, contact.author_id, REMINDER, once="")


def _contact(contact_id: UUID) -> Contact:
    rows = Contact.objects.unscoped(Reason.OUTBOX).select_related("data_key", "author")
    return rows.get(pk=contact_id)


def _tell(contact: Contact, person_id: UUID, kind: str, *, once: str) -> None:
    tell(
        person_id=person_id,
        kind=kind,
        about=(ABOUT, contact.pk),
        organisation_id=contact.organisation_id,
        key=contact.data_key,
        once=once,
    )


def follow(entry: RecordEntry) -> None:
    """Who leads whom, or who can sign in, has changed: what waits to be read goes to whoever the rule names now."""
    follow_organisation(entry.organisation_id)


FOLLOW = once(follow)
REACTIONS: dict[Event, list[AtOnce | Later]] = {
    ContactEvent.ROUTED: [later(TO_READ)],
    ContactEvent.CORRECTED: [later(TO_READ)],
    ContactEvent.HAPPENED: [later(TO_READ)],
    ContactEvent.READ: [later(WAS_READ)],
    InvitationEvent.ACCEPTED: [FOLLOW],
    LoginEvent.CONFIRMED: [FOLLOW],
    StaffEvent.CHANGED: [FOLLOW],
    StaffEvent.MANAGER_CHANGED: [FOLLOW],
    StaffEvent.DEACTIVATED: [FOLLOW],
    StaffEvent.REACTIVATED: [FOLLOW],
    AppointmentEvent.CONFIRMED: [FOLLOW],
    AppointmentEvent.ENDED: [FOLLOW],
}
follows_dates(follow_organisation)
declare_target(ABOUT, Target(visible=still_told, link=lambda _kind, id_: reverse("contacts:entry", args=[id_])))
declare_sentences(
    {
        TO_READ: _("Somebody you lead logged a contact outside of work. It is for you to read."),
        WAS_READ: _("What you logged about a contact was read."),
        REMINDER: _("A contact of yours is still on a channel of your own. Have you moved it?"),
    }
)
register(REACTIONS)
