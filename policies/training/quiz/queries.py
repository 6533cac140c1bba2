"""The quiz of a topic as its organisation's policies make it now."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import RuleViolation
from policies.adoption.queries import ShownClause
from policies.adoption.reading import BINDING
from policies.library.choices import Strength
from policies.situations.choices import Verdict
from policies.situations.rules import Circumstances, answer_of
from policies.training.models import Topic
from policies.training.queries import clauses_of
from policies.training.quiz import rules
from policies.training.quiz.rules import Asked, Marked

HAPPENED = Circumstances(happened=True)


@dataclass(frozen=True)
class Quiz:
    """The questions of one seed, and the clauses that answer them by their ids."""

    topic: Topic
    seed: int
    questions: list[Asked]
    clauses: dict[str, ShownClause]

    @property
    def digest(self) -> str:
        """What the questions are."""
        return rules.digest(self.questions)

    def marked(self, digest: str, answers: Sequence[Verdict]) -> list[Marked]:
        """Every answer beside its question. Raises RuleViolation where the questions are others by now."""
        if digest != self.digest:
            message = _("Your policies were changed while you answered. Begin again, please: nothing is lost.")
            raise RuleViolation("quiz.changed", message)
        return rules.mark(self.questions, answers)


def quiz_of(actor: StaffMember, topic: Topic, seed: int) -> Quiz:
    """The quiz of a topic, drawn by a seed from the clauses that one can keep or break."""
    clauses = {each.code: each for each in clauses_of(actor, topic) if each.strength in BINDING}
    pool = [_asked(each, situation) for each in clauses.values() for situation in each.everyday]
    return Quiz(topic, seed, rules.drawn(rules.governing(pool), seed), clauses)


def _asked(clause: ShownClause, situation: str) -> Asked:
    before, after = answer_of(clause.clause), answer_of(clause.clause, HAPPENED)
    forbidden = clause.strength == Strength.MUST_NOT
    return Asked(clause.code, situation, before.verdict, after.verdict, forbidden)
