"""What a clause answers to somebody who asks about a situation, out of the clause's own data and nothing else.

No clause, policy or organisation is named here: how strongly a clause binds, whom it names, what it expects and who could allow a
departure from it say it all. So a clause that is added, or revised, changes the answers by itself.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from typing import Any, Generic, Protocol, TypeVar

from policies.adoption.rules import Binding, strictest_first
from policies.library.choices import Category, ClientKind, ExceptionPath, Expects, Office, Seriousness, Strength
from policies.situations.choices import Towards, Verdict, Way


class Answering(Protocol):
    """As much of a clause as an answer needs."""

    @property
    def strength(self) -> str: ...

    @property
    def approver(self) -> str: ...

    @property
    def to_whom(self) -> str: ...

    @property
    def whose(self) -> str: ...

    @property
    def binds(self) -> Sequence[str]: ...

    @property
    def client_kinds(self) -> Sequence[str]: ...

    @property
    def seriousness(self) -> str: ...

    @property
    def exception(self) -> str: ...

    @property
    def expects(self) -> Sequence[str]: ...


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What is known of a situation; what is not known is left out.

    ``who`` is how whoever it is about works here; ``offices`` are those that whoever asks holds.
    """

    happened: bool | None = None
    danger: bool = False
    towards: str = ""
    who: str = ""
    offices: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Answer:
    """What a clause says: the verdict, and the office to ask or to tell; for what is never done, nobody can be asked."""

    verdict: Verdict
    whom: str = ""


UNKNOWN = Circumstances()
PEOPLE = frozenset(Office) - {Office.ORGANISATION, Office.TEAM, Office.CLIENT, Office.AUTHORITIES}
"""The offices that a person holds, to whom one can turn."""
GRAVE = frozenset({Seriousness.SERIOUS, Seriousness.BREACH})
TOLD = frozenset({Expects.REPORT, Expects.DISCLOSURE})
TALKED_OF = frozenset({Expects.CONVERSATION, Expects.APPROVAL})
TIES = frozenset({Category.ROMANTIC, Category.FRIENDSHIP, Category.DUAL, Category.ATTACHMENT, Category.WILLS})
KINDS = {
    Towards.CLIENT: ClientKind.DIRECT,
    Towards.CHILD: ClientKind.DIRECT,
    Towards.INDIRECT: ClientKind.INDIRECT,
    Towards.FORMER: ClientKind.FORMER,
    Towards.RELATIVE: ClientKind.RELATIVE,
}


def answer_of(clause: Answering, circumstances: Circumstances = UNKNOWN) -> Answer:
    """What this clause says about a situation.

    What is never done stays so, whoever asks and whatever has happened. What one would have had to ask about before it happened
    is told once it has; and so is what may be a breach, and everything while somebody is in danger.
    """
    before = _before(clause, circumstances.offices)
    if before.verdict in {Verdict.NEVER, Verdict.TELL}:
        return before
    if before.verdict == Verdict.ASK_FIRST:
        return Answer(Verdict.TELL, before.whom) if circumstances.happened or circumstances.danger else before
    if circumstances.danger or (circumstances.happened and clause.seriousness in GRAVE and not before.whom):
        return Answer(Verdict.TELL, Office.LINE_MANAGER)
    return before


def _before(clause: Answering, offices: frozenset[str]) -> Answer:
    """What it says while nothing has been done."""
    strength = Strength(clause.strength)
    if strength == Strength.RESPONSIBILITY:
        return _somebodys(clause, offices)
    if strength == Strength.ABSOLUTE or (strength == Strength.MUST_NOT and clause.exception == ExceptionPath.NEVER):
        return Answer(Verdict.NEVER)
    if strength == Strength.DUTY:
        return Answer(Verdict.TELL, clause.to_whom or Office.LINE_MANAGER)
    asked = {Strength.MUST_NOT: Office.DIRECTOR, Strength.APPROVAL: clause.approver, Strength.SHOULD_NOT: Office.LINE_MANAGER}
    return Answer(Verdict.ASK_FIRST, asked[strength]) if strength in asked else _asked_of_one(clause)


