"""Until when a question is to be answered, when one is reminded of it, and when the year's question comes.

The law, in five sentences:

- Whoever is asked has so many working days, by what they are asked at (IN-21).
- One is told at once, seven days before the last day, one day before, on it, and once a week after it.
- Once a year, on the first working day of a month that the organisation chooses, everybody is asked (PQ-PROC-1).
- Another month begins with its next such day, but never within half a year of the last time everybody was asked.
- What began more than a month ago is no intake and no start any more: a list of clients or people that is brought in asks nobody
  about each line, since the year's question asks everybody.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from boundaries.clocks.rules import DAY, WorkingCalendar
from boundaries.errors.exceptions import RuleViolation
from policies.campaigns.choices import Step
from policies.campaigns.rules import ladder
from policies.moments.choices import Answer, Moment

DAYS = {Moment.STARTER: 10, Moment.ROLE: 10, Moment.INTAKE: 5, Moment.KEY_WORKER: 3, Moment.YEARLY: 20}
"""Working days to answer in."""
RECENT = timedelta(days=30)
WEEK = timedelta(days=7)
HALF_A_YEAR = timedelta(days=183)
MORNING = time(8)
USUAL_MONTH = 1


def is_recent(on: date | None, today: date) -> bool:
    """Whether something that began on a day, or has none, still asks."""
    return on is None or on >= today - RECENT


def last_day(calendar: WorkingCalendar, moment: Moment, today: date) -> date:
    """The last day on which somebody who is asked today answers in time."""
    return calendar.working_day_from(today, DAYS[moment])


def next_reminder(calendar: WorkingCalendar, today: date, asked_on: date, due_on: date) -> date:
    """The day of the reminder after today's: those up to the last day, then once a week, on days that are worked."""
    coming = [day for day in ladder(calendar, asked_on, due_on) if day > today]
    if coming:
        return min(coming)
    weeks = max((today - due_on) // WEEK, 0) + 1
    return max(calendar.working_day_from(due_on + weeks * WEEK), calendar.working_day_from(today + DAY))


def told_once_by(step: Step, today: date) -> str:
    """What makes a reminder the same reminder: late ones their day, the others their step."""
    return f"{step.value}:{today}" if step == Step.LATE else step.value


def in_the_morning(day: date, zone: str) -> datetime:
    """When the reminders of a day are told, by the clock on the organisation's wall."""
    return datetime.combine(day, MORNING, ZoneInfo(zone))


def next_yearly(calendar: WorkingCalendar, month: int, today: date, last: date | None) -> date:
    """The next day on which everybody is asked."""
    year = today.year
    while (day := calendar.working_day_from(date(year, month, 1))) <= today or (last and day < last + HALF_A_YEAR):
        year += 1
    return day


def check_month(month: int) -> None:
    """A year has twelve."""
    if month not in MONTHS:
        raise RuleViolation("month", _("Choose a month."), field="month")


def check_somebody_is_told(answer: Answer, *, has_manager: bool) -> None:
    """What is told is told to somebody: the line manager."""
    if answer == Answer.SOMETHING and not has_manager:
        message = _(
            "Nobody is your line manager here, so nobody would learn of it. Ask an administrator to enter one, or tell it as a report "
            "about yourself."
        )
        raise RuleViolation("no-manager", message)
