"""What must hold before anything is written down about a client's rights."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import MoveRefused, RuleViolation
from policies.library.choices import Category, Expects, Office, Strength
from policies.rights.choices import ConsentAbout, ConsentState, ConsentTest, Form, ItemKind

LONGEST_LINE, LONGEST_WORDS, LONGEST_NOTE = 400, 200, 2000
MOST_LINES, FEWEST_IN_GROUP, MOST_IN_GROUP = 60, 2, 40
NEXT: Mapping[ConsentState, frozenset[ConsentState]] = {
    ConsentState.GIVEN: frozenset({ConsentState.WITHDRAWN}),
    ConsentState.REFUSED: frozenset({ConsentState.GIVEN, ConsentState.REFUSED}),
    ConsentState.WITHDRAWN: frozenset({ConsentState.GIVEN, ConsentState.REFUSED}),
}
"""What a client may say after what they said: they may always change their mind, and may be asked again."""
IN_WRITING = frozenset({Form.PAPER, Form.EASY_READ})


# --- The list -----------------------------------------------------------------------------------------------------------------
def kind_of(categories: Collection[str]) -> ItemKind:
    """What a clause is about, for a client: confidentiality, or anything else."""
    return ItemKind.LIMIT if Category.CONFIDENTIALITY in categories else ItemKind.RIGHT


def is_for_clients(*, strength: str, to_whom: str, categories: Collection[str]) -> bool:
    """A clause that the clients themselves should hear: what staff must tell them, and what limits confidentiality."""
    limits = strength == Strength.PRINCIPLE and Category.CONFIDENTIALITY in categories
    return to_whom == Office.CLIENT or limits


def asks_consent(expects: Collection[str]) -> bool:
    """A clause that asks for the client's consent."""
    return Expects.CONSENT in expects


def check_lines(lines: Iterable[tuple[ItemKind, str]]) -> None:
    """A list has lines, among them the limits of confidentiality, and not so many that nobody hears them. Raises RuleViolation."""
    found = list(lines)
    if not found:
        raise RuleViolation("rights.empty", _("Choose at least one line."), field="codes")
    if len(found) > MOST_LINES:
        raise RuleViolation("rights.too-many", _("Nobody can take in more than 60 lines. Choose fewer."), field="codes")
    if all(kind != ItemKind.LIMIT for kind, _text in found):
        message = _("Clients are told how confidential it is, and where that ends. Choose or write at least one line about it.")
        raise RuleViolation("rights.no-limits", message, field="own_limits")
    if any(len(text) > LONGEST_LINE for _kind, text in found):
        raise RuleViolation("rights.long", _("Keep each line under 400 letters."), field="own")


def own_lines(text: str) -> list[str]:
    """What was typed, line by line, without blank ones."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


# --- Telling ------------------------------------------------------------------------------------------------------------------
def check_day(day: date, *, today: date, since: date | None = None) -> None:
    """Nothing happens in the future; what was said before an edition, or before what it follows, belongs there. Raises RuleViolation."""
    if day > today:
        raise RuleViolation("rights.future", _("The day must be today or in the past."), field="on")
    if since and day < since:
        message = _("That was before the last change. Check the date: it must not be before %(day)s.")
        raise RuleViolation("rights.too-early", message % {"day": since.strftime("%d.%m.%Y")}, field="on")


def check_forms(forms: Collection[str]) -> None:
    """It was said in some form. Raises RuleViolation."""
    if not forms:
        raise RuleViolation("rights.form", _("Choose at least one way in which it was said."), field="how")


def check_interpreter(*, needed: bool, interpreter: str) -> None:
    """Where the client needs an interpreter, say who it was, or why there was none (PCF-CUL-3). Raises RuleViolation."""
    if needed and not interpreter.strip():
        message = _("They need an interpreter. Say who interpreted, or which service; or why it went without.")
        raise RuleViolation("rights.interpreter", message, field="interpreter")


# --- Consent ------------------------------------------------------------------------------------------------------------------
def check_consent(*, state: ConsentState, about: str, tests: Collection[str], forms: Collection[str]) -> None:
    """Consent given is valid only with all six tests met, and in writing where something is passed on. Raises RuleViolation."""
    check_forms(forms)
    if state != ConsentState.GIVEN:
        return
    if missing := [test for test in ConsentTest if test not in tests]:
        message = _("This is no valid consent yet. Still open: %(tests)s. Talk with them again, or write down that they said no.")
        raise RuleViolation("consent.tests", message % {"tests": "; ".join(str(test.label) for test in missing)}, field="tests")
    if about == ConsentAbout.SHARING and not IN_WRITING & set(forms):
        message = _("To pass on what they told us, their consent must be in writing.")
        raise RuleViolation("consent.writing", message, field="how")


def check_next(before: str, after: ConsentState) -> None:
    """What they say now can follow what they said. Raises MoveRefused."""
    if after not in NEXT[ConsentState(before)]:
        raise MoveRefused


# --- Groups -------------------------------------------------------------------------------------------------------------------
def check_members(count: int) -> None:
    """Two at least are served together. Raises RuleViolation."""
    if not FEWEST_IN_GROUP <= count <= MOST_IN_GROUP:
        raise RuleViolation("group.size", _("Choose from two to forty clients."), field="clients")


def check_words(text: str, *, field: str, longest: int = LONGEST_WORDS, needed: bool = False) -> str:
    """Words without blank ends. Raises RuleViolation for too many, or for none where some are needed."""
    told = text.strip()
    if needed and not told:
        raise RuleViolation("rights.words", _("Write something here."), field=field)
    if len(told) > longest:
        raise RuleViolation("rights.long", _("This is too long."), field=field)
    return told