def _somebodys(clause: Answering, offices: frozenset[str]) -> Answer:
    """What is for an office to do: one turns to whoever holds it, unless it is oneself, or nobody in person."""
    if clause.whose in offices or clause.whose not in PEOPLE:
        return Answer(Verdict.CARE, clause.whose)
    return Answer(Verdict.ASK_FIRST if Expects.APPROVAL in clause.expects else Verdict.TELL, clause.whose)


def _asked_of_one(clause: Answering) -> Answer:
    """What one must or should do, or bear in mind: to tell where it says so, to ask where it is to be talked about."""
    binds = clause.strength in {Strength.MUST, Strength.SHOULD}
    grave = clause.strength == Strength.MUST and clause.seriousness == Seriousness.SERIOUS
    if grave or not TOLD.isdisjoint(clause.expects):
        return Answer(Verdict.TELL, Office.LINE_MANAGER)
    if binds and not TALKED_OF.isdisjoint(clause.expects):
        return Answer(Verdict.ASK_FIRST, Office.LINE_MANAGER)
    return Answer(Verdict.CARE)


# --- Several clauses ----------------------------------------------------------------------------------------------------
class Applying(Answering, Binding, Protocol):
    """As much of a clause as says where it applies."""

    @property
    def categories(self) -> Sequence[str]: ...

    @property
    def version_id(self) -> Any: ...


AClause = TypeVar("AClause", bound=Applying)
Found = TypeVar("Found")
VERDICTS = {verdict: place for place, verdict in enumerate(Verdict)}
LIMITS = frozenset({Strength.ABSOLUTE, Strength.MUST_NOT, Strength.APPROVAL, Strength.SHOULD_NOT})
WRITTEN_DOWN = frozenset({Expects.GIFT, Expects.CONTACT, Expects.DISCLOSURE, Expects.APPROVAL})
BINDING = frozenset(Strength) - {Strength.GUIDANCE, Strength.PRINCIPLE, Strength.RESPONSIBILITY}
NOTHING_SAID = Answer(Verdict.ASK_FIRST, Office.LINE_MANAGER)
"""Where no clause says anything: what nobody has thought of is talked about first."""


@dataclass(frozen=True)
class Finding(Generic[Found]):
    """What the policies say together: the answer, the clauses that apply, and those close by. The strictest come first."""

    answer: Answer
    clauses: list[Found]
    also: list[Found]


def is_serious(clauses: Sequence[AClause]) -> bool:
    """Whether it is serious when anything of this is broken."""
    return any(each.seriousness == Seriousness.SERIOUS for each in clauses)


def find(said: Sequence[AClause], others: Sequence[AClause], known: Circumstances) -> Finding[AClause]:
    """What applies to a situation, and what it comes to.

    ``said`` are the clauses that carry its words, ``others`` those in force that share a topic with them. Of the others apply the
    clauses of other policies that are mainly about the same; where what was said does not bind by itself, also those that are
    about any of its topics. What limits something applies beside what limits it too, or wants it written down; not beside what
    asks for something to be done, which is another matter. Where nothing that was said speaks of those whom the situation is about,
    whatever does takes its place. The strictest answer governs.
    """
    holding, around = ([each for each in clauses if _holds(each, known)] for clauses in (said, others))
    if holding:
        binding, limiting = any(each.strength in BINDING for each in holding), any(map(_limits, holding))
        topics = {topic for each in holding for topic in (each.categories[:1] if binding else each.categories)}
        versions = {each.version_id for each in holding}
        elsewhere = (each for each in around if each.version_id not in versions and not topics.isdisjoint(each.categories[:1]))
        applying = [*holding, *(each for each in elsewhere if limiting or each.strength not in LIMITS)]
    else:
        applying = (around or list(said)) if said else []
    taken = {each.code for each in applying}
    also = [each for each in around if each.code not in taken]
    return Finding(_together(applying, known), _by_answer(applying, known), strictest_first(also))


def _limits(clause: Answering) -> bool:
    """Whether it is about something that one may not simply do."""
    return clause.strength in LIMITS or not WRITTEN_DOWN.isdisjoint(clause.expects)


def _holds(clause: Answering, known: Circumstances) -> bool:
    """Whether it speaks of those whom the situation is about; while that is not known, all do."""
    return not known.towards or KINDS[Towards(known.towards)] in clause.client_kinds


