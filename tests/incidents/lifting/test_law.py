"""The law of lifting: what may be lifted, and by which two people together, as tables."""

from uuid import UUID, uuid5

import pytest

from accounts.grants.choices import ExclusionSource as Source
from boundaries.errors.exceptions import RuleViolation
from incidents.lifting import rules
from incidents.lifting.rules import Bar

NOTHING = {"named": False, "wished": False, "unclear": False}


@pytest.mark.parametrize(
    ("source", "facts", "bar"),
    [
        (Source.RECUSED, {}, None),
        (Source.CONFLICT, {}, None),
        (Source.SUBJECT, {}, None),  # named by mistake, and no longer
        (Source.IMPLICATED, {}, None),
        (Source.WITNESS, {}, None),
        (Source.SUBJECT, {"named": True}, Bar.NAMED),
        (Source.IMPLICATED, {"named": True}, Bar.NAMED),
        (Source.WITNESS, {"named": True}, Bar.NAMED),
        (Source.RECUSED, {"named": True}, Bar.NAMED),  # stepped aside, and named besides
        (Source.NOT_TO_RECEIVE, {}, Bar.WISH),
        (Source.SUBJECT, {"wished": True}, Bar.WISH),  # named by mistake, and feared besides
        (Source.RECUSED, {"wished": True}, Bar.WISH),
        (Source.RECUSED, {"unclear": True}, Bar.UNCLEAR),
        (Source.RECUSED, {"waiting": True}, Bar.WAITING),
        (Source.RECUSED, {"lifted": True}, Bar.LIFTED),
        (Source.RECUSED, {"lifted": True, "named": True}, Bar.LIFTED),
    ],
)
def test_what_may_be_lifted(source: Source, facts: dict[str, bool], bar: Bar | None) -> None:
    assert rules.bar_to(source=source, **{**NOTHING, **facts}) == bar


def test_what_may_not_is_refused_in_words() -> None:
    rules.check_liftable(None)
    for bar in Bar:
        with pytest.raises(RuleViolation) as refused:
            rules.check_liftable(bar)
        assert refused.value.message == bar.words


def named(name: str) -> UUID:
    return uuid5(UUID(int=0), name)


TREE = {
    "top": [],
    "left": ["top"],
    "right": ["top"],
    "left hand": ["left", "top"],
    "right hand": ["right", "top"],
    "far right": ["right hand", "right", "top"],
    "outside": [],
}
ABOVE = {named(name): frozenset(named(each) for each in above) for name, above in TREE.items()}


@pytest.mark.parametrize(
    ("proposer", "second", "kept_out", "may"),
    [
        ("left", "right", "outside", True),
        ("left", "outside", "right", True),
        ("left hand", "right hand", "outside", True),
        ("left hand", "right", "outside", True),  # beside one another at different heights
        ("left", "left", "outside", False),  # one person twice
        ("outside", "left", "outside", False),  # the one kept out proposes
        ("left", "outside", "outside", False),  # the one kept out decides
        ("left", "left hand", "outside", False),  # a manager and somebody of theirs
        ("left hand", "left", "outside", False),
        ("right", "far right", "outside", False),  # at any depth
        ("top", "far right", "outside", False),
        ("left", "right", "left hand", False),  # the proposer above the one kept out
        ("left", "right", "right hand", False),  # the second person above the one kept out
        ("left", "far right", "right", False),  # the second person below the one kept out
        ("top", "outside", "left", False),
    ],
)
def test_who_lifts_it_together(proposer: str, second: str, kept_out: str, may: bool) -> None:
    assert rules.may_decide_together(named(proposer), named(second), named(kept_out), ABOVE) is may


def test_whoever_proposes_is_unrelated_to_the_one_kept_out() -> None:
    rules.check_proposer(named("left"), named("right"), ABOVE)
    for proposer in ("right", "top", "far right"):
        with pytest.raises(RuleViolation):
            rules.check_proposer(named(proposer), named("right"), ABOVE)
