"""What a note to oneself needs; and whom the clauses behind warning signs name as somebody to talk to."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation
from policies.library.choices import Office
from policies.situations.rules import PEOPLE, Answering, answer_of

LONGEST_NOTE, MOST_NOTES = 20_000, 200
ORDER = {office: place for place, office in enumerate(Office)}


def check_text(text: str) -> str:
    """The words without blank ends. Raises RuleViolation where there are none, or too many."""
    text = text.strip()
    if not text:
        raise RuleViolation("note.empty", _("Write something first."), field="text")
    if len(text) > LONGEST_NOTE:
        raise RuleViolation("note.too-long", _("This is too long. Keep it under 20,000 characters."), field="text")
    return text


def check_room(notes_before: int) -> None:
    """Raise RuleViolation for one note too many."""
    if notes_before >= MOST_NOTES:
        raise RuleViolation("note.too-many", _("You have 200 notes. Delete one before you write another."), field="text")


def offices_to_talk_to(clauses: Iterable[Answering]) -> Sequence[Office]:
    """The line manager, and every other office held by a person that these clauses name to be asked or told."""
    named = {Office(answer.whom) for answer in map(answer_of, clauses) if answer.whom in PEOPLE}
    return sorted({Office.LINE_MANAGER, *named}, key=ORDER.__getitem__)
