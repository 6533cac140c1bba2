"""Doing what is to be done: called by the relay, by the Celery task and by nobody else.

Each row is done in one transaction with its mark. A process killed in the middle leaves the row as it was; the next drain,
here or in another process, takes it (``FOR UPDATE SKIP LOCKED``). In-database effects therefore happen exactly once.
"""

import time
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import connection, transaction
from django.db.models import F, Q

from boundaries.access.scope import Reason, as_system
from boundaries.clocks.queries import now
from boundaries.outbox import rules
from boundaries.outbox.handlers import going_out, row_handlers, timer_handlers
from boundaries.outbox.models import OutboxRow, Timer

log = structlog.get_logger(__name__)
BATCH = 200
ROUND_SECONDS = 5.0
GIVE_WAY = "500ms"  # shorter than PostgreSQL's deadlock_timeout, so that it is never a person who is turned away


class Suppressed(Exception):
    """Raised by a handler whose recipient may no longer see it; the row is done, nothing was sent."""


def drain(limit: int = BATCH, *, durable: bool = True) -> int:
    """Fire due timers and do open rows, oldest first, at most ``limit`` of each; how many were taken.

    A round of either lasts seconds: rows that wait for a slow server outside never hold up the timers, nor each other.

    Each is committed by itself. Only the demo's story, which is told whole or not at all, asks for ``durable=False``: then
    the caller's transaction holds them all.
    """
    return _take_all(_take_timer, limit, durable) + _take_all(_take_row, limit, durable)


def _take_all(take: Callable[[bool], bool], limit: int, durable: bool) -> int:
    taken, end = 0, time.monotonic() + ROUND_SECONDS
    while taken < limit and time.monotonic() < end and take(durable):
        taken += 1
    return taken


def _take_row(durable: bool) -> bool:
    """One row: locked, done and marked in one transaction. False when none is open."""
    row = None
    try:
        with transaction.atomic(durable=durable):
            moment = now()
            row = _next_row(moment)
            if row is None:
                return False
            try:
                with transaction.atomic(), as_system(Reason.OUTBOX, organisation_id=row.organisation_id):
                    row_handlers[row.kind](row)
            except Suppressed:
                row.failure = "suppressed"
            row.done_at = moment
            row.save(update_fields=["done_at", "failure"])
    except Exception as error:  # one bad row must not stop the others; it is counted and parked
        if row is None:
            raise
        _note_failure(OutboxRow, row.pk, error, durable)
    return True


def _next_row(moment: datetime) -> OutboxRow | None:
    """The oldest open row, locked; one that goes out only where nothing is left to do inside."""
    rows = OutboxRow.objects.select_for_update(skip_locked=True).filter(done_at=None, parked_at=None, not_before__lte=moment)
    rows = rows.order_by("not_before", "id")
    return rows.exclude(kind__in=going_out).first() or rows.filter(kind__in=going_out).first()


def _take_timer(durable: bool) -> bool:
    """One due timer: locked, fired and marked in one transaction. False when none is due.

    It locks the timer and then what the timer is about; a person's action locks that first and cancels the timer then. Where
    the two meet, the timer gives way and is tried again.
    """
    timer = None
    try:
        with transaction.atomic(durable=durable):
            moment = now()
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [GIVE_WAY])
            timer = (
                Timer.objects.select_for_update(skip_locked=True)
                .filter(fired_at=None, cancelled_at=None, parked_at=None, due_at__lte=moment)
                .exclude(not_before__gt=moment)
                .order_by("due_at", "id")
                .first()
            )
            if timer is None:
                return False
            with as_system(Reason.OUTBOX, organisation_id=timer.organisation_id):
                timer_handlers[timer.kind](timer)
            timer.fired_at = moment
            timer.save(update_fields=["fired_at"])
    except Exception as error:  # as above
        if timer is None:
            raise
        _note_failure(Timer, timer.pk, error, durable)
    return True


def _note_failure(model: type[OutboxRow] | type[Timer], pk: int, error: Exception, durable: bool) -> None:
    """Count the try, wait longer before the next, park after ten. Only the error's type is kept: its text may hold content.

    Nothing is noted where another process has done it, or it was cancelled, since it failed here.
    """
    over = Q(done_at__isnull=False) if model is OutboxRow else Q(fired_at__isnull=False) | Q(cancelled_at__isnull=False)
    with transaction.atomic(durable=durable):
        row = model.objects.select_for_update().exclude(over).filter(pk=pk).first()
        if row is None:
            return
        row.attempts = F("attempts") + 1
        row.save(update_fields=["attempts"])
        row.refresh_from_db(fields=["attempts"])
        moment = now()
        row.not_before = moment + rules.wait_after(row.attempts)
        fields = ["not_before"]
        if isinstance(row, OutboxRow):
            row.failure = type(error).__name__
            fields.append("failure")
        if rules.is_spent(row.attempts):
            row.parked_at = moment
            fields.append("parked_at")
        row.save(update_fields=fields)
    log.warning("outbox.failed", kind=row.kind, row=pk, tries=row.attempts, error=type(error).__name__)
