"""What one process does when the others are not there at all: everything, only later."""

import pytest

from accounts.demo.cast import small_world
from boundaries.engines.ports import free_port
from boundaries.notices.models import Notice
from incidents.reports.models import Report
from tests.faults.crew import Crew
from tests.faults.found import OPEN, unfinished
from tests.seeing import every

pytestmark = pytest.mark.fault
REPORTS = 40


def write_reports(crew: Crew) -> None:
    """Reports are sent while nobody works and no bell rings."""
    small_world()
    crew.deaf_at = free_port()
    crew.start("writer-deaf")
    crew.tell("writer-deaf", [str(number) for number in range(REPORTS)])
    crew.until(lambda: crew.ask("SELECT count(*) FROM incidents_report") == REPORTS, "every report was sent")
    assert crew.ask(OPEN) == REPORTS


def check_done(crew: Crew) -> None:
    """Everybody was found, told and mailed."""
    crew.until(lambda: not crew.ask(OPEN), "everything was done")
    assert unfinished() == []
    assert not every(Report).filter(handler=None).exists()
    assert len(crew.mail_sent()) == every(Notice).count() >= REPORTS


def test_the_relay_needs_neither_redis_nor_workers(crew: Crew) -> None:
    write_reports(crew)
    crew.start("sink")
    crew.start("relay-deaf")
    check_done(crew)


def test_a_worker_that_beat_wakes_needs_no_relay_and_no_ring_of_the_web(crew: Crew) -> None:
    write_reports(crew)
    crew.redis.start()
    for name in ("sink", "worker", "beat"):
        crew.start(name)
    check_done(crew)
