"""Acknowledge in two working days, first contact in five: reminded, then escalated, each once, never early (NT-01, NT-06)."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from accounts.grants.choices import Relation
from accounts.organisations.actions import add_closed_day, remove_closed_day
from accounts.organisations.models import Organisation
from boundaries.clocks.queries import at
from boundaries.notices.models import Notice
from boundaries.outbox.models import Timer
from incidents.desk import actions as desk
from incidents.reports.actions import answer
from incidents.reports.models import Report, ReportClock
from tests.incidents.told import MONDAY, data_of, desk_of, events_of, fresh, relations, send_at, wait_until
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

DAY = timedelta(days=1)
SOON = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _in_utc(cast: "Cast") -> None:
    """The cast's organisation in UTC, so that the moments below can be read."""
    Organisation.objects.update(zone="UTC")
    for person in vars(cast).values():
        if hasattr(person, "organisation"):
            person.organisation.zone = "UTC"


def clock(report: Report, kind: str) -> ReportClock:
    return report.clocks.get(kind=kind)


def notices_of(person_id: UUID, kind: str) -> int:
    return every(Notice).filter(person_id=person_id, kind=kind).count()


def test_both_clocks_start_when_it_was_sent(cast: "Cast") -> None:
    report = send_at(MONDAY, cast.amira, cast.ben)
    assert clock(report, "acknowledge").due_at == MONDAY + 2 * DAY
    assert clock(report, "contact").due_at == MONDAY + 7 * DAY
    assert report.due_at == MONDAY + 2 * DAY
    assert set(report.grants.values_list("sort_at", flat=True)) == {report.due_at}


def test_they_count_the_organisations_own_days(cast: "Cast") -> None:
    Organisation.objects.update(acknowledge_days=1)
    friday = MONDAY + 4 * DAY
    assert send_at(friday, cast.amira, cast.ben).due_at == friday + 3 * DAY


def test_a_reminder_comes_once_and_never_early(cast: "Cast") -> None:
    report = send_at(MONDAY, cast.amira, cast.ben)
    wait_until(MONDAY + DAY - SOON)
    assert "report.reminded" not in events_of(report)
    wait_until(MONDAY + DAY)
    wait_until(MONDAY + DAY + SOON)
    assert events_of(report).count("report.reminded") == 1
    assert notices_of(cast.elif_.pk, "report.reminded") == 1


def test_then_the_next_person_up_is_told_once_and_never_early(cast: "Cast") -> None:
    report = send_at(MONDAY, cast.amira, cast.ben)
    wait_until(MONDAY + 2 * DAY - SOON)
    assert desk_of(cast.farid) == set()
    wait_until(MONDAY + 2 * DAY)
    wait_until(MONDAY + 2 * DAY + SOON)
    assert relations(report) == {"Elif Demir": Relation.HANDLER, "Farid Rahimi": Relation.ESCALATED}
    assert [each["clock"] for each in data_of(report, "report.escalated")] == ["acknowledge"]
    assert notices_of(cast.farid.pk, "report.escalated") == 1
    assert fresh(report).handler == cast.elif_


def test_each_clock_escalates_for_itself(cast: "Cast") -> None:
    report = send_at(MONDAY, cast.amira, cast.ben)
    wait_until(MONDAY + 8 * DAY)
    assert sorted(each["clock"] for each in data_of(report, "report.escalated")) == ["acknowledge", "contact"]


def test_escalation_never_reaches_somebody_kept_out(cast: "Cast") -> None:
    report = send_at(MONDAY, cast.amira, cast.ben, not_to_receive=[str(cast.farid.pk)])
    wait_until(MONDAY + 2 * DAY)
    assert relations(report) == {"Elif Demir": Relation.HANDLER, "Noor Siddiqui": Relation.ESCALATED}
    assert desk_of(cast.farid) == set()


def test_the_one_above_may_acknowledge_in_their_place(cast: "Cast") -> None:
    report = send_at(MONDAY, cast.amira, cast.ben)
    wait_until(MONDAY + 2 * DAY)
    with at(MONDAY + 3 * DAY):
        desk.acknowledge(actor=cast.farid, report_id=report.pk)
    assert [each["late"] for each in data_of(report, "report.clock-met")] == [True]


def test_acknowledging_meets_the_first_clock_and_nothing_more_is_said_of_it(cast: "Cast") -> None:
    report = send_at(MONDAY, cast.amira, cast.ben)
    with at(MONDAY + SOON):
        desk.acknowledge(actor=cast.elif_, report_id=report.pk)
    wait_until(MONDAY + 3 * DAY)
    assert "report.escalated" not in events_of(report)
    assert "report.reminded" not in events_of(report)
    assert fresh(report).due_at == MONDAY + 7 * DAY
    assert [each["late"] for each in data_of(report, "report.clock-met")] == [False]


def test_the_first_message_meets_the_second_clock(cast: "Cast") -> None:
    report = send_at(MONDAY, cast.amira, cast.ben)
    with at(MONDAY + SOON):
        desk.acknowledge(actor=cast.elif_, report_id=report.pk)
        desk.send_message(actor=cast.elif_, report_id=report.pk, text="Thank you. Shall we talk on Friday?")
    wait_until(MONDAY + 30 * DAY)
    assert fresh(report).due_at is None
    assert "report.escalated" not in events_of(report)
    assert not Timer.objects.filter(about_id=report.pk, fired_at=None, cancelled_at=None).exists()


