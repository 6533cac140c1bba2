"""What governs where several clauses apply, which words may stand in a text, and when a review is late."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from boundaries.errors.exceptions import RuleViolation
from policies.adoption.rules import check_review, check_words, is_overdue, strictest_first
from policies.library.choices import ExceptionPath, Seriousness, Strength

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Bound:
    strength: str
    exception: str = ExceptionPath.VARIATION
    seriousness: str = Seriousness.BREACH
    code: str = "HB-1"


ORDER = ["absolute", "must_not", "approval", "duty", "must", "should_not", "should", "responsibility", "guidance", "principle"]


@pytest.mark.parametrize(("stricter", "milder"), list(pairwise(ORDER)))
def test_the_stronger_word_governs_whatever_else_is_said(stricter: str, milder: str) -> None:
    strong = Bound(stricter, ExceptionPath.VARIATION, Seriousness.GUIDANCE, "Z-9")
    mild = Bound(milder, ExceptionPath.NEVER, Seriousness.SERIOUS, "A-1")
    assert strictest_first([mild, strong]) == [strong, mild]


def test_every_strength_has_its_place_in_the_order() -> None:
    assert Strength.values == ORDER


def test_between_equals_what_nobody_can_allow_governs_then_the_graver_then_the_id() -> None:
    never = Bound("must", ExceptionPath.NEVER, Seriousness.LOW, "Z-9")
    grave = Bound("must", ExceptionPath.VARIATION, Seriousness.SERIOUS, "Y-9")
    first, second = Bound("must", code="A-1"), Bound("must", code="A-2")
    assert strictest_first([second, first, grave, never]) == [never, grave, first, second]


BOUNDS = some.builds(
    Bound,
    some.sampled_from(ORDER),
    some.sampled_from(ExceptionPath.values),
    some.sampled_from(Seriousness.values),
    some.sampled_from(["A-1", "B-1"]),
)


@given(some.lists(BOUNDS))
def test_everybody_is_told_the_same_however_the_clauses_come(clauses: list[Bound]) -> None:
    found = strictest_first(clauses)
    assert found == strictest_first(reversed(clauses))
    assert sorted(map(repr, found)) == sorted(map(repr, clauses)), "all of them are shown"


def test_words_are_given_for_every_placeholder_and_no_other() -> None:
    assert check_words(["organisation"], {"organisation": "  Harbour   Relief "}) == {"organisation": "Harbour Relief"}


@pytest.mark.parametrize(
    "words",
    [{}, {"organisation": " "}, {"organisation": "x" * 121}, {"organisation": "{x}"}, {"organisation": "x", "other": "y"}],
)
def test_words_that_leave_a_hole_are_refused(words: dict[str, str]) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_words(["organisation"], words)
    assert refused.value.field == ("word_other" if "other" in words else "word_organisation")


@pytest.mark.parametrize(("day", "late"), [(None, False), (date(2026, 11, 21), True), (TODAY, False), (date(2027, 1, 1), False)])
def test_a_review_is_late_once_its_day_has_gone_by(day: date | None, *, late: bool) -> None:
    assert is_overdue(day, TODAY) is late


@pytest.mark.parametrize(
    ("last", "next_", "field"),
    [
        (date(2026, 11, 23), None, "last_reviewed"),
        (TODAY, TODAY, "next_review"),
        (date(2026, 1, 1), date(2025, 1, 1), "next_review"),
        (TODAY, date(2027, 1, 1), None),
        (None, date(2020, 1, 1), None),  # a review that is late already
        (None, None, None),
    ],
)
def test_review_dates_fit_each_other(last: date | None, next_: date | None, field: str | None) -> None:
    if field is None:
        check_review(last, next_, TODAY)
        return
    with pytest.raises(RuleViolation) as refused:
        check_review(last, next_, TODAY)
    assert refused.value.field == field
