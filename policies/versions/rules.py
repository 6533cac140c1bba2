"""What a revision must be before others review it, and how two versions differ, clause by clause and word by word."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation
from policies.library.rules import BRACE, CODE, LONGEST_CODE, LONGEST_TEXT, PLACEHOLDER, ClauseFacts, fault_in

LONGEST_NOTE = 1000
PIECES = re.compile(r"\s+|[^\s\w]|\w+")


class Change(StrEnum):
    """What became of a clause, or of some words of it."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """Some words, and whether they are on the other side too."""

    text: str
    change: Change


@dataclass(frozen=True)
class Compared:
    """One clause in two versions: its words before and after, and which of its other facts differ."""

    code: str
    change: Change
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    facts: tuple[tuple[str, str, str], ...]

    @property
    def taken_out(self) -> list[str]:
        """The words that are gone."""
        return [piece.text.strip() for piece in self.before if piece.change is Change.REMOVED and piece.text.strip()]

    @property
    def put_in(self) -> list[str]:
        """The words that are new."""
        return [piece.text.strip() for piece in self.after if piece.change is Change.ADDED and piece.text.strip()]


@dataclass(frozen=True)
class Side:
    """A clause on one side of a comparison: its words, and its other facts under their headings."""

    text: str
    facts: Mapping[str, str]


def compare_words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces; what stands on one side only is marked."""
    left, right = PIECES.findall(before), PIECES.findall(after)
    gone, new = list[Piece](), list[Piece]()
    for what, start, end, other_start, other_end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        same = what == "equal"
        if taken := "".join(left[start:end]):
            gone.append(Piece(taken, Change.SAME if same else Change.REMOVED))
        if put := "".join(right[other_start:other_end]):
            new.append(Piece(put, Change.SAME if same else Change.ADDED))
    return tuple(gone), tuple(new)


def compare(before: Mapping[str, Side], after: Mapping[str, Side]) -> list[Compared]:
    """Every clause of two versions, in the order of the later one; a clause that is gone stands where it stood."""
    return [_compared(code, before.get(code), after.get(code)) for code in _in_order(list(before), list(after))]


def _in_order(before: Sequence[str], after: Sequence[str]) -> Iterable[str]:
    order, place = list(after), 0
    for code in before:
        if code in after:
            place = order.index(code) + 1
        else:
            order.insert(place, code)
            place += 1
    return order


def _compared(code: str, before: Side | None, after: Side | None) -> Compared:
    if before is None:
        assert after is not None
        return Compared(code, Change.ADDED, (), (Piece(after.text, Change.ADDED),), ())
    if after is None:
        return Compared(code, Change.REMOVED, (Piece(before.text, Change.REMOVED),), (), ())
    gone, new = compare_words(before.text, after.text)
    headings = dict.fromkeys([*before.facts, *after.facts])
    facts = tuple(
        (each, before.facts.get(each, ""), after.facts.get(each, ""))
        for each in headings
        if before.facts.get(each, "") != after.facts.get(each, "")
    )
    change = Change.CHANGED if facts or before.text != after.text else Change.SAME
    return Compared(code, change, gone, new, facts)


def check_clause(clause: ClauseFacts, placeholders: Iterable[str]) -> None:
    """A clause that somebody writes holds to what a pack's clause holds to. Raises RuleViolation."""
    if not CODE.fullmatch(clause.id) or len(clause.id) > LONGEST_CODE:
        raise RuleViolation("code", _("Write an id such as RC-B-14: capital letters, then letters and numbers."), field="code")
    if not clause.text.strip() or len(clause.text) > LONGEST_TEXT:
        raise RuleViolation("text", _("Write the clause, in at most 1000 characters."), field="text")
    known = set(placeholders)
    if BRACE.search(PLACEHOLDER.sub("", clause.text)) or not known.issuperset(PLACEHOLDER.findall(clause.text)):
        raise RuleViolation("placeholder", _("There is no such placeholder in this policy."), field="text")
    if fault := fault_in(clause):
        words, name = fault
        raise RuleViolation("clause", FAULTS.get(name, words), field=name)


FAULTS = {
    "approver": _("Say who must be asked first, where somebody must be, and only there."),
    "exception": _("This does not go with how strongly the clause binds."),
    "whose": _("Say whose responsibility it is, where it is somebody's, and only there."),
    "to_whom": _("Say whom to tell only where somebody must be told."),
    "binds": _("Say whom it binds."),
}


def check_submittable(compared: Iterable[Compared], note: str) -> None:
    """Only what differs is sent for review, and it says in a sentence what is new. Raises RuleViolation."""
    if all(each.change is Change.SAME for each in compared):
        raise RuleViolation("nothing-new", _("Nothing differs from the version before. Change something first."))
    if not note.strip():
        raise RuleViolation("note", _("Say in a sentence what is new."), field="change_note")