def test_asking_stops_the_clock_and_the_answer_lets_it_run_on(cast: "Cast") -> None:
    report = send_at(MONDAY, cast.amira, cast.ben)
    with at(MONDAY + DAY):
        desk.acknowledge(actor=cast.elif_, report_id=report.pk)
        desk.ask(actor=cast.elif_, report_id=report.pk, text="Which day was it?")
    assert fresh(report).due_at is None
    wait_until(MONDAY + 14 * DAY)
    assert "report.escalated" not in events_of(report)
    with at(MONDAY + 14 * DAY):
        answer(actor=cast.amira, report_id=report.pk, text="On Sunday.")
    assert fresh(report).due_at == MONDAY + 18 * DAY
    wait_until(MONDAY + 18 * DAY)
    assert [each["clock"] for each in data_of(report, "report.escalated")] == ["contact"]


def test_going_on_without_an_answer_lets_it_run_on_too(cast: "Cast") -> None:
    report = send_at(MONDAY, cast.amira, cast.ben)
    with at(MONDAY + DAY):
        desk.acknowledge(actor=cast.elif_, report_id=report.pk)
        desk.ask(actor=cast.elif_, report_id=report.pk, text="Which day was it?")
    with at(MONDAY + 2 * DAY):
        desk.take_up(actor=cast.elif_, report_id=report.pk)
    assert fresh(report).due_at == MONDAY + 8 * DAY


def test_whoever_gets_it_by_the_rule_has_the_whole_time(cast: "Cast") -> None:
    report = send_at(MONDAY, cast.amira, cast.ben)
    with at(MONDAY + DAY):
        desk.recuse(actor=cast.elif_, report_id=report.pk, reason="We are cousins.")
    assert fresh(report).due_at == MONDAY + 3 * DAY
    wait_until(MONDAY + 3 * DAY - SOON)
    assert "report.escalated" not in events_of(report)


def test_whoever_is_handed_it_has_the_time_that_is_left(cast: "Cast") -> None:
    report = send_at(MONDAY, cast.amira, cast.ben)
    with at(MONDAY + DAY):
        desk.reassign(actor=cast.elif_, report_id=report.pk, to_id=cast.farid.pk, reason="He has time.")
    assert fresh(report).due_at == MONDAY + 2 * DAY


def test_a_waiting_clock_goes_on_waiting_for_the_next_handler(cast: "Cast") -> None:
    report = send_at(MONDAY, cast.amira, cast.ben)
    with at(MONDAY + DAY):
        desk.acknowledge(actor=cast.elif_, report_id=report.pk)
        desk.ask(actor=cast.elif_, report_id=report.pk, text="Which day was it?")
        desk.recuse(actor=cast.elif_, report_id=report.pk, reason="We are cousins.")
    assert fresh(report).due_at is None
    with at(MONDAY + 2 * DAY):
        answer(actor=cast.amira, report_id=report.pk, text="On Sunday.")
    assert fresh(report).due_at == MONDAY + 9 * DAY


def test_a_closed_day_added_later_moves_the_end(cast: "Cast") -> None:
    report = send_at(MONDAY, cast.amira, cast.ben)
    tuesday = date(2030, 1, 8)
    with at(MONDAY + SOON):
        closed = add_closed_day(actor=cast.olga, day=tuesday, name="Flood")
    wait_until(MONDAY + 2 * DAY)
    assert fresh(report).due_at == MONDAY + 3 * DAY
    assert "report.escalated" not in events_of(report)
    with at(MONDAY + 2 * DAY):
        remove_closed_day(actor=cast.olga, closed_day_id=closed.pk)
    wait_until(MONDAY + 2 * DAY + SOON)
    assert "report.escalated" in events_of(report)


def test_it_is_never_early_even_where_a_timer_is(cast: "Cast") -> None:
    report = send_at(MONDAY, cast.amira, cast.ben)
    Timer.objects.filter(about_id=report.pk).update(due_at=MONDAY)
    wait_until(MONDAY + SOON)
    assert "report.escalated" not in events_of(report)
    assert "report.reminded" not in events_of(report)
    wait_until(MONDAY + 2 * DAY)
    assert events_of(report).count("report.escalated") == 1


def test_with_nobody_above_it_is_written_down_that_nobody_could_be_told(cast: "Cast") -> None:
    others = [cast.farid, cast.noor, cast.samuel, cast.yara, cast.chidi, cast.miriam]
    report = send_at(MONDAY, cast.amira, cast.ben, not_to_receive=[str(each.pk) for each in others])
    wait_until(MONDAY + 2 * DAY)
    assert [each["to"] for each in data_of(report, "report.escalated")] == [None]
    assert relations(report) == {"Elif Demir": Relation.HANDLER}


def test_moments_are_the_organisations_own(cast: "Cast") -> None:
    Organisation.objects.update(zone="America/Toronto")
    cast.amira.organisation.zone = "America/Toronto"
    saturday = datetime.fromisoformat("2030-01-12T10:00:00-05:00")
    assert send_at(saturday, cast.amira, cast.ben).due_at == datetime.fromisoformat("2030-01-16T00:00:00-05:00")
