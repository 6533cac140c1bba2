"""When the things of the demo's story happened: always lately, at decent hours, on working days, and over by now.

The law, in three sentences:

- A tale began at its hour on the latest working day that lies at least so many working days back, so that its clocks stand
  where the tale needs them on whatever day and at whatever hour it is told.
- What follows happened so many working days after that day, at its own hour.
- What came in just now came in so many minutes ago.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from boundaries.clocks.rules import WorkingCalendar, elapsed


class Begins(Protocol):
    """When a tale began, seen from now."""

    def moment(self, calendar: WorkingCalendar, now: datetime) -> datetime:
        """The moment itself."""


@dataclass(frozen=True)
class Since:
    """At this hour, so many working days ago at least and less than one more."""

    days: int
    hour: str

    def moment(self, calendar: WorkingCalendar, now: datetime) -> datetime:
        """The latest such moment: from then to now there are ``days`` working days, and not another whole one."""
        day = now.astimezone(calendar.zone).date()
        while not self._fits(calendar, day, now):
            day -= timedelta(days=1)
        return _at(calendar, day, self.hour)

    def _fits(self, calendar: WorkingCalendar, day: date, now: datetime) -> bool:
        moment = _at(calendar, day, self.hour)
        if moment > now or not calendar.is_working(day):
            return False
        return elapsed(calendar, moment, now) >= timedelta(days=self.days)


@dataclass(frozen=True)
class MinutesAgo:
    """A short while ago, whatever the hour and the day."""

    minutes: int

    def moment(self, calendar: WorkingCalendar, now: datetime) -> datetime:
        """So many minutes before now."""
        return now - timedelta(minutes=self.minutes)


def days_later(calendar: WorkingCalendar, begun: datetime, days: int, hour: str) -> datetime:
    """At this hour, so many working days after the day on which a tale began."""
    return _at(calendar, calendar.working_day_from(begun.astimezone(calendar.zone).date(), days), hour)


def day_before(calendar: WorkingCalendar, begun: datetime, days: int) -> date:
    """The date so many days of any kind before the tale began, as its reporter writes it down."""
    return begun.astimezone(calendar.zone).date() - timedelta(days=days)


def _at(calendar: WorkingCalendar, day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), calendar.zone)
