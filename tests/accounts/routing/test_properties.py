"""What holds for every organisation and every report, sound or broken (AZ-04, AZ-05, AZ-06).

The oracles here are naive on purpose: they share no code with the rules they check.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.routing.choices import Reason, RouteRole, RoutingKind, Verdict
from accounts.routing.rules import (
    Person,
    Route,
    RoutingFacts,
    common_managers,
    conflicts,
    decide,
    next_up,
    would_loop,
)

NAMES = ["Jon Smith", "John Smyth", "Amira Haddad", "Tomas Novak", "Elif Kaya", "Noor Jansen", "Yara Lindqvist"]
STRANGER = UUID(int=10_000)

People = dict[UUID, Person]


@st.composite
def organisations(draw: st.DrawFn, *, sound: bool) -> People:
    """Draw people and their managers: a forest when sound, else loops and unknown managers too."""
    size = draw(st.integers(1, 14))
    people: People = {}
    for number in range(size):
        above = range(number) if sound else [*range(size), STRANGER.int]
        manager = draw(st.one_of(st.none(), st.sampled_from(above))) if above else None
        people[UUID(int=number)] = Person(
            id=UUID(int=number),
            name=draw(st.sampled_from(NAMES)),
            manager_id=None if manager is None else UUID(int=manager),
            active=draw(st.integers(0, 5)) > 0,
            has_login=draw(st.integers(0, 5)) > 0,
        )
    return people


@st.composite
def reports(draw: st.DrawFn, *, sound: bool = False) -> RoutingFacts:
    """Draw a report in an organisation, with every kind of conflict and appointment."""
    people = draw(organisations(sound=sound))
    anyone = st.sampled_from([*people] if sound else [*people, STRANGER])
    few = st.lists(anyone, max_size=2, unique=True).map(tuple)
    return RoutingFacts(
        people=people,
        kind=draw(st.sampled_from(RoutingKind)),
        reporter_id=draw(st.one_of(st.none(), anyone)),
        subject_ids=draw(st.lists(anyone, max_size=3).map(tuple)),
        free_text_subjects=draw(st.lists(st.sampled_from(["", "John Smith", "T. Novak"]), max_size=1)),
        implicated_ids=draw(few),
        not_to_receive_ids=draw(few),
        witness_ids=draw(few),
        recused_ids=draw(few),
        declared_conflict_ids=draw(few),
        serious=draw(st.booleans()),
        prefers_shift_leader=draw(st.booleans()),
        acting_shift_leaders=draw(few),
        deputies=draw(st.dictionaries(anyone, few, max_size=4)),
        triage_officers=draw(few),
        safeguarding_leads=draw(few),
        chief_executives=draw(few),
        board_chairs=draw(few),
        outside_contacts=draw(few),
    )


def everyone_above(people: People, person_id: UUID) -> set[UUID]:
    """Return everyone above, by adding managers until nothing changes."""
    above: set[UUID] = set()
    while True:
        managers = {people[each].manager_id for each in {person_id, *above} if each in people}
        grown = above | {each for each in managers if each is not None}
        if grown == above:
            return above
        above = grown


def may_not_handle(facts: RoutingFacts, person_id: UUID) -> bool:
    """Say in the words of the bars whether somebody may not handle the report."""
    subjects = {*facts.subject_ids}
    if facts.kind == RoutingKind.SELF_REPORT and facts.reporter_id is not None:
        subjects.add(facts.reporter_id)
    person = facts.people.get(person_id)
    named = [*subjects, *facts.implicated_ids, *facts.not_to_receive_ids, *facts.witness_ids, *facts.recused_ids]
    smith = {"Jon Smith", "John Smyth"}
    return (
        person_id in [*named, *facts.declared_conflict_ids, facts.reporter_id]
        or bool(subjects & everyone_above(dict(facts.people), person_id))
        or person is None
        or not (person.active and person.has_login)
        or ("John Smith" in facts.free_text_subjects and person.name in smith)
        or ("T. Novak" in facts.free_text_subjects and person.name == "Tomas Novak")
    )


@given(reports())
def test_no_handler_and_nobody_alerted_ever_has_a_conflict(facts: RoutingFacts) -> None:
    route = decide(facts)
    for person_id in (*filter(None, [route.handler_id]), *route.alerts):
        assert not may_not_handle(facts, person_id)
        assert conflicts(facts, person_id) == ()
    assert route.handler_id not in route.alerts


@given(reports())
def test_there_is_somebody_or_an_alarm_always(facts: RoutingFacts) -> None:
    route = decide(facts)
    assert route.alarm is (route.handler_id is None)


@given(reports())
def test_an_alarm_means_that_nobody_with_an_office_may_take_it(facts: RoutingFacts) -> None:
    offices = (facts.safeguarding_leads, facts.chief_executives, facts.board_chairs, facts.outside_contacts)
    able = [each for office in offices for each in office if conflicts(facts, each) == ()]
    if able:
        assert not decide(facts).alarm
    told = {each for each in able if each != decide(facts).handler_id}
    assert bool(decide(facts).alerts) is bool(facts.serious and told)


@given(reports())
def test_the_path_tells_all_and_nobody_twice(facts: RoutingFacts) -> None:
    route = decide(facts)
    considered = [step.person_id for step in route.steps if step.person_id]
    assert len(considered) == len(set(considered))
    for step in route.steps:
        if step.verdict == Verdict.PASSED_OVER:
            assert step.person_id is not None
            assert step.reasons == conflicts(facts, step.person_id) != ()
        else:
            assert bool(step.reasons) is (step.verdict == Verdict.NOBODY) is (step.person_id is None)
    assert [step.person_id for step in route.steps if step.verdict == Verdict.CHOSEN] == [
        each for each in [route.handler_id] if each
    ]
    assert tuple(step.person_id for step in route.steps if step.verdict == Verdict.ALERTED) == route.alerts


@given(reports(), st.randoms(use_true_random=False))
def test_the_same_facts_in_any_order_give_the_same_route(facts: RoutingFacts, random: object) -> None:
    shuffled = list(facts.subject_ids)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random, typed as object
    backwards = dict(reversed(list(facts.people.items())))
    assert decide(facts) == decide(replace(facts, subject_ids=tuple(shuffled), people=backwards))


@given(reports())
def test_what_is_not_known_yet_never_goes_up_a_management_line(facts: RoutingFacts) -> None:
    route = decide(facts)
    unknown = bool(facts.free_text_subjects)
    about_nobody = facts.kind in {RoutingKind.CONCERN, RoutingKind.COMPLAINT} and not facts.subject_ids
    assert route.held is (unknown or about_nobody)
    if route.held:
        lines = {RouteRole.LINE_MANAGER, RouteRole.COMMON_MANAGER, RouteRole.HIGHER_MANAGER, RouteRole.DEPUTY}
        assert not lines & {step.role for step in route.steps}


@given(reports(sound=True))
def test_in_a_sound_tree_the_first_on_the_line_is_the_lowest_manager_of_all_subjects(facts: RoutingFacts) -> None:
    people, subjects = dict(facts.people), facts.subject_ids
    above_all = set.intersection(*(everyone_above(people, each) for each in subjects)) if subjects else set()
    line = common_managers(people, subjects)
    assert set(line) == above_all
    for nearer, further in pairwise(line):
        assert people[nearer].manager_id == further
    assert all(line[0] not in everyone_above(people, each) for each in line[1:])
    assert not set(line) & set(subjects) or len(set(subjects)) > 1


@given(reports(), st.data())
def test_escalation_climbs_to_nobody_with_a_conflict_and_ends(facts: RoutingFacts, data: st.DataObject) -> None:
    """Wherever it starts, also after a reassignment, nobody gets it twice."""
    start = decide(facts).handler_id
    handler: UUID | None = data.draw(st.sampled_from([*facts.people, *filter(None, [start])]))
    held: list[UUID] = []
    while handler is not None:
        assert handler not in held
        held.append(handler)
        route = next_up(facts, handler)
        assert route.alerts == ()
        assert route.alarm is (route.handler_id is None)
        if route.handler_id is not None:
            assert not may_not_handle(facts, route.handler_id)
            assert handler not in everyone_above(dict(facts.people), route.handler_id)
        handler = route.handler_id


@given(reports())
def test_who_steps_aside_never_gets_it_back(facts: RoutingFacts) -> None:
    aside: list[UUID] = []
    route = decide(facts)
    while route.handler_id is not None:
        assert route.handler_id not in aside
        aside.append(route.handler_id)
        route = decide(replace(facts, recused_ids=(*facts.recused_ids, *aside)))
    assert route.alarm


@given(organisations(sound=True), st.data())
def test_a_sound_tree_stays_sound_exactly_when_no_loop_is_foreseen(people: People, data: st.DataObject) -> None:
    person, manager = (data.draw(st.sampled_from([*people])) for _ in range(2))
    moved = {**people, person: replace(people[person], manager_id=manager)}
    managers = {each.id: each.manager_id for each in people.values()}
    assert would_loop(managers, person, manager) is (person in everyone_above(moved, person))


# Ten thousand people: no link between two people is followed more than a few times


class CountedPeople(dict[UUID, Person]):
    """People who count how often one of them is looked up."""

    looked_up = 0

    def get(self, key: UUID, default: Person | None = None) -> Person | None:  # type: ignore[override]  # one use of it
        self.looked_up += 1
        return super().get(key, default)


SIZE = 10_000


def a_tall_organisation() -> CountedPeople:
    """Everybody manages one person and none of the managers can sign in: the longest path there is."""
    return CountedPeople(
        (UUID(int=n), Person(UUID(int=n), "Ann", UUID(int=n - 1) if n else None, has_login=False)) for n in range(SIZE)
    )


@pytest.mark.parametrize(
    "route",
    [decide, partial(next_up, after_handler_id=UUID(int=SIZE - 2)), partial(next_up, after_handler_id=UUID(int=SIZE))],
    ids=["first", "escalated", "escalated from a stranger"],
)
def test_the_work_grows_no_faster_than_the_organisation(route: partial[Route]) -> None:
    people = a_tall_organisation()
    facts = RoutingFacts(
        people=people, kind=RoutingKind.CONCERN, reporter_id=None, subject_ids=(UUID(int=SIZE - 1), UUID(int=SIZE - 2))
    )
    assert route(facts).alarm
    assert people.looked_up < 20 * SIZE


@settings(max_examples=20)
@given(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1))
def test_a_wide_organisation_costs_no_more_than_its_depth(reporter: int, subject: int) -> None:
    people = CountedPeople((UUID(int=n), Person(UUID(int=n), "Ann", UUID(int=n // 10) if n else None)) for n in range(SIZE))
    facts = RoutingFacts(
        people=people, kind=RoutingKind.CONCERN, reporter_id=UUID(int=reporter), subject_ids=(UUID(int=subject),)
    )
    route = decide(facts)
    assert people.looked_up < 60
    assert route.steps[-1].reasons in {(), (Reason.NOBODY_LEFT,)}
