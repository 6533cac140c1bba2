"""What a disclosure needs, what must be talked about before it is decided, and what each decision asks for. Facts come in as arguments."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.routing.rules import Route
from boundaries.errors.exceptions import RuleViolation
from policies.disclosures.choices import (
    ROMANTIC,
    Direction,
    DisclosureKind,
    Nature,
    Outcome,
    Timing,
    Towards,
    Whereabouts,
)
from policies.library.choices import Strength

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STEPS = ("whom", "kind", "how", "story", "colleagues", "check")
LONGEST_TEXT, LONGEST_NAME, LONGEST_SINCE = 10_000, 200, 100
MOST_COLLEAGUES, MOST_SAFEGUARDS = 5, 10
REVIEW_LADDER = (60, 30, 7)
"""So many days before a review everybody concerned is told that it comes near; on its day it is due."""
ANSWER_DAYS = 5
"""So many working days after a question its worker is reminded; as many later whoever asked is told that no answer has come."""
GRACE_DAYS = 10
"""So many working days after its day a review that nobody made lapses."""
LONGEST_PLAN = timedelta(days=366)
"""A plan is looked at again within a year."""
REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits that are not mistaken for one another when a reference is read aloud."""


def reference_of(letters: str) -> str:
    """Eight letters as a reference that people can read to one another."""
    return f"DR-{letters[:4]}-{letters[4:8]}"


# --- What is told -------------------------------------------------------------------------------------------------------------
def missing(facts: Mapping[str, Any]) -> list[tuple[str, str, "StrOrPromise"]]:
    """What must still be said before it can be sent: (page, answer, sentence), in the order of the pages."""
    attachment = facts.get("kind") == DisclosureKind.ATTACHMENT
    named = bool(facts.get("client")) or bool(str(facts.get("person", "")).strip())
    table: list[tuple[bool, str, str, StrOrPromise]] = [
        (facts.get("towards") in Towards.values, "whom", "towards", _("Say who the other person is.")),
        (named or facts.get("towards") == Towards.OTHER, "whom", "person", _("Choose the client, or write the name.")),
        (facts.get("kind") in DisclosureKind.values, "kind", "kind", _("Choose what kind of relationship or tie it is.")),
        (facts.get("nature") in Nature.values, "how", "nature", _("Say whether it is so, could be, or could look so.")),
        (facts.get("timing") in Timing.values, "how", "timing", _("Say when it is, against the service.")),
        (
            not attachment or facts.get("direction") in Direction.values,
            "how",
            "direction",
            _("Say whose attachment it is. Nobody is at fault for it."),
        ),
        (bool(str(facts.get("story", "")).strip()), "story", "story", _("Tell in your own words what it is about.")),
    ]
    return [(page, answer, sentence) for answered, page, answer, sentence in table if not answered]


def check_complete(facts: Mapping[str, Any]) -> None:
    """Raise RuleViolation for the first thing that is missing; ``field`` names the answer."""
    for _page, answer, sentence in missing(facts):
        raise RuleViolation("disclosure.incomplete", sentence, field=answer)


def check_words(text: str, *, field: str, longest: int = LONGEST_TEXT) -> str:
    """The text without blank ends. Raises RuleViolation when there is none, or too much."""
    told = text.strip()
    if not told:
        raise RuleViolation("disclosure.words", _("Write a few words."), field=field)
    if len(told) > longest:
        raise RuleViolation("disclosure.long", _("This is too long."), field=field)
    return told


def is_about_a_person(towards: str) -> bool:
    """Whether there is somebody on the other side who might be a client here."""
    return towards != Towards.OTHER


def bars_service(kind: str, timing: str) -> bool:
    """A past or present romantic or sexual tie: no service to this client at all, decided or not (PCF-DUAL-5, PCF-DUAL-6)."""
    return kind == DisclosureKind.ROMANTIC_BEFORE or (kind == DisclosureKind.ROMANTIC and timing != Timing.ANTICIPATED)


