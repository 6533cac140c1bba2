"""When something is due, when one is reminded, and when the year's question comes: as tables."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from boundaries.clocks.rules import WorkingCalendar
from boundaries.errors.exceptions import MoveRefused, RuleViolation
from policies.campaigns.choices import Step
from policies.moments import rules
from policies.moments.choices import Answer, Moment
from policies.moments.choices import AskingStatus as Status
from policies.moments.workflow import WORKFLOW, AskingMove

CALENDAR = WorkingCalendar(ZoneInfo("Europe/Oslo"), frozenset(range(5)), frozenset({date(2026, 1, 1)}))


def june(day: int) -> date:
    return date(2026, 6, day)


@pytest.mark.parametrize(
    ("moment", "due_on"),
    [
        (Moment.STARTER, june(15)),
        (Moment.ROLE, june(15)),
        (Moment.INTAKE, june(8)),
        (Moment.KEY_WORKER, june(4)),
        (Moment.YEARLY, june(29)),
    ],
)
def test_each_moment_gives_its_working_days(moment: Moment, due_on: date) -> None:
    assert rules.last_day(CALENDAR, moment, june(1)) == due_on


@pytest.mark.parametrize(
    ("today", "following"),
    [
        (1, 22),  # a week before
        (22, 26),  # a day before a Monday: the Friday
        (26, 29),  # the last day
        (29, 36),  # a week after
        (30, 36),
        (36, 43),
        (40, 43),
    ],
)
def test_one_is_reminded_up_to_the_last_day_and_then_once_a_week(today: int, following: int) -> None:
    day = date.fromordinal(june(1).toordinal() + today - 1)
    assert rules.next_reminder(CALENDAR, day, june(1), june(29)).toordinal() == june(1).toordinal() + following - 1


def test_the_same_reminder_is_known_by_its_step_and_a_late_one_by_its_day() -> None:
    assert rules.told_once_by(Step.DUE, june(1)) == rules.told_once_by(Step.DUE, june(2))
    assert rules.told_once_by(Step.LATE, june(1)) != rules.told_once_by(Step.LATE, june(8))


@pytest.mark.parametrize(
    ("month", "today", "last", "expected"),
    [
        (1, date(2025, 12, 30), None, date(2026, 1, 2)),  # New Year is closed
        (1, date(2026, 1, 2), None, date(2027, 1, 1)),
        (6, june(1), None, date(2027, 6, 1)),
        (11, june(9), june(1), date(2027, 11, 1)),  # within half a year
        (12, june(9), june(1), date(2026, 12, 1)),
        (8, june(9), None, date(2026, 8, 3)),  # the first is a Saturday
    ],
)
def test_the_year_has_its_day(month: int, today: date, last: date | None, expected: date) -> None:
    assert rules.next_yearly(CALENDAR, month, today, last) == expected


@pytest.mark.parametrize(("on", "asks"), [(None, True), (june(30), True), (june(1), True), (date(2026, 5, 30), False)])
def test_what_began_more_than_a_month_ago_asks_nobody(on: date | None, *, asks: bool) -> None:
    assert rules.is_recent(on, date(2026, 7, 1)) is asks


def test_a_year_has_twelve_months() -> None:
    for month in (0, 13):
        with pytest.raises(RuleViolation):
            rules.check_month(month)
    rules.check_month(12)


def test_something_is_told_to_somebody() -> None:
    rules.check_somebody_is_told(Answer.NOTHING, has_manager=False)
    rules.check_somebody_is_told(Answer.SOMETHING, has_manager=True)
    with pytest.raises(RuleViolation):
        rules.check_somebody_is_told(Answer.SOMETHING, has_manager=False)


@pytest.mark.parametrize(
    ("status", "verb", "after"),
    [
        (Status.ASKED, AskingMove.NOTHING, Status.NOTHING),
        (Status.ASKED, AskingMove.SOMETHING, Status.TOLD),
        (Status.NOTHING, AskingMove.SOMETHING, Status.TOLD),
        (Status.TOLD, AskingMove.TALK, Status.TALKED),
        (Status.TOLD, AskingMove.NOTHING, None),
        (Status.TALKED, AskingMove.NOTHING, None),
        (Status.ASKED, AskingMove.TALK, None),
        (Status.NOTHING, AskingMove.TALK, None),
    ],
)
def test_what_was_told_is_not_untold(status: Status, verb: AskingMove, after: Status | None) -> None:
    if after is None:
        with pytest.raises(MoveRefused):
            WORKFLOW.move(status, verb)
    else:
        assert WORKFLOW.move(status, verb) == after
