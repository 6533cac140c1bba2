"""A short quiz made of the clauses of a topic: everyday situations, and what the policies say about each (LK-3.1.2-2).

Which situations are asked follows from the clauses and a seed alone, so that the same seed always asks the same, and another
clause, or another everyday phrase of one, is one more question. A wrong answer is shown and forgotten.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation
from policies.adoption.rules import digest_of
from policies.situations.choices import Verdict

SIZE, LEAST = 6, 3
"""How many are asked, and from how few on there is no quiz."""
PASSING = 80
"""Percent of right answers that pass."""
LARGEST_SEED = 2**31 - 1
STRICTEST = {value: place for place, value in enumerate(Verdict.values)}


class Asked(NamedTuple):
    """One everyday situation, what is right, and the clause that says so.

    ``after`` is what is right once it has happened: a few words do not always say whether it has, and whoever tells somebody
    then is never told that this was wrong.
    """

    code: str
    situation: str
    answer: Verdict
    after: Verdict
    is_forbidden: bool = False

    def accepts(self, given: Verdict) -> bool:
        """Whether an answer is right. What one must not do may be called never, even where a director could allow it."""
        return given in {self.answer, self.after} or (self.is_forbidden and given == Verdict.NEVER)


@dataclass(frozen=True)
class Marked:
    """What somebody answered, and whether it was right."""

    asked: Asked
    given: Verdict

    @property
    def is_right(self) -> bool:
        """Whether that is what the policy says."""
        return self.asked.accepts(self.given)


def governing(said: Iterable[Asked]) -> list[Asked]:
    """Each situation once: where several clauses speak of it, the strictest answer is the right one."""
    found: dict[str, Asked] = {}
    for each in sorted(said, key=lambda each: (STRICTEST[each.answer], each.code)):
        found.setdefault(" ".join(each.situation.casefold().split()), each)
    return sorted(found.values())


def drawn(pool: Sequence[Asked], seed: int) -> list[Asked]:
    """The questions of a seed: of as many clauses as there are, before a second one of any. None where there are too few."""
    chance = Random(seed)
    waiting = sorted(pool)
    chance.shuffle(waiting)
    turns: dict[str, int] = {}
    placed = []
    for each in waiting:
        turns[each.code] = turns.get(each.code, 0) + 1
        placed.append((turns[each.code], each))
    found = [each for _turn, each in sorted(placed, key=lambda pair: pair[0])[:SIZE]]
    return found if len(found) >= LEAST else []


def digest(questions: Sequence[Asked]) -> str:
    """What these questions are, so that nobody is marked by others than those they were asked."""
    return digest_of([[each.code, each.situation, each.answer, each.after, each.is_forbidden] for each in questions])


def needed(count: int) -> int:
    """How many must be right."""
    return -(-count * PASSING // 100)


def mark(questions: Sequence[Asked], answers: Sequence[Verdict]) -> list[Marked]:
    """Every answer beside its question. Raises RuleViolation where one is missing, or there is no quiz."""
    if not questions:
        raise RuleViolation("quiz.none", _("There are too few situations about this topic to ask about."))
    if len(answers) != len(questions):
        raise RuleViolation("quiz.answers", _("Answer every question once."), field="answers")
    return [Marked(asked, given) for asked, given in zip(questions, answers, strict=True)]


def has_passed(marked: Sequence[Marked]) -> bool:
    """Whether enough is right."""
    return sum(each.is_right for each in marked) >= needed(len(marked))
