"""Work for the outbox: rows and timers about things, and what the tests' own handlers did. Imported after set-up."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from boundaries.clocks.queries import at, now
from boundaries.outbox.actions import arm_timer, write_row
from boundaries.outbox.drain import drain
from boundaries.outbox.models import OutboxRow, Timer
from boundaries.record.models import RecordEntry
from boundaries.sealing.models import DataKey
from tests.boundaries.things import ORGANISATION, write_down
from tests.seeing import every

GREET, RING = "thing.greet", "thing.ring"


def ask(ref: UUID | None = None, *, kind: str = GREET, dedupe_key: str = "") -> OutboxRow:
    """Write one row, committed by itself."""
    ref = ref or uuid4()
    with transaction.atomic():
        write_row(kind=kind, organisation_id=ORGANISATION, ref=ref, dedupe_key=dedupe_key)
    return OutboxRow.objects.filter(kind=kind, ref=ref).latest("id")


def arm(due_at: datetime, about: UUID | None = None, *, kind: str = RING) -> Timer:
    """Arm one timer, committed by itself."""
    with transaction.atomic():
        return arm_timer(kind=kind, organisation_id=ORGANISATION, about_id=about or uuid4(), due_at=due_at)


def drain_at(moment: datetime, limit: int = 200) -> int:
    """Do what is due then."""
    with at(moment):
        return drain(limit)


def soon() -> datetime:
    """A moment at which everything written so far is due."""
    return now() + timedelta(hours=1)


def effect(work: OutboxRow | Timer) -> None:
    """What a handler does in the database: here, one entry in the record."""
    about = work.ref if isinstance(work, OutboxRow) else work.about_id
    write_down(about=about, key=DataKey.objects.get())


def effects() -> Counter[UUID]:
    """How often it was done, for each thing."""
    return Counter(every(RecordEntry).values_list("about_id", flat=True))
