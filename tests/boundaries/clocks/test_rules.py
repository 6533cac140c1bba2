"""Working time: examples with words, and properties over calendars, zones and clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from boundaries.clocks.rules import (
    DAY,
    HOUR,
    TICK,
    Allowance,
    TimeLeft,
    WorkingCalendar,
    due_at,
    elapsed,
    elapsed_days,
    remaining,
    reminder_after,
    reminder_at,
    time_left,
    working_time,
)
from boundaries.errors.exceptions import RuleViolation

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY_TO_FRIDAY = frozenset(range(5))
ALL_WEEK = frozenset(range(7))
OFFICE = WorkingCalendar(BERLIN, MONDAY_TO_FRIDAY, frozenset({date(2026, 12, 25)}))
NEVER_CLOSED = WorkingCalendar(BERLIN, ALL_WEEK)


def local(text: str, zone: ZoneInfo = BERLIN, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


@pytest.mark.parametrize(
    ("start", "days", "due", "words"),
    [
        ("2026-11-02 10:00", 2, "2026-11-04 10:00", "two days within one week"),
        ("2026-11-05 10:00", 2, "2026-11-09 10:00", "the weekend does not count"),
        ("2026-11-07 10:00", 2, "2026-11-11 00:00", "what begins on a Saturday begins on Monday"),
        ("2026-11-06 00:00", 1, "2026-11-09 00:00", "what ends with Friday ends as Monday begins"),
        ("2026-11-07 10:00", 0, "2026-11-09 00:00", "nothing allowed, and still not due on a Saturday"),
        ("2026-11-04 10:00", 0, "2026-11-04 10:00", "nothing allowed on a working day: now"),
        ("2026-12-24 10:00", 1, "2026-12-28 10:00", "a closed Friday, then the weekend"),
        ("2026-11-06 10:00", Decimal("0.5"), "2026-11-06 22:00", "half a day"),
        ("2026-11-06 18:00", Fraction(1, 2), "2026-11-09 06:00", "half a day across the weekend"),
        ("2026-11-06 10:00", HOUR, "2026-11-06 11:00", "an hour of working time"),
        ("2026-10-23 10:00", 1, "2026-10-26 10:00", "the clock goes back while nobody works"),
    ],
)
def test_when_it_is_due(start: str, days: Allowance, due: str, words: str) -> None:
    assert due_at(OFFICE, local(start), days) == local(due), words


@pytest.mark.parametrize(
    ("start", "days", "due", "words"),
    [
        (local("2026-03-28 12:00"), 1, local("2026-03-29 12:00"), "a day of 23 hours counts whole"),
        (local("2026-10-24 12:00"), 1, local("2026-10-25 12:00"), "a day of 25 hours counts whole"),
        (local("2026-03-28 02:30"), 1, local("2026-03-29 03:00"), "due in the missing hour: at its end"),
        (local("2026-10-24 02:30"), 1, local("2026-10-25 02:30", fold=1), "due in the double hour: second pass"),
        (local("2026-10-25 02:30"), HOUR, local("2026-10-25 03:00", fold=1), "begun in its first pass: from 02:00"),
        (local("2026-10-25 02:30", fold=1), HOUR, local("2026-10-25 03:30"), "begun in its second pass: from 02:30"),
    ],
)
def test_when_it_is_due_as_the_clocks_change(start: datetime, days: Allowance, due: datetime, words: str) -> None:
    assert due_at(NEVER_CLOSED, start, days) == due.astimezone(UTC), words


def test_a_day_the_zone_left_out_does_not_make_it_due_on_a_closed_day() -> None:
    samoa = WorkingCalendar(ZoneInfo("Pacific/Apia"), MONDAY_TO_FRIDAY)
    start = local("2011-12-29 10:00", samoa.zone)
    assert due_at(samoa, start, 1) == local("2012-01-02 00:00", samoa.zone).astimezone(UTC)


def test_a_missing_midnight_begins_the_day_late() -> None:
    havana = WorkingCalendar(ZoneInfo("America/Havana"), frozenset({6}))
    assert due_at(havana, local("2026-03-07 10:00", havana.zone), 0) == local("2026-03-08 01:00", havana.zone)


def test_moments_come_out_in_utc() -> None:
    assert due_at(OFFICE, local("2026-11-02 10:00"), 1).tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "end", "days", "words"),
    [
        ("2026-11-02 10:00", "2026-11-03 16:00", Fraction(5, 4), "a day and a quarter"),
        ("2026-11-06 12:00", "2026-11-09 12:00", Fraction(1), "Friday noon to Monday noon"),
        ("2026-11-07 10:00", "2026-11-08 10:00", Fraction(0), "nothing passes at the weekend"),
        ("2026-11-09 12:00", "2026-11-06 12:00", Fraction(-1), "backwards counts below zero"),
        ("2026-12-21 00:00", "2026-12-28 00:00", Fraction(4), "a week with a closed day"),
        ("2025-01-01 00:00", "2026-01-01 00:00", Fraction(261), "a year of Mondays to Fridays"),
    ],
)
def test_how_much_time_has_gone(start: str, end: str, days: Fraction, words: str) -> None:
    assert elapsed_days(OFFICE, local(start), local(end)) == days, words


@pytest.mark.parametrize(
    ("days", "after", "words"),
    [
        (5, 4 * DAY, "one working day before the end"),
        (2, DAY, "both at once"),
        (1, 12 * HOUR, "but never before half of the time"),
        (0, timedelta(), "nothing is half of nothing"),
    ],
)
def test_when_to_remind(days: Allowance, after: timedelta, words: str) -> None:
    assert reminder_after(days) == after, words


def test_the_reminder_falls_on_a_working_day() -> None:
    assert reminder_at(OFFICE, local("2026-11-05 10:00"), 2) == local("2026-11-06 10:00")
    assert reminder_at(OFFICE, local("2026-11-05 10:00"), 3) == local("2026-11-09 10:00")


@pytest.mark.parametrize(
    ("now", "due", "left", "words"),
    [
        (
            "2026-11-02 10:00",
            "2026-11-04 13:30",
            TimeLeft(late=False, days=2, hours=3, minutes=30),
            "days, hours and minutes to go",
        ),
        (
            "2026-11-06 12:00",
            "2026-11-09 12:00",
            TimeLeft(late=False, days=1, hours=0, minutes=0),
            "the weekend is not time left",
        ),
        (
            "2026-11-04 12:00",
            "2026-11-04 12:00",
            TimeLeft(late=False, days=0, hours=0, minutes=0),
            "due now is not late",
        ),
        (
            "2026-11-09 12:00",
            "2026-11-06 11:00",
            TimeLeft(late=True, days=1, hours=1, minutes=0),
            "late by a day and an hour",
        ),
    ],
)
def test_what_the_badge_says(now: str, due: str, left: TimeLeft, words: str) -> None:
    assert time_left(OFFICE, local(now), local(due)) == left, words


def test_the_second_pass_of_an_hour_is_later_than_the_first() -> None:
    first, second = local("2026-10-25 02:40"), local("2026-10-25 02:10", fold=1)
    assert time_left(NEVER_CLOSED, second, first).late
    assert not time_left(NEVER_CLOSED, first, second).late


def test_a_third_of_a_day_is_exact_and_rounding_is_never_early() -> None:
    assert working_time(Fraction(1, 3)) == 8 * HOUR
    assert working_time(Fraction(1, 7)) * 7 >= DAY
    assert working_time(Decimal("0.1")) == timedelta(hours=2, minutes=24)


def test_less_than_nothing_is_refused() -> None:
    with pytest.raises(RuleViolation) as refusal:
        due_at(OFFICE, local("2026-11-04 10:00"), -1)
    assert (refusal.value.code, refusal.value.field) == ("clock.negative", "days")


@pytest.mark.parametrize(
    ("weekdays", "code"),
    [(frozenset[int](), "calendar.no-working-day"), (frozenset({7}), "calendar.unknown-weekday")],
)
def test_a_week_no_clock_could_run_in_is_refused(weekdays: frozenset[int], code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        WorkingCalendar(BERLIN, weekdays)
    assert (refusal.value.code, refusal.value.field) == (code, "weekdays")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        due_at(OFFICE, datetime(2026, 11, 4, 10), 1)  # noqa: DTZ001 - the slip under test


# Properties

ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "America/St_Johns",
        "America/Havana",
        "America/Sao_Paulo",
        "Asia/Kathmandu",
        "Asia/Tehran",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Pacific/Chatham",
        "Pacific/Kiritimati",
        "Africa/Casablanca",
    ]
).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2009, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zone beside
ALLOWANCES = st.timedeltas(timedelta(), timedelta(days=30))


@st.composite
def changes(draw: st.DrawFn, zone: ZoneInfo) -> datetime:
    """Draw a moment within two days of one at which the zone's clock changed, where it ever does."""
    year = draw(st.integers(2009, 2029))
    days = [datetime(year, 1, 1, tzinfo=UTC) + DAY * n for n in range(366)]
    turns = [day for day in days if day.astimezone(zone).utcoffset() != (day + DAY).astimezone(zone).utcoffset()]
    return draw(st.sampled_from(turns or days)) + draw(st.timedeltas(-DAY, 2 * DAY))


