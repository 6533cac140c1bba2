"""When somebody is asked to acknowledge, until when, and when they are reminded.

The law, in five sentences:

- Whoever works here when a campaign starts has until its day; whoever comes later has so many days from their own start.
- A last day is a working day: one that is counted and falls on a closed day is the next day that is worked.
- One is reminded at the start, seven days before, one day before, on the last day, and then once a working day; what would
  fall on a closed day is told on the working day before it.
- Where several reminders were missed, the latest is told and the others are not.
- Whoever had acknowledged a text that was changed gets as many days for the new one as somebody who starts on that day.
"""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from boundaries.clocks.rules import DAY, WorkingCalendar
from boundaries.errors.exceptions import RuleViolation
from policies.campaigns.choices import Step

USUAL_DAYS, MOST_DAYS = 14, 365
BEFORE = ((timedelta(days=7), Step.WEEK), (timedelta(days=1), Step.DAY))


def check_last_day(calendar: WorkingCalendar, today: date, due_on: date) -> None:
    """The last day comes after today, within two years, and is worked. Raises RuleViolation."""
    if due_on <= today:
        raise RuleViolation("campaign.past", _("The last day must come after today."), field="due_on")
    if due_on > today + 2 * timedelta(days=MOST_DAYS):
        raise RuleViolation("campaign.far", _("The last day must lie within two years."), field="due_on")
    if not calendar.is_working(due_on):
        raise RuleViolation("campaign.closed", _("Nobody works on that day. Choose a working day."), field="due_on")


def check_days(days: int) -> None:
    """Somebody who starts has between one day and a year. Raises RuleViolation."""
    if not 1 <= days <= MOST_DAYS:
        raise RuleViolation("campaign.days", _("Give between 1 and 365 days."), field="days")


def last_day(calendar: WorkingCalendar, begins_on: date, days: int) -> date:
    """The last day of somebody who has so many days from a day on."""
    return calendar.working_day_from(begins_on + timedelta(days=days))


def own_time(
    calendar: WorkingCalendar, *, today: date, started_on: date | None, days: int, due_on: date | None
) -> tuple[date, date]:
    """From when, and until when, somebody is asked who is found in the audience today.

    ``due_on`` is the campaign's day for those who are there at its start, and None for those who come later. Whoever began to
    work shortly before is given no less time than whoever comes later.
    """
    begins_on = max(started_on or today, today)
    own = last_day(calendar, begins_on, days)
    if due_on is None:
        return begins_on, own
    counted = last_day(calendar, started_on, days) if started_on else due_on
    return begins_on, max(due_on, counted)


def ladder(calendar: WorkingCalendar, begins_on: date, due_on: date) -> dict[date, Step]:
    """The days on which somebody is reminded up to their last day, in order; of two that meet the later one counts."""
    steps = {begins_on: Step.START}
    for before, step in BEFORE:
        day = _worked_before(calendar, due_on - before)
        if day > begins_on:
            steps[day] = step
    return steps | {due_on: Step.DUE}


def _worked_before(calendar: WorkingCalendar, day: date) -> date:
    while not calendar.is_working(day):
        day -= DAY
    return day


def step_on(calendar: WorkingCalendar, today: date, begins_on: date, due_on: date) -> Step | None:
    """The reminder that is due by today; None before the first."""
    if today > due_on:
        return Step.LATE
    past = [(day, step) for day, step in ladder(calendar, begins_on, due_on).items() if day <= today]
    return max(past)[1] if past else None


def next_on(calendar: WorkingCalendar, today: date, begins_on: date, due_on: date) -> date:
    """The day of the reminder after today's."""
    coming = [day for day in ladder(calendar, begins_on, due_on) if day > today]
    return min(coming) if coming else calendar.working_day_from(today + DAY)


def told_once_by(step: Step, today: date, begins_on: date, due_on: date) -> str:
    """What makes a reminder the same reminder: the first by the day it all began, late ones by their day, others by the last day."""
    days = {Step.START: begins_on, Step.LATE: today}
    return f"{step.value}:{days.get(step, due_on)}"


def days_late(today: date, due_on: date) -> int:
    """How many days somebody is late; none up to the end of the last day."""
    return max((today - due_on).days, 0)


def late_in_words(today: date, due_on: date) -> str:
    """How late somebody is, in words."""
    days = days_late(today, due_on)
    return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}
