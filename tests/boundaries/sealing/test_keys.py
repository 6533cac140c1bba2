"""Data keys: made, wrapped, opened and destroyed; and where the key-encryption key comes from."""

import base64
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from pytest_django import Settings

from boundaries.sealing import rules
from boundaries.sealing.actions import destroy_key, make_key, open_key
from boundaries.sealing.models import DataKey
from boundaries.sealing.rules import SealBroken
from boundaries.settings import key
from boundaries.threads.actions import open_thread, send_message
from boundaries.threads.models import Message, Side
from tests.seeing import every

ORGANISATION = UUID("00000000-0000-4000-8000-00000000000a")
GIVEN = base64.b64encode(bytes(range(32))).decode()


def test_every_data_key_is_another(db: None) -> None:
    made = [make_key(organisation_id=ORGANISATION) for _ in range(5)]
    assert len({open_key(each) for each in made}) == 5
    assert {len(open_key(each)) for each in made} == {32}


def test_a_data_key_is_stored_only_wrapped(db: None) -> None:
    made = make_key(organisation_id=ORGANISATION)
    with connection.cursor() as run:
        run.execute("SELECT d::text FROM boundaries_datakey d WHERE id = %s", [made.id])
        (stored,) = run.fetchone() or ("",)
    assert open_key(made).hex() not in stored
    assert open_key(DataKey.objects.get(id=made.id)) == open_key(made)


def test_a_wrapped_key_does_not_open_under_another_key_encryption_key(db: None, settings: Settings) -> None:
    made = make_key(organisation_id=ORGANISATION)
    open_key(made)
    settings.KEY_ENCRYPTION_KEY = rules.new_key()
    with pytest.raises(SealBroken):
        open_key(made)


@pytest.mark.parametrize("field", ["id", "organisation_id"])
def test_a_wrapped_key_does_not_open_in_the_place_of_another(db: None, field: str) -> None:
    made = make_key(organisation_id=ORGANISATION)
    setattr(made, field, uuid4())
    with pytest.raises(SealBroken):
        open_key(made)


def test_a_destroyed_key_shreds_what_it_sealed(db: None) -> None:
    made = make_key(organisation_id=ORGANISATION)
    sealed = rules.seal(open_key(made), b"what was told", b"here")
    kept = DataKey.objects.get(id=made.id)
    destroy_key(made)
    assert not DataKey.objects.filter(id=kept.id).exists()
    with pytest.raises(SealBroken):
        rules.unseal(open_key(make_key(organisation_id=ORGANISATION)), sealed, b"here")


def test_a_key_that_a_thread_is_sealed_with_is_not_destroyed_under_it(db: None) -> None:
    made = make_key(organisation_id=ORGANISATION)
    thread = open_thread(organisation_id=ORGANISATION, about=("thing", uuid4()), key=made)
    send_message(thread=thread, side=Side.REPORTER, author_id=uuid4(), body="What was told")
    with pytest.raises(Exception, match="protected"):
        destroy_key(made)
    assert every(Message).get().body == "What was told"


def test_the_key_encryption_key_comes_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUR_KEY", GIVEN)
    assert key("OUR_KEY") == bytes(range(32))


def test_or_from_the_file_that_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(GIVEN + "\n", encoding="ascii")
    monkeypatch.setenv("OUR_KEY_FILE", str(tmp_path / "key"))
    assert key("OUR_KEY") == bytes(range(32))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Set OUR_KEY, or OUR_KEY_FILE"),
        ({"OUR_KEY": ""}, "Set OUR_KEY, or OUR_KEY_FILE"),
        ({"OUR_KEY": "not base64!"}, "OUR_KEY must be base64"),
        ({"OUR_KEY": "clé"}, "OUR_KEY must be base64"),
        ({"OUR_KEY": base64.b64encode(bytes(16)).decode()}, "OUR_KEY must hold 32 bytes, this one holds 16"),
        ({"OUR_KEY_FILE": "/nowhere/at/all"}, "OUR_KEY_FILE names a file that cannot be read: /nowhere/at/all"),
        ({"OUR_KEY": GIVEN, "OUR_KEY_FILE": "/nowhere/at/all"}, "OUR_KEY_FILE names a file that cannot be read"),
    ],
    ids=[
        "missing",
        "empty",
        "not base64",
        "not even letters of it",
        "too short",
        "no such file",
        "the file that is named is the one meant",
    ],
)
def test_a_bad_key_stops_the_start_with_one_sentence(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], words: str) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=words) as caught:
        key("OUR_KEY")
    assert GIVEN not in str(caught.value)
