"""How two versions differ, and what a revision must be before it is reviewed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from boundaries.errors.exceptions import RuleViolation
from policies.library.choices import Binds, ExceptionPath, Seriousness, Strength, VersionStatus
from policies.library.rules import ClauseFacts
from policies.versions.rules import Change, Compared, Part, Piece, Side, check_clause, check_submittable, compare, compare_words
from policies.versions.workflow import WORKFLOW


def side(text: str, **facts: str) -> Side:
    return Side(text, facts)


def changes(before: dict[str, Side], after: dict[str, Side]) -> list[tuple[str, str]]:
    return [(each.code, each.change.value) for each in compare(before, after)]


def test_every_clause_is_told_by_what_became_of_it_in_the_order_of_reading() -> None:
    before = {"A-1": side("One."), "A-2": side("Two."), "A-3": side("Three."), "A-4": side("Four.")}
    after = {"A-1": side("One."), "A-9": side("Nine."), "A-3": side("Three!"), "A-4": side("Four.", strength="must")}
    assert changes(before, after) == [
        ("A-1", "same"),
        ("A-2", "removed"),
        ("A-9", "added"),
        ("A-3", "changed"),
        ("A-4", "changed"),
    ]


def test_the_words_that_differ_are_marked_and_named() -> None:
    (one,) = compare({"A-1": side("You may take gifts.")}, {"A-1": side("You must not take gifts.")})
    assert (one.taken_out, one.put_in) == (["may"], ["must not"])
    assert "".join(piece.text for piece in one.before) == "You may take gifts."
    assert [piece.text for piece in one.after if piece.change is Change.SAME] == ["You ", " take gifts."]


def test_what_else_differs_is_told_with_both_sides() -> None:
    (one,) = compare({"A-1": side("One.", strength="should", topics="")}, {"A-1": side("One.", strength="must", topics="Gifts")})
    assert one.facts == (("strength", "should", "must"), ("topics", "", "Gifts"))
    assert (one.taken_out, one.put_in) == ([], [])


@given(some.text(max_size=60), some.text(max_size=60))
def test_both_texts_can_be_read_whole_in_their_pieces(before: str, after: str) -> None:
    gone, new = compare_words(before, after)
    assert "".join(piece.text for piece in gone) == before
    assert "".join(piece.text for piece in new) == after
    same = [[piece.text for piece in side if piece.change is Change.SAME] for side in (gone, new)]
    assert same[0] == same[1]


def test_nothing_is_sent_for_review_that_says_nothing_new() -> None:
    same = Compared("A-1", Change.SAME, (), (), ())
    new = Compared("A-2", Change.ADDED, (), (Piece("Two.", Change.ADDED),), ())
    check_submittable([same, new], "A second clause.")
    with pytest.raises(RuleViolation, match="nothing-new"):
        check_submittable([same], "A second clause.")
    with pytest.raises(RuleViolation) as refused:
        check_submittable([new], "  ")
    assert refused.value.field == "change_note"


def test_a_part_is_named_and_what_moved_in_it_is_told() -> None:
    before = Side("Ask yourself.", {}, Part.APPENDIX, "Appendix “Signs”", {"WS-1": "WS-1", "WS-2": "WS-2", "WS-3": "WS-3"})
    turned = replace(before, title="Appendix “Warning signs”", order={"WS-2": "WS-2", "WS-1": "WS-1", "WS-9": "WS-9"})
    (one,) = compare({"A": before}, {"A": turned})
    assert (one.part, one.title, one.change) == (Part.APPENDIX, "Appendix “Warning signs”", Change.CHANGED)
    assert len(one.facts) == 1
    assert one.facts[0] in {
        ("Place of “WS-1”", "at the beginning", "behind “WS-2”"),
        ("Place of “WS-2”", "behind “WS-1”", "at the beginning"),
    }


def test_of_many_only_the_one_that_moved_is_told() -> None:
    before = Side("", {}, Part.FRONT, "", {each: each for each in "ABCDEF"})
    (one,) = compare({"A": before}, {"A": replace(before, order={each: each for each in "ACDEBF"})})
    assert one.facts == (("Place of “B”", "behind “A”", "behind “E”"),)


@pytest.mark.parametrize(
    "order", [{}, {"WS-1": "1"}, {"WS-1": "1", "WS-3": "3"}, {"WS-0": "0", "WS-1": "1", "WS-2": "2", "WS-3": "3"}]
)
def test_what_is_only_added_or_removed_puts_nothing_into_another_order(order: dict[str, str]) -> None:
    before = Side("", {}, Part.FRONT, "", {"WS-1": "1", "WS-2": "2", "WS-3": "3"})
    (one,) = compare({"A": before}, {"A": replace(before, order=order)})
    assert one.change is Change.SAME


def test_a_part_without_words_of_its_own_is_there_all_the_same() -> None:
    (one,) = compare({}, {"A": Side("", {}, Part.APPENDIX, "Appendix")})
    assert (one.change, one.before, one.after) == (Change.ADDED, (), ())


def test_no_section_is_empty_when_a_revision_is_sent_for_review() -> None:
    new = Compared("A-2", Change.ADDED, (), (Piece("Two.", Change.ADDED),), ())
    with pytest.raises(RuleViolation, match="empty-section") as refused:
        check_submittable([new], "A second clause.", ["In the water"])
    assert "In the water" in str(refused.value.message)


def clause(**facts: object) -> ClauseFacts:
    usual: dict[str, object] = {
        "id": "RC-B-14", "section": "B", "order": 0, "text": "Do not swim.", "strength": Strength.MUST_NOT, "approver": "",
        "to_whom": "", "whose": "", "binds": (Binds.EMPLOYEE,), "client_kinds": (), "categories": (),
        "seriousness": Seriousness.LOW, "exception": ExceptionPath.VARIATION, "expects": (), "everyday": (),
    }  # fmt: skip
    return ClauseFacts(**(usual | facts))  # type: ignore[arg-type]  # the fields are those above


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({}, None),
        ({"text": "Ask {organisation}."}, None),
        ({"id": "swim"}, "code"),
        ({"id": f"RC-{'B' * 40}"}, "code"),
        ({"text": " "}, "text"),
        ({"text": "x" * 1001}, "text"),
        ({"text": "Ask {somebody}."}, "text"),
        ({"text": "Ask }."}, "text"),
        ({"strength": "approval", "exception": "approver"}, "approver"),
        ({"approver": "line_manager"}, "approver"),
        ({"strength": "absolute"}, "exception"),
        ({"strength": "responsibility"}, "whose"),
        ({"to_whom": "team"}, "to_whom"),
        ({"binds": ()}, "binds"),
    ],
)
def test_a_clause_that_somebody_writes_holds_to_what_a_pack_holds_to(facts: dict[str, object], field: str | None) -> None:
    if field is None:
        check_clause(clause(**facts), ["organisation"])
        return
    with pytest.raises(RuleViolation) as refused:
        check_clause(clause(**facts), ["organisation"])
    assert refused.value.field == field


def test_the_table_of_moves_reaches_every_state_and_every_end() -> None:
    assert WORKFLOW.faults(VersionStatus.values) == ()
    assert WORKFLOW.terminal == {VersionStatus.SUPERSEDED, VersionStatus.WITHDRAWN}
