"""What a clause answers to somebody who asks about a situation, out of the clause's own data and nothing else.

No clause, policy or organisation is named here: how strongly a clause binds, whom it names, what it expects and who could allow a
departure from it say it all. So a clause that is added, or revised, changes the answers by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from policies.library.choices import ClientKind, ExceptionPath, Expects, Office, Seriousness, Strength
from policies.situations.choices import Towards, Verdict


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
