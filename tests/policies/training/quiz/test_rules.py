"""The quiz as a pure rule: the same seed asks the same, another clause is one more question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.errors.exceptions import RuleViolation
from policies.situations.choices import Verdict
from policies.training.quiz import rules
from policies.training.quiz.rules import Asked

POOL = [
    Asked(f"RC-B-{code}", f"Situation {code}.{phrase}", Verdict.NEVER, Verdict.NEVER) for code in range(8) for phrase in range(3)
]


@given(st.integers(0, rules.LARGEST_SEED), st.permutations(POOL))
def test_the_same_seed_asks_the_same_whatever_the_order_of_the_clauses(seed: int, pool: list[Asked]) -> None:
    assert rules.drawn(pool, seed) == rules.drawn(POOL, seed)


@given(st.integers(0, rules.LARGEST_SEED))
def test_every_question_is_of_another_clause_while_there_are_enough(seed: int) -> None:
    found = rules.drawn(POOL, seed)
    assert len(found) == rules.SIZE
    assert len({each.code for each in found}) == rules.SIZE
    few = rules.drawn([each for each in POOL if each.code < "RC-B-2"], seed)
    assert len(few) == len(set(few)) == rules.SIZE


def test_other_seeds_ask_otherwise_and_each_situation_is_asked_at_some_time() -> None:
    asked = [rules.drawn(POOL, seed) for seed in range(200)]
    assert len({tuple(each) for each in asked}) > 100
    assert {each for one in asked for each in one} == set(POOL)


def test_too_few_situations_make_no_quiz() -> None:
    assert rules.drawn(POOL[:2], 1) == []
    assert len(rules.drawn(POOL[:3], 1)) == 3
    with pytest.raises(RuleViolation):
        rules.mark([], [])


def test_where_several_clauses_say_it_the_strictest_is_right() -> None:
    said = [
        Asked("RC-B-1", "A client  wants to meet", Verdict.CARE, Verdict.TELL),
        Asked("LK-1", "a client wants to meet", Verdict.ASK_FIRST, Verdict.TELL),
        Asked("PQ-1", "Another one", Verdict.TELL, Verdict.TELL),
    ]
    assert rules.governing(said) == [said[1], said[2]]


@pytest.mark.parametrize(("count", "needed"), [(3, 3), (4, 4), (5, 4), (6, 5)])
def test_four_of_five_must_be_right(count: int, needed: int) -> None:
    assert rules.needed(count) == needed
    questions = POOL[:count]
    answers = [Verdict.NEVER] * needed + [Verdict.CARE] * (count - needed)
    assert rules.has_passed(rules.mark(questions, answers))
    assert not rules.has_passed(rules.mark(questions, [Verdict.CARE, *answers[1:]]))


def test_every_question_is_answered_once() -> None:
    for wrong in ([], [Verdict.NEVER] * 4, [Verdict.NEVER] * 2):
        with pytest.raises(RuleViolation):
            rules.mark(POOL[:3], wrong)
    assert rules.digest(POOL[:3]) != rules.digest(POOL[1:4])


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        (Asked("RC-B-1", "x", Verdict.NEVER, Verdict.NEVER), {"never"}),
        (Asked("RC-B-1", "x", Verdict.ASK_FIRST, Verdict.TELL), {"ask_first", "tell"}),
        (Asked("RC-B-1", "x", Verdict.ASK_FIRST, Verdict.TELL, is_forbidden=True), {"never", "ask_first", "tell"}),
        (Asked("RC-B-1", "x", Verdict.CARE, Verdict.CARE), {"care"}),
    ],
)
def test_telling_what_has_happened_is_never_wrong_nor_calling_never_what_one_must_not(asked: Asked, right: set[str]) -> None:
    assert {each.value for each in Verdict if asked.accepts(each)} == right
