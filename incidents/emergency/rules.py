"""How long emergency access lasts, how often it may be asked for, and who is unrelated (OP-07). Facts come in as arguments."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation
from incidents.emergency.choices import EmergencyStatus, Standing
from incidents.reports.rules import REFERENCE_LETTERS, reference_of

WAITS = timedelta(minutes=60)
"""A request that nobody confirmed lapses."""
LASTS = timedelta(minutes=60)
"""So long the report may be read once somebody confirmed it."""
MOST_IN_AN_HOUR = 5
"""More requests of one person do not help anybody, and those who confirm must not be worn down."""
LONGEST_REASON = 2_000
PREFIX, LETTERS = "BR", 8


def read_reference(typed: str) -> str:
    """A reference as it is kept, however it was told: "br 7f3k 92qd" is BR-7F3K-92QD.

    Raises RuleViolation for what cannot be one; whether there is such a report is not asked here.
    """
    letters = "".join(each for each in typed.upper() if each.isalnum())
    if len(letters) == len(PREFIX) + LETTERS:
        letters = letters.removeprefix(PREFIX)
    if len(letters) != LETTERS or not set(letters) <= set(REFERENCE_LETTERS):
        words = _("Check the reference. It reads like BR-7F3K-92QD, and has no 0, 1, I or O in it.")
        raise RuleViolation("emergency.reference", words, field="reference")
    return reference_of(letters)


def check_reason(reason: str) -> str:
    """The reason without blank ends. Raises RuleViolation when there is none, or too much."""
    reason = reason.strip()
    if not reason:
        raise RuleViolation("emergency.reason", _("Write why it cannot wait."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise RuleViolation("emergency.reason-long", _("This is too long. Keep it under 2,000 characters."), field="reason")
    return reason


def check_not_too_many(asked_within_the_hour: int) -> None:
    """Raise RuleViolation for one request too many."""
    if asked_within_the_hour >= MOST_IN_AN_HOUR:
        words = _("You have asked five times within an hour. Call somebody who handles reports, or a director.")
        raise RuleViolation("emergency.too-many", words)


def are_unrelated(one: UUID, above_one: Collection[UUID], other: UUID, above_other: Collection[UUID]) -> bool:
    """Two people of whom neither works under the other."""
    return one != other and one not in above_other and other not in above_one


def standing_of(status: str, *, lapses_at: datetime, reads_it: bool, moment: datetime) -> Standing:
    """How a request stands for whoever asked. One that was declined stands like one that nobody has looked at."""
    if status == EmergencyStatus.CONFIRMED and reads_it:
        return Standing.OPEN
    if status in {EmergencyStatus.CONFIRMED, EmergencyStatus.ENDED}:
        return Standing.OVER
    if status == EmergencyStatus.REPLACED:
        return Standing.REPLACED
    return Standing.WAITING if moment < lapses_at else Standing.UNCONFIRMED
