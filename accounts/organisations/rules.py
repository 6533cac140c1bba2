"""What an organisation must have before it takes reports, and which settings make sense."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.organisations.choices import Gate, Weekday
from boundaries.errors.exceptions import RuleViolation

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST_CLOCK = 60


def check_settings(*, zone: str, weekdays: Collection[int], acknowledge_days: int, contact_days: int) -> None:
    """A known time zone, at least one working day, and a first contact that is not due before the acknowledgement."""
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError) as error:
        message = _("This is not the name of a time zone, such as Europe/Oslo.")
        raise RuleViolation("zone", message, field="zone") from error
    if not weekdays or not set(weekdays) <= set(Weekday.values):
        raise RuleViolation("weekdays", _("Choose at least one working day."), field="weekdays")
    for field, days in (("acknowledge_days", acknowledge_days), ("contact_days", contact_days)):
        if not 1 <= days <= LONGEST_CLOCK:
            raise RuleViolation("clock", _("Enter a number of working days from 1 to 60."), field=field)
    if contact_days < acknowledge_days:
        message = _("The first contact cannot be due before the report is acknowledged.")
        raise RuleViolation("clock-order", message, field="contact_days")


def gate_of(word: str) -> Gate:
    """When policies come before other work. Raises RuleViolation for another word."""
    if word not in Gate.values:
        raise RuleViolation("gate", _("Choose when policies come before other work."), field="gate")
    return Gate(word)


def check_activation(missing: Sequence[str | StrPromise]) -> None:
    """Activated is only an organisation that has an alternate route: two unrelated directors or an outside contact."""
    if missing:
        words = " ".join(["{}"] * len(missing))
        raise RuleViolation("alternate-route", format_lazy(words, *missing))


# --- Whom to call -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Signpost:
    """Whom to call: a name, and a number where there is one."""

    name: str
    number: str
    tel: str


def signposts(text: str) -> list[Signpost]:
    """The organisation's own list, one a line, "Name: number"."""
    posts = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _colon, number = (part.strip() for part in line.rpartition(":"))
        tel = re.sub(r"[^\d+*#]", "", number)
        callable_ = bool(tel) and bool(re.fullmatch(r"[\d+*#()\s./-]+", number))
        posts.append(Signpost(name, number, tel) if name and callable_ else Signpost(line, "", ""))
    return posts
