"""Telling somebody: one item in their list, however often it is told, and nothing in the table that tells others."""

from threading import Event
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from boundaries.notices.actions import mark_all_read, mark_read, take_away
from boundaries.notices.models import Notice
from boundaries.notices.queries import count_new, items_for
from boundaries.outbox.models import OutboxRow
from tests.boundaries.notices.people import ELIF, FARID, tell_of
from tests.boundaries.things import PATIENCE, new_key, side_by_side
from tests.seeing import every


@pytest.fixture(autouse=True)
def _key(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("committed_db" if "committed_db" in request.fixturenames else "db")
    new_key()


def test_telling_makes_one_item_and_asks_for_one_mail(shut: set[UUID]) -> None:
    about = tell_of()
    notice = every(Notice).get()
    assert (notice.person_id, notice.kind, notice.target) == (ELIF, "thing.came", {"kind": "thing", "id": str(about)})
    assert list(OutboxRow.objects.values_list("kind", "ref")) == [("notices.mail", notice.id)]


def test_telling_the_same_again_tells_nothing_new(shut: set[UUID]) -> None:
    about = tell_of()
    for _ in range(3):
        tell_of(about)
    assert (every(Notice).count(), OutboxRow.objects.count()) == (1, 1)


def test_another_person_kind_thing_or_time_is_told_too(shut: set[UUID]) -> None:
    about = tell_of()
    tell_of(about, person=FARID)
    tell_of(about, kind="thing.went")
    tell_of(about, once="y")
    tell_of()
    assert (every(Notice).count(), OutboxRow.objects.count()) == (5, 5)


def test_told_from_two_sides_at_once_it_is_one_item(committed_db: None, shut: set[UUID]) -> None:
    about, told, may_commit = uuid4(), Event(), Event()

    def first() -> None:
        with transaction.atomic():
            tell_of(about)
            told.set()
            assert may_commit.wait(PATIENCE)

    def second() -> None:
        assert told.wait(PATIENCE)
        may_commit.set()
        with transaction.atomic():
            tell_of(about)

    side_by_side(first, second)
    assert (every(Notice).count(), OutboxRow.objects.count()) == (1, 1)


def test_nobody_is_told_of_what_was_undone(shut: set[UUID]) -> None:
    def tell_and_fail() -> None:
        with transaction.atomic():
            tell_of()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        tell_and_fail()
    assert (every(Notice).count(), OutboxRow.objects.count()) == (0, 0)


def test_the_table_tells_nobody_what_the_items_are_about(shut: set[UUID]) -> None:
    about = tell_of()
    with connection.cursor() as run:
        run.execute("SELECT n::text || encode(target, 'escape') FROM boundaries_notice n")
        (notice,) = run.fetchone() or ("",)
        run.execute("SELECT o::text FROM boundaries_outboxrow o")
        (row,) = run.fetchone() or ("",)
    for written in (notice, row):
        assert str(about) not in written
        assert about.hex not in written


def test_an_item_shows_its_sentence_its_label_and_its_link(shut: set[UUID]) -> None:
    about = tell_of()
    (item,) = items_for(ELIF)
    assert (item.sentence, item.label, item.link, item.is_new) == (
        "Marker sentence of thing.came.",
        f"Thing {about}",
        f"/thing.came/{about}/",
        True,
    )


def test_what_may_not_be_seen_any_more_is_not_shown_or_counted(shut: set[UUID]) -> None:
    hidden, kept = tell_of(), tell_of()
    shut.add(hidden)
    assert [item.label for item in items_for(ELIF)] == [f"Thing {kept}"]
    assert count_new(ELIF) == 1


def test_what_is_taken_away_is_gone_for_that_person_and_that_thing_alone(shut: set[UUID]) -> None:
    about, other = tell_of(), tell_of()
    tell_of(about, kind="thing.went")
    tell_of(about, person=FARID)
    take_away(person_id=ELIF, about_id=about)
    assert [item.label for item in items_for(ELIF)] == [f"Thing {other}"]
    assert (count_new(ELIF), count_new(FARID)) == (1, 1)


def test_what_was_taken_away_does_not_come_back_by_being_told_again(shut: set[UUID]) -> None:
    about = tell_of()
    take_away(person_id=ELIF, about_id=about)
    tell_of(about)
    assert items_for(ELIF) == []


def test_opening_a_thing_reads_its_items_for_that_person_alone(shut: set[UUID]) -> None:
    about = tell_of()
    tell_of()
    tell_of(about, person=FARID)
    mark_read(person_id=ELIF, about_id=about)
    assert (count_new(ELIF), count_new(FARID)) == (1, 1)
    read = every(Notice).get(read_at__isnull=False).read_at
    mark_read(person_id=ELIF, about_id=about)
    assert every(Notice).get(read_at__isnull=False).read_at == read


def test_reading_all_leaves_nothing_new(shut: set[UUID]) -> None:
    tell_of()
    tell_of()
    mark_all_read(person_id=ELIF)
    assert count_new(ELIF) == 0
    assert [item.is_new for item in items_for(ELIF)] == [False, False]


def test_the_newest_fifty_are_shown(shut: set[UUID]) -> None:
    for number in range(52):
        tell_of(once=str(number))
    assert len(items_for(ELIF)) == 50
