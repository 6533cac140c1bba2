"""What an entry commits to. The expected leaves were worked out with a command-line SHA-256 over hand-written bytes."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.record.events import Event
from boundaries.record.rules import canonical, entry_body, leaf, moment
from tests.boundaries.things import ThingEvent

SALT = bytes(range(32))
FACTS: dict[str, Any] = {
    "organisation_id": UUID("00000000-0000-4000-8000-00000000000a"),
    "at": datetime(2026, 3, 1, 8, 30, 0, 7, tzinfo=UTC),
    "actor_id": UUID("00000000-0000-4000-8000-0000000000cc"),
    "event": "thing.came",
    "about_kind": "thing",
    "about_id": UUID("00000000-0000-4000-8000-000000000001"),
    "data": {"parts": [1, True, None], "kind": "é"},
}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


def test_the_leaf_of_an_entry() -> None:
    assert leaf(SALT, entry_body(**FACTS)).hex() == "d84b51b9a9127276f07a98afe4d7d116e3ce868bd61ac09421a4ac431e2cc8ad"


def test_the_leaf_of_an_entry_without_actor_and_data() -> None:
    bare = entry_body(**FACTS | {"actor_id": None, "data": {}})
    assert leaf(SALT, bare).hex() == "af96f95aed1c8f60e0a1797f43e0cbdea156a73ecf6bd497607de44429199cb6"


def test_the_salt_is_part_of_the_leaf() -> None:
    assert leaf(SALT, b"x") != leaf(bytes(32), b"x")


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_is_part_of_the_leaf(fact: str) -> None:
    others: dict[str, Any] = {
        "organisation_id": UUID(int=1),
        "at": FACTS["at"] + timedelta(microseconds=1),
        "actor_id": None,
        "event": "thing.went",
        "about_kind": "person",
        "about_id": UUID(int=2),
        "data": {"parts": [1, True], "kind": "é"},
    }
    assert entry_body(**FACTS | {fact: others[fact]}) != entry_body(**FACTS)


def test_a_moment_is_written_in_utc_whatever_zone_it_came_in() -> None:
    there = datetime(2026, 3, 1, 4, 0, 0, 7, tzinfo=timezone(timedelta(hours=-4, minutes=-30)))
    assert moment(there) == "2026-03-01T08:30:00.000007Z"


@given(json_values)
def test_the_same_value_gives_the_same_bytes_in_any_order(value: Any) -> None:
    def turned(inner: Any) -> Any:
        if isinstance(inner, dict):
            return {name: turned(inner[name]) for name in reversed(inner)}
        return [turned(each) for each in inner] if isinstance(inner, list) else inner

    assert canonical(turned(value)) == canonical(value)
    assert json.loads(canonical(value)) == value


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"x": float("inf")})


def test_an_event_carries_its_name_its_sentence_and_what_it_may_hold() -> None:
    assert str(ThingEvent.CAME) == "thing.came"
    assert ThingEvent.CAME.sentence == "A thing came."
    assert ThingEvent.CAME.keys == {"colour", "parts"}
    assert ThingEvent.WENT.keys == set()
    assert isinstance(ThingEvent.WENT, Event)


def test_an_event_is_found_by_its_name() -> None:
    assert ThingEvent("thing.went") is ThingEvent.WENT
    with pytest.raises(ValueError, match=r"thing\.flew"):
        ThingEvent("thing.flew")


def test_an_event_without_a_sentence_is_refused() -> None:
    with pytest.raises(TypeError, match=r"thing\.came: an event says in a sentence what happened"):

        class _Silent(Event):
            CAME = "thing.came"
