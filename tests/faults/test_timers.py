"""Reminders and escalations: each exactly once, never early, whoever is killed and however long nobody looked."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from accounts.demo.cast import Cast, small_world
from accounts.organisations.actions import add_closed_day, remove_closed_day
from boundaries.clocks.queries import at, now
from boundaries.outbox.drain import drain
from boundaries.outbox.models import Timer
from boundaries.record.queries import entries_about
from incidents.desk.actions import acknowledge, ask
from incidents.reports.actions import answer
from incidents.reports.choices import ClockKind
from incidents.reports.events import ReportEvent
from incidents.reports.models import Report
from tests.faults.crew import Crew
from tests.faults.filing import do_rows, file_report, filed
from tests.faults.found import entries, notices

REPORTS = 30
DUE = "SELECT count(*) FROM boundaries_timer WHERE fired_at IS NULL AND cancelled_at IS NULL AND due_at <= now()"
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def monday(db: None) -> datetime:
    """Ten o'clock on the first Monday of next year: still to come, as rows are written by the real clock, and all winter."""
    new_year = datetime(now().year + 1, 1, 1, 10, tzinfo=UTC)
    return new_year + (7 - new_year.weekday()) % 7 * DAY


def said(report: Report, event: ReportEvent) -> list[str]:
    """Of which clocks the record says this."""
    return sorted(line.data["clock"] for line in entries_about(report.pk) if line.event == event and line.data)


def work(moment: datetime) -> None:
    """Everything that is due at that moment is done, twice over."""
    with at(moment):
        while drain():
            pass
        drain()


@pytest.mark.fault
def test_two_relays_and_a_kill_fire_each_timer_once(crew: Crew) -> None:
    cast = small_world()
    long_ago = now() - timedelta(days=20)
    reports = [file_report(by=cast.amira, about=cast.ben, moment=long_ago) for _ in range(REPORTS)]
    do_rows(long_ago)
    assert crew.ask(DUE) == 4 * REPORTS

    for name in ("sink", "relay-1-deaf", "relay-2-deaf"):
        crew.start(name)
    crew.kill_at_work("relay-1-deaf")
    assert crew.ask(DUE)
    crew.start("relay-1-deaf")
    crew.kill_at_work("relay-2-deaf")
    crew.start("relay-2-deaf")
    crew.until(
        lambda: not crew.ask(DUE) and not crew.ask("SELECT count(*) FROM boundaries_outboxrow WHERE done_at IS NULL"), "all"
    )

    both = sorted(ClockKind.values)
    assert all(said(report, ReportEvent.REMINDED) == said(report, ReportEvent.ESCALATED) == both for report in reports)
    assert Counter(Timer.objects.values_list("attempts", "epoch", "cancelled_at")) == {(0, 1, None): 4 * REPORTS}
    told = {(report.pk, kind, person): times for report in reports for kind, person, times in told_of(cast)}
    assert notices() == told


def told_of(cast: Cast) -> list[tuple[str, UUID, int]]:
    """What two clocks that ran out say: to the handler that each is running out, to the next above that each has."""
    return [("report.routed", cast.elif_.pk, 1), ("report.reminded", cast.elif_.pk, 2), ("report.escalated", cast.farid.pk, 2)]


def test_nothing_is_said_before_its_moment(cast: Cast, monday: datetime) -> None:
    report = filed(cast, moment=monday)
    ends = {clock.kind: clock.due_at for clock in report.clocks.all()}
    assert ends == {"acknowledge": monday + 2 * DAY, "contact": monday + 7 * DAY}

    work(monday + DAY - SECOND)
    assert said(report, ReportEvent.REMINDED) == []
    work(monday + DAY)
    assert said(report, ReportEvent.REMINDED) == ["acknowledge"]
    work(monday + 2 * DAY - SECOND)
    assert said(report, ReportEvent.ESCALATED) == []
    work(monday + 2 * DAY)
    assert said(report, ReportEvent.ESCALATED) == ["acknowledge"]
    work(monday + 7 * DAY - SECOND)
    assert (said(report, ReportEvent.REMINDED), said(report, ReportEvent.ESCALATED)) == (
        ["acknowledge", "contact"],
        ["acknowledge"],
    )
    work(monday + 7 * DAY)
    work(monday + 70 * DAY)
    assert said(report, ReportEvent.REMINDED) == said(report, ReportEvent.ESCALATED) == ["acknowledge", "contact"]


