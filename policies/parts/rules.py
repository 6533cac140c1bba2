"""What the parts of a draft beside its clauses must be: sections, what stands behind the clauses, documents beside it."""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import count

from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation
from policies.library.choices import AppendixKind, Weight
from policies.library.rules import CODE, LONGEST_CODE, LONGEST_TITLE, AppendixFacts, ItemFacts, SectionFacts
from policies.versions.rules import check_written

MOST_LINES = 100
LONGEST_OWN_CODE = LONGEST_CODE - 4
"""The id of an appendix leaves room for the numbers of its lines."""
WITHOUT_LINES = frozenset({AppendixKind.NOTE})
"""A note is words and nothing else; every other appendix is made of lines."""
NUMBERED = re.compile(r"(.*?)(\d+)")


def check_section(section: SectionFacts, placeholders: Iterable[str]) -> None:
    """A section has a heading, and it is said what kind of words it holds (LK-1.1-1). Raises RuleViolation."""
    check_written(section.title, "title", placeholders, longest=LONGEST_TITLE)
    if section.weight not in Weight.values:
        raise RuleViolation("weight", _("Choose what the section holds."), field="weight")


def free_key(keys: Collection[str]) -> str:
    """A key for a new section: the next part that there is not."""
    return next(key for number in count(1) if (key := f"part-{number}") not in keys)


def check_appendix(appendix: AppendixFacts, placeholders: Collection[str]) -> None:
    """An appendix holds to what a pack's appendix holds to. Raises RuleViolation."""
    check_written(appendix.title, "title", placeholders, longest=LONGEST_TITLE)
    is_note = appendix.kind in WITHOUT_LINES
    check_written(appendix.text, "text", placeholders, empty=not is_note)
    if is_note and appendix.items:
        raise RuleViolation("lines", _("A note has no lines. Choose another kind, or write them into the text."), field="lines")
    if not is_note and not appendix.items:
        raise RuleViolation("lines", _("Write at least one line."), field="lines")
    if len(appendix.items) > MOST_LINES:
        raise RuleViolation("lines", _("Use at most 100 lines."), field="lines")
    for line in appendix.items:
        check_written(line.text, "lines", placeholders)


def check_new_code(code: str, taken: Collection[str]) -> None:
    """The id of a new appendix looks like the others, and nothing else has it. Raises RuleViolation."""
    if not CODE.fullmatch(code) or len(code) > LONGEST_OWN_CODE:
        raise RuleViolation("code", _("Write an id such as RC-APP-B: capital letters, then letters and numbers."), field="code")
    if code in taken:
        raise RuleViolation("code", _("This id is taken. Choose another one."), field="code")


def check_line_ids(lines: Sequence[ItemFacts], taken: Collection[str]) -> None:
    """Every line that has an id has one of its own, which nothing else has. Raises RuleViolation."""
    seen: set[str] = set()
    for line in lines:
        if line.id and (not CODE.fullmatch(line.id) or len(line.id) > LONGEST_CODE):
            raise RuleViolation("line-id", _("“%(id)s” cannot be the id of a line.") % {"id": line.id}, field="lines")
        if line.id and (line.id in taken or line.id in seen):
            raise RuleViolation("line-id", _("The id %(id)s is taken.") % {"id": line.id}, field="lines")
        seen.add(line.id)


def next_id(like: str, given: Collection[str]) -> str:
    """An id for a new line, like another: its last number goes on, past every id that was ever given."""
    numbered = NUMBERED.fullmatch(like)
    stem, number = (numbered[1], int(numbered[2])) if numbered else (f"{like}-", 0)
    return next(found for each in count(number + 1) if (found := f"{stem}{each}") not in given)
