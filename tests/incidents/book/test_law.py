"""The boundary book: who reads and writes it, its numbers, and that nothing in it is ever changed."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction

from accounts.organisations.models import Site
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import Forbidden, NotVisible, RuleViolation
from boundaries.record.queries import entries_about
from incidents.book import queries
from incidents.book.actions import correct_entry, note_discussion, take_in, write_entry
from incidents.book.models import BookEntry
from tests.policies.contacts.logging import written_to
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

pytestmark = pytest.mark.django_db


def book_of(person: StaffMember) -> Site:
    """The book of where somebody works."""
    site = person.site or (person.team.site if person.team else None)
    assert site
    return site


def wrote(person: StaffMember, /, **more: Any) -> BookEntry:
    """An entry as it is usual."""
    facts: dict[str, Any] = {
        "book_id": book_of(person).pk,
        "kind": "blurred",
        "happened_on": today(person.organisation),
        "words": "I stayed for tea after the visit.",
        "done": "I said that I would not next time.",
        "told": "My line manager.",
    }
    return write_entry(actor=person, **facts | more)


def test_whoever_works_there_leads_there_or_answers_for_it_reads_all_of_it_and_nobody_else(cast: "Cast") -> None:
    entry = wrote(cast.amira, client_id=cast.hana.pk)
    readers = {
        name
        for name, person in vars(cast).items()
        if isinstance(person, StaffMember) and queries.books_of(person).filter(pk=entry.book_id).exists()
    }
    assert {"amira", "ben", "elif_", "farid", "noor", "ingrid", "samuel", "chidi"} <= readers
    assert not readers & {"miriam", "ivo", "grace", "dana", "olga", "root", "maya", "aluki", "joseph", "susan", "leonie"}
    for name, person in vars(cast).items():
        if isinstance(person, StaffMember):
            if name in readers:
                assert queries.entry_for(person, entry.pk) == entry
            else:
                with pytest.raises(NotVisible):
                    queries.entry_for(person, entry.pk)
    with pytest.raises(Forbidden):
        wrote(cast.ingrid, book_id=entry.book_id)


def test_each_book_has_numbers_without_a_gap_from_one(cast: "Cast") -> None:
    assert [wrote(person).number for person in (cast.amira, cast.ben, cast.amira)] == [1, 2, 3]
    with pytest.raises(RuleViolation):
        wrote(cast.amira, words=" ")
    with pytest.raises(RuleViolation):
        wrote(cast.amira, happened_on=today(cast.organisation) + timedelta(days=1))
    assert wrote(cast.elif_).number == 4
    other = Site.objects.create(organisation=cast.organisation, name="Lighthouse")
    StaffMember.objects.filter(pk=cast.ben.pk).update(site=other)
    assert wrote(StaffMember.objects.get(pk=cast.ben.pk), book_id=other.pk).number == 1


def test_a_correction_leaves_the_first_text_readable_and_is_its_authors_alone(cast: "Cast") -> None:
    entry = wrote(cast.amira)
    with pytest.raises(Forbidden):
        correct_entry(actor=cast.ben, entry_id=entry.pk, words="It was coffee.", reason="I was there.")
    correct_entry(actor=cast.amira, entry_id=entry.pk, words="It was coffee.", reason="I mixed it up.")
    (found,) = queries.whole(list(queries.entries(cast.ben, entry.book)))
    assert found.entry.words == "I stayed for tea after the visit."
    assert [each.words for each in found.corrections] == ["It was coffee."]
    assert [line.event for line in entries_about(entry.pk)] == ["book.written", "book.corrected"]


def test_the_database_refuses_to_change_an_entry_or_take_it_away(cast: "Cast") -> None:
    entry = wrote(cast.amira)
    for change in (
        lambda: every(BookEntry).filter(pk=entry.pk).update(number=9),
        lambda: every(BookEntry).filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()


def test_who_leads_there_notes_where_it_was_talked_about(cast: "Cast") -> None:
    entry = wrote(cast.amira, happened_on=today(cast.organisation) - timedelta(days=3))
    with pytest.raises(Forbidden):
        note_discussion(actor=cast.ben, entry_id=entry.pk, where="supervision", on=today(cast.organisation))
    with pytest.raises(RuleViolation):
        note_discussion(actor=cast.elif_, entry_id=entry.pk, where="supervision", on=today(cast.organisation) - timedelta(days=9))
    note_discussion(actor=cast.elif_, entry_id=entry.pk, where="team_meeting", on=today(cast.organisation))
    (found,) = queries.whole([queries.entry_for(cast.ben, entry.pk)])
    assert [(each.where, each.noted_by) for each in found.discussions] == [("team_meeting", cast.elif_)]


def test_what_was_logged_elsewhere_stands_there_by_reference_once_and_only_ones_own(cast: "Cast") -> None:
    contact = written_to(cast.ben)
    assert [each.id for each in queries.to_take_in(cast.ben)] == [contact.pk]
    book = book_of(cast.ben)
    with pytest.raises(RuleViolation):
        take_in(actor=cast.amira, book_id=book.pk, kind="blurred", source=contact.pk)
    entry = take_in(actor=cast.ben, book_id=book.pk, kind="averted", source=contact.pk)
    assert (entry.number, entry.words, entry.source_kind) == (1, "", "contact")
    assert queries.to_take_in(cast.ben) == []
    with pytest.raises(RuleViolation):
        take_in(actor=cast.ben, book_id=book.pk, kind="averted", source=contact.pk)


def test_a_client_is_one_whom_the_writer_may_know_of(cast: "Cast") -> None:
    with pytest.raises(RuleViolation):
        wrote(cast.pavel, client_id=cast.hana.pk, book_id=book_of(cast.pavel).pk)
