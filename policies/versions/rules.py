"""What a revision must be before others review it, and how two versions differ, part by part and word by word."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation
from policies.library.choices import Office
from policies.library.rules import (
    BRACE,
    CODE,
    LONGEST_CODE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    PLACEHOLDER,
    ClauseFacts,
    fault_in,
)

LONGEST_NOTE = 1000
PIECES = re.compile(r"\s+|[^\s\w]|\w+")


class Part(StrEnum):
    """What stands in a text, in the order of reading."""

    FRONT = "front"
    SECTION = "section"
    CLAUSE = "clause"
    APPENDIX = "appendix"
    LINE = "line"
    DOCUMENT = "document"


class Change(StrEnum):
    """What became of a part, or of some words of it."""

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
    """One part in two versions: its words before and after, and which of its other facts differ."""

    code: str
    change: Change
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    facts: tuple[tuple[str, str, str], ...]
    part: Part = Part.CLAUSE
    title: str = ""

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
    """A part on one side of a comparison: its words, its other facts under their headings, and in which order its own parts stand."""

    text: str
    facts: Mapping[str, str]
    part: Part = Part.CLAUSE
    title: str = ""
    order: Mapping[str, str] = field(default_factory=dict)


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
    """Every part of one kind in two versions, in the order of the later one; a part that is gone stands where it stood."""
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
        return Compared(code, Change.ADDED, (), _whole(after.text, Change.ADDED), (), after.part, after.title)
    if after is None:
        return Compared(code, Change.REMOVED, _whole(before.text, Change.REMOVED), (), (), before.part, before.title)
    gone, new = compare_words(before.text, after.text)
    headings = dict.fromkeys([*before.facts, *after.facts])
    facts = tuple(
        (each, before.facts.get(each, ""), after.facts.get(each, ""))
        for each in headings
        if before.facts.get(each, "") != after.facts.get(each, "")
    )
    facts += _moved(before.order, after.order)
    change = Change.CHANGED if facts or before.text != after.text else Change.SAME
    return Compared(code, change, gone, new, facts, after.part, after.title)


def _whole(text: str, change: Change) -> tuple[Piece, ...]:
    return (Piece(text, change),) if text else ()


def _moved(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """Where what stands on both sides stood and stands, for what moved; what was only added or removed moves nothing."""
    was, became = [each for each in before if each in after], [each for each in after if each in before]
    blocks = SequenceMatcher(None, was, became, autojunk=False).get_matching_blocks()
    stayed = {each for block in blocks for each in was[block.a : block.a + block.size]}

    def place(key: str, order: Sequence[str]) -> str:
        at = order.index(key)
        return gettext("behind “%(other)s”") % {"other": after[order[at - 1]]} if at else gettext("at the beginning")

    heading = gettext("Place of “%(part)s”")
    return tuple((heading % {"part": after[key]}, place(key, was), place(key, became)) for key in became if key not in stayed)


@dataclass(frozen=True, kw_only=True)
class Front:
    """What an organisation says of its own version as a whole; what else stands there stays as it was issued."""

    title: str
    number: str
    summary: str
    owner_role: str
    approver: str


def plain(text: str) -> str:
    """Words in one paragraph, without blanks that mean nothing."""
    return " ".join(text.split())


def check_front(front: Front, placeholders: Iterable[str]) -> None:
    """A version has a title, and says in short what it is about. Raises RuleViolation."""
    check_written(front.title, "title", longest=LONGEST_TITLE)
    check_written(front.number, "number", longest=LONGEST_CODE, empty=True)
    check_written(front.summary, "summary", placeholders)
    check_written(front.approver, "approver", longest=LONGEST_TITLE, empty=True)
    if front.owner_role and front.owner_role not in Office.values:
        raise RuleViolation("owner", _("Choose who owns it from the list."), field="owner_role")


def check_written(
    text: str, name: str, placeholders: Iterable[str] = (), *, longest: int = LONGEST_TEXT, empty: bool = False
) -> None:
    """Words that are neither missing nor too long, in which no placeholder stands but these. Raises RuleViolation."""
    if not text and not empty:
        raise RuleViolation("missing", _("Write something here."), field=name)
    if len(text) > longest:
        raise RuleViolation("too-long", _("Use at most %(count)s characters.") % {"count": longest}, field=name)
    if BRACE.search(PLACEHOLDER.sub("", text)) or not set(placeholders).issuperset(PLACEHOLDER.findall(text)):
        raise RuleViolation("placeholder", _("There is no such placeholder here."), field=name)


def changed_in(before: Front, after: Front) -> list[str]:
    """The names of what differs."""
    was = asdict(before)
    return [name for name, value in asdict(after).items() if value != was[name]]


def check_clause(clause: ClauseFacts, placeholders: Iterable[str]) -> None:
    """A clause that somebody writes holds to what a pack's clause holds to. Raises RuleViolation."""
    if not CODE.fullmatch(clause.id) or len(clause.id) > LONGEST_CODE:
        raise RuleViolation("code", _("Write an id such as RC-B-14: capital letters, then letters and numbers."), field="code")
    if not clause.text.strip() or len(clause.text) > LONGEST_TEXT:
        raise RuleViolation("text", _("Write the clause, in at most 1000 characters."), field="text")
    check_written(clause.text, "text", placeholders)
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


def check_submittable(compared: Iterable[Compared], note: str, empty_sections: Sequence[str] = ()) -> None:
    """Only what differs is sent for review, no section is empty, and it says in a sentence what is new. Raises RuleViolation."""
    if empty_sections:
        words = _("There is no clause yet in “%(section)s”. Add one, or remove the section.")
        raise RuleViolation("empty-section", words % {"section": empty_sections[0]})
    if all(each.change is Change.SAME for each in compared):
        raise RuleViolation("nothing-new", _("Nothing differs from the version before. Change something first."))
    if not note.strip():
        raise RuleViolation("note", _("Say in a sentence what is new."), field="change_note")
