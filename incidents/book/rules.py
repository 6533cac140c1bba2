"""What an entry needs, and what may be said of it later. Facts come in as arguments."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation
from incidents.book.choices import BookKind, DiscussedWhere

LONGEST_TEXT = 4000
OLDEST = timedelta(days=366)
RECENT = timedelta(days=90)
"""What was logged elsewhere within this time is offered to be put in the book."""
MOST_OFFERED = 30


def check_words(text: str, *, field: str, required: bool = True) -> str:
    """The text without blank ends. Raises RuleViolation when it is missing, or too long."""
    told = text.strip()
    if required and not told:
        raise RuleViolation("book.words", _("Write a few words."), field=field)
    if len(told) > LONGEST_TEXT:
        raise RuleViolation("book.long", _("This is too long."), field=field)
    return told


def check_kind(kind: str) -> BookKind:
    """One of the kinds. Raises RuleViolation."""
    if kind not in BookKind.values:
        raise RuleViolation("book.kind", _("Choose what it was."), field="kind")
    return BookKind(kind)


def check_day(on: date, *, today: date, field: str, since: date | None = None) -> None:
    """Today or in the past, not before what it is about, and within a year. Raises RuleViolation."""
    if on > today:
        raise RuleViolation("book.future", _("The day must be today or in the past."), field=field)
    if since is not None and on < since:
        raise RuleViolation("book.early", _("That was before it happened."), field=field)
    if on < today - OLDEST:
        raise RuleViolation("book.old", _("That is more than a year ago. Talk with your line manager about it."), field=field)


def check_where(where: str) -> DiscussedWhere:
    """One of the places. Raises RuleViolation."""
    if where not in DiscussedWhere.values:
        raise RuleViolation("book.where", _("Say where it was talked about."), field="where")
    return DiscussedWhere(where)
