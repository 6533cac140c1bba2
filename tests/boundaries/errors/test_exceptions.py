"""The family of errors: codes, words and statuses."""

from __future__ import annotations

import pickle

import pytest

from boundaries.errors.exceptions import (
    Conflict,
    Forbidden,
    MoveRefused,
    NotVisible,
    ProductError,
    RuleViolation,
)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuleViolation, 422),
        (NotVisible, 404),
        (Forbidden, 403),
        (MoveRefused, 409),
        (Conflict, 409),
        (ProductError, 500),
    ],
)
def test_each_error_has_its_status_and_words_of_its_own(error: type[ProductError], status: int) -> None:
    assert error().status == status
    assert error().message is error.message


def test_a_rule_names_its_code_its_words_and_the_field() -> None:
    error = RuleViolation("gift.too-large", "Too large.", field="amount")
    assert (error.code, error.status, error.field) == ("gift.too-large", 422, "amount")
    assert str(error.message) == "Too large."


def test_as_text_it_shows_its_code_and_never_what_was_typed() -> None:
    assert str(RuleViolation("name.taken", "Hana is taken.")) == "name.taken"


def test_it_survives_being_sent_between_processes() -> None:
    error = pickle.loads(pickle.dumps(RuleViolation("a", "b", field="c")))  # noqa: S301 - our own bytes, made here
    assert (error.code, error.message, error.field) == ("a", "b", "c")
