"""How a report's clock goes on from where it stands (NT-01, NT-06). Facts come in as arguments."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from boundaries.clocks.rules import WorkingCalendar, due_at, reminder_after, working_time


@dataclass(frozen=True)
class Moments:
    """When a running clock is to remind, and when it is due."""

    remind_at: datetime
    due_at: datetime


def moments(calendar: WorkingCalendar, *, running_since: datetime, allowance_days: int, used: timedelta) -> Moments:
    """The moments of a clock that runs since then and had used up so much working time before."""
    left = max(working_time(allowance_days) - used, timedelta())
    until_reminder = max(reminder_after(allowance_days) - used, timedelta())
    return Moments(due_at(calendar, running_since, until_reminder), due_at(calendar, running_since, left))
