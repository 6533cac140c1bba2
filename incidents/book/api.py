"""The API of the boundary book."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.organisations.models import Site
from accounts.staff.api import AccountsView, NamedOut, named, who
from accounts.staff.models import StaffMember
from boundaries.access.choices import Scope
from boundaries.web.api import Id, Made, Strict, Words, made
from boundaries.web.fields import Day
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from incidents.book import actions, queries, reading
from incidents.book.choices import BookKind, DiscussedWhere, SourceKind
from incidents.book.permissions import BOOKS, BookPermission, EntryPermission
from incidents.book.queries import WholeEntry
from incidents.book.rules import LONGEST_TEXT

BOOK = _("Boundary book")


# --- What is sent -------------------------------------------------------------------------------------------------------------
class BookQuery(PageQuery):
    """Which entries of a book."""

    kind = serializers.ChoiceField(BookKind.choices, required=False, help_text=_("Only of this kind."))


class BookEntryIn(Strict):
    """One entry. Everybody who reads the book reads it, so it names nobody."""

    kind = serializers.ChoiceField(BookKind.choices)
    happened_on = Day()
    words = Words(max_length=LONGEST_TEXT, help_text=_("What happened."))
    done = Words(required=False, allow_blank=True, max_length=LONGEST_TEXT, help_text=_("What was done about it."))
    told = Words(required=False, allow_blank=True, max_length=LONGEST_TEXT, help_text=_("Who was told."))
    client = Id(required=False, allow_null=True, help_text=_("One whom the writer may know of."))


class BookTakeInIn(Strict):
    """What one logged elsewhere, and of what kind it is here."""

    source = Id(help_text=_("One of those that are listed here."))  # type: ignore[assignment]  # a field of this name
    kind = serializers.ChoiceField(BookKind.choices)
    words = Words(required=False, allow_blank=True, max_length=LONGEST_TEXT)


class BookCorrectionIn(Strict):
    """The same said better, and why."""

    words = Words(max_length=LONGEST_TEXT)
    reason = Words(max_length=LONGEST_TEXT)


class BookDiscussionIn(Strict):
    """Where and when it was talked about."""

    where = serializers.ChoiceField(DiscussedWhere.choices)
    on = Day()


# --- What is answered ---------------------------------------------------------------------------------------------------------
class BookLineOut(serializers.Serializer[Any]):
    """A boundary book that one reads."""

    id = serializers.UUIDField()
    service = serializers.CharField(help_text=_("The site whose book it is."))
    url = serializers.CharField()


class BooksOut(PageOut):
    """One page of them, by name."""

    books = BookLineOut(many=True)


class BookCorrectionOut(serializers.Serializer[Any]):
    """What its author said later, and why."""

    words = serializers.CharField()
    reason = serializers.CharField()
    corrected_at = serializers.DateTimeField()


class BookDiscussionOut(serializers.Serializer[Any]):
    """Where it was talked about, and who noted it."""

    where = serializers.ChoiceField(DiscussedWhere.choices)
    on = serializers.DateField()
    noted_by = NamedOut()
    noted_at = serializers.DateTimeField()


class BookEntryOut(serializers.Serializer[Any]):
    """One entry, with all that was said of it later."""

    id = serializers.UUIDField()
    book = NamedOut()
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(BookKind.choices)
    happened_on = serializers.DateField()
    words = serializers.CharField(help_text=_("Empty where it stands in full elsewhere."))
    done = serializers.CharField()
    told = serializers.CharField()
    client = serializers.CharField(allow_null=True, help_text=_("By name for those who may know them, and else by reference."))
    source = serializers.ChoiceField(  # type: ignore[assignment]  # a field of this name
        SourceKind.choices, allow_null=True, help_text=_("Where it stands in full, if elsewhere.")
    )
    author = NamedOut()
    written_at = serializers.DateTimeField()
    corrections = BookCorrectionOut(many=True, help_text=_("The oldest first. The first text stays."))
    discussions = BookDiscussionOut(many=True)
    url = serializers.CharField()


class BookPageOut(PageOut):
    """One page of a book, the newest entry first."""

    service = serializers.CharField()
    may_write = serializers.BooleanField(help_text=_("One may write in it."))
    entries = BookEntryOut(many=True)


class BookSourceOut(serializers.Serializer[Any]):
    """What one logged elsewhere, and is in no book yet."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(SourceKind.choices)
    on = serializers.DateField()
    what = serializers.CharField(help_text=_("Of what kind it was there, in words."))


class BookSourcesOut(serializers.Serializer[Any]):
    """What can be taken in, the newest first."""

    sources = BookSourceOut(many=True)


# --- From one to the other ----------------------------------------------------------------------------------------------------
def entries_out(reader: StaffMember, found: list[WholeEntry]) -> list[dict[str, Any]]:
    """Entries as this reader may know them; a fixed number of questions to the database."""
    known = reading.known_clients(reader, [each.entry for each in found])
    return [entry_out(each, known) for each in found]


def entry_out(whole: WholeEntry, known: set[UUID]) -> dict[str, Any]:
    """One of them."""
    entry = whole.entry
    plain = ("number", "kind", "happened_on", "words", "done", "told", "written_at")
    return {name: getattr(entry, name) for name in plain} | {
        "id": entry.pk,
        "book": named(entry.book),
        "client": reading.client_in(entry, known) or None,
        "source": entry.source_kind or None,
        "author": named(entry.author),
        "corrections": [
            {name: getattr(each, name) for name in ("words", "reason", "corrected_at")} for each in whole.corrections
        ],
        "discussions": [
            {name: getattr(each, name) for name in ("where", "on", "noted_at")} | {"noted_by": named(each.noted_by)}
            for each in whole.discussions
        ],
        "url": entry_url(entry.pk),
    }


