"""Who reads and writes a boundary book (LK-5.5-2, LK-5.5-3, LK-5.6; design.md 3.15).

A book belongs to a service, a site of the organisation. Whoever works there reads and writes it, and whoever leads somebody there;
directors of the area, the chief executive and safeguarding leads read it. All of them read all of it: nothing in it is hidden from
one of its readers, so that a gap in the numbers can betray nothing. Only a client's name is shown to those alone who may know them.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.appointments.permissions import NEVER
from accounts.organisations.models import Site
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap
from incidents.book.models import BookEntry


class BookPermission(TextChoices):
    """What may be done with one book."""

    READ = "book.read", _("Read the boundary book of a service")
    WRITE = "book.write", _("Write in it")


class EntryPermission(TextChoices):
    """What may be done with one entry."""

    VIEW = "book_entry.view", _("Read an entry")
    CORRECT = "book_entry.correct", _("Correct one's own entry")
    DISCUSS = "book_entry.discuss", _("Note that it was talked about")


OVERSEEING = (Role.DIRECTOR, Role.CHIEF_EXECUTIVE, Role.SAFEGUARDING_LEAD)


def people_of(site_ids: Collection[UUID]) -> Q:
    """Who works at one of these sites, themselves or with their team."""
    return Q(site_id__in=site_ids) | Q(team__site_id__in=site_ids)


def sites_overseen(actor: StaffMember) -> set[UUID | None]:
    """The sites whose books somebody reads by an office; None among them stands for all."""
    held = Appointment.objects.in_force(today(actor.organisation)).filter(person_id=actor.pk, role__in=OVERSEEING)
    return set(held.values_list("area_id", flat=True))


def sites_worked_at(actor: StaffMember) -> set[UUID]:
    """Where somebody works."""
    team = actor.team.site_id if actor.team else None
    return {each for each in (actor.site_id, team) if each}


def sites_led(actor: StaffMember) -> set[UUID]:
    """Where somebody works whom they lead, at any depth."""
    under = StaffMember.objects.at_or_under(actor.pk).filter(is_active=True).exclude(pk=actor.pk)
    return {each for row in under.values_list("site_id", "team__site_id") for each in row if each}


def works_there(actor: StaffMember, book: Site) -> bool:
    """They work there."""
    return book.pk in sites_worked_at(actor)


def leads_there(actor: StaffMember, book: Site) -> bool:
    """They lead somebody who works there."""
    return book.pk in sites_led(actor)


def oversees(actor: StaffMember, book: Site) -> bool:
    """They read it by their office."""
    sites = sites_overseen(actor)
    return None in sites or book.pk in sites


def reads_book(actor: StaffMember, entry: BookEntry) -> bool:
    """They read the book in which it stands."""
    return any(each(actor, entry.book) for each in (works_there, leads_there, oversees))


def is_author(actor: StaffMember, entry: BookEntry) -> bool:
    """They wrote it."""
    return entry.author_id == actor.pk


def leads_where_it_stands(actor: StaffMember, entry: BookEntry) -> bool:
    """They lead somebody where it stands."""
    return leads_there(actor, entry.book)


BOOKS: AccessMap[StaffMember, Site] = AccessMap(
    never=NEVER,
    allow={
        BookPermission.READ: [[works_there], [leads_there], [oversees]],
        BookPermission.WRITE: [[works_there], [leads_there]],
    },
    view=BookPermission.READ,
)
ENTRIES: AccessMap[StaffMember, BookEntry] = AccessMap(
    never=NEVER,
    allow={
        EntryPermission.VIEW: [[reads_book]],
        EntryPermission.CORRECT: [[reads_book, is_author]],
        EntryPermission.DISCUSS: [[leads_where_it_stands]],
    },
    view=EntryPermission.VIEW,
)