def is_another_tie(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether it is another kind of tie now, or at another time, than what a director may have allowed an exception for."""
    return any(before[name] != after[name] for name in ("kind", "timing"))


def is_romantic(kind: str) -> bool:
    """Whether it is about love or sex."""
    return kind in ROMANTIC


# --- Before it is decided -----------------------------------------------------------------------------------------------------
class Conversation(NamedTuple):
    """What was talked about, and the worker's own view of it."""

    confidentiality: str
    risk: str
    view: str


def check_conversation(told: Conversation, *, on: date, told_on: date, today: date) -> None:
    """Both topics, the worker's own view, on a day since it was told (LK-4.2-5). Raises RuleViolation."""
    for field, text in told._asdict().items():
        check_words(text, field=field)
    if on > today:
        raise RuleViolation("conversation.future", _("The day must be today or in the past."), field="on")
    if on < told_on:
        message = _("That was before it was disclosed. Write down the conversation you had since then.")
        raise RuleViolation("conversation.early", message, field="on")


class Standing(NamedTuple):
    """What a decision depends on."""

    talked: bool
    whereabouts: str
    bars: bool
    """Whether it bars service altogether and no director has allowed an exception."""
    nature: str
    timing: str
    strictest: str
    """How strongly the strictest clause binds that it falls under; empty where none does."""


def check_decidable(standing: Standing, outcome: Outcome) -> None:
    """Nothing is decided before it was talked about and it is clear who the other one is. Raises RuleViolation."""
    if not standing.talked:
        message = _("First talk with the worker about confidentiality and about risk, and write both down.")
        raise RuleViolation("disclosure.no-conversation", message)
    if standing.whereabouts == Whereabouts.OPEN:
        message = _("First say whether the other person is a client here. Otherwise nobody can keep the two apart.")
        raise RuleViolation("disclosure.no-client", message)
    if outcome == Outcome.OFF_THE_CASE and standing.whereabouts != Whereabouts.CLIENT:
        message = _("The other person is no client here, so there is no case to take the worker off.")
        raise RuleViolation("disclosure.no-case", message)
    if standing.bars and standing.whereabouts == Whereabouts.CLIENT and outcome != Outcome.OFF_THE_CASE:
        message = _(
            "With a past or present romantic or sexual tie there is no service at all. Take the worker off the case, "
            "or ask a director outside their line for an exception."
        )
        raise RuleViolation("disclosure.bars-service", message)
    if outcome == Outcome.CLEARED and not may_clear(standing):
        message = _(
            "The policy never allows this, so it cannot simply be cleared. Agree a plan, take the worker off the case, or refuse it."
        )
        raise RuleViolation("disclosure.never", message)


def may_clear(standing: Standing) -> bool:
    """What a policy rules out altogether, and is so now, needs something to be done."""
    is_so = standing.nature == Nature.ACTUAL and standing.timing == Timing.NOW
    return not (is_so and standing.strictest == Strength.ABSOLUTE)


# --- What a decision asks for -------------------------------------------------------------------------------------------------
class Safeguard(NamedTuple):
    """One thing that protects: in words, who sees to it, from when."""

    words: str
    owner_id: UUID
    on: date


def check_plan(safeguards: Sequence[Safeguard], *, owners: Collection[UUID], review_on: date, today: date) -> None:
    """A plan has safeguards, each with an owner who works here and a day, and is looked at again within a year. Raises RuleViolation."""
    if not safeguards:
        raise RuleViolation("plan.empty", _("Write down at least one safeguard."), field="words_1")
    if len(safeguards) > MOST_SAFEGUARDS:
        raise RuleViolation("plan.many", _("Keep to ten safeguards at most."), field="words_1")
    for place, each in enumerate(safeguards, start=1):
        check_words(each.words, field=f"words_{place}", longest=LONGEST_TEXT)
        if each.owner_id not in owners:
            raise RuleViolation("plan.owner", _("Choose somebody who works here."), field=f"owner_{place}")
    if not today < review_on <= today + LONGEST_PLAN:
        message = _("The review must be after today, and within a year.")
        raise RuleViolation("plan.review", message, field="review_on")


class HandOver(NamedTuple):
    """How a client is handed over: to whom, or why to nobody yet; and when and how they are told (PCF-FUND-6, PCF-COI-2)."""

    takes_over_id: UUID | None
    why_nobody: str
    told_how: str
    told_on: date


def check_hand_over(told: HandOver, *, worker_id: UUID, owners: Collection[UUID], today: date) -> None:
    """Nobody is taken off a case without saying what becomes of the client. Raises RuleViolation."""
    if told.takes_over_id is None and not told.why_nobody.strip():
        message = _("Choose who takes over, or say why nobody does yet.")
        raise RuleViolation("hand-over.nobody", message, field="takes_over")
    if told.takes_over_id == worker_id:
        raise RuleViolation("hand-over.same", _("Choose somebody else than the worker themselves."), field="takes_over")
    if told.takes_over_id is not None and told.takes_over_id not in owners:
        raise RuleViolation("hand-over.unknown", _("Choose somebody who works here."), field="takes_over")
    check_words(told.told_how, field="told_how")
    if told.told_on > today + LONGEST_PLAN or told.told_on < today - LONGEST_PLAN:
        raise RuleViolation("hand-over.day", _("Check the date on which the client is told."), field="told_on")


def ask_for_hand_over() -> NoReturn:
    """They work with the client: without a hand-over nobody is taken off. Raises RuleViolation."""
    message = _("They work with this client. Say who takes over, and how and when the client is told.")
    raise RuleViolation("hand-over.missing", message, field="told_how")


def lifts(*, outcome: Outcome, bars: bool) -> bool:
    """Whether a decision lifts what kept the two apart: clearing does, but not what bars service altogether."""
    return outcome == Outcome.CLEARED and not bars


# --- Routing ------------------------------------------------------------------------------------------------------------------
def path_of(route: Route) -> dict[str, Any]:
    """The whole path considered as JSON: who, in which place, with what result and why."""
    steps = [
        {
            "person": str(step.person_id) if step.person_id else None,
            "role": str(step.role),
            "verdict": str(step.verdict),
            "reasons": [str(reason) for reason in step.reasons],
        }
        for step in route.steps
    ]
    return {"steps": steps, "handler": str(route.handler_id) if route.handler_id else None}


# --- Reviews ------------------------------------------------------------------------------------------------------------------
def ladder(review_on: date, *, today: date) -> dict[int, date]:
    """On which days to say that the review comes near: only those still to come."""
    days = {before: review_on - timedelta(days=before) for before in REVIEW_LADDER}
    return {before: day for before, day in days.items() if day > today}
