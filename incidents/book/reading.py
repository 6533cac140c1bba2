"""The book as it is read: entries with all that was said of them, on a page and on paper."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.clients.queries import clients_of
from accounts.organisations.models import Site
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.printing.pdf import tagged_pdf
from incidents.book.choices import COLOURS, SHORT, BookKind, SourceKind
from incidents.book.models import BookEntry
from incidents.book.permissions import is_author, leads_there
from incidents.book.queries import Logged, WholeEntry

BOOK = Path(__file__).with_name("book.typ")
SOURCES = {SourceKind.CONTACT: "contacts:entry", SourceKind.GIFT: "gifts:gift"}


def day(on: Any) -> str:
    """A day in words."""
    return date_format(on, "j F Y")


def known_clients(reader: StaffMember, entries: Iterable[BookEntry]) -> set[UUID]:
    """Which of the clients of these entries the reader may know, in one question."""
    named = {each.client_id for each in entries if each.client_id}
    return set(clients_of(reader).filter(pk__in=named).values_list("pk", flat=True)) if named else set()


def client_in(entry: BookEntry, known: set[UUID]) -> str:
    """A client by name for those who may know them, and else by their reference."""
    if entry.client is None:
        return ""
    return f"{entry.client.name} ({entry.client.reference})" if entry.client_id in known else str(entry.client.reference)


def source_in(entry: BookEntry) -> str:
    """Where it stands in full, if it stands here by reference."""
    return str(SourceKind(entry.source_kind).label) if entry.source_kind else ""


def as_read(reader: StaffMember, book: Site, found: list[WholeEntry]) -> list[dict[str, Any]]:
    """Entries of one book as a page shows them, with what the reader may do about each."""
    known, leads = known_clients(reader, [each.entry for each in found]), leads_there(reader, book)
    return [
        {
            "entry": each.entry,
            "short": SHORT[BookKind(each.entry.kind)],
            "colour": COLOURS[BookKind(each.entry.kind)],
            "client": client_in(each.entry, known),
            "source": source_in(each.entry),
            "source_url": source_url(each.entry) if is_author(reader, each.entry) else "",
            "corrections": each.corrections,
            "discussions": each.discussions,
            "url": reverse("book:entry", args=[each.entry.pk]),
            "correct_url": reverse("book:correct", args=[each.entry.pk]) if is_author(reader, each.entry) else "",
            "discuss_url": reverse("book:discuss", args=[each.entry.pk]) if leads else "",
        }
        for each in found
    ]


def source_url(entry: BookEntry) -> str:
    """Where its author reads what they wrote down elsewhere."""
    return reverse(SOURCES[SourceKind(entry.source_kind)], args=[entry.source]) if entry.source_kind else ""


def options(found: list[Logged]) -> list[tuple[str, str]]:
    """What one logged elsewhere, as it is chosen."""
    words = {
        SourceKind.CONTACT: _("Contact on %(day)s: %(what)s"),
        SourceKind.GIFT: _("Gift or favour on %(day)s: %(what)s"),
    }
    return [(str(each.id), words[each.kind] % {"day": day(each.on), "what": each.what}) for each in found]


# --- On paper -----------------------------------------------------------------------------------------------------------------
def printed(book: Site, found: list[WholeEntry], *, year: int) -> bytes:
    """One year of a book as a tagged PDF. Paper goes from hand to hand, so clients stand in it by reference alone."""
    return tagged_pdf(BOOK, printed_data(book, found, year=year))


def printed_data(book: Site, found: list[WholeEntry], *, year: int) -> dict[str, Any]:
    """Every word of it, in the order of its numbers."""
    title = _("Boundary book: %(service)s, %(year)d") % {"service": book.name, "year": year}
    return {
        "lang": (get_language() or "en").partition("-")[0],
        "title": title,
        "organisation": book.organisation.name,
        "printed": _("Printed on %(day)s") % {"day": day(timezone.localtime(now()))},
        "no_fault": _("Nobody is found at fault in this book. Nothing in it is changed or taken away."),
        "none": "" if found else _("Nothing was written in it in that year."),
        "entries": [printed_entry(each) for each in found],
    }


def printed_entry(each: WholeEntry) -> dict[str, Any]:
    """One entry on paper."""
    entry = each.entry
    client = entry.client.reference if entry.client else ""
    facts = [
        (_("What was done"), entry.done),
        (_("Who was told"), entry.told),
        (_("Client"), client),
        (_("Stands in full in"), source_in(entry)),
    ]
    return {
        "heading": _("No. %(number)d: %(kind)s, %(day)s")
        % {"number": entry.number, "kind": SHORT[BookKind(entry.kind)], "day": day(entry.happened_on)},
        "by": _("Written by %(name)s on %(day)s") % {"name": entry.author.name, "day": day(timezone.localtime(entry.written_at))},
        "words": entry.words,
        "facts": [{"key": key, "value": value} for key, value in facts if value],
        "corrections": [
            {
                "heading": _("Corrected on %(day)s") % {"day": day(timezone.localtime(one.corrected_at))},
                "words": one.words,
                "reason": _("Why: %(reason)s") % {"reason": one.reason},
            }
            for one in each.corrections
        ],
        "discussions": [
            _("%(where)s on %(day)s, noted by %(name)s")
            % {"where": one.get_where_display(), "day": day(one.on), "name": one.noted_by.name}
            for one in each.discussions
        ],
        "talked": _("Talked about"),
    }
