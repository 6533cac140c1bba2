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


def stored(message: Message, column: str = "body") -> Any:
    value = Message.objects.filter(id=message.id).values_list(column, flat=True).get()
    return None if value is None else bytes(value)


def store(message: Message, column: str, value: bytes) -> Message:
    """Write bytes straight into the table, and read the row anew."""
    with connection.cursor() as run:
        run.execute(f"UPDATE boundaries_message SET {column} = %s WHERE id = %s", [value, message.id])
    return Message.objects.select_related("thread__data_key").get(id=message.id)


def test_the_column_holds_it_sealed_for_its_place(thread: Thread) -> None:
    message = write(thread)
    place = rules.place("boundaries_message", "body", message.id)
    assert b"told" not in stored(message)
    assert rules.unseal(open_key(thread.data_key), stored(message), place) == b"What was told"


def test_a_changed_byte_is_refused(thread: Thread) -> None:
    message = write(thread)
    changed = store(message, "body", stored(message)[:-1] + bytes([stored(message)[-1] ^ 1]))
    with pytest.raises(SealBroken):
        _ = changed.body


def test_the_key_of_another_object_is_refused(thread: Thread) -> None:
    message = write(thread)
    Thread.objects.update(data_key=make_key(organisation_id=ORGANISATION))
    with pytest.raises(SealBroken):
        _ = Message.objects.get(id=message.id).body


def test_a_list_decrypts_nothing(thread: Thread, opened: list[bytes]) -> None:
    for _ in range(3):
        write(thread)
    opened.clear()
    rows = list(Message.objects.select_related("thread__data_key"))
    assert [row.side for row in rows] == ["reporter"] * 3
    assert opened == []
    assert rows[0].body == "What was told"
    assert rows[0].body == "What was told"
    assert [place for place in opened if b"message" in place] == [rules.place("boundaries_message", "body", rows[0].id)]


def test_values_are_sealed(thread: Thread) -> None:
    write(thread)
    value: Any = Message.objects.values("body").get()["body"]
    assert bytes(value)[:1] == rules.VERSION


def test_a_new_value_is_sealed_anew_and_an_old_one_left_alone(thread: Thread) -> None:
    message = write(thread)
    body, author = stored(message), stored(message, "author")
    again = Message.objects.get(id=message.id)
    again.body = "What was told"
    again.save()
    assert stored(message) != body, "the same nonce was used twice"
    assert stored(message, "author") == author
