"""Who takes a report, and who never may (RT-01, RT-02, RT-03, RT-10).

The route is a ladder, climbed from its lowest rung until somebody is free to take the report:

- A self-report or a request for guidance begins with the reporter's own line manager, or with the acting shift
  leader if the reporter chose so; a report about others, with the lowest manager they all have in common.
- From there it goes up the management line, then to the safeguarding lead, the chief executive, the chair of
  the board and the outside contact.
- A report whose subject is not known yet is held: triage officers stand where the management line would.
- Nobody left means an alarm, never silence.

Whoever has a conflict (see `conflicts`) is passed over, whatever their place, and the path says why. Facts come in
as arguments; people are named by their ids. Broken facts (loops, unknown people) lead to a longer path, no error.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING
from uuid import UUID

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from accounts.routing.choices import NEUTRAL, Reason, RouteGap, RouteRole, RoutingKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence

    from django_stubs_ext import StrOrPromise

ABSENCES = frozenset({Reason.INACTIVE, Reason.NO_LOGIN})
"""The reasons for which a deputy stands in. A deputy of somebody with a conflict may stand too near to it."""

OFFICES = frozenset({RouteRole.SAFEGUARDING_LEAD, RouteRole.CHIEF_EXECUTIVE, RouteRole.BOARD_CHAIR, RouteRole.OUTSIDE_CONTACT})
"""The places that follow the management line."""

OWN_LINE = frozenset({RoutingKind.SELF_REPORT, RoutingKind.GUIDANCE})
"""The kinds that go to the reporter's own line."""


