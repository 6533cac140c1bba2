"""When one is asked, until when, and on which days one is reminded: as tables."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from boundaries.clocks.rules import WorkingCalendar
from boundaries.errors.exceptions import RuleViolation
from policies.campaigns import rules
from policies.campaigns.choices import Step

LISBON = ZoneInfo("Europe/Lisbon")
WEEK = WorkingCalendar(LISBON, frozenset(range(5)))
HOLIDAYS = WorkingCalendar(LISBON, frozenset(range(5)), frozenset({date(2030, 1, 24), date(2030, 1, 25), date(2030, 1, 28)}))


def january(day: int) -> date:
    """Of 2030, which began on a Tuesday: the 7th was a Monday."""
    return date(2030, 1, day)


@pytest.mark.parametrize(
    ("calendar", "begins", "due", "days"),
    [
        pytest.param(WEEK, 7, 31, {7: Step.START, 24: Step.WEEK, 30: Step.DAY, 31: Step.DUE}, id="all four"),
        pytest.param(
            WEEK, 7, 28, {7: Step.START, 21: Step.WEEK, 25: Step.DAY, 28: Step.DUE}, id="a day before a Monday is a Friday"
        ),
        pytest.param(WEEK, 7, 14, {7: Step.START, 11: Step.DAY, 14: Step.DUE}, id="a week before is the start"),
        pytest.param(WEEK, 7, 8, {7: Step.START, 8: Step.DUE}, id="until tomorrow"),
        pytest.param(HOLIDAYS, 7, 31, {7: Step.START, 23: Step.WEEK, 30: Step.DAY, 31: Step.DUE}, id="closed a week before"),
        pytest.param(HOLIDAYS, 7, 29, {7: Step.START, 22: Step.WEEK, 23: Step.DAY, 29: Step.DUE}, id="closed the days before"),
        pytest.param(WEEK, 12, 31, {12: Step.START, 24: Step.WEEK, 30: Step.DAY, 31: Step.DUE}, id="begins on a Saturday"),
    ],
)
def test_the_days_of_the_reminders(calendar: WorkingCalendar, begins: int, due: int, days: dict[int, Step]) -> None:
    assert rules.ladder(calendar, january(begins), january(due)) == {january(day): step for day, step in days.items()}


@pytest.mark.parametrize(
    ("today", "step", "next_on"),
    [
        (4, None, january(7)),
        (7, Step.START, january(24)),
        (23, Step.START, january(24)),
        (24, Step.WEEK, january(30)),
        (30, Step.DAY, january(31)),
        (31, Step.DUE, date(2030, 2, 1)),
    ],
)
def test_the_reminder_of_a_day_and_the_next(today: int, step: Step | None, next_on: date) -> None:
    assert rules.step_on(WEEK, january(today), january(7), january(31)) == step
    assert rules.next_on(WEEK, january(today), january(7), january(31)) == next_on


def test_what_is_late_is_told_once_a_working_day() -> None:
    friday = date(2030, 2, 1)
    assert rules.step_on(WEEK, friday, january(7), january(31)) == Step.LATE
    assert rules.next_on(WEEK, friday, january(7), january(31)) == date(2030, 2, 4)
    told = [rules.told_once_by(Step.LATE, day, january(7), january(31)) for day in (friday, date(2030, 2, 4))]
    assert len(set(told)) == 2


@pytest.mark.parametrize(
    ("step", "other_day", "other_begin", "other_end"),
    [(Step.START, "same", "new", "same"), (Step.WEEK, "same", "same", "new"), (Step.DUE, "same", "same", "new")],
)
def test_what_makes_a_reminder_another_one(step: Step, other_day: str, other_begin: str, other_end: str) -> None:
    first = rules.told_once_by(step, january(24), january(7), january(31))
    found = [
        rules.told_once_by(step, january(25), january(7), january(31)),
        rules.told_once_by(step, january(24), january(8), january(31)),
        rules.told_once_by(step, january(24), january(7), january(30)),
    ]
    assert ["same" if each == first else "new" for each in found] == [other_day, other_begin, other_end]


@pytest.mark.parametrize(
    ("started", "due", "expected"),
    [
        pytest.param(None, january(31), (7, january(31)), id="there at the start"),
        pytest.param(date(2020, 5, 4), january(31), (7, january(31)), id="there for long"),
        pytest.param(january(3), january(9), (7, january(17)), id="began just before: no less than who comes later"),
        pytest.param(None, None, (7, january(21)), id="comes later, nobody knows since when"),
        pytest.param(date(2029, 12, 3), None, (7, january(21)), id="comes to the register long after they began"),
        pytest.param(january(10), None, (10, january(24)), id="begins in some days"),
        pytest.param(january(12), None, (12, january(28)), id="fourteen days later is a Saturday"),
    ],
)
def test_how_long_one_has(started: date | None, due: date | None, expected: tuple[int, date]) -> None:
    found = rules.own_time(WEEK, today=january(7), started_on=started, days=14, due_on=due)
    assert found == (january(expected[0]), expected[1])


@pytest.mark.parametrize(("due", "code"), [(january(7), "past"), (january(12), "closed"), (date(2032, 2, 2), "far")])
def test_a_last_day_that_cannot_be(due: date, code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        rules.check_last_day(WEEK, january(7), due)
    assert (refusal.value.code, refusal.value.field) == (f"campaign.{code}", "due_on")


def test_days_that_can_be_and_days_that_cannot() -> None:
    rules.check_days(1)
    rules.check_days(365)
    for days in (0, 366):
        with pytest.raises(RuleViolation):
            rules.check_days(days)
    rules.check_last_day(WEEK, january(7), january(8))


def test_how_late_one_is() -> None:
    assert [rules.days_late(january(day), january(9)) for day in (8, 9, 10, 14)] == [0, 0, 1, 5]
    assert rules.late_in_words(january(10), january(9)) == "1 day late"
    assert rules.late_in_words(january(14), january(9)) == "5 days late"
