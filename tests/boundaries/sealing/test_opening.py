"""When a sealed column is opened, and with what: its own key, in its own place, and not before it is read."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from boundaries.sealing import rules
from boundaries.sealing.actions import make_key, open_key
from boundaries.sealing.models import DataKey
from boundaries.sealing.rules import SealBroken
from boundaries.threads.actions import open_thread, send_message
from boundaries.threads.models import Message, Side, Thread
from tests.seeing import every

ORGANISATION = UUID("00000000-0000-4000-8000-00000000000a")


@pytest.fixture
def key(db: None) -> DataKey:
    return make_key(organisation_id=ORGANISATION)


@pytest.fixture
def thread(key: DataKey) -> Thread:
    return open_thread(organisation_id=ORGANISATION, about=("thing", uuid4()), key=key)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every place that is opened while the test runs."""
    places: list[bytes] = []
    unseal = rules.unseal

    def watched(secret: bytes, sealed: bytes, where: bytes) -> bytes:
        places.append(where)
        return unseal(secret, sealed, where)

    monkeypatch.setattr(rules, "unseal", watched)
    return places


def write(thread: Thread, body: str = "What was told") -> Message:
    return send_message(thread=thread, side=Side.REPORTER, author_id=uuid4(), body=body)


def stored(message: Message) -> bytes:
    value: Any = every(Message).filter(id=message.id).values_list("body", flat=True).get()
    return bytes(value)


def put(thread: Thread, row: UUID, **columns: bytes) -> Message:
    """Write sealed bytes straight into a row of the table, and read it. A message that is there cannot be changed."""
    names = ", ".join(columns)
    with connection.cursor() as run:
        run.execute(
            f"INSERT INTO boundaries_message (id, thread_id, side, is_question, sent_at, {names})"
            f" VALUES (%s, %s, 'reporter', false, now(), {', '.join(['%s'] * len(columns))})",
            [row, thread.id, *columns.values()],
        )
    return every(Message).select_related("thread__data_key").get(id=row)


def sealed_for(thread: Thread, row: UUID, column: str) -> bytes:
    """What this column of this row would hold."""
    return rules.seal(open_key(thread.data_key), b"What was told", rules.place("boundaries_message", column, row))


def test_the_column_holds_it_sealed_for_its_place(thread: Thread) -> None:
    message = write(thread)
    place = rules.place("boundaries_message", "body", message.id)
    assert b"told" not in stored(message)
    assert rules.unseal(open_key(thread.data_key), stored(message), place) == b"What was told"


def test_what_is_sealed_for_a_row_and_its_columns_opens_there(thread: Thread) -> None:
    row = uuid4()
    there = put(thread, row, body=sealed_for(thread, row, "body"), author=sealed_for(thread, row, "author"))
    assert (there.body, there.author) == ("What was told",) * 2


def test_a_changed_byte_is_refused(thread: Thread) -> None:
    row = uuid4()
    sealed = sealed_for(thread, row, "body")
    changed = put(thread, row, body=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(SealBroken):
        _ = changed.body


def test_bytes_of_another_row_are_refused(thread: Thread) -> None:
    moved = put(thread, uuid4(), body=stored(write(thread)))
    with pytest.raises(SealBroken):
        _ = moved.body


def test_bytes_of_another_column_are_refused(thread: Thread) -> None:
    row = uuid4()
    moved = put(thread, row, author=sealed_for(thread, row, "body"))
    with pytest.raises(SealBroken):
        _ = moved.author


def test_the_key_of_another_object_is_refused(thread: Thread) -> None:
    message = write(thread)
    every(Thread).update(data_key=make_key(organisation_id=ORGANISATION))
    with pytest.raises(SealBroken):
        _ = every(Message).get(id=message.id).body


def test_a_list_decrypts_nothing(thread: Thread, opened: list[bytes]) -> None:
    for _ in range(3):
        write(thread)
    opened.clear()
    rows = list(every(Message).select_related("thread__data_key"))
    assert [row.side for row in rows] == ["reporter"] * 3
    assert opened == []
    assert rows[0].body == "What was told"
    assert rows[0].body == "What was told"
    assert [place for place in opened if b"message" in place] == [rules.place("boundaries_message", "body", rows[0].id)]


def test_values_are_sealed(thread: Thread) -> None:
    write(thread)
    value: Any = every(Message).values("body").get()["body"]
    assert bytes(value)[:1] == rules.VERSION
