"""The functions that write the record: one entry, or many at once."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from boundaries.access.scope import Reason, as_system
from boundaries.clocks.queries import now
from boundaries.outbox.actions import ToDo, write_rows
from boundaries.record import rules
from boundaries.record.events import Event
from boundaries.record.models import RecordEntry
from boundaries.record.reactions import Later, Once, reactions_to
from boundaries.sealing.actions import open_key
from boundaries.sealing.models import DataKey
from boundaries.sealing.rules import place, seal

AT_A_TIME = 500
"""Entries in one statement."""


class UndeclaredData(Exception):
    """An entry carries a data key that its event does not permit."""


@dataclass(frozen=True)
class Happening:
    """One thing that happened, before it is an entry: the event, the kind and id of what it is about, and its data."""

    event: Event
    about: tuple[str, UUID]
    data: dict[str, Any] = field(default_factory=dict)


def append(
    event: Event,
    *,
    about: tuple[str, UUID],
    organisation_id: UUID,
    actor_id: UUID | None,
    key: DataKey,
    data: dict[str, Any] | None = None,
) -> RecordEntry:
    """Write one entry in the caller's transaction, and what follows from it.

    ``about`` is the kind and id of the object. ``actor_id`` is None for what the system did by itself, and for what a
    reporter did: a reporter's id stands in the sealed ``data``. ``data`` holds JSON values under keys the event permits.
    Raises UndeclaredData for any other key and TransactionManagementError outside a transaction.
    """
    happening = Happening(event, about, data or {})
    return append_many([happening], organisation_id=organisation_id, actor_id=actor_id, key=key)[0]


def append_many(
    happenings: Sequence[Happening],
    *,
    organisation_id: UUID,
    actor_id: UUID | None,
    key: DataKey,
    after_each: Callable[[int], None] | None = None,
) -> list[RecordEntry]:
    """Write many entries in the caller's transaction, in their order, and what follows from each.

    A reaction marked ``once`` is done once, after all of them. ``after_each`` is told how many are written, now and then.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the record is written in the transaction of the change")
    at, entries = now(), list[RecordEntry]()
    with as_system(Reason.RECORD, organisation_id=organisation_id):  # also what closes the object to whoever acts is written
        for start in range(0, len(happenings), AT_A_TIME):
            part = [_entry(each, at, organisation_id, actor_id, key) for each in happenings[start : start + AT_A_TIME]]
            entries += RecordEntry.objects.bulk_create(part)
            if after_each:
                after_each(len(entries))
        _react(entries, organisation_id)
    return entries


def _entry(happening: Happening, at: datetime, organisation_id: UUID, actor_id: UUID | None, key: DataKey) -> RecordEntry:
    event, (kind, about_id), data = happening.event, happening.about, happening.data
    if extra := set(data) - event.keys:
        raise UndeclaredData(f"{event.value}: {sorted(extra)}")
    salt = os.urandom(rules.SALT_BYTES)
    body = rules.entry_body(
        organisation_id=organisation_id,
        at=at,
        actor_id=actor_id,
        event=event.value,
        about_kind=kind,
        about_id=about_id,
        data=data,
    )
    leaf = rules.leaf(salt, body)
    secret = open_key(key)
    return RecordEntry(
        organisation_id=organisation_id,
        at=at,
        actor_id=actor_id,
        event=event.value,
        about_kind=kind,
        about_id=about_id,
        key_id=key.id,
        # The row's number is not known before it is written, so the leaf, which is unique to it, names the place.
        data=seal(secret, rules.canonical(data), place("boundaries_recordentry", "data", leaf.hex())),
        salt=seal(secret, salt, place("boundaries_recordentry", "salt", leaf.hex())),
        leaf=leaf,
    )


def _react(entries: Iterable[RecordEntry], organisation_id: UUID) -> None:
    """What follows: rows first, then what is done at once for each entry, then what is done once for all of them."""
    rows, put_off = list[ToDo](), dict[Once, RecordEntry]()
    at_once: list[tuple[Callable[[RecordEntry], None], RecordEntry]] = []
    for entry in entries:
        for reaction in reactions_to(entry.event):
            if isinstance(reaction, Later):
                rows.append(ToDo(reaction.kind, entry.about_id, entry.pk))
            elif isinstance(reaction, Once):
                put_off[reaction] = entry
            else:
                at_once.append((reaction, entry))
    if rows:
        write_rows(rows, organisation_id=organisation_id)
    at_once += put_off.items()
    for react, entry in at_once:
        react(entry)
