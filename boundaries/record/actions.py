"""The one function that writes the record."""

import os
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from boundaries.clocks.queries import now
from boundaries.outbox.actions import write_row
from boundaries.record import rules
from boundaries.record.events import Event
from boundaries.record.models import RecordEntry
from boundaries.record.reactions import Later, reactions_to
from boundaries.sealing.actions import open_key
from boundaries.sealing.models import DataKey
from boundaries.sealing.rules import place, seal


class UndeclaredData(Exception):
    """An entry carries a data key that its event does not permit."""


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
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the record is written in the transaction of the change")
    data = data or {}
    if extra := set(data) - event.keys:
        raise UndeclaredData(f"{event.value}: {sorted(extra)}")
    kind, about_id = about
    at, salt = now(), os.urandom(rules.SALT_BYTES)
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
    entry = RecordEntry.objects.create(
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
    for reaction in reactions_to(event.value):
        if isinstance(reaction, Later):
            write_row(kind=reaction.kind, organisation_id=organisation_id, ref=about_id, entry_id=entry.pk)
        else:
            reaction(entry)
    return entry
