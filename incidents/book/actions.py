"""Writing in the boundary book: an entry, a correction of one's own, and that it was talked about."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Site
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import RuleViolation
from boundaries.record.actions import append
from boundaries.sealing.actions import make_key
from incidents.book import rules
from incidents.book.choices import SourceKind
from incidents.book.events import BookEvent
from incidents.book.models import BookCorrection, BookDiscussion, BookEntry
from incidents.book.permissions import BookPermission, EntryPermission
from incidents.book.queries import book_for, clients_to_name, entries, entry_for, to_take_in


@transaction.atomic
def write_entry(
    *,
    actor: StaffMember,
    book_id: UUID,
    kind: str,
    happened_on: date,
    words: str,
    done: str = "",
    told: str = "",
    client_id: UUID | None = None,
) -> BookEntry:
    """Write down what happened, what was done and who was told: in the words of whoever writes, for every reader of the book.

    It takes the next number of its book; the book is locked meanwhile, so that no number is missed or given twice.
    """
    book = book_for(actor, book_id, BookPermission.WRITE)
    day = today(actor.organisation)
    rules.check_day(happened_on, today=day, field="happened_on")
    entry = BookEntry(kind=rules.check_kind(kind), happened_on=happened_on, client_id=_client(actor, client_id))
    return _written(
        actor,
        book,
        entry,
        words=rules.check_words(words, field="words"),
        done=rules.check_words(done, field="done", required=False),
        told=rules.check_words(told, field="told", required=False),
    )


@transaction.atomic
def take_in(*, actor: StaffMember, book_id: UUID, kind: str, source: UUID, words: str = "") -> BookEntry:
    """Let a contact or a gift that one logged oneself stand in the book by reference: nobody writes it twice (design.md 3.16).

    What was said there stays there; every reader of the book learns only that it was logged, of what kind it was, and the words given
    here. Raises RuleViolation for what is not one's own, or stands in a book already.
    """
    book = book_for(actor, book_id, BookPermission.WRITE)
    found = next((each for each in to_take_in(actor) if each.id == source), None)
    if found is None:
        raise RuleViolation("book.source", _("Choose one from the list: it may stand in a book already."), field="source")
    entry = BookEntry(
        kind=rules.check_kind(kind), happened_on=found.on, source_kind=SourceKind(found.kind), source=found.id, client_id=None
    )
    said = rules.check_words(words, field="words", required=False)
    try:
        with transaction.atomic():
            return _written(actor, book, entry, words=said, done="", told="")
    except IntegrityError as error:  # taken in at the same moment, maybe into another book
        if "book_entry_of_source_once" not in str(error):
            raise
        raise RuleViolation("book.source", _("It stands in a book already."), field="source") from error


@transaction.atomic
def correct_entry(*, actor: StaffMember, entry_id: UUID, words: str, reason: str) -> BookCorrection:
    """Say it better, and why. The first text stays where it is, readable (LK-5.5-3)."""
    entry = entry_for(actor, entry_id, EntryPermission.CORRECT)
    correction = BookCorrection(entry=entry, corrected_at=now())
    correction.words = rules.check_words(words, field="words")
    correction.reason = rules.check_words(reason, field="reason")
    correction.save(force_insert=True)
    _write_down(BookEvent.CORRECTED, entry, actor, correction=str(correction.pk))
    return correction


@transaction.atomic
def note_discussion(*, actor: StaffMember, entry_id: UUID, where: str, on: date) -> BookDiscussion:
    """Note where and when it was talked about: in supervision or in the team (LK-5.6-1, LK-5.6-2)."""
    entry = entry_for(actor, entry_id, EntryPermission.DISCUSS)
    rules.check_day(on, today=today(actor.organisation), field="on", since=entry.happened_on)
    discussion = BookDiscussion(entry=entry, where=rules.check_where(where), on=on, noted_by=actor, noted_at=now())
    discussion.save(force_insert=True)
    _write_down(BookEvent.DISCUSSED, entry, actor, discussion=str(discussion.pk), where=discussion.where, on=on.isoformat())
    return discussion


def _client(actor: StaffMember, client_id: UUID | None) -> UUID | None:
    """A client one may know of. Raises RuleViolation."""
    if client_id is not None and not clients_to_name(actor).filter(pk=client_id).exists():
        raise RuleViolation("book.client", _("Choose the client again, or nobody."), field="client")
    return client_id


def _written(actor: StaffMember, book: Site, entry: BookEntry, *, words: str, done: str, told: str) -> BookEntry:
    Site.objects.select_for_update(no_key=True).get(pk=book.pk)
    last = entries(actor, book).order_by("-number").values_list("number", flat=True).first()
    entry.organisation, entry.book, entry.author = actor.organisation, book, actor
    entry.number = (last or 0) + 1
    entry.data_key = make_key(organisation_id=actor.organisation_id)
    entry.written_at = now()
    entry.words, entry.done, entry.told = words, done, told
    entry.save(force_insert=True)
    source = entry.source_kind or None
    _write_down(BookEvent.WRITTEN, entry, actor, book=str(book.pk), number=entry.number, kind=entry.kind, source=source)
    return entry


def _write_down(event: BookEvent, entry: BookEntry, actor: StaffMember, **data: object) -> None:
    append(
        event,
        about=("book-entry", entry.pk),
        organisation_id=entry.organisation_id,
        actor_id=actor.pk,
        key=entry.data_key,
        data=data,
    )
