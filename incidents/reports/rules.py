"""What a report needs, page by page, and what makes it serious. Facts come in as arguments."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation
from incidents.reports.choices import OWN_KINDS, SERIOUS, Danger, ReportKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONG_STEPS = ("danger", "kind", "people", "when", "what", "categories", "done", "not_to_receive", "named", "check")
SHORT_STEPS = ("danger", "kind", "story", "more", "check")

ASKED_OF_ALL = frozenset(
    {"danger", "kind", "saw", "told", "think", "when", "where", "done", "clients", "not_to_receive", "categories"}
)
ASKED_ABOUT_OTHERS = ASKED_OF_ALL | {
    "subjects",
    "subject_unknown",
    "when_date",
    "channel",
    "talked",
    "in_confidence",
    "received",
    "told_by",
}
ASKED_ABOUT_ONESELF = ASKED_OF_ALL | {"shift_leader"}

LONGEST_TEXT = 20_000
LONGEST_NAME = 300
MOST_PEOPLE = 20
REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits that are not mistaken for one another when a reference is read aloud."""


def steps_for(kind: str | None) -> tuple[str, ...]:
    """The pages of the path, in order; a self-report and a request for guidance take five."""
    return SHORT_STEPS if kind in OWN_KINDS else LONG_STEPS


def told_in(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that belong to the kind chosen: what was answered for another kind first is not sent."""
    asked = ASKED_ABOUT_ONESELF if answers.get("kind") in OWN_KINDS else ASKED_ABOUT_OTHERS
    return {name: value for name, value in answers.items() if name in asked}


def reference_of(letters: str) -> str:
    """Eight letters as a reference that people can read to one another."""
    return f"BR-{letters[:4]}-{letters[4:8]}"


def is_serious(categories: Collection[str], danger: str) -> bool:
    """Whether the safeguarding lead is told at once."""
    return danger == Danger.YES or bool(SERIOUS.intersection(categories))


def missing(answers: Mapping[str, Any]) -> list[tuple[str, str, "StrOrPromise"]]:
    """What must still be answered before the report can be sent: (page, answer, sentence), in the order of the pages."""
    kind = answers.get("kind")
    short = kind in OWN_KINDS
    told = any(str(answers.get(part, "")).strip() for part in ("saw", "told", "think"))
    named = bool(answers.get("subjects")) or bool(answers.get("subject_unknown"))
    table: list[tuple[bool, str, str, StrOrPromise]] = [
        (answers.get("danger") in Danger.values, "danger", "danger", _("Say whether anyone is in danger now.")),
        (kind in ReportKind.values, "kind", "kind", _("Choose what you want to tell us.")),
        (short or named, "people", "subjects", _("Say whom it is about, or that you do not know.")),
        (told, "story" if short else "what", "saw", _("Tell us what happened, in one of the three boxes at least.")),
        (
            bool(answers.get("categories")),
            "more" if short else "categories",
            "categories",
            _("Choose what it is about. “I am not sure” is a good answer."),
        ),
        (
            short or isinstance(answers.get("in_confidence"), bool),
            "named",
            "in_confidence",
            _("Choose whether the person handling it may know your name."),
        ),
    ]
    return [(page, answer, sentence) for answered, page, answer, sentence in table if not answered]


def check_complete(answers: Mapping[str, Any]) -> None:
    """Raise RuleViolation for the first thing that is missing; ``field`` names the answer."""
    for _page, answer, sentence in missing(answers):
        raise RuleViolation("report.incomplete", sentence, field=answer)


def check_text(text: str, *, field: str) -> str:
    """The text without blank ends. Raises RuleViolation when there is none, or too much."""
    text = text.strip()
    if not text:
        raise RuleViolation("text.empty", _("Write something first."), field=field)
    if len(text) > LONGEST_TEXT:
        raise RuleViolation("text.too-long", _("This is too long. Keep it under 20,000 characters."), field=field)
    return text
