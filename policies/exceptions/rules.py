"""What a request needs, who decides it, how high its risk is, and what a decision asks for. Facts come in as arguments."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.routing.rules import Route
from boundaries.errors.exceptions import RuleViolation
from policies.exceptions.choices import (
    ASKED,
    RANKS,
    ROLE_OF,
    WITHOUT_CLIENT,
    WITHOUT_RISKS,
    ExceptionKind,
    RiskLevel,
    Seat,
)
from policies.library.choices import ExceptionPath, Office, Strength

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STEPS = ("clause", "plan", "client", "risks", "check")
LONGEST_TEXT, LONGEST_NAME, LONGEST_HAZARD = 10_000, 200, 1000
MOST_CLAUSES, MOST_HAZARDS, MOST_SAFEGUARDS, MOST_COMPANIONS = 6, 8, 10, 5
LONGEST_TIME = timedelta(days=366)
"""An exception ends within a year of its first day, so that somebody looks at it again (LK-5.8, PCF-DUAL-4)."""
FURTHEST = timedelta(days=366)
LADDER = (30, 7, 1)
"""So many days before its last day everybody concerned is told that the end comes near."""
ANSWER_DAYS = 5
OUTCOME_DAYS = 5
"""So many working days after its end the worker is asked again how it went; as many later whoever assessed it is told."""
SCALE = range(1, 6)
HIGH, MIDDLE = 12, 5
"""From these products of likelihood and impact a risk is high, or middle."""
REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def reference_of(letters: str) -> str:
    """Eight letters as a reference that people can read to one another."""
    return f"EX-{letters[:4]}-{letters[4:8]}"


# --- Clauses ------------------------------------------------------------------------------------------------------------------
class Excepted(Protocol):
    """A clause, as far as it says who may allow a departure from it."""

    code: str
    strength: str
    exception: str
    approver: str


def is_absolute(clause: Excepted) -> bool:
    """Whether nobody at all can allow an exception from it (EX-07; RC-A-11, PCF-DUAL-5, LK-3.1.2-1)."""
    return clause.strength == Strength.ABSOLUTE or clause.exception == ExceptionPath.NEVER


def check_clauses(clauses: Sequence[Excepted]) -> None:
    """At least one, and none from which nobody can allow an exception. Raises RuleViolation, ``field`` ``clauses``."""
    if not clauses:
        raise RuleViolation("exception.no-clause", _("Choose the sentence of the policy that you ask about."), field="clauses")
    if len(clauses) > MOST_CLAUSES:
        raise RuleViolation("exception.clauses", _("Choose six sentences at most."), field="clauses")
    for clause in clauses:
        if is_absolute(clause):
            message = _("Nobody can allow an exception from %(code)s, whatever the reason. See below what you can do instead.")
            raise RuleViolation("exception.absolute", message % {"code": clause.code}, field="clauses")


def office_for(clauses: Iterable[Excepted]) -> Office:
    """Who decides: whoever the clauses name to be asked, the highest of them; a director where a clause needs an exception (RC-R-2)."""
    found = [Office.LINE_MANAGER]
    for clause in clauses:
        named = Office(clause.approver) if clause.approver in RANKS else None
        if clause.exception == ExceptionPath.VARIATION or named is None:
            found.append(Office.DIRECTOR)
        if named is not None:
            found.append(named)
    return max(found, key=RANKS.index)


def needs_second(*, residual: int | None, is_minor: bool) -> bool:
    """A high risk that stays, or a client under age, asks for a second person who approves."""
    return is_minor or (residual is not None and level_of(residual) == RiskLevel.HIGH)


def check_still_in_force(*, asked_about: int, in_force: int) -> None:
    """What it asks about reads today as it did then: what took its place may be stricter. Raises RuleViolation."""
    if in_force < asked_about:
        message = _(
            "The policy has changed since this was asked. Send it back, so that the worker asks about it as it reads now."
        )
        raise RuleViolation("exception.policy-changed", message, field="clauses")


# --- Risks --------------------------------------------------------------------------------------------------------------------
class Hazard(NamedTuple):
    """What could go wrong, for whom; how likely and how bad it is, from one to five, before the safeguards and with them."""

    what: str
    who: str
    likelihood: int
    impact: int
    likelihood_after: int | None = None
    impact_after: int | None = None

    @property
    def before(self) -> int:
        """The risk without safeguards."""
        return self.likelihood * self.impact

    @property
    def after(self) -> int | None:
        """The risk that stays."""
        if self.likelihood_after is None or self.impact_after is None:
            return None
        return self.likelihood_after * self.impact_after


def level_of(score: int) -> RiskLevel:
    """How high a risk of so much is."""
    if score >= HIGH:
        return RiskLevel.HIGH
    return RiskLevel.MIDDLE if score >= MIDDLE else RiskLevel.LOW


def hazards_of(stored: Iterable[Mapping[str, Any]]) -> list[Hazard]:
    """Hazards as they are kept, read again."""
    return [Hazard(**each) for each in stored]


def check_hazards(hazards: Sequence[Hazard], *, with_after: bool) -> None:
    """Each in words, with numbers from one to five; safeguards never make a risk higher. Raises RuleViolation."""
    if len(hazards) > MOST_HAZARDS:
        raise RuleViolation("hazards.many", _("Keep to eight at most."), field="hazard_1")
    for place, each in enumerate(hazards, start=1):
        check_words(each.what, field=f"hazard_{place}", longest=LONGEST_HAZARD)
        check_words(each.who, field=f"who_{place}", longest=LONGEST_NAME)
        for name in ("likelihood", "impact"):
            _check_scale(getattr(each, name), field=f"{name}_{place}")
            after = getattr(each, f"{name}_after")
            if with_after or after is not None:
                _check_scale(after, field=f"{name}_after_{place}")
        if each.after is not None and each.after > each.before:
            message = _("With safeguards the risk cannot be higher than without them.")
            raise RuleViolation("hazards.higher", message, field=f"likelihood_after_{place}")


def check_assessed(kind: str, hazards: Collection[Hazard]) -> None:
    """No assessment without a risk, except of what has none: else nobody would see whether a second person is needed."""
    if not hazards and kind not in WITHOUT_RISKS:
        raise RuleViolation("hazards.none", _("Assess at least one risk, even if it is little."), field="hazard_1")


def _check_scale(value: Any, *, field: str) -> None:
    if value not in SCALE:
        raise RuleViolation("hazards.scale", _("Choose a number from 1 to 5."), field=field)


def residual_of(hazards: Iterable[Hazard]) -> int | None:
    """The highest risk that stays; None without any."""
    scores = [each.after for each in hazards if each.after is not None]
    return max(scores, default=None)


# --- The request --------------------------------------------------------------------------------------------------------------
QUESTIONS: dict[str, "StrOrPromise"] = {
    "what": _("Say what is planned."),
    "place": _("Say where."),
    "company": _("Say who else is there."),
    "benefit": _("Say what the client, or the service, gains by it."),
    "wish": _("Say what the client wants, in their own words if you can."),
    "support_plan": _("Say how it fits the support plan."),
    "who_asked": _("Say who asked for it, and what they asked."),
    "amount": _("Say how much, or what it is worth."),
    "instruction": _("Say which work instruction you follow."),
}
ON_CLIENT_PAGE = frozenset({"benefit", "wish", "support_plan"})


def page_of(name: str) -> str:
    """On which page something is asked."""
    return "client" if name in ON_CLIENT_PAGE else "plan"


def missing(facts: Mapping[str, Any]) -> list[tuple[str, str, "StrOrPromise"]]:
    """What must still be said before it can be sent: (page, answer, sentence), in the order of the pages."""
    kind, words = facts.get("kind"), facts.get("words") or {}
    named = bool(facts.get("client")) or bool(str(words.get("person", "")).strip())
    gaps: list[tuple[str, str, StrOrPromise]] = []
    if kind not in ExceptionKind.values:
        return [("clause", "kind", _("Choose what you ask for."))]
    if not facts.get("clauses"):
        gaps.append(("clause", "clauses", _("Choose the sentence of the policy that you ask about.")))
    unsaid = [name for name in ASKED[kind] if not str(words.get(name, "")).strip()]
    gaps.extend(("plan", name, QUESTIONS[name]) for name in unsaid if page_of(name) == "plan")
    gaps.extend(("plan", name, _("Give a day.")) for name in ("starts_on", "ends_on") if not facts.get(name))
    if kind not in WITHOUT_CLIENT and not named:
        gaps.append(("client", "client", _("Choose the client, or write the name.")))
    gaps.extend(("client", name, QUESTIONS[name]) for name in unsaid if page_of(name) == "client")
    if kind not in WITHOUT_RISKS and not facts.get("hazards"):
        gaps.append(("risks", "hazard_1", _("Say what could go wrong, even if it is little.")))
    return gaps


def check_complete(facts: Mapping[str, Any]) -> None:
    """Raise RuleViolation for the first thing that is missing; ``field`` names the answer."""
    for _page, answer, sentence in missing(facts):
        raise RuleViolation("exception.incomplete", sentence, field=answer)


def check_words(text: str, *, field: str, longest: int = LONGEST_TEXT) -> str:
    """The text without blank ends. Raises RuleViolation when there is none, or too much."""
    told = text.strip()
    if not told:
        raise RuleViolation("exception.words", _("Write a few words."), field=field)
    if len(told) > longest:
        raise RuleViolation("exception.long", _("This is too long."), field=field)
    return told


def check_days(starts_on: date, ends_on: date, *, today: date) -> None:
    """It has not begun, ends after it begins, and within a year (LK-5.8). Raises RuleViolation."""
    if starts_on < today:
        message = _("Ask before you act: the first day must be today or later.")
        raise RuleViolation("exception.begun", message, field="starts_on")
    if starts_on > today + FURTHEST:
        raise RuleViolation("exception.far", _("That is more than a year away. Ask closer to the time."), field="starts_on")
    if ends_on < starts_on:
        raise RuleViolation("exception.ends-first", _("The last day must not come before the first."), field="ends_on")
    if ends_on > starts_on + LONGEST_TIME:
        message = _("Ask for a year at most. It can be renewed after somebody has looked at it again.")
        raise RuleViolation("exception.long-time", message, field="ends_on")


# --- What is settled and decided ----------------------------------------------------------------------------------------------
class Safeguard(NamedTuple):
    """One thing that protects: in words, who sees to it, by when."""

    words: str
    owner_id: UUID
    on: date


def check_safeguards(safeguards: Sequence[Safeguard], *, owners: Collection[UUID], ends_on: date | None, today: date) -> None:
    """Each has words, an owner who works here and a day not past, no later than the last day of the exception (LK-5.7-4)."""
    if not safeguards:
        raise RuleViolation("safeguards.none", _("Write down at least one safeguard."), field="words_1")
    if len(safeguards) > MOST_SAFEGUARDS:
        raise RuleViolation("safeguards.many", _("Keep to ten safeguards at most."), field="words_1")
    for place, each in enumerate(safeguards, start=1):
        check_words(each.words, field=f"words_{place}", longest=LONGEST_TEXT)
        if each.owner_id not in owners:
            raise RuleViolation("safeguards.owner", _("Choose somebody who works here."), field=f"owner_{place}")
        if each.on < today or (ends_on is not None and each.on > ends_on):
            message = _("The day must be today or later, and not after the last day of the exception.")
            raise RuleViolation("safeguards.day", message, field=f"on_{place}")


class Place(NamedTuple):
    """From what seat somebody may speak now, and what follows if they approve."""

    seat: Seat
    is_last: bool


def seat_for(*, office: str, second: bool, is_line: bool, spoken: Collection[str]) -> Place | None:
    """The seat that is free for somebody: the line manager's while it is with the line, else that of whoever decides.

    With the line manager as the one to be asked, their word is the first seat's. None where there is no seat left.
    """
    if is_line:
        if Seat.FIRST in spoken:
            return None
        return Place(Seat.FIRST, is_last=not second) if office == Office.LINE_MANAGER else Place(Seat.RECOMMENDS, is_last=False)
    if office == Office.LINE_MANAGER:
        return Place(Seat.SECOND, is_last=True) if Seat.FIRST in spoken and second else None
    if Seat.FIRST not in spoken:
        return Place(Seat.FIRST, is_last=not second)
    return Place(Seat.SECOND, is_last=True) if second and Seat.SECOND not in spoken else None


class Free(NamedTuple):
    """Somebody who holds a role in which they might decide, and has no conflict."""

    person_id: UUID
    role: Role


def roles_from(office: str) -> list[Role]:
    """The roles that may decide for an office, its own first and those above it after; never one below it (RC-R-2)."""
    first = Office.DIRECTOR if office == Office.LINE_MANAGER else Office(office)
    return [ROLE_OF[rank] for rank in RANKS[RANKS.index(first) :]]


def roles_asked(office: str, free: Sequence[Free], *, wanted: int) -> list[Role]:
    """Which roles are asked: that of the office, and those above it while fewer than ``wanted`` people are free in it.

    ``wanted`` counts the seats still to be filled. Where the line manager is the one to be asked and a second person is needed, a
    director is. Empty where not enough people are left at all: an alarm.
    """
    found: list[Role] = []
    people: set[UUID] = set()
    for role in roles_from(office):
        new = {each.person_id for each in free if each.role == role}
        if new - people:
            found.append(role)
            people |= new
        if len(people) >= wanted:
            return found
    return []


def check_decision(*, starts_on: date, ends_on: date, asked_from: date, asked_until: date, today: date) -> None:
    """A decision may shorten what was asked for, never widen it. Raises RuleViolation."""
    if starts_on < asked_from or ends_on > asked_until:
        message = _("This goes beyond what was asked for. Shorten it, or send it back.")
        raise RuleViolation("decision.wider", message, field="starts_on" if starts_on < asked_from else "ends_on")
    if starts_on < today:
        message = _("It cannot be approved for days that have gone: nothing was allowed then.")
        raise RuleViolation("decision.begun", message, field="starts_on")
    if ends_on < max(starts_on, today):
        raise RuleViolation("decision.over", _("Its last day must be today or later, and not before the first."), field="ends_on")


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


# --- Life ---------------------------------------------------------------------------------------------------------------------
def ladder(ends_on: date, *, today: date) -> dict[int, date]:
    """On which days to say that the end comes near: only those still to come."""
    days = {before: ends_on - timedelta(days=before) for before in LADDER}
    return {before: day for before, day in days.items() if day > today}


# --- Delegation ---------------------------------------------------------------------------------------------------------------
def check_delegation(*, to_self: bool, works_here: bool, starts_on: date, ends_on: date, today: date) -> None:
    """To somebody else who works here, from today on, and with an end within a year. Raises RuleViolation."""
    if to_self or not works_here:
        raise RuleViolation("delegation.whom", _("Choose somebody else who works here."), field="delegate")
    if starts_on < today:
        raise RuleViolation("delegation.begun", _("The first day must be today or later."), field="starts_on")
    if not starts_on <= ends_on <= starts_on + LONGEST_TIME:
        message = _("The last day must not come before the first, and be within a year.")
        raise RuleViolation("delegation.ends", message, field="ends_on")
