"""A conversation about one object: each side sees the other by role, and what is said stays sealed."""

from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from boundaries.clocks.queries import at
from boundaries.sealing.models import DataKey
from boundaries.threads.actions import open_thread, send_message
from boundaries.threads.models import Message, Side, Thread
from boundaries.threads.queries import messages_about
from tests.boundaries.things import ORGANISATION, PATIENCE, new_key, side_by_side
from tests.seeing import every

MOMENT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def key(db: None) -> DataKey:
    return new_key()


def thread_about(about: UUID, key: DataKey) -> Thread:
    return open_thread(organisation_id=ORGANISATION, about=("thing", about), key=key)


def say(thread: Thread, body: str, *, later: int = 0, side: Side = Side.REPORTER, author: UUID | None = None) -> Message:
    with at(MOMENT + timedelta(minutes=later)):
        return send_message(thread=thread, side=side, author_id=author or uuid4(), body=body)


def test_one_object_has_one_thread(key: DataKey) -> None:
    about = uuid4()
    assert thread_about(about, key).pk == thread_about(about, new_key()).pk
    assert every(Thread).get().data_key == key
    with pytest.raises(IntegrityError), transaction.atomic():
        Thread.objects.create(organisation_id=ORGANISATION, about_kind="thing", about_id=about, data_key=key)


def test_a_thread_opened_from_two_sides_at_once_is_one(committed_db: None) -> None:
    about, key, opened, may_commit = uuid4(), new_key(), Event(), Event()

    def first() -> UUID:
        with transaction.atomic():
            thread = thread_about(about, key)
            opened.set()
            assert may_commit.wait(PATIENCE)
        return thread.pk

    def second() -> UUID:
        assert opened.wait(PATIENCE)
        may_commit.set()
        with transaction.atomic():
            return thread_about(about, key).pk

    one, other = side_by_side(first, second)
    assert one == other
    assert every(Thread).count() == 1


def test_messages_are_read_in_the_order_they_were_sent(key: DataKey) -> None:
    about, author = uuid4(), uuid4()
    thread = thread_about(about, key)
    say(thread, "Second", later=2, side=Side.HANDLER)
    say(thread, "First", later=1, author=author)
    say(thread_about(uuid4(), key), "Elsewhere")
    first, second = messages_about(about)
    assert (first.body, first.side, first.author, first.sent_at) == (
        "First",
        "reporter",
        str(author),
        MOMENT + timedelta(minutes=1),
    )
    assert (second.body, second.side, second.is_question) == ("Second", "handler", False)


def test_a_question_is_marked(key: DataKey) -> None:
    thread = thread_about(uuid4(), key)
    assert send_message(thread=thread, side=Side.HANDLER, author_id=uuid4(), body="When?", is_question=True).is_question


def test_an_object_without_a_thread_has_no_messages(db: None) -> None:
    assert messages_about(uuid4()) == []


def test_neither_words_nor_author_stand_in_the_table(key: DataKey) -> None:
    author = uuid4()
    message = say(thread_about(uuid4(), key), "What was told", author=author)
    with connection.cursor() as run:
        run.execute("SELECT m::text || encode(body, 'escape') || encode(author, 'escape') FROM boundaries_message m")
        (stored,) = run.fetchone() or ("",)
    assert str(message.id) in stored
    for word in ("told", str(author), author.hex):
        assert word not in stored


def test_a_thread_reads_in_one_query_however_long_it_is(key: DataKey, django_assert_num_queries: Any) -> None:
    about = uuid4()
    thread = thread_about(about, key)
    for number in range(5):
        say(thread, f"Message {number}", later=number)
    with django_assert_num_queries(1):
        assert [message.body for message in messages_about(about)] == [f"Message {number}" for number in range(5)]
