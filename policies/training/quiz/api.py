"""The API of quizzes. What was answered wrongly is told once, and kept nowhere."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import AccountsView, who
from boundaries.access.choices import Reach, Scope
from boundaries.errors.exceptions import NotVisible
from boundaries.web.api import Strict, Words
from boundaries.web.fields import Number
from boundaries.web.idempotency import acted
from boundaries.web.openapi import operation
from policies.situations.choices import Verdict
from policies.training.api import TRAINING, TrainingClauseOut
from policies.training.queries import topic_for
from policies.training.quiz import rules
from policies.training.quiz.actions import take_quiz
from policies.training.quiz.queries import Quiz, quiz_of
from policies.training.quiz.rules import Marked

LONGEST_DIGEST = 64


class QuizQuery(Strict):
    """Which quiz: the same seed asks the same, as long as the clauses are the same."""

    seed = Number(required=False, max_value=rules.LARGEST_SEED)


class QuizIn(Strict):
    """What one answers, question by question, in their order."""

    seed = Number(max_value=rules.LARGEST_SEED)
    digest = Words(max_length=LONGEST_DIGEST, help_text=_("Which questions one was asked."))
    answers = serializers.ListField(child=serializers.ChoiceField(Verdict.choices), max_length=rules.SIZE)


class QuizQuestionOut(serializers.Serializer[Any]):
    """One everyday situation."""

    situation = serializers.CharField()


class QuizOut(serializers.Serializer[Any]):
    """The questions; none where there are too few situations to ask about."""

    seed = serializers.IntegerField()
    digest = serializers.CharField()
    needed = serializers.IntegerField(help_text=_("How many must be right."))
    questions = QuizQuestionOut(many=True)


class QuizAnswerOut(serializers.Serializer[Any]):
    """One answer, and what the policies say."""

    situation = serializers.CharField()
    given = serializers.ChoiceField(Verdict.choices)
    right = serializers.ChoiceField(Verdict.choices)
    afterwards = serializers.ChoiceField(Verdict.choices, help_text=_("What is right once it has happened."))
    is_right = serializers.BooleanField()
    clause = TrainingClauseOut()


class QuizResultOut(serializers.Serializer[Any]):
    """How it went."""

    passed = serializers.BooleanField()
    done = serializers.CharField(allow_null=True, help_text=_("Where the completion is read; null where there is none."))
    answers = QuizAnswerOut(many=True)


def answer_out(quiz: Quiz, marked: Marked) -> dict[str, Any]:
    """One answer with its clause."""
    clause = quiz.clauses[marked.asked.code]
    url = reverse("api_policies:clause", args=[clause.adoption.policy.key, clause.code]) if clause.adoption else ""
    return {
        "situation": marked.asked.situation,
        "given": marked.given,
        "right": marked.asked.answer,
        "afterwards": marked.asked.after,
        "is_right": marked.is_right,
        "clause": {"id": clause.code, "text": clause.text, "url": url},
    }


class QuizView(AccountsView):
    """The quiz of a topic."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Reach.SESSION}

    @operation(
        "read_quiz",
        TRAINING,
        _("Read the quiz of a topic"),
        asks=QuizQuery,
        gives={200: (QuizOut, _("Its questions for a seed."))},
        refuses=(404, 422),
    )
    def get(self, request: Request, topic_id: UUID) -> Response:
        actor, asked = who(request), self.read_query(QuizQuery)
        quiz = self._quiz(actor, topic_id, asked.get("seed", 0))
        told = {"seed": quiz.seed, "digest": quiz.digest, "needed": rules.needed(len(quiz.questions))}
        return Response(QuizOut(told | {"questions": [{"situation": each.situation} for each in quiz.questions]}).data)

    @operation(
        "take_quiz",
        TRAINING,
        _("Answer the quiz of a topic"),
        more=_("Passed, it is a completion. What was wrong is told once and kept nowhere. No token takes a quiz for anybody."),
        takes=QuizIn,
        gives={200: (QuizResultOut, _("What was right, and the clause of each question."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, topic_id: UUID) -> Response:
        actor, told = who(request), self.read(QuizIn)
        quiz = self._quiz(actor, topic_id, told["seed"])
        facts: dict[str, Any] = {"digest": told["digest"], "answers": [Verdict(each) for each in told["answers"]]}
        marked = quiz.marked(**facts)

        def act() -> UUID:
            done = take_quiz(actor=actor, topic_id=topic_id, seed=told["seed"], **facts).done
            return done.pk if done else topic_id

        made = acted(request, act)
        url = None if made == topic_id else reverse("api_training:done", args=[made])
        answers = [answer_out(quiz, each) for each in marked]
        return Response(QuizResultOut({"passed": rules.has_passed(marked), "done": url, "answers": answers}).data)

    def _quiz(self, actor: Any, topic_id: UUID, seed: int) -> Quiz:
        topic = topic_for(actor, topic_id)
        if topic.retired_at:
            raise NotVisible
        return quiz_of(actor, topic, seed)