# The facts and the answer


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff, as far as routing needs to know them."""

    id: UUID
    name: str
    manager_id: UUID | None = None
    active: bool = True
    has_login: bool = True
    is_confirmed: bool = True
    """Whether a second person has confirmed that the login is theirs."""


@dataclass(frozen=True, kw_only=True)
class RoutingFacts:
    """Everything the route depends on. A blank free-text subject means: I do not know the name.

    `acting_shift_leaders` act today for the reporter's team; `deputies` act today for the line manager named.
    """

    people: Mapping[UUID, Person]
    kind: RoutingKind
    reporter_id: UUID | None
    subject_ids: Collection[UUID] = ()
    free_text_subjects: Collection[str] = ()
    implicated_ids: Collection[UUID] = ()
    not_to_receive_ids: Collection[UUID] = ()
    witness_ids: Collection[UUID] = ()
    recused_ids: Collection[UUID] = ()
    declared_conflict_ids: Collection[UUID] = ()
    serious: bool = False
    prefers_shift_leader: bool = False
    acting_shift_leaders: Sequence[UUID] = ()
    deputies: Mapping[UUID, Sequence[UUID]] = field(default_factory=dict)
    triage_officers: Sequence[UUID] = ()
    safeguarding_leads: Sequence[UUID] = ()
    chief_executives: Sequence[UUID] = ()
    board_chairs: Sequence[UUID] = ()
    outside_contacts: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One consideration on the way: who, in which place, with what result and why."""

    person_id: UUID | None
    role: RouteRole
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()

    def words(self, *, in_confidence: bool) -> tuple[StrOrPromise, ...]:
        """Return the reasons as sentences. One that betrays a confidence makes them all one neutral sentence."""
        if in_confidence and any(reason.betrays for reason in self.reasons):
            return (NEUTRAL,)
        return tuple(reason.label for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Route:
    """Who takes the report, who is told besides, and the whole path considered.

    `held`: somebody must first find out who is meant. `alarm`: nobody is left who may take it.
    """

    handler_id: UUID | None
    held: bool
    alarm: bool
    alerts: tuple[UUID, ...]
    steps: tuple[Step, ...]


# The decision


def decide(facts: RoutingFacts) -> Route:
    """Route a report from the beginning; a serious one also alerts the safeguarding lead, or the next in the route."""
    barred = _Conflicts(facts)
    met: set[UUID | RouteRole] = set()
    steps = _climb(_ladder(facts), barred, met)
    alerts = _climb(_offices(facts), barred, met, found=Verdict.ALERTED) if facts.serious else ()
    return _route(facts, steps, alerts)


def next_up(facts: RoutingFacts, after_handler_id: UUID) -> Route:
    """Escalate: the first free person on a rung above the present handler's, and never one who works under them.

    Somebody outside the route (to whom the report was reassigned) is followed by their own managers. Those to be
    alerted were alerted when the report was first routed, so no alerts are given here.
    """
    ladder = _ladder(facts)
    places = _places(ladder, _Conflicts(facts))
    place = places.get(after_handler_id)
    if place is None:
        above, passed = _own_line(facts, after_handler_id), {after_handler_id}
    else:
        above, passed = ladder[place + 1 :], {each for each, lower in places.items() if lower <= place}
    return _route(facts, _climb(above, _Conflicts(facts, handler_id=after_handler_id), {*passed}))


def conflicts(facts: RoutingFacts, person_id: UUID) -> tuple[Reason, ...]:
    """Return every reason why this person may not handle the report; none means that they may."""
    return _Conflicts(facts).of(person_id)


def stands_in_route(facts: RoutingFacts, person_id: UUID) -> bool:
    """Whether somebody has a place in this report's route as things are, free to take it or not."""
    ladder = _ladder(facts)
    return person_id in _places(ladder, _Conflicts(facts))


def subjects_for_handling(facts: RoutingFacts) -> frozenset[UUID]:
    """Whom the report is about: the subjects, and the reporter too where it is about themselves.

    A request for guidance that names nobody is taken to be about the one who asks.
    """
    subjects = frozenset(facts.subject_ids)
    about_self = facts.kind == RoutingKind.SELF_REPORT or (facts.kind == RoutingKind.GUIDANCE and not subjects)
    return subjects | {facts.reporter_id} if about_self and facts.reporter_id else subjects


def is_held(facts: RoutingFacts) -> bool:
    """A report waits with triage while a subject is only written down, or when one about others names nobody."""
    nobody_named = facts.kind not in OWN_LINE and not facts.subject_ids
    return nobody_named or bool(facts.free_text_subjects)


class _Conflicts:
    """The conflicts of one report: gathered once, then asked of everyone who comes up."""

    def __init__(self, facts: RoutingFacts, handler_id: UUID | None = None) -> None:
        subjects = subjects_for_handling(facts)
        reporter = frozenset({facts.reporter_id} - {None})
        handler = frozenset({handler_id} - {None})
        self._people = facts.people
        self._written = [name for name in facts.free_text_subjects if name.strip()]
        self._barred: tuple[tuple[Reason, Container[UUID | None]], ...] = (
            (Reason.SUBJECT, subjects),
            (Reason.REPORTS_TO_SUBJECT, _Under(facts.people, subjects)),
            (Reason.IMPLICATED, frozenset(facts.implicated_ids)),
            (Reason.REPORTER, reporter),
            (Reason.WITNESS, frozenset(facts.witness_ids)),
            (Reason.NOT_TO_RECEIVE, frozenset(facts.not_to_receive_ids)),
            (Reason.RECUSED, frozenset(facts.recused_ids)),
            (Reason.DECLARED_CONFLICT, frozenset(facts.declared_conflict_ids)),
            (Reason.REPORTS_TO_HANDLER, _Under(facts.people, handler)),
        )

    def of(self, person_id: UUID) -> tuple[Reason, ...]:
        found = {reason for reason, barred in self._barred if person_id in barred}
        found.update(self._personal(self._people.get(person_id)))
        return tuple(reason for reason in Reason if reason in found)

    def _personal(self, person: Person | None) -> Iterator[Reason]:
        if person is None:
            yield Reason.NOT_FOUND
            return
        if any(resembles(name, person.name) for name in self._written):
            yield Reason.RESEMBLES_SUBJECT
        if not person.active:
            yield Reason.INACTIVE
        if not person.has_login:
            yield Reason.NO_LOGIN
        elif not person.is_confirmed:
            yield Reason.NOT_CONFIRMED


# The ladder


@dataclass(frozen=True, slots=True)
class _Rung:
    """One level of the route: who stands on it, in order, who deputises for them, and what to say if nobody does."""

    role: RouteRole
    holders: Sequence[UUID]
    deputies: Mapping[UUID, Sequence[UUID]] = field(default_factory=dict)
    if_empty: Reason = Reason.NOBODY_APPOINTED

    def stand_ins(self, holder: UUID, reasons: Collection[Reason]) -> Sequence[UUID]:
        """Who deputises for a holder who was passed over for these reasons: somebody only if they are just absent."""
        return self.deputies.get(holder, ()) if reasons and ABSENCES.issuperset(reasons) else ()


def _ladder(facts: RoutingFacts) -> tuple[_Rung, ...]:
    if is_held(facts):
        return (_Rung(RouteRole.TRIAGE_OFFICER, facts.triage_officers), *_offices(facts))
    return (*_shift(facts), *_line(facts), *_offices(facts))


def _shift(facts: RoutingFacts) -> tuple[_Rung, ...]:
    chosen = facts.prefers_shift_leader and facts.kind in OWN_LINE
    return (_Rung(RouteRole.ACTING_SHIFT_LEADER, facts.acting_shift_leaders),) if chosen else ()


def _line(facts: RoutingFacts) -> tuple[_Rung, ...]:
    """The management line: a rung for the first manager, then one for each manager further up."""
    below = [facts.reporter_id] if facts.kind in OWN_LINE else sorted(set(facts.subject_ids))
    several = len(below) > 1
    first = RouteRole.COMMON_MANAGER if several else RouteRole.LINE_MANAGER
    line = common_managers(facts.people, (each for each in below if each))
    if not line:
        return (_Rung(first, (), if_empty=Reason.NO_COMMON_MANAGER if several else Reason.NO_LINE_MANAGER),)
    roles = [first] + [RouteRole.HIGHER_MANAGER] * (len(line) - 1)
    return tuple(_Rung(role, (manager,), facts.deputies) for role, manager in zip(roles, line, strict=True))


def _offices(facts: RoutingFacts) -> tuple[_Rung, ...]:
    return (
        _Rung(RouteRole.SAFEGUARDING_LEAD, facts.safeguarding_leads),
        _Rung(RouteRole.CHIEF_EXECUTIVE, facts.chief_executives),
        _Rung(RouteRole.BOARD_CHAIR, facts.board_chairs),
        _Rung(RouteRole.OUTSIDE_CONTACT, facts.outside_contacts),
    )


def _own_line(facts: RoutingFacts, handler_id: UUID) -> tuple[_Rung, ...]:
    """The ladder above somebody outside the route: their own managers; while the subject is not known, no line at all."""
    managers = () if is_held(facts) else managers_of(facts.people, handler_id)
    return (*(_Rung(RouteRole.HIGHER_MANAGER, (manager,)) for manager in managers), *_offices(facts))


def _places(ladder: Sequence[_Rung], barred: _Conflicts) -> dict[UUID, int]:
    """Give everyone on the ladder, stand-ins included, one place, so that whoever climbs from place to place arrives.

    Who has a manager above them on the line stands on the line, whatever their office: a safeguarding lead who handles
    as a line manager is followed by their own manager. At its top the office counts: a chief executive is followed by
    the chair of the board. Of two like places the higher one counts.
    """
    levels: dict[UUID, list[int]] = defaultdict(list)
    for level, rung in enumerate(ladder):
        for holder in rung.holders:
            for person_id in (holder, *rung.stand_ins(holder, barred.of(holder))):
                levels[person_id].append(level)
    top = sum(rung.role not in OFFICES for rung in ladder) - 1
    return {each: max(_below_the_top(standing, top) or standing) for each, standing in levels.items()}


def _below_the_top(levels: Collection[int], top: int) -> list[int]:
    """Return the levels on the line for somebody who stands there and not at its top."""
    on_the_line = [level for level in levels if level <= top]
    return [] if top in on_the_line else on_the_line


def _climb(
    ladder: Iterable[_Rung], barred: _Conflicts, met: set[UUID | RouteRole], found: Verdict = Verdict.CHOSEN
) -> tuple[Step, ...]:
    """Consider everyone from the lowest rung up, nobody twice, until one is found; else say that nobody is left."""
    steps = []
    for step in _considered(ladder, barred, found):
        key = step.person_id or step.role
        if key not in met:
            met.add(key)
            steps.append(step)
            if step.verdict == found:
                return tuple(steps)
    end = Reason.NOBODY_LEFT if found == Verdict.CHOSEN else Reason.NOBODY_TO_ALERT
    return (*steps, Step(None, RouteRole.NOBODY, Verdict.NOBODY, (end,)))


def _considered(ladder: Iterable[_Rung], barred: _Conflicts, found: Verdict) -> Iterator[Step]:
    def weigh(person_id: UUID, role: RouteRole) -> Step:
        reasons = barred.of(person_id)
        return Step(person_id, role, Verdict.PASSED_OVER if reasons else found, reasons)

    for rung in ladder:
        if not rung.holders:
            yield Step(None, rung.role, Verdict.NOBODY, (rung.if_empty,))
        for holder in rung.holders:
            step = weigh(holder, rung.role)
            yield step
            yield from (weigh(deputy, RouteRole.DEPUTY) for deputy in rung.stand_ins(holder, step.reasons))


def _route(facts: RoutingFacts, steps: tuple[Step, ...], alerts: tuple[Step, ...] = ()) -> Route:
    handler = steps[-1].person_id
    alerted = tuple(step.person_id for step in alerts if step.verdict == Verdict.ALERTED and step.person_id)
    return Route(handler, held=is_held(facts), alarm=handler is None, alerts=alerted, steps=steps + alerts)


# The tree of managers


def managers_of(people: Mapping[UUID, Person], person_id: UUID) -> tuple[UUID, ...]:
    """Return everyone above a person, nearest first. A loop is followed once; an unknown manager ends the line."""
    return tuple(_upwards(lambda each: _manager(people, each), person_id))


def common_managers(people: Mapping[UUID, Person], person_ids: Iterable[UUID]) -> tuple[UUID, ...]:
    """Return everyone who stands above all of these people, nearest first. Nobody stands above themselves."""
    lines = [managers_of(people, each) for each in dict.fromkeys(person_ids)]
    if not lines:
        return ()
    shared = set.intersection(*map(set, lines))
    return tuple(manager for manager in lines[0] if manager in shared)


def would_loop(managers: Mapping[UUID, UUID | None], person_id: UUID, new_manager_id: UUID | None) -> bool:
    """Whether somebody would come to stand above themselves if this manager became theirs."""
    if new_manager_id is None:
        return False
    return person_id == new_manager_id or person_id in _upwards(managers.get, new_manager_id)


def _manager(people: Mapping[UUID, Person], person_id: UUID) -> UUID | None:
    person = people.get(person_id)
    return person.manager_id if person else None


def _upwards(manager_of: Callable[[UUID], UUID | None], person_id: UUID) -> Iterator[UUID]:
    passed = {person_id}
    above = manager_of(person_id)
    while above is not None and above not in passed:
        yield above
        passed.add(above)
        above = manager_of(above)


class _Under:
    """Everyone who works under one of the heads, at any depth. No link is walked twice, however often one asks."""

    def __init__(self, people: Mapping[UUID, Person], heads: Collection[UUID | None]) -> None:
        self._people = people
        self._is_head_or_under: dict[UUID | None, bool] = dict.fromkeys(heads, True)
        self._is_head_or_under[None] = False

    def __contains__(self, person_id: object) -> bool:
        return isinstance(person_id, UUID) and self._at_or_under(_manager(self._people, person_id))

    def _at_or_under(self, person_id: UUID | None) -> bool:
        passed = []
        while person_id is not None and person_id not in self._is_head_or_under:
            passed.append(person_id)
            self._is_head_or_under[person_id] = False  # until known better; in a loop without a head, for good
            person_id = _manager(self._people, person_id)
        answer = self._is_head_or_under[person_id]
        self._is_head_or_under.update(dict.fromkeys(passed, answer))
        return answer


# The alternate route (AZ-06)


def has_alternate_route(people: Mapping[UUID, Person], directors: Collection[UUID], outside_contacts: Collection[UUID]) -> bool:
    """An organisation needs two directors neither of whom works under the other, or an outside contact."""
    return not missing_for_alternate_route(people, directors, outside_contacts)


def missing_for_alternate_route(
    people: Mapping[UUID, Person], directors: Collection[UUID], outside_contacts: Collection[UUID]
) -> tuple[RouteGap, ...]:
    """Return what is missing for an alternate route, every remedy told; nothing when there is one.

    Only people who work here and can sign in count.
    """
    able = [each for each in dict.fromkeys(directors) if _can_act(people, each)]
    outside = any(_can_act(people, each) for each in outside_contacts)
    pairs = list(combinations(able, 2))
    if outside or any(_unrelated(people, one, other) for one, other in pairs):
        return ()
    directors_gap = RouteGap.RELATED_DIRECTORS if pairs else RouteGap.TOO_FEW_DIRECTORS
    return (directors_gap, RouteGap.NO_OUTSIDE_CONTACT)


def _can_act(people: Mapping[UUID, Person], person_id: UUID) -> bool:
    person = people.get(person_id)
    return person is not None and person.active and person.has_login and person.is_confirmed


def _unrelated(people: Mapping[UUID, Person], one: UUID, other: UUID) -> bool:
    return one not in managers_of(people, other) and other not in managers_of(people, one)


# Names (AZ-05)

SPELLINGS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
TITLES = {"mr", "mrs", "ms", "mx", "miss", "madam", "sir", "dr", "doctor", "prof", "m", "mme", "mlle", "herr", "frau"}
POSTS = {"nurse", "sister", "manager", "supervisor", "boss", "lead", "leader", "shift", "team", "day", "night", "nights"}
TALK = {"a", "an", "at", "called", "from", "in", "my", "named", "of", "on", "our", "the", "who"}
NOT_NAMES = frozenset(TITLES | POSTS | TALK)
PARTICLES = frozenset({"van", "von", "der", "den", "del", "della", "dos", "das", "bin", "ibn", "abu"})
SOUNDS = {"ph": "f", "ck": "k", "sch": "s", "dt": "t", "ge": "je", "gi": "ji"}
SOUNDS |= {"c": "k", "q": "k", "z": "s", "v": "f", "y": "i"}
ALIKE = 88  # of 100: how near two whole names must be, however their letters are spaced
FULL_WORD = 3  # letters: shorter words are initials or particles
LONG_WORD = 6  # letters: from here on two slips are allowed
USUAL_WORDS = 2  # a first name and a surname


def resembles(one: str, other: str) -> bool:
    """Whether two names may mean the same person. Where it errs, it errs towards yes: that only costs a detour.

    Accents, capitals, titles, order, initials, short forms, slips of the pen and like sounds do not make a name
    different. Every word of one name must be found in the other. A name with a hyphen or with three or
    more words may carry more than the name in use ("Smith from the night shift"), so there one full word in common
    is enough. Words that are seldom names are left out on one reading and kept on the other (Hugo Boss).

    A blank name resembles nobody; the report is held all the same. Names in different scripts cannot be compared.
    """
    words, other_words = _name_words(one), _name_words(other)
    compound = "-" in one or "-" in other
    return _may_be_one(_names_only(words), _names_only(other_words), compound=compound) or _may_be_one(
        words, other_words, compound=compound
    )


def _may_be_one(one: list[str], other: list[str], *, compound: bool) -> bool:
    """Whether all words of either name are found in the other; for a compound or long name, one full word is enough."""
    if not one or not other:
        return False
    if fuzz.ratio("".join(sorted(one)), "".join(sorted(other))) >= ALIKE:
        return True
    found = [word for word in one if any(_alike(word, each) for each in other)]
    found_back = [word for word in other if any(_alike(word, each) for each in one)]
    if len(found) == len(one) or len(found_back) == len(other):
        return True
    full = [word for word in found + found_back if len(word) >= FULL_WORD and word not in PARTICLES]
    return (compound or max(len(one), len(other)) > USUAL_WORDS) and bool(full)


def _name_words(name: str) -> list[str]:
    """Return the words of a name in plain small letters."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(SPELLINGS))
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return re.findall(r"[^\W\d_]+", re.sub(r"['\u2019\u02bc`\u00b4]", "", letters))


def _names_only(words: list[str]) -> list[str]:
    return [word for word in words if word not in NOT_NAMES]


def _alike(one: str, other: str) -> bool:
    """Whether two words of names are one word, an initial or a short form of it, slightly misspelt, or sound alike."""
    shorter, longer = sorted((one, other), key=len)
    if PARTICLES & {one, other}:
        return one == other
    if len(shorter) == 1 or (len(shorter) >= FULL_WORD and longer.startswith(shorter)):
        return longer.startswith(shorter)
    return _slightly_misspelt(one, other) or _sound_alike(_heard(one), _heard(other))


def _slightly_misspelt(one: str, other: str) -> bool:
    """Whether few letters differ, are missing or have changed places: one in a short word, two in a long one."""
    letters = min(len(one), len(other))
    slips = 0 if letters < FULL_WORD else 1 if letters < LONG_WORD else 2
    return OSA.distance(one, other) <= slips


def _sound_alike(one: str, other: str) -> bool:
    """Whether two words as heard are nearly one, or have the same consonants and enough of them to tell."""
    bare, other_bare = (word[:1] + re.sub("[aeiouhw]", "", word[1:]) for word in (one, other))
    return _slightly_misspelt(one, other) or (len(bare) >= FULL_WORD and bare == other_bare)


def _heard(word: str) -> str:
    """Return a word as it sounds rather than as it is written, doubled letters single."""
    for written, heard in SOUNDS.items():
        word = word.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", word)
