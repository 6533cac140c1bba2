"""Last days and names in words, as people say them."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext

from policies.campaigns.rules import days_late, late_in_words

PAIR = 2


def day_in_words(day: date) -> str:
    """“Friday 4 December 2026”."""
    return date_format(day, "l j F Y")


def until_in_words(today: date, due_on: date) -> str:
    """“by Friday 4 December”, “today is the last day”, “3 days late”; with the year where it is another."""
    if days_late(today, due_on):
        return late_in_words(today, due_on)
    if due_on == today:
        return gettext("today is the last day")
    return gettext("by %(day)s") % {"day": date_format(due_on, "l j F" if due_on.year == today.year else "l j F Y")}


def named_together(titles: Sequence[str]) -> str:
    """One title, two, or the first and how many more."""
    if len(titles) > PAIR:
        return gettext("%(title)s and %(count)d more") % {"title": titles[0], "count": len(titles) - 1}
    return gettext(" and ").join(titles)
