"""What an entry about a contact must say, case by case."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from boundaries.errors.exceptions import MoveRefused, RuleViolation
from policies.contacts.choices import ContactChannel, ContactKind, ContactState, Moved
from policies.contacts.rules import (
    LONGEST_ABOUT,
    LONGEST_WORD,
    MOST_PEOPLE,
    categories_of,
    check_beforehand,
    check_complete,
    check_facts,
    check_happened,
    check_people,
    check_word,
    state_of,
)
from policies.library.choices import Category
from tests.policies.contacts.logging import facts_on, message_on, somebody

DAY = date(2030, 1, 8)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"on": AFTER}, "on"),
        ({"about": "x" * (LONGEST_ABOUT + 1)}, "about"),
        ({"moved": Moved.NOT_YET}, "moved"),
        ({"moved": Moved.YES, "moved_on": DAY, "moved_to": "The team's phone"}, "moved"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(other: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_facts(replace(facts_on(DAY), **other), today=DAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"moved_on": None, "moved_to": "The team's phone"}, "moved_on"),
        ({"moved_on": BEFORE, "moved_to": "The team's phone"}, "moved_on"),
        ({"moved_on": AFTER, "moved_to": "The team's phone"}, "moved_on"),
        ({"moved_on": DAY, "moved_to": " "}, "moved_to"),
    ],
)
def test_what_was_moved_says_when_and_where_to(other: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_facts(message_on(DAY, moved=Moved.YES, **other), today=DAY)
    assert refused.value.field == field


def test_what_is_in_order_passes() -> None:
    check_facts(facts_on(DAY), today=DAY)
    check_complete(facts_on(DAY), [somebody()])
    check_facts(message_on(BEFORE, moved=Moved.YES, moved_on=DAY, moved_to="The team's phone"), today=DAY)
    check_complete(message_on(DAY), [somebody()])


@pytest.mark.parametrize("missing", ["began", "lasted", "about", "recognised"])
def test_an_entry_says_all_of_it(missing: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_complete(replace(facts_on(DAY), **{missing: None}), [somebody()])  # type: ignore[arg-type]  # one at a time
    assert refused.value.field == missing


def test_on_a_channel_of_ones_own_it_says_whether_it_moved_and_with_whom_it_was() -> None:
    with pytest.raises(RuleViolation) as refused:
        check_complete(message_on(DAY, moved=None), [somebody()])
    assert refused.value.field == "moved"
    with pytest.raises(RuleViolation) as refused:
        check_complete(facts_on(DAY), [])
    assert refused.value.field == "others"


def test_an_event_is_told_of_before_its_day_is_over() -> None:
    event = replace(facts_on(DAY), kind=ContactKind.EVENT)
    check_beforehand(event, today=DAY)
    for wrong, field in ((replace(event, on=BEFORE), "on"), (replace(event, about=""), "about")):
        with pytest.raises(RuleViolation) as refused:
            check_beforehand(wrong, today=DAY)
        assert refused.value.field == field


def test_it_becomes_an_entry_once_its_day_has_come() -> None:
    check_happened(beforehand=True, on=DAY, today=DAY)
    for beforehand, on in ((False, DAY), (True, AFTER)):
        with pytest.raises(MoveRefused):
            check_happened(beforehand=beforehand, on=on, today=DAY)


def test_nobody_names_themselves_or_very_many() -> None:
    oneself = uuid4()
    check_people([somebody()], [uuid4()], author=oneself)
    for people, colleagues in (
        ([somebody()] * (MOST_PEOPLE + 1), []),
        ([somebody("x" * 201)], []),
        ([], [oneself]),
        ([], [uuid4() for _each in range(11)]),
    ):
        with pytest.raises(RuleViolation):
            check_people(people, colleagues, author=oneself)


def test_a_word_back_is_short() -> None:
    assert check_word(" Thank you. ") == "Thank you."
    with pytest.raises(RuleViolation):
        check_word("x" * (LONGEST_WORD + 1))


@pytest.mark.parametrize(
    ("kind", "channel", "category"),
    [
        (ContactKind.MET, ContactChannel.IN_PERSON, Category.OFF_HOURS),
        (ContactKind.EVENT, ContactChannel.IN_PERSON, Category.OFF_HOURS),
        (ContactKind.CALL, ContactChannel.OFFICIAL, Category.OFF_HOURS),
        (ContactKind.MESSAGE, ContactChannel.OWN_PHONE, Category.PERSONAL_CHANNEL),
        (ContactKind.CALL, ContactChannel.OWN_MESSENGER, Category.PERSONAL_CHANNEL),
        (ContactKind.SOCIAL, ContactChannel.OFFICIAL, Category.PERSONAL_CHANNEL),
    ],
)
def test_what_it_touches(kind: ContactKind, channel: ContactChannel, category: Category) -> None:
    assert categories_of(kind, channel) == [category]


def test_how_it_stands() -> None:
    assert state_of(beforehand=True, was_read=False) == ContactState.BEFOREHAND
    assert state_of(beforehand=False, was_read=False) == ContactState.UNREAD
    assert {state_of(beforehand=each, was_read=True) for each in (True, False)} == {ContactState.READ}
