"""The clocks of an exception: of whoever assesses or decides it, its days, and the question how it went (EX-05, NT-01, NT-06).

Every moment is worked out by the organisation's calendar of today; what is to come are timers. Whoever calls holds the exception's lock.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.organisations.queries import today
from boundaries.access.scope import Reason, seeing_all
from boundaries.clocks.queries import now
from boundaries.clocks.rules import due_at, reminder_at
from boundaries.outbox.actions import arm_timer, cancel_timers
from policies.exceptions.models import ExceptionRequest
from policies.exceptions.queries import LAST
from policies.exceptions.rules import ANSWER_DAYS, LADDER, OUTCOME_DAYS, ladder

REMIND, DUE = "exception.remind", "exception.due"
BEGIN, END = "exception.begin", "exception.end"
NEAR = {days: f"exception.near.{days}" for days in LADDER}
ANSWER_DUE = "exception.answer-due"
OUTCOME_DUE, OUTCOME_LATE = "exception.outcome-due", "exception.outcome-late"
CLOCK, LIFE, OUTCOMES = [REMIND, DUE], [BEGIN, END, *NEAR.values()], [OUTCOME_DUE, OUTCOME_LATE]


def _days(exception: ExceptionRequest) -> int:
    """So many working days there are to assess it, and to decide it: as for the first contact about a report."""
    return exception.organisation.contact_days


@seeing_all(Reason.CLOCKS)
def start_clock(exception: ExceptionRequest) -> None:
    """It waits for whoever assesses or decides it from now on."""
    exception.waits_since = now()
    exception.reminded_at = exception.escalated_at = None
    set_clock(exception)


@seeing_all(Reason.CLOCKS)
def stop_clock(exception: ExceptionRequest) -> None:
    """It waits for nobody, or for the worker."""
    exception.waits_since = exception.reminded_at = exception.escalated_at = None
    set_clock(exception)


@seeing_all(Reason.CLOCKS)
def set_clock(exception: ExceptionRequest) -> None:
    """Work out when it is due by the calendar of today, arm what is still to be said, and put it in its place in all lists."""
    calendar, since = exception.organisation.calendar(), exception.waits_since
    if since is None:
        cancel_timers(about_id=exception.pk, kinds=CLOCK)
        exception.due_at = None
    else:
        exception.due_at = due_at(calendar, since, _days(exception))
        if exception.reminded_at is None:
            _arm(exception, REMIND, reminder_at(calendar, since, _days(exception)))
        if exception.escalated_at is None:
            _arm(exception, DUE, exception.due_at)
    exception.sort_at = exception.due_at or LAST
    exception.save(update_fields=["waits_since", "reminded_at", "escalated_at", "due_at", "sort_at"])
    exception.grants.update(sort_at=exception.due_at)


def is_due(exception: ExceptionRequest, *, reminder: bool) -> bool:
    """Whether the clock has come to its reminder or its end by the calendar of today. Never early."""
    if exception.waits_since is None:
        return False
    calendar, days = exception.organisation.calendar(), _days(exception)
    return now() >= (reminder_at if reminder else due_at)(calendar, exception.waits_since, days)


# --- The answer of the worker ---------------------------------------------------------------------------------------------------
@seeing_all(Reason.CLOCKS)
def wait_for_answer(exception: ExceptionRequest, asked_at: datetime) -> None:
    """The worker was asked at that moment: arm the reminder."""
    _arm(exception, ANSWER_DUE, answer_due_at(exception, asked_at))


def answer_due_at(exception: ExceptionRequest, asked_at: datetime) -> datetime:
    """When the reminder is due, by the calendar of today."""
    return due_at(exception.organisation.calendar(), asked_at, ANSWER_DAYS)


@seeing_all(Reason.CLOCKS)
def stop_waiting_for_answer(exception: ExceptionRequest) -> None:
    """An answer is not waited for any more."""
    cancel_timers(about_id=exception.pk, kinds=[ANSWER_DUE])


# --- Its days -------------------------------------------------------------------------------------------------------------------
@seeing_all(Reason.CLOCKS)
def start_life(exception: ExceptionRequest) -> None:
    """It was approved, or taken up again: arm its first day where that is to come, the warnings before its end, and its end."""
    assert exception.starts_on is not None
    assert exception.ends_on is not None
    stop_life(exception)
    _arm(exception, BEGIN, max(midnight(exception, exception.starts_on), now()))
    for days, day in ladder(exception.ends_on, today=today(exception.organisation)).items():
        _arm(exception, NEAR[days], midnight(exception, day))
    _arm(exception, END, ends_at(exception))


@seeing_all(Reason.CLOCKS)
def stop_life(exception: ExceptionRequest, *, but_its_end: bool = False) -> None:
    """Nothing of its days is to come; or, while it is paused, nothing but its end."""
    cancel_timers(about_id=exception.pk, kinds=[each for each in LIFE if not (but_its_end and each == END)])


def midnight(exception: ExceptionRequest, day: date) -> datetime:
    """When a day begins there."""
    return datetime.combine(day, time(), ZoneInfo(exception.organisation.zone))


def ends_at(exception: ExceptionRequest) -> datetime:
    """When its last day has gone."""
    assert exception.ends_on is not None
    return midnight(exception, exception.ends_on + timedelta(days=1))


# --- How it went ----------------------------------------------------------------------------------------------------------------
@seeing_all(Reason.CLOCKS)
def wait_for_outcome(exception: ExceptionRequest, since: datetime) -> None:
    """It is over since then: arm the reminder, and the day on which whoever assessed it is told that nobody said how it went."""
    for kind in OUTCOMES:
        _arm(exception, kind, outcome_due_at(exception, since, kind))


def outcome_due_at(exception: ExceptionRequest, since: datetime, kind: str) -> datetime:
    """When one of the two is due, by the calendar of today."""
    return due_at(exception.organisation.calendar(), since, OUTCOME_DAYS * (1 + OUTCOMES.index(kind)))


@seeing_all(Reason.CLOCKS)
def stop_waiting_for_outcome(exception: ExceptionRequest) -> None:
    """It was said how it went."""
    cancel_timers(about_id=exception.pk, kinds=OUTCOMES)


def _arm(exception: ExceptionRequest, kind: str, moment: datetime) -> None:
    arm_timer(kind=kind, organisation_id=exception.organisation_id, about_id=exception.pk, due_at=moment)
