"""What a second factor is worth, as a table."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.appointments.choices import Role
from accounts.secondfactor import rules
from accounts.secondfactor.choices import Proof
from accounts.secondfactor.rules import Held
from tests.accounts.signing import SECRET

NOON = datetime(2026, 11, 22, 12, 0, 15, tzinfo=UTC)
HERE = rules.step_of(NOON)
NOTHING, APP, PASSKEY = Held(False, 0, 10), Held(True, 0, 10), Held(False, 1, 0)
BOTH = Held(True, 1, 10)


def code_at(step: int) -> str:
    from pyotp import TOTP

    return TOTP(SECRET).generate_otp(step)


@pytest.mark.parametrize(
    ("held", "roles", "expected"),
    [
        (NOTHING, set(), "any"),
        (APP, set(), ""),
        (PASSKEY, set(), ""),
        (APP, {Role.CASE_MANAGER}, ""),
        (NOTHING, {Role.DIRECTOR}, "passkey"),
        (APP, {Role.DIRECTOR}, "passkey"),
        (APP, {Role.AUDITOR}, "passkey"),
        (APP, {Role.ADMINISTRATOR, Role.CASE_MANAGER}, "passkey"),
        (PASSKEY, {Role.ADMINISTRATOR}, ""),
    ],
)
def test_what_is_still_missing(held: Held, roles: set[str], expected: str) -> None:
    assert rules.missing(held=held, roles=roles) == expected


@pytest.mark.parametrize(
    ("held", "roles", "expected"),
    [
        (APP, set(), {Proof.APP, Proof.RECOVERY}),
        (BOTH, set(), {Proof.APP, Proof.PASSKEY, Proof.RECOVERY}),
        (BOTH, {Role.DIRECTOR}, {Proof.PASSKEY, Proof.RECOVERY}),
        (APP, {Role.DIRECTOR}, {Proof.APP, Proof.RECOVERY}),  # enough to get to adding a passkey
        (PASSKEY, set(), {Proof.PASSKEY}),
    ],
)
def test_what_may_be_shown(held: Held, roles: set[str], expected: set[Proof]) -> None:
    assert rules.accepted(held=held, roles=roles) == expected


@pytest.mark.parametrize(
    ("held", "roles", "passkey", "expected"),
    [
        (APP, set(), False, False),
        (BOTH, set(), False, True),
        (BOTH, set(), True, True),
        (PASSKEY, set(), True, False),
        (BOTH, {Role.DIRECTOR}, True, False),
        (BOTH, {Role.DIRECTOR}, False, True),
        (Held(False, 2, 0), {Role.DIRECTOR}, True, True),
    ],
)
def test_what_may_be_taken_away(held: Held, roles: set[str], passkey: bool, expected: bool) -> None:
    assert rules.may_remove(held=held, roles=roles, passkey=passkey) is expected


@pytest.mark.parametrize(("steps", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_for_its_half_minute_and_the_two_beside_it(steps: int, counts: bool) -> None:
    found = rules.matching_step(secret=SECRET, typed=code_at(HERE + steps), moment=NOON, last=0)
    assert found == (HERE + steps if counts else None)


def test_no_code_counts_that_is_not_later_than_the_last() -> None:
    for last, expected in ((HERE - 1, HERE), (HERE, None), (HERE + 1, None)):
        assert rules.matching_step(secret=SECRET, typed=code_at(HERE), moment=NOON, last=last) == expected


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２３４５６", "1234567"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert rules.matching_step(secret=SECRET, typed=typed, moment=NOON, last=0) is None
    assert not rules.is_app_code(typed)


def test_a_code_may_be_typed_with_gaps() -> None:
    assert rules.is_app_code("123 456")
    assert rules.without_gaps(" abcd-EFGH jkmn ") == "ABCDEFGHJKMN"


def test_codes_for_people_have_no_letters_that_look_alike() -> None:
    drawn = {letter for _time in range(200) for letter in rules.without_gaps(rules.new_code(16))}
    assert drawn == set(rules.LETTERS)
    assert not drawn & set("O0I1L")


def test_a_proof_is_fresh_for_five_minutes() -> None:
    five = int(timedelta(minutes=5).total_seconds())
    assert rules.is_fresh(proved_at=1000, now=1000 + five)
    assert not rules.is_fresh(proved_at=1000, now=1000 + five + 1)
