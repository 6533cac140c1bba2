"""Reading the record: whoever calls decides first whether the reader may see what it is about."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from boundaries.record.models import RecordEntry
from boundaries.record.rules import entry_body, leaf
from boundaries.sealing.actions import open_key
from boundaries.sealing.models import DataKey
from boundaries.sealing.rules import SealBroken, place, unseal


@dataclass(frozen=True)
class Line:
    """One entry, opened: ``data`` is None when its key has been destroyed."""

    id: int
    at: datetime
    actor_id: UUID | None
    event: str
    data: dict[str, Any] | None


def open_data(entry: RecordEntry, key: DataKey) -> dict[str, Any]:
    """The data of an entry. Raises SealBroken when the key is not the one it was sealed with."""
    where = place("boundaries_recordentry", "data", bytes(entry.leaf).hex())
    opened: dict[str, Any] = json.loads(unseal(open_key(key), bytes(entry.data), where))
    return opened


def entries_about(about_id: UUID) -> list[Line]:
    """Every entry about one object, oldest first."""
    return [line for _about, line in _opened(RecordEntry.objects.hanging_on(about_id))]


def entries_of_many(about_ids: list[UUID], *, event: str) -> list[tuple[UUID, Line]]:
    """The entries of one event about any of these objects, oldest first, each with the object it is about."""
    return _opened(RecordEntry.objects.hanging_on(*about_ids).filter(event=event))


def last_about(about_id: UUID, *, event: str) -> int | None:
    """The number of the newest entry of one event about an object."""
    rows = RecordEntry.objects.hanging_on(about_id).filter(event=event).order_by("-id")
    return rows.values_list("id", flat=True).first()


def _opened(rows: QuerySet[RecordEntry]) -> list[tuple[UUID, Line]]:
    entries = list(rows.order_by("id"))
    keys = DataKey.objects.in_bulk({entry.key_id for entry in entries})
    return [
        (
            entry.about_id,
            Line(
                entry.pk,
                entry.at,
                entry.actor_id,
                entry.event,
                open_data(entry, keys[entry.key_id]) if entry.key_id in keys else None,
            ),
        )
        for entry in entries
    ]


def is_genuine(entry: RecordEntry, key: DataKey) -> bool:
    """Whether the entry's columns still give the leaf that was written with them, and its sealed parts still open.

    Raises SealBroken only when ``key`` itself does not open: then nothing can be said about any entry.
    """
    secret = open_key(key)
    where = place("boundaries_recordentry", "salt", bytes(entry.leaf).hex())
    try:
        salt, data = unseal(secret, bytes(entry.salt), where), open_data(entry, key)
    except SealBroken:
        return False
    body = entry_body(
        organisation_id=entry.organisation_id,
        at=entry.at,
        actor_id=entry.actor_id,
        event=entry.event,
        about_kind=entry.about_kind,
        about_id=entry.about_id,
        data=data,
    )
    return leaf(salt, body) == bytes(entry.leaf)
