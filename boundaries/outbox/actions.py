"""Writing rows and timers, in the transaction of their cause."""

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from boundaries.clocks.queries import now
from boundaries.outbox.doorbell import ring_after_commit
from boundaries.outbox.models import OutboxRow, Timer


def write_row(
    *,
    kind: str,
    organisation_id: UUID,
    ref: UUID,
    entry_id: int | None = None,
    dedupe_key: str = "",
) -> None:
    """Ask for one thing to be done after the commit. The same ``dedupe_key`` twice is one row."""
    moment = now()
    OutboxRow.objects.bulk_create(
        [
            OutboxRow(
                kind=kind,
                organisation_id=organisation_id,
                ref=ref,
                entry_id=entry_id,
                dedupe_key=dedupe_key or f"{kind}:{ref}:{entry_id}",
                not_before=moment,
                written_at=moment,
            )
        ],
        ignore_conflicts=True,
    )
    ring_after_commit()


def arm_timer(*, kind: str, organisation_id: UUID, about_id: UUID, due_at: datetime) -> Timer:
    """Start a timer, or start it anew: the running one is cancelled and the next epoch written.

    The caller holds the lock of the object the timer is about.
    """
    cancel_timers(about_id=about_id, kinds=[kind])
    last = Timer.objects.filter(about_id=about_id, kind=kind).aggregate(last=Max("epoch"))["last"]
    return Timer.objects.create(
        kind=kind, organisation_id=organisation_id, about_id=about_id, due_at=due_at, epoch=(last or 0) + 1
    )


def cancel_timers(*, about_id: UUID, kinds: list[str]) -> int:
    """Stop the running timers of these kinds; how many there were."""
    running = Timer.objects.filter(about_id=about_id, kind__in=kinds, fired_at=None, cancelled_at=None)
    return running.update(cancelled_at=now())
