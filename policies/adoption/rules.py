"""How adopted policies are read together: what governs where several clauses apply, and when a review is late."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation
from policies.adoption.choices import LocalKind
from policies.library.choices import ExceptionPath, Seriousness, Strength

LONGEST_WORD, LONGEST_LOCAL = 120, 2000
STRENGTHS, EXCEPTIONS, GRAVENESS = (
    {value: place for place, value in enumerate(choices.values)} for choices in (Strength, ExceptionPath, Seriousness)
)


class Binding(Protocol):
    """As much of a clause as says how strict it is."""

    @property
    def code(self) -> str: ...

    @property
    def strength(self) -> str: ...

    @property
    def exception(self) -> str: ...

    @property
    def seriousness(self) -> str: ...


Bound = TypeVar("Bound", bound=Binding)


def digest_of(text: Any) -> str:
    """The SHA-256 of a text given as JSON values, in hexadecimal: the same words in the same order give the same."""
    written = json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def strictest_first(clauses: Iterable[Bound]) -> list[Bound]:
    """Clauses about one matter, the one that governs first.

    What binds more strongly comes before what binds less; then what nobody can allow before what somebody can; then what is
    graver. Between equals the id decides, so that everybody is always told the same.
    """
    return sorted(
        clauses,
        key=lambda each: (STRENGTHS[each.strength], EXCEPTIONS[each.exception], GRAVENESS[each.seriousness], each.code),
    )


def is_overdue(next_review: date | None, today: date) -> bool:
    """Whether the day of the next review has gone by (PQ-HDR-3)."""
    return next_review is not None and next_review < today


def check_place(kind: LocalKind, *, known: bool) -> None:
    """What is done may differ between places that there are; what a clause says does not. Raises RuleViolation."""
    if kind != LocalKind.INSTRUCTION:
        raise RuleViolation("wording-place", _("How a clause is said is the same in all places."), field="place")
    if not known:
        raise RuleViolation("place", _("Choose one of your places."), field="place")


AHEAD = (60, 30, 7, 0)
"""So many days before a review its owner is reminded."""
AGAIN = 7
"""Every so many days they are reminded while it is late."""
HOUR = 8
"""At this hour of the organisation's own day."""


def reminded_next(next_review: date, after: date) -> date:
    """The first day later than ``after`` on which the owner is reminded of a review (PQ-HDR-3, RC-R-1)."""
    ahead = [day for each in AHEAD if (day := next_review - timedelta(days=each)) > after]
    if ahead:
        return ahead[0]
    return next_review + timedelta(days=((after - next_review).days // AGAIN + 1) * AGAIN)


def check_review(last_reviewed: date | None, next_review: date | None, today: date) -> None:
    """A review that is said to have been was not in the future, and the next one comes after it."""
    if last_reviewed and last_reviewed > today:
        raise RuleViolation("last-reviewed", _("The last review cannot be in the future."), field="last_reviewed")
    if last_reviewed and next_review and next_review <= last_reviewed:
        raise RuleViolation("next-review", _("The next review must come after the last one."), field="next_review")


def check_words(placeholders: Iterable[str], words: Mapping[str, str]) -> dict[str, str]:
    """The organisation's own words, one for each placeholder of the text and no others. Raises RuleViolation."""
    wanted = list(placeholders)
    if strange := sorted(set(words) - set(wanted)):
        raise RuleViolation("words", _("There is no such placeholder in this policy."), field=f"word_{strange[0]}")
    told = {name: " ".join(words.get(name, "").split()) for name in wanted}
    for name, word in told.items():
        if not word:
            raise RuleViolation("words", _("Say which word stands here for you."), field=f"word_{name}")
        if len(word) > LONGEST_WORD or "{" in word or "}" in word:
            raise RuleViolation("words", _("Use at most 120 letters, and no braces."), field=f"word_{name}")
    return told
