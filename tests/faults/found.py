"""What is found afterwards, by PostgreSQL's own word."""

from collections import Counter
from typing import Any
from uuid import UUID

from boundaries.notices.models import Notice
from boundaries.outbox.models import OutboxRow, Timer
from boundaries.record.models import RecordEntry
from incidents.reports.events import ReportEvent
from tests.seeing import every

OPEN = "SELECT count(*) FROM boundaries_outboxrow WHERE done_at IS NULL"
DONE = "SELECT count(*) FROM boundaries_outboxrow WHERE done_at IS NOT NULL"


def entries(event: ReportEvent) -> Counter[UUID]:
    """How often each report has such an entry in the record."""
    return Counter(every(RecordEntry).filter(event=event.value).values_list("about_id", flat=True))


def notices() -> Counter[tuple[UUID, str, UUID]]:
    """How often each person has each kind of notice about each report: (report, kind, person)."""
    rows = every(Notice).select_related("data_key")
    return Counter((UUID(notice.target["id"]), notice.kind, notice.person_id) for notice in rows)


def unfinished() -> list[tuple[Any, ...]]:
    """What was parked, failed, suppressed or left lying in the outbox."""
    rows = OutboxRow.objects.exclude(done_at__isnull=False, parked_at=None, failure="")
    return list(rows.values_list("kind", "ref", "attempts", "failure"))


def running_timers() -> int:
    """How many timers wait for their time."""
    return Timer.objects.filter(fired_at=None, cancelled_at=None, parked_at=None).count()
