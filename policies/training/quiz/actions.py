"""Taking a quiz: passing it counts as having done the training; what was wrong is forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from policies.situations.choices import Verdict
from policies.training.actions import keep_training, lasting_topic
from policies.training.choices import How
from policies.training.models import Completion
from policies.training.quiz import rules
from policies.training.quiz.queries import quiz_of
from policies.training.quiz.rules import Marked


@dataclass(frozen=True)
class Outcome:
    """Every answer beside its question, and the completion where it was passed and counts."""

    marked: list[Marked]
    done: Completion | None

    @property
    def passed(self) -> bool:
        """Whether enough is right."""
        return rules.has_passed(self.marked)


@transaction.atomic
def take_quiz(*, actor: StaffMember, topic_id: UUID, seed: int, digest: str, answers: Sequence[Verdict]) -> Outcome:
    """Mark one's answers. Passed, it is a completion, one a day; not passed, nothing at all is kept, and one may try again.

    Where a topic has to be done with somebody, the quiz is for practice. Raises RuleViolation where the questions changed.
    """
    topic = lasting_topic(actor, topic_id)
    quiz = quiz_of(actor, topic, seed)
    marked = quiz.marked(digest, answers)
    if not rules.has_passed(marked) or not topic.by_quiz:
        return Outcome(marked, None)
    asked = sorted({quiz.clauses[each.asked.code].clause.pk for each in marked})
    facts: dict[str, Any] = {"how": How.QUIZ, "done_on": today(actor.organisation), "clause_ids": asked}
    return Outcome(marked, keep_training(topic, actor, actor=actor, **facts))
