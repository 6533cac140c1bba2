"""How a token looks, how long it lasts, and how far it reaches.

Pure: days, scopes and how many there are come in as arguments.
"""

import re
import secrets
import string
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from boundaries.access.choices import Reach, Scope, Wanted
from boundaries.errors.exceptions import RuleViolation

PREFIX = "boundaries_"
"""By which people, and programmes that look for secrets in the wrong places, know a token."""
LETTERS = string.ascii_letters + string.digits
LENGTH = 40
"""Letters drawn by lot: more than 230 bits, so that a fingerprint of it can be looked up and never guessed back."""
SHAPE = re.compile(rf"{PREFIX}[A-Za-z0-9]{{{LENGTH}}}")
USUAL_DAYS, MOST_DAYS = 30, 90
MOST = 20
"""Tokens of one person at a time."""
SHOWN = timedelta(days=30)
"""So long a token that is over stays in the list."""
SHOWN_AGAIN = timedelta(minutes=10)
"""So long a token that was never used may be shown anew to the page it was made from."""


def new_secret() -> str:
    """A token, drawn by lot."""
    return PREFIX + "".join(secrets.choice(LETTERS) for _place in range(LENGTH))


def is_shaped(secret: str) -> bool:
    """Whether this could be a token at all."""
    return SHAPE.fullmatch(secret) is not None


def usual_last_day(today: date) -> date:
    """The last day of a token for which nobody chose another."""
    return today + timedelta(days=USUAL_DAYS)


def check_last_day(last_day: date, *, today: date) -> None:
    """A token lasts for today at least, and for three months at most."""
    if last_day < today:
        raise RuleViolation("last-day", _("The last day must be today or later."), field="last_day")
    if last_day > today + timedelta(days=MOST_DAYS):
        message = _("A token lasts for %(days)d days at most. Choose an earlier day.") % {"days": MOST_DAYS}
        raise RuleViolation("last-day", message, field="last_day")


def check_scopes(scopes: Collection[str]) -> None:
    """A token is good for something, and for nothing that there is not."""
    if not scopes or not set(scopes) <= set(Scope.values):
        raise RuleViolation("scopes", _("Choose at least one thing that it may be used for."), field="scopes")


def check_room(held: int) -> None:
    """Whoever has very many tokens knows them no more."""
    if held >= MOST:
        raise RuleViolation("many", _("You have as many tokens as are possible. Revoke one first."))


def end_of(last_day: date, zone: str) -> datetime:
    """When a token ends: with its last day, by the organisation's clock."""
    return datetime.combine(last_day + timedelta(days=1), time.min, ZoneInfo(zone))


def in_order(scopes: Collection[str]) -> Sequence[str]:
    """The scopes, each once, in the order in which they are always named."""
    return [scope.value for scope in Scope if scope.value in scopes]


def reaches(scopes: Collection[str], wanted: Wanted) -> bool:
    """Whether a token with these scopes reaches as far as an operation asks. What asks for nothing that is known is shut."""
    if wanted is Reach.ANY_TOKEN:
        return True
    return isinstance(wanted, Scope) and wanted.value in scopes
