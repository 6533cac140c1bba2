"""What may be written about a work account, and when its recovery contact is checked again."""

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation
from policies.adoption.rules import Binding, strictest_first
from policies.channels.choices import AccountStatus, Recovery
from policies.library.choices import Category, Expects, Office, Strength

LONGEST_NAME, LONGEST_PURPOSE, LONGEST_REASON = 120, 400, 300
FIRST_CHECK, RECHECK, SOON, AGAIN = timedelta(days=7), timedelta(days=180), timedelta(days=14), timedelta(days=14)
"""The recovery contact is checked a week after the login was handed over, then every so often; reminded again while it is late."""
HOUR = 8
"""At this hour of the organisation's own day."""
SECRET = re.compile(
    r"\b(?:pass\s?word|pass\s?code|pass\s?phrase|passwort|mot de passe|pwd|pw|pin|secret|recovery code|login code)s?"
    r"\s*(?:\bis\b|\bwas\b|[:=])\s*\S",
    re.IGNORECASE,
)
"""A word for a secret, and something after it."""


class Asking(Binding, Protocol):
    """As much of a clause as says who is asked before an account is made."""

    @property
    def approver(self) -> str: ...

    @property
    def expects(self) -> Collection[str]: ...

    @property
    def categories(self) -> Collection[str]: ...


AClause = TypeVar("AClause", bound=Asking)


def asks_for_accounts(clause: Asking) -> bool:
    """A clause by which an account on a channel must be approved before it is made (PQ-COM-5)."""
    about = Category.PERSONAL_CHANNEL in clause.categories and Expects.APPROVAL in clause.expects
    return about and clause.strength == Strength.APPROVAL


def approving_office(clauses: Iterable[AClause]) -> Office:
    """Whom the strictest of these names to be asked; the line manager where none does."""
    asked = strictest_first([each for each in clauses if asks_for_accounts(each)])
    return Office(asked[0].approver) if asked and asked[0].approver else Office.LINE_MANAGER


def check_words(text: str, *, field: str, longest: int, needed: bool = True) -> str:
    """A few words, and never a secret. Raises RuleViolation."""
    said = " ".join(text.split())
    if needed and not said:
        raise RuleViolation("account.words", _("Write something here."), field=field)
    if len(said) > longest:
        raise RuleViolation("account.long", _("This is too long."), field=field)
    if SECRET.search(said):
        message = _("This looks like a password or a code. Write none here: hand it over in person or by the password safe.")
        raise RuleViolation("account.secret", message, field=field)
    return said


def check_day(on: date, *, today: date, since: date | None, field: str) -> None:
    """A day that has come, and not before what it follows. Raises RuleViolation."""
    if on > today:
        raise RuleViolation("account.future", _("The day must be today or in the past."), field=field)
    if since and on < since:
        raise RuleViolation("account.early", _("That was before it was asked for, or last checked. Check the date."), field=field)


def recovery_of(status: str, checked_on: date | None, recheck_on: date | None, today: date) -> Recovery | None:
    """How it stands with the recovery contact; nothing for an account that is not in use."""
    if status != AccountStatus.IN_USE or recheck_on is None:
        return None
    if recheck_on < today:
        return Recovery.OVERDUE
    if checked_on is None:
        return Recovery.NOT_YET
    return Recovery.SOON if recheck_on - today <= SOON else Recovery.FINE


def morning(day: date, zone: str) -> datetime:
    """When somebody is reminded on a day."""
    return datetime.combine(day, time(HOUR), ZoneInfo(zone))
