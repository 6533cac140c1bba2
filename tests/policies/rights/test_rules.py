"""The pure rules of client rights."""

from datetime import date

import pytest

from boundaries.errors.exceptions import MoveRefused, RuleViolation
from policies.library.choices import Category, Expects, Office, Strength
from policies.rights import rules
from policies.rights.choices import ConsentAbout, ConsentState, ConsentTest, Form, ItemKind

S = ConsentState


@pytest.mark.parametrize(
    ("strength", "to_whom", "categories", "told"),
    [
        (Strength.DUTY, Office.CLIENT, [], True),
        (Strength.PRINCIPLE, "", [Category.CONFIDENTIALITY], True),
        (Strength.PRINCIPLE, "", [Category.GIFTS], False),
        (Strength.MUST_NOT, "", [Category.CONFIDENTIALITY], False),
        (Strength.DUTY, Office.LINE_MANAGER, [], False),
    ],
)
def test_clients_hear_what_must_be_told_them_and_what_limits_confidentiality(
    strength: str, to_whom: str, categories: list[str], told: bool
) -> None:
    assert rules.is_for_clients(strength=strength, to_whom=to_whom, categories=categories) is told


def test_a_clause_about_confidentiality_is_about_its_limits() -> None:
    assert rules.kind_of([Category.RECORDS, Category.CONFIDENTIALITY]) == ItemKind.LIMIT
    assert rules.kind_of([Category.RECORDS]) == rules.kind_of([]) == ItemKind.RIGHT
    assert rules.asks_consent([Expects.CONSENT])
    assert not rules.asks_consent([Expects.REPORT])


LIMIT, RIGHT = (ItemKind.LIMIT, "We pass on what keeps somebody from harm."), (ItemKind.RIGHT, "You may say no.")


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], r"rights\.empty"),
        ([RIGHT], r"rights\.no-limits"),
        ([LIMIT, (ItemKind.RIGHT, "x" * 401)], r"rights\.long"),
        ([LIMIT] * 61, r"rights\.too-many"),
    ],
)
def test_a_list_that_does_not_do_is_refused(lines: list[tuple[ItemKind, str]], code: str) -> None:
    with pytest.raises(RuleViolation, match=code):
        rules.check_lines(lines)


def test_a_list_with_the_limits_of_confidentiality_will_do() -> None:
    rules.check_lines([LIMIT, RIGHT])
    assert rules.own_lines(" You may  say no. \n\n\nYou may stop.\n") == ["You may say no.", "You may stop."]


@pytest.mark.parametrize("left_out", list(ConsentTest))
def test_consent_is_valid_only_with_all_six_tests(left_out: ConsentTest) -> None:
    tests = [each for each in ConsentTest if each != left_out]
    with pytest.raises(RuleViolation, match=r"consent\.tests") as refused:
        rules.check_consent(state=S.GIVEN, about=ConsentAbout.SERVICE, tests=tests, forms=[Form.SPOKEN])
    assert str(left_out.label) in str(refused.value.message)
    rules.check_consent(state=S.GIVEN, about=ConsentAbout.SERVICE, tests=list(ConsentTest), forms=[Form.SPOKEN])
    for state in (S.REFUSED, S.WITHDRAWN):
        rules.check_consent(state=state, about=ConsentAbout.SERVICE, tests=[], forms=[Form.SPOKEN])


@pytest.mark.parametrize(("form", "will_do"), [(Form.SPOKEN, False), (Form.PAPER, True), (Form.EASY_READ, True)])
def test_passing_on_needs_consent_in_writing(form: Form, will_do: bool) -> None:
    def check(about: ConsentAbout) -> None:
        rules.check_consent(state=S.GIVEN, about=about, tests=list(ConsentTest), forms=[form])

    check(ConsentAbout.SERVICE)
    if will_do:
        check(ConsentAbout.SHARING)
        return
    with pytest.raises(RuleViolation, match=r"consent\.writing"):
        check(ConsentAbout.SHARING)


MAY_FOLLOW = {
    (S.GIVEN, S.WITHDRAWN),
    (S.REFUSED, S.GIVEN),
    (S.REFUSED, S.REFUSED),
    (S.WITHDRAWN, S.GIVEN),
    (S.WITHDRAWN, S.REFUSED),
}


@pytest.mark.parametrize("before", list(S))
@pytest.mark.parametrize("after", list(S))
def test_what_may_be_said_after_what(before: S, after: S) -> None:
    if (before, after) in MAY_FOLLOW:
        rules.check_next(before, after)
        return
    with pytest.raises(MoveRefused):
        rules.check_next(before, after)


TODAY = date(2026, 3, 20)


def test_nothing_is_said_in_the_future_or_before_what_it_follows() -> None:
    rules.check_day(TODAY, today=TODAY, since=TODAY)
    with pytest.raises(RuleViolation, match=r"rights\.future"):
        rules.check_day(date(2026, 3, 21), today=TODAY)
    with pytest.raises(RuleViolation, match=r"rights\.too-early"):
        rules.check_day(date(2026, 3, 19), today=TODAY, since=TODAY)


def test_a_needed_interpreter_is_named() -> None:
    rules.check_interpreter(needed=True, interpreter="Language line")
    rules.check_interpreter(needed=False, interpreter="")
    with pytest.raises(RuleViolation, match=r"rights\.interpreter"):
        rules.check_interpreter(needed=True, interpreter=" ")


@pytest.mark.parametrize("count", [0, 1, 41])
def test_two_at_least_are_served_together(count: int) -> None:
    rules.check_members(2)
    rules.check_members(40)
    with pytest.raises(RuleViolation, match=r"group\.size"):
        rules.check_members(count)
