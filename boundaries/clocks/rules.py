"""Working time: when something is due, and how much of the time is gone (NT-01, NT-06).

The law, in four sentences:

- A working day counts twenty-four hours of the organisation's own wall clock, midnight to midnight; a day that is
  not worked counts nothing.
- What begins on a closed day begins with the next working day.
- What falls due, falls due on a working day: an allowance that ends with Friday ends as Monday begins.
- When the wall clock is put back, the hour that comes twice counts once, on its second pass; when it is put
  forward, what would fall into the missing hour falls at its end. So nothing is ever due early.

A pause needs no rule of its own: `remaining` when it begins, `due_at` with that when it ends.

Moments go in and come out as aware datetimes (out: UTC). Nothing here reads a clock.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
TICK = timedelta.resolution

WEEK = range(7)

Allowance = int | Decimal | Fraction | timedelta
"""An amount of working time: a number of working days, or a timedelta in which a day is a working day."""


@dataclass(frozen=True)
class WorkingCalendar:
    """The days an organisation works: weekdays (Monday is 0) in its own zone, less the dates it is closed."""

    zone: ZoneInfo
    weekdays: frozenset[int]
    closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a week without a working day: no clock could ever run in it."""
        if not self.weekdays:
            raise RuleViolation("calendar.no-working-day", _("Choose at least one working day."), field="weekdays")
        if not self.weekdays <= set(WEEK):
            raise RuleViolation("calendar.unknown-weekday", _("Choose days from Monday to Sunday."), field="weekdays")

    def is_working(self, day: date) -> bool:
        """Whether the organisation works on this day."""
        return day.weekday() in self.weekdays and day not in self.closed

    def working_day_from(self, day: date, further: int = 0) -> date:
        """Return the first working day on or after `day`, or the one so many working days further."""
        while not self.is_working(day) or further:
            further -= self.is_working(day)
            day += DAY
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days from `first` up to, and without, `last`; below zero when `last` comes first."""
        if last < first:
            return -self.working_days_between(last, first)
        weeks, rest = divmod((last - first).days, len(WEEK))
        regular = weeks * len(self.weekdays) + sum((last - DAY * (n + 1)).weekday() in self.weekdays for n in range(rest))
        return regular - sum(first <= day < last and day.weekday() in self.weekdays for day in self.closed)


@dataclass(frozen=True)
class TimeLeft:
    """What a badge says: so many working days, hours and minutes to go, or late by as much."""

    late: bool
    days: int
    hours: int
    minutes: int


def due_at(calendar: WorkingCalendar, start: datetime, days: Allowance) -> datetime:
    """Return the moment at which so much working time has passed since `start`."""
    begun = _opening(calendar, _wall(calendar.zone, start))
    midnight = _midnight(begun.date())
    whole, rest = divmod(begun - midnight + working_time(days), DAY)
    due = _moment(calendar.zone, _midnight(calendar.working_day_from(begun.date(), whole)) + rest)
    return _past_a_missing_day(calendar, due)


def elapsed(calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
    """Return the working time between two moments; below zero when `end` comes first."""
    begun, ended = (_opening(calendar, _wall(calendar.zone, moment)) for moment in (start, end))
    days = calendar.working_days_between(begun.date(), ended.date())
    return days * DAY + (ended - _midnight(ended.date())) - (begun - _midnight(begun.date()))


def elapsed_days(calendar: WorkingCalendar, start: datetime, end: datetime) -> Fraction:
    """Return the working time between two moments as an exact number of working days."""
    return Fraction(elapsed(calendar, start, end) // TICK, DAY // TICK)


def remaining(calendar: WorkingCalendar, start: datetime, now: datetime, days: Allowance) -> timedelta:
    """Return what is left of an allowance: what a pause keeps, and what `due_at` takes when it ends."""
    return max(working_time(days) - elapsed(calendar, start, now), timedelta())


def reminder_after(days: Allowance) -> timedelta:
    """A reminder is sent one working day before the end, but never before half of the time has gone."""
    allowance = working_time(days)
    return max(allowance - DAY, allowance / 2)


def reminder_at(calendar: WorkingCalendar, start: datetime, days: Allowance) -> datetime:
    """Return the moment of the reminder for an allowance that began at `start`."""
    return due_at(calendar, start, reminder_after(days))


def time_left(calendar: WorkingCalendar, now: datetime, due: datetime) -> TimeLeft:
    """Return the working time up to `due`, or since, in whole days, hours and minutes."""
    late = now.astimezone(UTC) > due.astimezone(UTC)
    days, rest = divmod(abs(elapsed(calendar, now, due)), DAY)
    hours, rest = divmod(rest, HOUR)
    return TimeLeft(late=late, days=days, hours=hours, minutes=rest // MINUTE)


def working_time(days: Allowance) -> timedelta:
    """Return an allowance as a timedelta, exact, and rounded up to the microsecond where it must be rounded."""
    exact = days if isinstance(days, timedelta) else TICK * math.ceil(Fraction(days) * (DAY // TICK))
    if exact < timedelta():
        raise RuleViolation("clock.negative", _("The time allowed cannot be less than nothing."), field="days")
    return exact


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _opening(calendar: WorkingCalendar, wall: datetime) -> datetime:
    """Return the wall time itself on a working day, else the midnight at which the next working day begins."""
    return wall if calendar.is_working(wall.date()) else _midnight(calendar.working_day_from(wall.date()))


def _wall(zone: ZoneInfo, moment: datetime) -> datetime:
    """Return what the wall clock counts at a moment. It stands still while an hour runs that will come again."""
    if moment.tzinfo is None:
        msg = "a moment must say its time zone"
        raise ValueError(msg)
    moment = moment.astimezone(UTC)
    local = moment.astimezone(zone)
    again = local.replace(fold=1).astimezone(UTC)
    if again > moment:
        local = _clock_change(zone, moment, again).astimezone(zone)
    return local.replace(tzinfo=None)


def _moment(zone: ZoneInfo, wall: datetime) -> datetime:
    """Return the moment of a wall time: its second pass where it comes twice, the gap's end where it is missing."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return second if first <= second else _clock_change(zone, second, first)


def _past_a_missing_day(calendar: WorkingCalendar, due: datetime) -> datetime:
    """Move on where a zone left out a whole working day (Samoa, 30 December 2011) and the next is closed."""
    wall = due.astimezone(calendar.zone).replace(tzinfo=None)
    return due if calendar.is_working(wall.date()) else _moment(calendar.zone, _opening(calendar, wall))


def _clock_change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the moment between two at which the zone's clock was changed, by halving the time between them."""
    changed = after.astimezone(zone).utcoffset()
    while after - before > TICK:
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == changed:
            after = middle
        else:
            before = middle
    return after