def test_an_outage_of_weeks_ends_with_one_of_each(cast: Cast, monday: datetime) -> None:
    report = filed(cast, moment=monday)
    work(monday + 40 * DAY)
    assert said(report, ReportEvent.REMINDED) == said(report, ReportEvent.ESCALATED) == ["acknowledge", "contact"]


def test_a_closed_day_added_meanwhile_moves_the_moment(cast: Cast, monday: datetime) -> None:
    report = filed(cast, moment=monday)
    add_closed_day(actor=cast.olga, day=(monday + DAY).date(), name="Storm")
    work(monday + 2 * DAY)
    assert (said(report, ReportEvent.REMINDED), said(report, ReportEvent.ESCALATED)) == (["acknowledge"], [])
    work(monday + 3 * DAY - SECOND)
    assert said(report, ReportEvent.ESCALATED) == []
    work(monday + 3 * DAY)
    assert said(report, ReportEvent.ESCALATED) == ["acknowledge"]


def test_a_timer_that_comes_before_the_news_of_a_closed_day_waits(cast: Cast, monday: datetime) -> None:
    report = filed(cast, moment=monday)
    add_closed_day(actor=cast.olga, day=(monday + DAY).date(), name="Storm")
    with at(monday + DAY):
        drain(limit=1)  # timers come first: this is the reminder's
        assert said(report, ReportEvent.REMINDED) == []
    work(monday + 2 * DAY - SECOND)
    assert said(report, ReportEvent.REMINDED) == []
    work(monday + 2 * DAY)
    assert said(report, ReportEvent.REMINDED) == ["acknowledge"]


def test_a_closed_day_taken_away_brings_the_moment_nearer(cast: Cast, monday: datetime) -> None:
    day = add_closed_day(actor=cast.olga, day=(monday + DAY).date(), name="Fair")
    report = filed(cast, moment=monday)
    remove_closed_day(actor=cast.olga, closed_day_id=day.pk)
    work(monday + 2 * DAY)
    assert said(report, ReportEvent.ESCALATED) == ["acknowledge"]


def test_a_clock_that_was_met_says_nothing_more(cast: Cast, monday: datetime) -> None:
    report = filed(cast, moment=monday)
    with at(monday + DAY - SECOND):
        acknowledge(actor=cast.elif_, report_id=report.pk)
    work(monday + 4 * DAY - SECOND)  # then the other clock would say something
    assert said(report, ReportEvent.REMINDED) == said(report, ReportEvent.ESCALATED) == []


def test_a_clock_that_waits_goes_on_with_what_was_left(cast: Cast, monday: datetime) -> None:
    report = filed(cast, moment=monday)
    with at(monday + DAY):
        acknowledge(actor=cast.elif_, report_id=report.pk)
        ask(actor=cast.elif_, report_id=report.pk, text="When was it?")
    work(monday + 50 * DAY)
    assert entries(ReportEvent.REMINDED) == entries(ReportEvent.ESCALATED) == {}
    back = monday + 56 * DAY
    with at(back):
        answer(actor=cast.amira, report_id=report.pk, text="On Sunday.")
    work(back + 3 * DAY - SECOND)
    assert said(report, ReportEvent.REMINDED) == []
    work(back + 3 * DAY)
    assert said(report, ReportEvent.REMINDED) == ["contact"]
    work(back + 4 * DAY - SECOND)
    assert said(report, ReportEvent.ESCALATED) == []
    work(back + 4 * DAY)
    assert said(report, ReportEvent.ESCALATED) == ["contact"]
