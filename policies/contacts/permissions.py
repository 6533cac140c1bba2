"""Who reads what somebody logged about a contact outside of work (PQ-OUT-1, LK-4.3-5; design.md section 4).

Its author; whoever it was given to, by the rule that gives reports to people; directors, of their area. Auditors see that it is
there, of what kind and when, and no word or name of it. A colleague who is named in it is kept out, whatever lets them in
otherwise; and nobody sees by their office what somebody above them logged.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.appointments.permissions import NEVER, is_staff
from accounts.grants.queries import grant_of
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from accounts.staff.queries import ids_above
from boundaries.access.rules import AccessMap
from policies.contacts.models import Contact, ContactGrant


class ContactsPermission(TextChoices):
    """What may be done about contacts at all."""

    LOG = "contacts.log", _("Log a contact, or tell beforehand of an event")


class ContactPermission(TextChoices):
    """What may be done about one contact."""

    VIEW = "contact.view", _("See that a contact was logged, of what kind and when")
    CONTENT = "contact.content", _("Read what was said of it, and who it was with")
    CORRECT = "contact.correct", _("Say more of it, or correct it")
    READ = "contact.read", _("Say that one has read it, and write a word back")


def offices_of(actor: StaffMember) -> tuple[frozenset[UUID | None], bool]:
    """The areas somebody is director of today (None: all of them), and whether they are auditor."""
    held = Appointment.objects.in_force(today(actor.organisation)).filter(person_id=actor.pk)
    rows = list(held.filter(role__in=(Role.DIRECTOR, Role.AUDITOR)).values_list("role", "area_id"))
    return frozenset(area for role, area in rows if role == Role.DIRECTOR), any(role == Role.AUDITOR for role, _area in rows)


def covers(areas: Collection[UUID | None], contact: Contact) -> bool:
    """Whether it belongs to one of these areas, or they are the whole organisation."""
    return None in areas or (contact.area_id is not None and contact.area_id in areas)


def is_kept_out(actor: StaffMember, contact: Contact) -> bool:
    """They are named in it."""
    return actor.pk in contact.kept_out


def is_author(actor: StaffMember, contact: Contact) -> bool:
    """They logged it."""
    return actor.pk == contact.author_id


def holds_grant(actor: StaffMember, contact: Contact) -> bool:
    """It was given to them, and that has not ended."""
    return grant_of(ContactGrant, actor=actor, thing=contact) is not None


def is_reader(actor: StaffMember, contact: Contact) -> bool:
    """It is for them to read now."""
    return actor.pk == contact.reader_id


def is_above_their_author(actor: StaffMember, contact: Contact) -> bool:
    """Its author is neither themselves nor anybody they work under."""
    return contact.author_id != actor.pk and contact.author_id not in ids_above(actor)


def is_director_of_area(actor: StaffMember, contact: Contact) -> bool:
    """They are director of its area, or of the whole organisation."""
    return covers(offices_of(actor)[0], contact)


def is_auditor(actor: StaffMember, contact: Contact) -> bool:
    """They are auditor today."""
    return offices_of(actor)[1]


_by_office = [is_director_of_area, is_above_their_author]

ACCESS: AccessMap[StaffMember, Contact] = AccessMap(
    never=[*NEVER, is_kept_out],
    allow={
        ContactPermission.VIEW: [[is_author], [holds_grant], _by_office, [is_auditor, is_above_their_author]],
        ContactPermission.CONTENT: [[is_author], [holds_grant], _by_office],
        ContactPermission.CORRECT: [[is_author]],
        ContactPermission.READ: [[holds_grant, is_reader]],
    },
)
IN_GENERAL: AccessMap[StaffMember, Organisation] = AccessMap(
    never=NEVER, view=ContactsPermission.LOG, allow={ContactsPermission.LOG: [[is_staff]]}
)
