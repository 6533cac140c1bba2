"""A sealed column gives back what was put in, and nothing that it could not open."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from boundaries.sealing.actions import make_key
from boundaries.sealing.models import DataKey
from boundaries.sealing.rules import SealBroken
from boundaries.threads.models import Message, Side, Thread
from boundaries.web.models import KeptForm
from tests.seeing import every

ORGANISATION = UUID(int=7)
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(db: None) -> Thread:
    return Thread.objects.create(
        organisation_id=ORGANISATION, about_kind="thing", about_id=uuid4(), data_key=make_key(organisation_id=ORGANISATION)
    )


def message(thread: Thread, body: str) -> Message:
    """One message, written and read again."""
    written = Message.objects.create(thread=thread, side=Side.REPORTER, author=str(uuid4()), body=body, sent_at=AT)
    return every(Message).get(pk=written.pk)


def form(fields: dict[str, Any]) -> KeptForm:
    """One kept form, written and read again."""
    key = make_key(organisation_id=ORGANISATION)
    written = KeptForm.objects.create(person_id=uuid4(), path="/a/", data_key=key, fields=fields, kept_at=AT)
    return KeptForm.objects.get(pk=written.pk)


def stored(written: Message) -> bytes | None:
    """What the column itself holds."""
    return held("SELECT body FROM boundaries_message WHERE id = %s", written.pk)


def kept(written: KeptForm) -> bytes | None:
    """What the column of a kept form holds."""
    return held("SELECT fields FROM boundaries_keptform WHERE id = %s", written.pk)


def held(query: str, id_: UUID) -> bytes | None:
    with connection.cursor() as cursor:
        cursor.execute(query, [id_])
        (value,) = cursor.fetchone()
    return None if value is None else bytes(value)


@pytest.mark.parametrize("words", ["She said no.", "Ж – é – 語", " ", ""])
def test_text_comes_back_as_it_was(thread: Thread, words: str) -> None:
    assert message(thread, words).body == words


@pytest.mark.parametrize("fields", [{"a": ["é", ""]}, {"a": None}, {}])
def test_an_object_comes_back_as_it_was(fields: dict[str, Any]) -> None:
    assert form(fields).fields == fields


def test_what_is_empty_is_stored_as_nothing(thread: Thread) -> None:
    assert stored(message(thread, "")) is None


def test_what_was_emptied_is_empty_when_read_again() -> None:
    written = form({"a": ["Once."]})
    written.fields = {}
    written.save(update_fields=["fields"])
    assert KeptForm.objects.get(pk=written.pk).fields == {}
    assert kept(written) is None


def test_the_words_do_not_stand_in_the_column(thread: Thread) -> None:
    assert b"said" not in (stored(message(thread, "She said no.")) or b"")


def test_a_column_that_was_not_fetched_is_fetched_when_it_is_read(thread: Thread) -> None:
    written = message(thread, "She said no.")
    assert every(Message).defer("body").get(pk=written.pk).body == "She said no."


def test_a_row_read_again_has_the_new_words() -> None:
    first = form({"a": ["One."]})
    assert first.fields == {"a": ["One."]}
    second = KeptForm.objects.get(pk=first.pk)
    second.fields = {"a": ["Two."]}
    second.save()
    first.refresh_from_db()
    assert first.fields == {"a": ["Two."]}


def test_what_was_only_read_is_not_sealed_anew() -> None:
    written = form({"a": ["She said no."]})
    before = kept(written)
    assert written.fields == {"a": ["She said no."]}
    written.save()
    assert kept(written) == before


def test_what_was_written_again_is_sealed_anew() -> None:
    written = form({"a": ["She said no."]})
    before = kept(written)
    written.fields = {"a": ["She said no."]}
    written.save()
    assert kept(written) != before, "the same nonce was used twice"


def test_a_save_never_overwrites_what_it_could_not_open() -> None:
    written = form({"a": ["One."]})
    before = kept(written)
    DataKey.objects.filter(pk=written.data_key_id).update(wrapped=b"\x01" + bytes(60))
    broken = KeptForm.objects.get(pk=written.pk)
    with pytest.raises(SealBroken):
        _ = broken.fields
    broken.save()
    assert kept(written) == before