def entry_url(entry_id: UUID) -> str:
    """Where an entry is read."""
    return reverse("api_book:entry", args=[entry_id])


def book_out(book: Site) -> dict[str, Any]:
    """A book in the list."""
    return {"id": book.pk, "service": book.name, "url": reverse("api_book:book", args=[book.pk])}


# --- Books --------------------------------------------------------------------------------------------------------------------
class BooksView(AccountsView):
    """The books one reads."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_books",
        BOOK,
        _("List the boundary books one reads"),
        asks=PageQuery,
        gives={200: (BooksOut, _("One page of them, by name."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        rows = queries.books_of(who(request))
        return Response(BooksOut(self.listed("books", self.read_query(PageQuery), rows, "name", shown=book_out, among=rows)).data)


class BookView(AccountsView):
    """One book."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.REPORT}

    @operation(
        "read_book",
        BOOK,
        _("Read a boundary book"),
        asks=BookQuery,
        gives={200: (BookPageOut, _("One page of its entries, the newest first."))},
        refuses=(404, 422),
    )
    def get(self, request: Request, book_id: UUID) -> Response:
        actor, asked = who(request), self.read_query(BookQuery)
        book = queries.book_for(actor, book_id)
        among = queries.entries(actor, book)
        rows = among.filter(kind=asked["kind"]) if "kind" in asked else among
        page = self.listed("entries", asked, rows, "-number", shown=lambda each: each, among=among)
        page["entries"] = entries_out(actor, queries.whole(page["entries"]))
        may_write = BOOKS.allows(actor, BookPermission.WRITE, book)
        return Response(BookPageOut(page | {"service": book.name, "may_write": may_write}).data)

    @operation(
        "write_in_book",
        BOOK,
        _("Write in a boundary book"),
        more=_("Everybody who reads this book can read it; it takes the next number and is never changed."),
        takes=BookEntryIn,
        gives={201: (Made, _("It is written down."))},
        refuses=(403, 404),
        once=True,
    )
    def post(self, request: Request, book_id: UUID) -> Response:
        actor = who(request)
        queries.book_for(actor, book_id, BookPermission.WRITE)
        told = self.read(BookEntryIn)
        told["client_id"] = told.pop("client", None)
        done = acted(request, lambda: actions.write_entry(actor=actor, book_id=book_id, **told).pk)
        return made(done, entry_url(done))


class BookTakeInView(AccountsView):
    """What one logged elsewhere."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.REPORT}

    @operation(
        "list_book_sources",
        BOOK,
        _("List one's own contacts and gifts that could stand in a boundary book"),
        gives={200: (BookSourcesOut, _("Those of the last three months that are in no book yet."))},
        refuses=(403, 404),
    )
    def get(self, request: Request, book_id: UUID) -> Response:
        actor = who(request)
        queries.book_for(actor, book_id, BookPermission.WRITE)
        return Response(BookSourcesOut({"sources": queries.to_take_in(actor)}).data)

    @operation(
        "take_into_book",
        BOOK,
        _("Let a contact or gift that one logged stand in a boundary book"),
        more=_(
            "What was said there stays there: readers of the book learn that it was logged, its day and kind, and these words."
        ),
        takes=BookTakeInIn,
        gives={201: (Made, _("It stands in the book."))},
        refuses=(403, 404),
        once=True,
    )
    def post(self, request: Request, book_id: UUID) -> Response:
        actor = who(request)
        queries.book_for(actor, book_id, BookPermission.WRITE)
        told = self.read(BookTakeInIn)
        done = acted(request, lambda: actions.take_in(actor=actor, book_id=book_id, **told).pk)
        return made(done, entry_url(done))


# --- One entry ----------------------------------------------------------------------------------------------------------------
class BookEntryView(AccountsView):
    """One entry."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_book_entry",
        BOOK,
        _("Read an entry of a boundary book"),
        gives={200: (BookEntryOut, _("The entry, its corrections, and where it was talked about."))},
        refuses=(404,),
    )
    def get(self, request: Request, entry_id: UUID) -> Response:
        actor = who(request)
        (found,) = entries_out(actor, queries.whole([queries.entry_for(actor, entry_id)]))
        return Response(BookEntryOut(found).data)


class BookCorrectionsView(AccountsView):
    """Correcting one's own."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "correct_book_entry",
        BOOK,
        _("Correct one's own entry in a boundary book"),
        more=_("The first text stays, and can be read."),
        takes=BookCorrectionIn,
        gives={201: (Made, _("It is corrected; the id is the correction's."))},
        refuses=(403, 404),
        once=True,
    )
    def post(self, request: Request, entry_id: UUID) -> Response:
        actor = who(request)
        queries.entry_for(actor, entry_id, EntryPermission.CORRECT)
        told = self.read(BookCorrectionIn)
        done = acted(request, lambda: actions.correct_entry(actor=actor, entry_id=entry_id, **told).pk)
        return made(done, entry_url(entry_id))


class BookDiscussionsView(AccountsView):
    """That it was talked about."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @operation(
        "note_book_discussion",
        BOOK,
        _("Note where an entry of a boundary book was talked about"),
        more=_("For whoever leads somebody there."),
        takes=BookDiscussionIn,
        gives={201: (Made, _("It is noted; the id is the note's."))},
        refuses=(403, 404),
        once=True,
    )
    def post(self, request: Request, entry_id: UUID) -> Response:
        actor = who(request)
        queries.entry_for(actor, entry_id, EntryPermission.DISCUSS)
        told = self.read(BookDiscussionIn)
        done = acted(request, lambda: actions.note_discussion(actor=actor, entry_id=entry_id, **told).pk)
        return made(done, entry_url(entry_id))
