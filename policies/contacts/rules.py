"""What an entry about a contact must say, and which clauses speak of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import MoveRefused, RuleViolation
from policies.contacts.choices import (
    PERSONAL,
    BegunBy,
    CompanyKind,
    ContactChannel,
    ContactKind,
    ContactState,
    Lasted,
    Moved,
    Recognised,
)
from policies.library.choices import Category

LONGEST_PLACE, LONGEST_NAME, LONGEST_ABOUT, LONGEST_WORD = 200, 200, 600, 300
MOST_PEOPLE, MOST_COLLEAGUES = 20, 10
REMINDED_AFTER = 2
"""So many working days after an entry its author is reminded, once, of what was not moved to an official channel."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What somebody says of a contact. What is not known yet of an event to come is left out."""

    kind: ContactKind
    on: date
    began: BegunBy | None = None
    channel: ContactChannel = ContactChannel.IN_PERSON
    at: time | None = None
    lasted: Lasted | None = None
    recognised: Recognised | None = None
    place: str = ""
    about: str = ""
    moved: Moved | None = None
    moved_on: date | None = None
    moved_to: str = ""


@dataclass(frozen=True, kw_only=True)
class With:
    """One of those it was with: a client, somebody close to one, or a name as it was written."""

    kind: CompanyKind
    client_id: UUID | None = None
    relative_id: UUID | None = None
    name: str = ""


def categories_of(kind: ContactKind, channel: ContactChannel) -> list[Category]:
    """What it touches: a channel of one's own, or time outside of work."""
    if channel in PERSONAL:
        return [Category.PERSONAL_CHANNEL]
    return [Category.PERSONAL_CHANNEL] if kind == ContactKind.SOCIAL else [Category.OFF_HOURS]


def is_to_be_moved(facts: Facts) -> bool:
    """It began on a channel of one's own, and was not moved yet."""
    return facts.moved == Moved.NOT_YET


def state_of(*, beforehand: bool, was_read: bool) -> ContactState:
    """How it stands."""
    if was_read:
        return ContactState.READ
    return ContactState.BEFOREHAND if beforehand else ContactState.UNREAD


def check_facts(facts: Facts, *, today: date) -> None:
    """A contact has happened; it says who began it, how long it was, and about what. Raises RuleViolation."""
    if facts.on > today:
        message = _("The day must be today or in the past. Of an event to come, tell us beforehand.")
        raise RuleViolation("contact.future", message, field="on")
    _check_words(facts)
    if facts.moved in {Moved.NOT_YET, Moved.YES} and facts.channel not in PERSONAL:
        raise RuleViolation("contact.not-personal", _("Only what was on a channel of your own can be moved."), field="moved")
    check_moved(facts, today=today)


def check_complete(facts: Facts, people: Collection[With]) -> None:
    """Whoever writes an entry says all of it; what came of a tap is completed later. Raises RuleViolation."""
    if not people:
        raise RuleViolation("contact.nobody", _("Say who it was: choose from the list, or write it."), field="others")
    asked = {
        "began": _("Say who began it."),
        "lasted": _("Say how long it was."),
        "about": _("Say in a few words what it was about."),
    }
    if facts.channel == ContactChannel.IN_PERSON:
        asked["recognised"] = _("Say whether they wished to be recognised.")
    if facts.channel in PERSONAL:
        asked["moved"] = _("Say whether you have moved it to a channel of the organisation.")
    for name, message in asked.items():
        if not getattr(facts, name):
            raise RuleViolation("contact.incomplete", message, field=name)


def check_moved(facts: Facts, *, today: date) -> None:
    """What was moved says when, and to which channel. Raises RuleViolation."""
    if facts.moved != Moved.YES:
        return
    if facts.moved_on is None:
        raise RuleViolation("contact.moved-on", _("Say on which day you moved it."), field="moved_on")
    if not facts.on <= facts.moved_on <= today:
        message = _("That was before the contact, or is still to come. Check the date.")
        raise RuleViolation("contact.moved-on", message, field="moved_on")
    if not facts.moved_to.strip():
        raise RuleViolation("contact.moved-to", _("Say to which channel of the organisation."), field="moved_to")


def check_beforehand(facts: Facts, *, today: date) -> None:
    """An event is told of beforehand, with its day and what it is. Raises RuleViolation."""
    if facts.on < today:
        message = _("That day is over. Log a contact instead, if you met somebody.")
        raise RuleViolation("contact.past", message, field="on")
    if not facts.about:
        raise RuleViolation("contact.incomplete", _("Say what event it is."), field="about")
    _check_words(facts)


def check_happened(*, beforehand: bool, on: date, today: date) -> None:
    """Only an event that one told of beforehand, and whose day has come, becomes an entry. Raises MoveRefused."""
    if not beforehand or on > today:
        raise MoveRefused


def _check_words(facts: Facts) -> None:
    longest = {"place": LONGEST_PLACE, "about": LONGEST_ABOUT, "moved_to": LONGEST_PLACE}
    for name, most in longest.items():
        if len(getattr(facts, name)) > most:
            raise RuleViolation("contact.long", _("This is too long. A few words are enough."), field=name)


def check_people(people: Collection[With], colleagues: Collection[UUID], *, author: UUID) -> None:
    """Not more than anybody can name, and nobody names themselves. Raises RuleViolation."""
    if len(people) > MOST_PEOPLE:
        raise RuleViolation("contact.many", _("Name twenty people at most."), field="others")
    if any(len(each.name) > LONGEST_NAME for each in people):
        raise RuleViolation("contact.long", _("A name here is too long."), field="others")
    if author in colleagues:
        raise RuleViolation("contact.self", _("Name a colleague, not yourself."), field="colleague")
    if len(colleagues) > MOST_COLLEAGUES:
        raise RuleViolation("contact.many", _("Name ten colleagues at most."), field="colleague")


def check_word(word: str) -> str:
    """A few words back. Raises RuleViolation."""
    said = word.strip()
    if len(said) > LONGEST_WORD:
        raise RuleViolation("contact.long", _("This is too long. A few words are enough."), field="word")
    return said


def lines(text: str) -> list[str]:
    """Names as they were written, one on each line."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