@st.composite
def situations(draw: st.DrawFn) -> tuple[WorkingCalendar, datetime]:
    """Draw a calendar and a moment; every other moment is near a change of the clock."""
    zone = draw(ZONES)
    start = draw(st.one_of(MOMENTS, changes(zone)))
    weekdays = draw(st.frozensets(st.integers(0, 6), min_size=1))
    near = st.integers(-10, 40).map(lambda n: (start + DAY * n).date())
    return WorkingCalendar(zone, weekdays, draw(st.frozensets(near, max_size=12))), start


def missing(calendar: WorkingCalendar, due: datetime) -> timedelta:
    """Return how much the wall clock leapt at the moment itself."""
    before, after = ((due + step).astimezone(calendar.zone).utcoffset() for step in (-TICK, timedelta()))
    assert before is not None
    assert after is not None
    return max(after - before, timedelta())


@given(situations(), ALLOWANCES)
@example((WorkingCalendar(ZoneInfo("Pacific/Apia"), MONDAY_TO_FRIDAY), datetime(2011, 12, 29, 20, tzinfo=UTC)), DAY)
def test_at_the_due_moment_exactly_the_allowance_has_gone(
    situation: tuple[WorkingCalendar, datetime], allowance: timedelta
) -> None:
    calendar, start = situation
    due = due_at(calendar, start, allowance)
    gone = elapsed(calendar, start, due)
    assert gone >= allowance
    samoa_loses_a_day = calendar.zone.key == "Pacific/Apia" and start.year <= 2012
    assert samoa_loses_a_day or gone <= allowance + missing(calendar, due)


