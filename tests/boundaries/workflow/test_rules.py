"""Workflows as tables: moves, what follows from them, and their faults."""

from __future__ import annotations

from enum import StrEnum

import pytest

from boundaries.errors.exceptions import MoveRefused
from boundaries.workflow.rules import Move, Workflow


class Status(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    SUBMIT = "submit"
    RETURN = "return"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


POLICY = Workflow(
    name="policy",
    initial=Status.DRAFT,
    moves=(
        Move(Verb.SUBMIT, (Status.DRAFT,), Status.IN_REVIEW),
        Move(Verb.RETURN, (Status.IN_REVIEW,), Status.DRAFT),
        Move(Verb.PUBLISH, (Status.IN_REVIEW,), Status.PUBLISHED),
        Move(Verb.WITHDRAW, (Status.DRAFT, Status.IN_REVIEW), Status.WITHDRAWN),
    ),
)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", list(Verb))
def test_every_verb_in_every_state_moves_as_the_table_says_or_is_refused(status: Status, verb: Verb) -> None:
    targets = [move.target for move in POLICY.moves if move.verb == verb and status in move.sources]
    if targets:
        assert [POLICY.move(status, verb)] == targets
    else:
        with pytest.raises(MoveRefused):
            POLICY.move(status, verb)


def test_a_state_read_from_the_database_as_text_moves_too() -> None:
    assert POLICY.move("draft", "submit") is Status.IN_REVIEW


def test_an_unknown_state_moves_nowhere() -> None:
    with pytest.raises(MoveRefused):
        POLICY.move("burnt", Verb.SUBMIT)
    assert POLICY.verbs_from("burnt") == ()


def test_verbs_come_in_the_order_of_the_table() -> None:
    assert POLICY.verbs_from(Status.IN_REVIEW) == (Verb.RETURN, Verb.PUBLISH, Verb.WITHDRAW)


def test_open_and_terminal_states_follow_from_the_table() -> None:
    assert POLICY.states == (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED, Status.WITHDRAWN)
    assert POLICY.terminal == {Status.PUBLISHED, Status.WITHDRAWN}
    assert POLICY.open_states == {Status.DRAFT, Status.IN_REVIEW}


def test_a_sound_table_has_no_faults() -> None:
    assert POLICY.faults(Status) == ()


def test_states_nobody_reaches_and_states_nobody_leaves_are_found() -> None:
    table = Workflow(
        name="trap",
        initial="a",
        moves=(
            Move("spin", ("b",), "c"),
            Move("spin_back", ("c",), "b"),
            Move("fall", ("a",), "b"),
            Move("end", ("a",), "z"),
            Move("rescue", ("y",), "z"),
        ),
    )
    assert table.faults(["x"]) == (
        "y: nothing leads here from a",
        "x: nothing leads here from a",
        "b: no end can be reached from here",
        "c: no end can be reached from here",
    )


def test_one_verb_from_one_state_leads_to_one_state() -> None:
    with pytest.raises(ValueError, match="policy: more than one row for go from a"):
        Workflow(name="policy", initial="a", moves=(Move("go", ("a",), "b"), Move("go", ("a", "b"), "c")))


def test_a_workflow_without_moves_begins_at_its_end() -> None:
    assert Workflow[str, str](name="still", initial="a", moves=()).terminal == {"a"}


def test_it_draws_itself_for_the_documentation() -> None:
    assert POLICY.as_mermaid() == (
        "stateDiagram-v2\n"
        '    state "draft" as draft\n'
        '    state "in review" as in_review\n'
        '    state "published" as published\n'
        '    state "withdrawn" as withdrawn\n'
        "    [*] --> draft\n"
        "    draft --> in_review: submit\n"
        "    in_review --> draft: return\n"
        "    in_review --> published: publish\n"
        "    draft --> withdrawn: withdraw\n"
        "    in_review --> withdrawn: withdraw\n"
        "    published --> [*]\n"
        "    withdrawn --> [*]\n"
    )


def test_it_sets_itself_out_as_a_table() -> None:
    assert POLICY.as_text_table() == (
        "verb      from       to\n"
        "--------  ---------  ---------\n"
        "submit    draft      in review\n"
        "return    in review  draft\n"
        "publish   in review  published\n"
        "withdraw  draft      withdrawn\n"
        "withdraw  in review  withdrawn\n"
    )
