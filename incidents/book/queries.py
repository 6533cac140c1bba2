"""Named reads of the boundary books: those one reads, their entries, and what one logged elsewhere that could stand in one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from accounts.clients.models import Client
from accounts.clients.queries import clients_of
from accounts.organisations.models import Site
from accounts.organisations.queries import today
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.access.protected import way_into
from boundaries.errors.exceptions import NotVisible
from incidents.book.choices import SourceKind
from incidents.book.models import BookCorrection, BookDiscussion, BookEntry
from incidents.book.permissions import (
    BOOKS,
    ENTRIES,
    BookPermission,
    EntryPermission,
    sites_led,
    sites_overseen,
    sites_worked_at,
)
from incidents.book.rules import MOST_OFFERED, RECENT
from policies.contacts.models import Contact
from policies.contacts.queries import logged, shown
from policies.gifts.choices import GiftKind, GiftState
from policies.gifts.models import GiftEntry
from policies.gifts.queries import written_down

RELATED = ("data_key", "organisation__data_key", "author", "book", "client__organisation__data_key")


def books_of(actor: StaffMember) -> QuerySet[Site]:
    """The services whose books somebody reads, by name."""
    rows = Site.objects.filter(organisation_id=actor.organisation_id).order_by("name", "pk")
    if actor.kind == StaffKind.OUTSIDE or not actor.is_active:
        return rows.none()
    overseen = sites_overseen(actor)
    if None in overseen:
        return rows
    return rows.filter(pk__in={*sites_worked_at(actor), *sites_led(actor), *(each for each in overseen if each)})


def book_for(actor: StaffMember, book_id: UUID, permission: str = BookPermission.READ) -> Site:
    """One of them. Raises NotVisible, or Forbidden for whoever only reads it."""
    found = Site.objects.filter(organisation_id=actor.organisation_id, pk=book_id).first()
    if found is None:
        raise NotVisible
    BOOKS.require(actor, permission, found)
    return found


@way_into(BookEntry)
def of_books_read(rows: QuerySet[BookEntry], actor: StaffMember) -> QuerySet[BookEntry]:
    """Every entry of the books they read: nothing in a book is hidden from one of its readers."""
    return rows.filter(book_id__in=books_of(actor).values("pk"))


@way_into(BookEntry)
def written_by_them(rows: QuerySet[BookEntry], actor: StaffMember) -> QuerySet[BookEntry]:
    """What they wrote themselves, in whatever book, also where they read it no longer: so that nothing is taken in twice."""
    return rows.filter(author_id=actor.pk)


def entries(actor: StaffMember, book: Site) -> QuerySet[BookEntry]:
    """The entries of one book that was read."""
    return BookEntry.objects.visible_to(actor, by=of_books_read).filter(book=book).select_related(*RELATED)


def written_in(actor: StaffMember, book: Site, year: int) -> QuerySet[BookEntry]:
    """The entries of one book that were written in a year, the oldest first."""
    zone = ZoneInfo(actor.organisation.zone)
    begins, ends = (datetime(each, 1, 1, tzinfo=zone) for each in (year, year + 1))
    return entries(actor, book).filter(written_at__gte=begins, written_at__lt=ends).order_by("number")


def years_of(actor: StaffMember, book: Site) -> list[int]:
    """The years in which something was written in one book, the newest first."""
    rows = entries(actor, book).select_related(None).order_by("number").values_list("written_at", flat=True)
    first, last = rows.first(), rows.last()
    zone = ZoneInfo(actor.organisation.zone)
    if first is None or last is None:
        return []
    return list(range(last.astimezone(zone).year, first.astimezone(zone).year - 1, -1))


def entry_for(actor: StaffMember, entry_id: UUID, permission: str = EntryPermission.VIEW) -> BookEntry:
    """One entry. Raises NotVisible."""
    rows = BookEntry.objects.visible_to(actor, by=of_books_read).select_related(*RELATED)
    found = rows.filter(pk=entry_id).first()
    if found is None:
        raise NotVisible
    ENTRIES.require(actor, permission, found)
    return found


@dataclass(frozen=True)
class WholeEntry:
    """An entry with what was said of it later, the oldest first."""

    entry: BookEntry
    corrections: list[BookCorrection]
    discussions: list[BookDiscussion]


def whole(found: list[BookEntry]) -> list[WholeEntry]:
    """Entries that were read, each with all that hangs on it, in two questions for all."""
    if not found:
        return []
    by_id = {each.pk: each for each in found}

    def hung(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
        kept: dict[UUID, list[Any]] = {pk: [] for pk in by_id}
        for row in rows:
            row.entry = by_id[row.entry_id]
            kept[row.entry_id].append(row)
        return kept

    corrections = hung(BookCorrection.objects.hanging_on(*found).order_by("pk"))
    discussions = hung(BookDiscussion.objects.hanging_on(*found).select_related("noted_by").order_by("on", "pk"))
    return [WholeEntry(each, corrections[each.pk], discussions[each.pk]) for each in found]


def clients_to_name(actor: StaffMember) -> QuerySet[Client]:
    """The clients one may know of, from whom one is chosen."""
    return clients_of(actor).order_by("reference")


@dataclass(frozen=True)
class Logged:
    """What one wrote down elsewhere and is in no book yet: of what kind it was there, and on which day."""

    kind: SourceKind
    id: UUID
    on: date
    what: str


def to_take_in(actor: StaffMember) -> list[Logged]:
    """One's own contacts and gifts of the last months that are in no book yet, the newest first; an event still to come is none."""
    since = today(actor.organisation) - RECENT
    written = BookEntry.objects.visible_to(actor, by=written_by_them).filter(source__isnull=False)
    taken = {each for each in written.values_list("source", flat=True) if each}
    contacts = Contact.objects.visible_to(actor, by=logged).filter(logged_at__date__gte=since).exclude(pk__in=taken)
    contacts = contacts.order_by("-logged_at", "pk")
    gifts = GiftEntry.objects.visible_to(actor, by=written_down).filter(happened_on__gte=since)
    gifts = gifts.exclude(state=GiftState.CORRECTED).exclude(Q(pk__in=taken) | Q(first_id__in=taken, first_id__isnull=False))
    found = [
        Logged(SourceKind.CONTACT, each.contact.pk, each.version.on, str(each.version.get_kind_display()))
        for each in shown(list(contacts[:MOST_OFFERED]), with_people=False)
        if not each.version.beforehand
    ]
    newest = gifts.order_by("-happened_on", "pk").values_list("pk", "first_id", "happened_on", "kind")[:MOST_OFFERED]
    found += [Logged(SourceKind.GIFT, first or pk, on, str(GiftKind(kind).label)) for pk, first, on, kind in newest]
    return sorted(found, key=lambda each: (each.on, each.id), reverse=True)
