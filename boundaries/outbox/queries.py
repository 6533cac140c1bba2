"""How late the product is: for /ready."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Min

from boundaries.clocks.queries import now
from boundaries.outbox.models import OutboxRow, Timer

TIMER_LATE = timedelta(minutes=2)
ROW_LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Lateness:
    """Seconds since the oldest due timer and the oldest open row fell due, and how many are parked."""

    oldest_timer: float
    oldest_row: float
    parked: int

    @property
    def late(self) -> list[str]:
        """The names of what is late or parked; empty when all is well."""
        found = []
        if self.oldest_timer > TIMER_LATE.total_seconds():
            found.append("oldest_due_timer")
        if self.oldest_row > ROW_LATE.total_seconds():
            found.append("oldest_outbox_row")
        if self.parked:
            found.append("parked")
        return found


def lateness() -> Lateness:
    """Measured against the database's clock."""
    moment = now()
    timers = Timer.objects.filter(fired_at=None, cancelled_at=None)
    rows = OutboxRow.objects.filter(done_at=None)
    due = timers.filter(parked_at=None, due_at__lte=moment).aggregate(oldest=Min("due_at"))["oldest"]
    written = rows.filter(parked_at=None).aggregate(oldest=Min("written_at"))["oldest"]
    parked = timers.filter(parked_at__isnull=False).count() + rows.filter(parked_at__isnull=False).count()
    return Lateness(
        oldest_timer=(moment - due).total_seconds() if due else 0.0,
        oldest_row=max((moment - written).total_seconds(), 0.0) if written else 0.0,
        parked=parked,
    )