def _binding(clauses: Sequence[AClause], known: Circumstances) -> Sequence[AClause]:
    """Those that bind whoever it is about. What is never done binds everybody; and where none binds them, all do."""
    bound = [each for each in clauses if not known.who or known.who in each.binds or each.strength == Strength.ABSOLUTE]
    return bound or clauses


def _by_answer(clauses: Sequence[AClause], known: Circumstances) -> list[AClause]:
    """The clause that governs first."""
    bound = {each.code for each in _binding(clauses, known)}
    in_order = strictest_first(clauses)
    return sorted(in_order, key=lambda each: (each.code not in bound, VERDICTS[answer_of(each, known).verdict]))


def _together(clauses: Sequence[AClause], known: Circumstances) -> Answer:
    """The answer of the clause that governs."""
    if clauses:
        return answer_of(_by_answer(clauses, known)[0], known)
    return Answer(Verdict.TELL, Office.LINE_MANAGER) if known.happened or known.danger else NOTHING_SAID


# --- What to ask --------------------------------------------------------------------------------------------------------
class Question(StrEnum):
    """What may have to be known, in the order of asking."""

    DANGER = "danger"
    HAPPENED = "happened"
    TOWARDS = "towards"
    WHO = "who"


def questions(
    said: Sequence[AClause], others: Sequence[AClause], *, kinds: Collection[str], known: Circumstances
) -> list[Question]:
    """Which questions change the answer; the others are not asked.

    ``kinds`` are the client kinds that the policies in force tell apart. How somebody works here is known of whoever has signed in,
    and not asked of them. Whether somebody is in danger is asked where a clause is serious and something else than never could be
    answered: whom to call then comes before everything.
    """
    said, others = one_of_each(said), one_of_each(others)
    asked = {
        Question.HAPPENED: [False, True],
        Question.TOWARDS: [each for each in Towards if KINDS[each] in kinds] if len(set(kinds)) > 1 else [""],
        Question.WHO: [known.who] if known.who else sorted({who for each in (*said, *others) for who in each.binds}) or [""],
    }
    answers = {
        cell: find(said, others, replace(known, happened=cell[0], towards=str(cell[1]), who=str(cell[2]))).answer
        for cell in product([False, True], asked[Question.TOWARDS], asked[Question.WHO])
    }
    changing = [question for place, question in enumerate(asked) if _changes(answers, place)]
    grave = is_serious(find(said, others, known).clauses) and any(each.verdict != Verdict.NEVER for each in answers.values())
    return [Question.DANGER, *changing] if grave else changing


def _changes(answers: Mapping[tuple[Any, ...], Answer], place: int) -> bool:
    """Whether two cases that differ in this alone have different answers."""
    by_the_rest: dict[tuple[Any, ...], set[Answer]] = {}
    for values, answer in answers.items():
        by_the_rest.setdefault(values[:place] + values[place + 1 :], set()).add(answer)
    return any(len(each) > 1 for each in by_the_rest.values())


def one_of_each(clauses: Sequence[AClause]) -> list[AClause]:
    """One clause of all that answer alike: there may be very many, and few kinds of them."""
    alike: dict[tuple[Any, ...], AClause] = {}
    for each in clauses:
        lists = (each.binds, each.client_kinds, each.expects, each.categories)
        named = (each.strength, each.approver, each.to_whom, each.whose, each.seriousness, each.exception, each.version_id)
        alike.setdefault((*named, *map(tuple, lists)), each)
    return list(alike.values())


def asks_to_disclose(clauses: Sequence[AClause]) -> bool:
    """Whether what they say is about a relationship, a tie or an interest of one's own: one discloses it."""
    return any(Expects.DISCLOSURE in each.expects or TIES.intersection(each.categories) for each in clauses)


# --- How to go on -------------------------------------------------------------------------------------------------------
def ways_on(answer: Answer, known: Circumstances) -> list[Way]:
    """Which reports one may begin from here, the likeliest first. Nobody can be asked about what is never done."""
    if answer.verdict == Verdict.NEVER:
        return [Way.OWN, Way.OTHER]
    if answer.verdict == Verdict.TELL:
        return [Way.OWN, Way.OTHER] if known.happened else [Way.OWN, Way.OTHER, Way.ASK]
    return [Way.ASK]
