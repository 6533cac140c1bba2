"""The clock of whoever decides, and the way to a review. Whoever calls holds the disclosure's lock (NT-01, NT-06).

Every moment is worked out by the organisation's calendar of today from when the waiting began; reminder, end and reviews are timers.
"""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from accounts.organisations.queries import today
from boundaries.access.scope import Reason, seeing_all
from boundaries.clocks.queries import now
from boundaries.clocks.rules import due_at, reminder_at
from boundaries.outbox.actions import arm_timer, cancel_timers
from policies.disclosures.choices import DisclosureStatus
from policies.disclosures.models import Disclosure
from policies.disclosures.queries import LAST
from policies.disclosures.rules import ANSWER_DAYS, GRACE_DAYS, REVIEW_LADDER, ladder

REMIND, DUE, REVIEW, LAPSE = "disclosure.remind", "disclosure.due", "disclosure.review", "disclosure.lapse"
NEAR = {days: f"disclosure.near.{days}" for days in REVIEW_LADDER}
ANSWER_DUE, UNANSWERED = "disclosure.answer-due", "disclosure.unanswered"
CLOCK, REVIEWS, ANSWERS = [REMIND, DUE], [REVIEW, LAPSE, *NEAR.values()], [ANSWER_DUE, UNANSWERED]


def _days(disclosure: Disclosure) -> int:
    """So many working days whoever decides has to talk, and to decide: as for the first contact about a report."""
    return disclosure.organisation.contact_days


@seeing_all(Reason.CLOCKS)
def start_clock(disclosure: Disclosure) -> None:
    """It waits for whoever decides from now on. While nobody has it, nothing runs."""
    disclosure.waits_since = now() if disclosure.handler_id else None
    disclosure.reminded_at = disclosure.escalated_at = None
    set_clock(disclosure)


@seeing_all(Reason.CLOCKS)
def stop_clock(disclosure: Disclosure) -> None:
    """It waits for nobody, or for the worker."""
    disclosure.waits_since = disclosure.reminded_at = disclosure.escalated_at = None
    set_clock(disclosure)


@seeing_all(Reason.CLOCKS)
def set_clock(disclosure: Disclosure) -> None:
    """Work out when it is due by the calendar of today, arm what is still to be said, and put it in its place in all lists."""
    calendar, since = disclosure.organisation.calendar(), disclosure.waits_since
    if since is None:
        cancel_timers(about_id=disclosure.pk, kinds=CLOCK)
        disclosure.due_at = _review_begins(disclosure)
    else:
        disclosure.due_at = due_at(calendar, since, _days(disclosure))
        if disclosure.reminded_at is None:
            _arm(disclosure, REMIND, reminder_at(calendar, since, _days(disclosure)))
        if disclosure.escalated_at is None:
            _arm(disclosure, DUE, disclosure.due_at)
    disclosure.sort_at = disclosure.due_at or LAST
    disclosure.save(update_fields=["waits_since", "reminded_at", "escalated_at", "due_at", "sort_at"])
    disclosure.grants.update(sort_at=disclosure.due_at)


def is_due(disclosure: Disclosure, *, reminder: bool) -> bool:
    """Whether the clock has come to its reminder or its end by the calendar of today. Never early."""
    if disclosure.waits_since is None:
        return False
    calendar, days = disclosure.organisation.calendar(), _days(disclosure)
    moment = (reminder_at if reminder else due_at)(calendar, disclosure.waits_since, days)
    return now() >= moment


# --- The answer of the worker ---------------------------------------------------------------------------------------------------
@seeing_all(Reason.CLOCKS)
def wait_for_answer(disclosure: Disclosure, asked_at: datetime) -> None:
    """The worker was asked at that moment: arm the reminder, and the day on which whoever asked is told that no answer has come."""
    for kind in ANSWERS:
        _arm(disclosure, kind, answer_due_at(disclosure, asked_at, kind))


def answer_due_at(disclosure: Disclosure, asked_at: datetime, kind: str) -> datetime:
    """When one of the two is due, by the calendar of today."""
    return due_at(disclosure.organisation.calendar(), asked_at, ANSWER_DAYS * (1 + ANSWERS.index(kind)))


@seeing_all(Reason.CLOCKS)
def stop_waiting_for_answer(disclosure: Disclosure) -> None:
    """An answer is not waited for any more."""
    cancel_timers(about_id=disclosure.pk, kinds=ANSWERS)


# --- Reviews ------------------------------------------------------------------------------------------------------------------
@seeing_all(Reason.CLOCKS)
def start_review(disclosure: Disclosure) -> None:
    """Arm the day of the review, and the days before on which it is said that it comes near."""
    assert disclosure.review_on is not None
    stop_review(disclosure, keep_date=True)
    zone = ZoneInfo(disclosure.organisation.zone)
    for days, day in ladder(disclosure.review_on, today=today(disclosure.organisation)).items():
        _arm(disclosure, NEAR[days], datetime.combine(day, time(), zone))
    _arm(disclosure, REVIEW, datetime.combine(disclosure.review_on, time(), zone))


@seeing_all(Reason.CLOCKS)
def start_lapse(disclosure: Disclosure) -> None:
    """The review is due: so many working days on it lapses, unless it is made."""
    _arm(disclosure, LAPSE, lapses_at(disclosure))


def lapses_at(disclosure: Disclosure) -> datetime:
    """When a review that nobody makes lapses, by the calendar of today."""
    begins = _review_begins(disclosure)
    assert begins is not None
    return due_at(disclosure.organisation.calendar(), begins, GRACE_DAYS)


@seeing_all(Reason.CLOCKS)
def stop_review(disclosure: Disclosure, *, keep_date: bool = False) -> None:
    """No review is to come."""
    cancel_timers(about_id=disclosure.pk, kinds=REVIEWS)
    if not keep_date and disclosure.status not in {
        DisclosureStatus.MANAGED,
        DisclosureStatus.REVIEW_DUE,
        DisclosureStatus.LAPSED,
    }:
        disclosure.review_on = None
        disclosure.save(update_fields=["review_on"])


def _review_begins(disclosure: Disclosure) -> datetime | None:
    if disclosure.review_on is None:
        return None
    return datetime.combine(disclosure.review_on, time(), ZoneInfo(disclosure.organisation.zone))


def _arm(disclosure: Disclosure, kind: str, moment: datetime) -> None:
    arm_timer(kind=kind, organisation_id=disclosure.organisation_id, about_id=disclosure.pk, due_at=moment)
