"""Situations in everyday words, out of the policies in force in one's organisation, and what those say about one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q
from django.utils.text import capfirst

from accounts.appointments.choices import Role
from accounts.appointments.queries import roles_of
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from policies.adoption.models import Adoption
from policies.adoption.queries import ShownClause, in_force, local_of, shown
from policies.library.choices import Category, Office
from policies.library.models import Clause
from policies.library.rules import filled
from policies.situations import rules
from policies.situations.choices import Worker
from policies.situations.rules import Circumstances, Finding, Question

MOST_SHOWN = 60
"""How many situations one page offers. Whoever does not find theirs looks for a word of it."""
MOST_WORDS = 12
MOST_ALSO = 20
OFFICES = {
    Role.DIRECTOR: Office.DIRECTOR,
    Role.CHIEF_EXECUTIVE: Office.CHIEF_EXECUTIVE,
    Role.BOARD_CHAIR: Office.BOARD,
    Role.SAFEGUARDING_LEAD: Office.SAFEGUARDING_LEAD,
    Role.COMMUNICATIONS_MANAGER: Office.COMMUNICATIONS_MANAGER,
}


@dataclass(frozen=True)
class Line:
    """As much of a clause as a list of situations needs, with the organisation's words in it."""

    id: UUID
    everyday: tuple[str, ...]
    categories: tuple[str, ...]
    client_kinds: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """What the policies say about a situation, as the organisation reads it."""

    finding: Finding[Clause]
    clauses: list[ShownClause]
    also: list[ShownClause]
    asked: list[Question]
    """What changes the answer."""
    categories: list[str]
    """What it touches: the topics of what was chosen."""


class Reading:
    """The policies in force in somebody's organisation, read once for one page."""

    def __init__(self, actor: StaffMember) -> None:
        self.actor = actor
        self.adoptions: Mapping[UUID, Adoption] = {each.version_id: each for each in in_force(actor)}

    @cached_property
    def lines(self) -> list[Line]:
        """Every clause in force. One that nobody put in everyday words stands for itself, where it binds."""
        rows = Clause.objects.filter(version_id__in=list(self.adoptions)).order_by("version_id", "position")
        found = []
        for id_, version_id, everyday, categories, kinds, strength, text in rows.values_list(
            "id", "version_id", "everyday", "categories", "client_kinds", "strength", "text"
        ):
            words = self.adoptions[version_id].words
            own = everyday or ([text] if strength in rules.BINDING else [])
            said = tuple(capfirst(filled(each, words)) for each in own)
            found.append(Line(id_, said, tuple(categories), tuple(kinds)))
        return found

    @property
    def kinds(self) -> set[str]:
        """The client kinds that these policies tell apart."""
        return {kind for line in self.lines for kind in line.client_kinds}

    # What there is to choose -----------------------------------------------------------------------------------------
    def counted(self) -> dict[str, int]:
        """How many situations there are about each topic; under no name, those about none."""
        found: dict[str, set[str]] = {each: set() for each in (*Category.values, "")}
        for line in self.lines:
            for topic in line.categories or ("",):
                found[topic].update(map(str.casefold, line.everyday))
        return {topic: len(words) for topic, words in found.items()}

    def about(self, topic: str) -> list[str]:
        """The situations about a topic, in the order of the alphabet; about none where it has no name."""
        lines = (line for line in self.lines if topic in (line.categories or ("",)))
        return _once(words for line in lines for words in line.everyday)

    def like(self, asked: str) -> list[str]:
        """The situations in which one of these words stands, those with most of them first."""
        parts = asked.replace("\x00", " ").split()[:MOST_WORDS]
        if not parts:
            return []
        query = reduce(or_, (SearchQuery(each, config="english") for each in parts))
        vectors = {name: SearchVector(name, config="english") for name in ("text", "everyday")}
        rows = Clause.objects.filter(version_id__in=list(self.adoptions)).annotate(**{f"in_{k}": v for k, v in vectors.items()})
        hit = set(rows.filter(Q(in_text=query) | Q(in_everyday=query)).values_list("id", flat=True))
        stems = [each.casefold()[: max(3, len(each) - 2)] for each in parts if len(each) > 2]  # noqa: PLR2004 -- shorter words say little
        scores = {words: _score(words, stems) for line in self.lines if line.id in hit for words in _nearest(line, stems)}
        return _once(sorted(scores, key=lambda words: (-scores[words], words.casefold())), in_order=True)

    # What they say ---------------------------------------------------------------------------------------------------
    def answer(self, words: str, topic: str, known: Circumstances) -> Said:
        """What applies to a situation chosen by its words; without any that fit, what stands about the topic."""
        wanted = words.casefold()
        chosen = [line.id for line in self.lines if wanted in map(str.casefold, line.everyday)] if wanted else []
        in_force_ = Clause.objects.filter(version_id__in=list(self.adoptions)).select_related("section")
        said = list(in_force_.filter(id__in=chosen))
        topics = _once((each for clause in said for each in clause.categories), in_order=True) or ([topic] if topic else [])
        others = list(in_force_.filter(categories__overlap=topics).exclude(id__in=chosen)) if topics else []
        known = replace(known, offices=self.offices)
        found = rules.find(said, others, known)
        asked = rules.questions(said, others, kinds=self.kinds, known=known)
        return Said(found, self.shown(found.clauses), self.shown(found.also[:MOST_ALSO]), asked, topics or [Category.UNSURE])

    def shown(self, clauses: Sequence[Clause]) -> list[ShownClause]:
        """These clauses as they are read here."""
        local = local_of(self.adoptions[each] for each in {clause.version_id for clause in clauses})
        return [
            shown(each, self.adoptions[each.version_id].words, self.adoptions[each.version_id], local.get(each.code, ()))
            for each in clauses
        ]

    @cached_property
    def offices(self) -> frozenset[str]:
        """The offices that whoever asks holds."""
        held = {OFFICES[role] for role in roles_of(self.actor, today(self.actor.organisation)) if role in OFFICES}
        leads = StaffMember.objects.filter(manager=self.actor, is_active=True).exists()
        return frozenset(held | ({Office.LINE_MANAGER} if leads else set()))


def worker(actor: StaffMember) -> str:
    """How somebody works here, in the words of clauses."""
    return actor.kind if actor.kind in Worker.values else ""


def _once(words: Iterable[str], *, in_order: bool = False) -> list[str]:
    """Each of these once, whatever its capitals."""
    found: dict[str, str] = {}
    for each in words:
        found.setdefault(each.casefold(), each)
    return list(found.values()) if in_order else [found[key] for key in sorted(found)]


def _score(words: str, stems: Sequence[str]) -> int:
    return sum(stem in words.casefold() for stem in stems)


def _nearest(line: Line, stems: Sequence[str]) -> Iterable[Any]:
    """The situations of a clause that have a word of those in them; all of them where only the clause itself has."""
    return [words for words in line.everyday if _score(words, stems)] or line.everyday