@given(situations(), ALLOWANCES)
def test_it_is_never_early(situation: tuple[WorkingCalendar, datetime], allowance: timedelta) -> None:
    calendar, start = situation
    assume(allowance)
    due = due_at(calendar, start, allowance)
    assert due >= start
    a_moment_before = elapsed(calendar, start, due - TICK)
    assert a_moment_before < allowance or a_moment_before == elapsed(calendar, start, due)


@given(situations(), ALLOWANCES)
def test_it_is_never_due_on_a_closed_day(situation: tuple[WorkingCalendar, datetime], allowance: timedelta) -> None:
    calendar, start = situation
    assert calendar.is_working(due_at(calendar, start, allowance).astimezone(calendar.zone).date())


@given(situations(), ALLOWANCES, ALLOWANCES)
def test_more_time_is_never_due_sooner(situation: tuple[WorkingCalendar, datetime], one: timedelta, other: timedelta) -> None:
    calendar, start = situation
    less, more = sorted([one, other])
    assert due_at(calendar, start, less) <= due_at(calendar, start, more)


@given(situations(), ALLOWANCES, ALLOWANCES)
def test_working_time_never_runs_backwards_and_adds_up(
    situation: tuple[WorkingCalendar, datetime], one: timedelta, other: timedelta
) -> None:
    calendar, start = situation
    middle, end = start + one, start + one + other
    first, second = elapsed(calendar, start, middle), elapsed(calendar, middle, end)
    assert first >= timedelta()
    assert second >= timedelta()
    assert elapsed(calendar, start, end) == first + second
    assert elapsed(calendar, end, start) == -(first + second)


@given(situations(), ALLOWANCES, st.floats(0, 1))
def test_a_pause_of_no_length_loses_nothing(
    situation: tuple[WorkingCalendar, datetime], allowance: timedelta, share: float
) -> None:
    calendar, start = situation
    due = due_at(calendar, start, allowance)
    paused = start + (due - start) * share
    assert due_at(calendar, paused, remaining(calendar, start, paused, allowance)) == due


@given(situations(), ALLOWANCES, st.floats(0, 1), ALLOWANCES)
def test_what_a_pause_keeps_is_all_there_when_it_ends(
    situation: tuple[WorkingCalendar, datetime], allowance: timedelta, share: float, pause: timedelta
) -> None:
    calendar, start = situation
    paused = start + (due_at(calendar, start, allowance) - start) * share
    resumed = paused + pause
    left = remaining(calendar, start, paused, allowance)
    due = due_at(calendar, resumed, left)
    assert left + elapsed(calendar, start, paused) >= allowance
    assert elapsed(calendar, resumed, due) >= left
    assert due >= due_at(calendar, start, allowance)


@given(situations(), st.integers(0, 60))
def test_counting_days_agrees_with_counting_on_fingers(situation: tuple[WorkingCalendar, datetime], length: int) -> None:
    calendar, start = situation
    days = [start.date() + DAY * n for n in range(length)]
    assert calendar.working_days_between(start.date(), start.date() + DAY * length) == sum(map(calendar.is_working, days))


@given(situations(), ALLOWANCES)
def test_the_reminder_comes_between_half_of_the_time_and_the_end(
    situation: tuple[WorkingCalendar, datetime], allowance: timedelta
) -> None:
    calendar, start = situation
    reminder = reminder_at(calendar, start, allowance)
    assert due_at(calendar, start, allowance / 2) <= reminder <= due_at(calendar, start, allowance)
