"""Who needs what, how long it counts, and how somebody stands: as tables."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from boundaries.errors.exceptions import RuleViolation
from policies.library.actions import PACKS, packs_in
from policies.library.choices import Category
from policies.library.rules import read_library
from policies.training import rules
from policies.training.choices import Clients, How, State
from policies.training.queries import standard_topics

TEAM, OTHER, SITE = UUID(int=1), UUID(int=2), UUID(int=3)
TODAY = date(2027, 3, 10)
PERSON = rules.Facts("employee", "Support worker", TEAM, SITE, frozenset({"direct", "minor"}))


def topic(**said: Any) -> Any:
    return SimpleNamespace(**{"kinds": [], "posts": [], "team_id": None, "site_id": None, "clients": "", **said})


@pytest.mark.parametrize(
    ("said", "needed"),
    [
        ({}, True),
        ({"kinds": ["employee", "volunteer"]}, True),
        ({"kinds": ["volunteer"]}, False),
        ({"posts": ["support WORKER"]}, True),
        ({"posts": ["Driver"]}, False),
        ({"team_id": TEAM}, True),
        ({"team_id": OTHER}, False),
        ({"site_id": SITE}, True),
        ({"site_id": OTHER}, False),
        ({"clients": Clients.MINOR}, True),
        ({"clients": Clients.SPECIAL_NEEDS}, False),
        ({"kinds": ["employee"], "posts": ["Driver"]}, False),
    ],
)
def test_a_topic_is_needed_where_all_it_names_fits(said: dict[str, Any], needed: bool) -> None:
    assert rules.needs(topic(**said), PERSON) is needed


@pytest.mark.parametrize(
    ("done_on", "months", "last"),
    [
        (date(2026, 3, 10), 12, date(2027, 3, 10)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 24, date(2028, 12, 31)),
        (date(2026, 6, 1), None, None),
    ],
)
def test_it_counts_so_many_months_to_the_day(done_on: date, months: int | None, last: date | None) -> None:
    assert rules.last_day(done_on, months) == last


@pytest.mark.parametrize(
    ("needed", "done", "expires_on", "state"),
    [
        (True, False, None, State.MISSING),
        (False, False, None, State.NOT_NEEDED),
        (True, True, None, State.DONE),
        (True, True, date(2027, 4, 10), State.DONE),
        (True, True, date(2027, 4, 9), State.SOON),
        (True, True, TODAY, State.SOON),
        (True, True, date(2027, 3, 9), State.RAN_OUT),
        (False, True, TODAY, State.DONE),
        (False, True, date(2027, 3, 9), State.NOT_NEEDED),
    ],
)
def test_how_somebody_stands(needed: bool, done: bool, expires_on: date | None, state: State) -> None:
    assert rules.state_of(needed=needed, done=done, expires_on=expires_on, today=TODAY) == state


def test_the_person_is_told_a_month_before_and_the_manager_the_day_after_in_the_morning() -> None:
    zone = ZoneInfo("Europe/Lisbon")
    soon, ran_out = rules.reminders(date(2026, 7, 31), date(2027, 7, 31), "Europe/Lisbon")
    assert (soon, ran_out) == (datetime(2027, 7, 1, 8, tzinfo=zone), datetime(2027, 8, 1, 8, tzinfo=zone))
    assert rules.reminders(date(2026, 7, 31), None, "Europe/Lisbon") == ()
    half_way, _ran_out = rules.reminders(date(2027, 6, 1), date(2027, 7, 1), "Europe/Lisbon")
    assert half_way.date() == date(2027, 6, 16)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"how": How.QUIZ}, "how"),
        ({"is_own": True}, "people"),
        ({"done_on": date(2027, 3, 11)}, "done_on"),
        ({"done_on": date(1900, 1, 1)}, "done_on"),
    ],
)
def test_what_cannot_be_recorded(changed: dict[str, Any], field: str) -> None:
    right: dict[str, Any] = {"how": How.COURSE, "done_on": TODAY, "today": TODAY, "is_own": False}
    rules.check_record(**right)
    with pytest.raises(RuleViolation) as refused:
        rules.check_record(**right | changed)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"clients": "minor", "narrowed": True}, "clients"),
        ({"clients": "special_needs", "narrowed": True}, "clients"),
        ({"months": 0}, "months"),
        ({"months": 121}, "months"),
        ({"posts": ["x" * 121]}, "posts"),
        ({"posts": ["x"] * 41}, "posts"),
        ({"codes": {"RC-X-1"}}, "codes"),
        ({"codes": {f"RC-B-{n}" for n in range(61)}}, "codes"),
    ],
)
def test_what_a_topic_cannot_say(changed: dict[str, Any], field: str) -> None:
    right: dict[str, Any] = {
        "clients": "direct", "narrowed": True, "months": 12, "posts": ["Driver"], "codes": {"RC-B-1"}, "known": {"RC-B-1"},
    }  # fmt: skip
    rules.check_topic(**right)
    with pytest.raises(RuleViolation) as refused:
        rules.check_topic(**right | changed)
    assert refused.value.field == field


def test_the_list_names_clauses_and_categories_that_there_are() -> None:
    library = read_library(packs_in(PACKS))
    known = {clause.id for pack in library.packs for clause in pack.clauses}
    topics = standard_topics()
    assert len({each.key for each in topics}) == len(topics)
    for each in topics:
        assert set(each.asked_by) | set(each.clauses) <= known, each.key
        assert set(each.categories) <= set(Category.values), each.key
        assert each.clients in Clients.values
        assert each.asked_by


def test_what_clauses_ask_for_and_what_was_once_there_does_not_come_back() -> None:
    found = [each.key for each in rules.asked_for(standard_topics(), {"RC-C-1", "RC-C-3"}, {"gifts"})]
    assert found == ["relations", "conduct", "communication", "minors"]
    assert rules.asked_for(standard_topics(), {"RC-B-1"}, set()) == []
