"""Writing rows and timers, in the transaction of their cause."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Max

from boundaries.clocks.queries import now
from boundaries.outbox.doorbell import ring_after_commit
from boundaries.outbox.models import OutboxRow, Timer

AT_A_TIME = 1000
"""Rows in one statement."""


class ToDo(NamedTuple):
    """One thing to be done after the commit, before it is a row."""

    kind: str
    ref: UUID
    entry_id: int | None = None
    dedupe_key: str = ""


def write_row(
    *,
    kind: str,
    organisation_id: UUID,
    ref: UUID,
    entry_id: int | None = None,
    dedupe_key: str = "",
) -> None:
    """Ask for one thing to be done after the commit. The same ``dedupe_key`` twice is one row."""
    write_rows([ToDo(kind, ref, entry_id, dedupe_key)], organisation_id=organisation_id)


def write_rows(things: Iterable[ToDo], *, organisation_id: UUID) -> None:
    """Ask for many things to be done, each by itself."""
    moment = now()
    rows = [
        OutboxRow(
            kind=each.kind,
            organisation_id=organisation_id,
            ref=each.ref,
            entry_id=each.entry_id,
            dedupe_key=each.dedupe_key or f"{each.kind}:{each.ref}:{each.entry_id}",
            not_before=moment,
            written_at=moment,
        )
        for each in things
    ]
    OutboxRow.objects.bulk_create(rows, batch_size=AT_A_TIME, ignore_conflicts=True)
    ring_after_commit()


def arm_timer(*, kind: str, organisation_id: UUID, about_id: UUID, due_at: datetime) -> Timer:
    """Start a timer, or start it anew: the running one is cancelled and the next epoch written.

    The caller holds the lock of the object the timer is about.
    """
    last = Timer.objects.filter(about_id=about_id, kind=kind).aggregate(last=Max("epoch"))["last"]
    if last:
        cancel_timers(about_id=about_id, kinds=[kind])
    return Timer.objects.create(
        kind=kind, organisation_id=organisation_id, about_id=about_id, due_at=due_at, epoch=(last or 0) + 1
    )


def cancel_timers(*, about_id: UUID, kinds: list[str]) -> int:
    """Stop the running timers of these kinds; how many there were."""
    running = Timer.objects.filter(about_id=about_id, kind__in=kinds, fired_at=None, cancelled_at=None)
    return running.update(cancelled_at=now())


def try_again() -> int:
    """Do what was parked anew, as if it had never been tried; how many things that are."""
    afresh: dict[str, Any] = {"parked_at": None, "attempts": 0}
    rows = OutboxRow.objects.filter(parked_at__isnull=False, done_at=None).update(**afresh, not_before=now())
    timers = Timer.objects.filter(parked_at__isnull=False, fired_at=None, cancelled_at=None).update(**afresh, not_before=None)
    return rows + timers
