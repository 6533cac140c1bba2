"""What was sealed opens with its own key, in its own place, unchanged; and in no other way."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.sealing import rules
from boundaries.sealing.actions import blind_index
from boundaries.sealing.rules import SealBroken

KEY = rules.new_key()
HERE = rules.place("boundaries_message", "body", uuid4())
SEALED = rules.seal(KEY, b"what was told", HERE)


@given(st.binary(max_size=300))
def test_what_was_sealed_opens(plain: bytes) -> None:
    assert rules.unseal(KEY, rules.seal(KEY, plain, HERE), HERE) == plain


@pytest.mark.parametrize("index", range(len(SEALED)))
def test_any_changed_byte_is_refused(index: int) -> None:
    changed = bytearray(SEALED)
    changed[index] ^= 1
    with pytest.raises(SealBroken):
        rules.unseal(KEY, bytes(changed), HERE)


@given(st.integers(0, len(SEALED) - 1), st.binary(max_size=3))
def test_a_shortened_or_lengthened_value_is_refused(length: int, more: bytes) -> None:
    for changed in (SEALED[:length], SEALED + b"x" + more):
        with pytest.raises(SealBroken):
            rules.unseal(KEY, changed, HERE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        rules.place("boundaries_message", "body", uuid4()),
        HERE.replace(b"body", b"author"),
        HERE.replace(b"boundaries_message", b"incidents_report"),
        b"",
    ],
    ids=["another row", "another column", "another table", "nowhere"],
)
def test_a_value_moved_elsewhere_is_refused(elsewhere: bytes) -> None:
    with pytest.raises(SealBroken):
        rules.unseal(KEY, SEALED, elsewhere)


def test_another_key_is_refused() -> None:
    with pytest.raises(SealBroken):
        rules.unseal(rules.new_key(), SEALED, HERE)


def test_nothing_is_not_a_sealed_value() -> None:
    with pytest.raises(SealBroken):
        rules.unseal(KEY, b"", HERE)


def test_the_same_value_is_never_sealed_the_same_way_twice() -> None:
    assert len({rules.seal(KEY, b"the same", HERE) for _ in range(50)}) == 50


def test_a_refusal_tells_nothing_of_the_value() -> None:
    with pytest.raises(SealBroken) as caught:
        rules.unseal(KEY, SEALED, b"elsewhere")
    assert "told" not in str(caught.value)


def test_a_blind_index_tells_purposes_and_values_apart() -> None:
    same = [blind_index("client name", "hana") for _ in range(2)]
    others = [blind_index("reporter", "hana"), blind_index("client name", "hanna"), blind_index("client", "name\x00hana")]
    assert len({*same, *others}) == 4


@given(st.integers())
def test_a_blind_index_of_a_value_is_that_of_its_text(number: int) -> None:
    assert blind_index("number", number) == blind_index("number", str(number))
