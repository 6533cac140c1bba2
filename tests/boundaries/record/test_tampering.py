"""Somebody who may do everything with the database changes an entry: it is found."""

from typing import Any
from uuid import uuid4

import psycopg2
from django.db import transaction

from boundaries.record.models import RecordEntry
from boundaries.record.queries import is_genuine
from boundaries.sealing.models import DataKey
from tests.boundaries.things import new_key, write_down
from tests.seeing import every

CHANGES = {
    "organisation_id": f"'{uuid4()}'",
    "at": "at + interval '1 microsecond'",
    "actor_id": f"'{uuid4()}'",
    "event": "'thing.went'",
    "about_kind": "'person'",
    "about_id": f"'{uuid4()}'",
    "data": "set_byte(data, length(data) - 1, (get_byte(data, length(data) - 1) + 1) % 256)",
    "salt": "set_byte(salt, 20, (get_byte(salt, 20) + 1) % 256)",
    "leaf": "set_byte(leaf, 0, (get_byte(leaf, 0) + 1) % 256)",
}


def written(key: DataKey) -> RecordEntry:
    with transaction.atomic():
        return write_down(key=key, colour="blue")


def found_genuine(entry: RecordEntry, key: DataKey) -> bool:
    return is_genuine(every(RecordEntry).get(id=entry.id), key)


def change(owner: Any, entry: RecordEntry, column: str, value: str) -> None:
    with owner.cursor() as run:
        run.execute(f"UPDATE boundaries_recordentry SET {column} = {value} WHERE id = {entry.id}")
        assert run.rowcount == 1


def test_any_change_by_the_owner_of_the_database_is_found(
    committed_db: None, owner_connection: psycopg2.extensions.connection
) -> None:
    key = new_key()
    untouched = written(key)
    for column, value in CHANGES.items():
        entry = written(key)
        assert found_genuine(entry, key)
        change(owner_connection, entry, column, value)
        assert not found_genuine(entry, key), column
    assert found_genuine(untouched, key)


def test_words_and_salt_of_another_entry_do_not_fit(committed_db: None, owner_connection: psycopg2.extensions.connection) -> None:
    key = new_key()
    one, other = written(key), written(key)
    for columns in (["data"], ["salt"], ["data", "salt"], ["data", "salt", "leaf"]):
        for column in columns:
            taken = f"(SELECT {column} FROM boundaries_recordentry WHERE id = {other.id})"
            change(owner_connection, one, column, taken)
        assert not found_genuine(one, key), columns


def test_every_column_of_an_entry_is_tried_or_named_here() -> None:
    columns = {field.column for field in RecordEntry._meta.concrete_fields}
    assert columns - set(CHANGES) == {
        "id",  # the order is what a seal commits to
        "xid",  # which entries are surely there, for the one who seals
        "written_at",  # the database's own time
        "key_id",  # a wrong key opens nothing
    }
