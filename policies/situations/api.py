"""The API of situations: what there is to choose, and the answer. Nothing of what is asked is stored, and none of it is in an address."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import AccountsView, who
from boundaries.access.choices import Scope
from boundaries.web.api import Strict, Words
from boundaries.web.openapi import operation
from policies.adoption.api import ClauseOut, clause_out
from policies.library.choices import Category
from policies.situations import reading
from policies.situations.choices import Danger, Happened, Towards, Verdict, Way, Worker
from policies.situations.entries import entries_for
from policies.situations.forms import LONGEST_SEARCH, LONGEST_WORDS, circumstances
from policies.situations.queries import MOST_SHOWN, Reading, worker
from policies.situations.rules import Question, ways_on

SITUATIONS = _("Situations")
CHOICES = {Question.DANGER: Danger, Question.HAPPENED: Happened, Question.TOWARDS: Towards, Question.WHO: Worker}


# --- What is sent -----------------------------------------------------------------------------------------------------------
class SituationIn(Strict):
    """A situation, in the words of one that there is to choose, and what else is known of it."""

    words = Words(
        max_length=LONGEST_WORDS, required=False, allow_blank=True, help_text=_("As it is listed. Left out where none fits.")
    )
    topic = serializers.ChoiceField(Category.choices, required=False, help_text=_("What it is about, where no words fit."))
    danger = serializers.ChoiceField(Danger.choices, required=False)
    happened = serializers.ChoiceField(Happened.choices, required=False)
    towards = serializers.ChoiceField(Towards.choices, required=False)
    who = serializers.ChoiceField(Worker.choices, required=False, help_text=_("Left out where it is about oneself."))


class LookingIn(Strict):
    """Words to look for."""

    q = Words(max_length=LONGEST_SEARCH, help_text=_("A word or several."))


# --- What is given ----------------------------------------------------------------------------------------------------------
class SituationTopicOut(serializers.Serializer[Any]):
    """A topic, and the situations about it."""

    topic = serializers.CharField(help_text=_("Empty for what is about none."))
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    situations = serializers.ListField(child=serializers.CharField())


class SituationsOut(serializers.Serializer[Any]):
    """Every situation that the policies in force here speak of, in everyday words."""

    topics = SituationTopicOut(many=True)


class SituationsFoundOut(serializers.Serializer[Any]):
    """Situations in which the words stand, the nearest first; sixty at most."""

    situations = serializers.ListField(child=serializers.CharField())


class ChoiceOut(serializers.Serializer[Any]):
    """One answer to a question."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name


class QuestionOut(serializers.Serializer[Any]):
    """A question that changes the answer."""

    name = serializers.ChoiceField([(each.value, each.value) for each in Question])
    choices = ChoiceOut(many=True)


class WayOut(serializers.Serializer[Any]):
    """How one may go on."""

    kind = serializers.ChoiceField(Way.choices, help_text=_("The kind of report to begin."))
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name


class EntryOut(serializers.Serializer[Any]):
    """A short form in which something is written down."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    url = serializers.CharField(help_text=_("Its page."))


class BeginningOut(serializers.Serializer[Any]):
    """What a draft that one goes on with may begin with."""

    categories = serializers.ListField(child=serializers.ChoiceField(Category.choices))
    saw = serializers.CharField()


class AnswerOut(serializers.Serializer[Any]):
    """What the policies here say."""

    verdict = serializers.ChoiceField(Verdict.choices)
    whom = serializers.CharField(help_text=_("The office to ask or to tell; may be empty."))
    heading = serializers.CharField()
    sentences = serializers.ListField(child=serializers.CharField())
    clauses = ClauseOut(many=True, help_text=_("Those that apply. The first one governs."))
    also = ClauseOut(many=True, help_text=_("Others about the same topics, the strictest first."))
    questions = QuestionOut(many=True, help_text=_("What changes the answer; nothing else has to be known."))
    ways = WayOut(many=True)
    entries = EntryOut(many=True, help_text=_("Short forms in which the clauses want it written down."))
    draft = BeginningOut()


class SituationsView(AccountsView):
    """What there is to choose, and the answer."""

    ungated = True
    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.REPORT}

    @operation(
        "list_situations",
        SITUATIONS,
        _("List the situations that the policies here speak of"),
        gives={200: (SituationsOut, _("All of them, by topic."))},
    )
    def get(self, request: Request) -> Response:
        policies = Reading(who(request))
        topics = [*((each.value, str(each.label)) for each in Category), ("", str(_("Something else")))]
        told = [{"topic": topic, "label": label, "situations": policies.about(topic)} for topic, label in topics]
        return Response(SituationsOut({"topics": [each for each in told if each["situations"]]}).data)

    @operation(
        "check_situation",
        SITUATIONS,
        _("Ask what the policies here say about a situation"),
        more=_("Nothing is stored, and nobody learns of it. What is not known is answered strictly."),
        takes=SituationIn,
        gives={200: (AnswerOut, _("The answer, and what would change it."))},
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = self.read(SituationIn), who(request)
        known = circumstances(told, who=worker(actor))
        said = Reading(actor).answer(told.get("words", ""), told.get("topic", ""), known)
        found, governing = said.finding, said.finding.clauses[0] if said.finding.clauses else None
        answer = {
            "verdict": found.answer.verdict,
            "whom": found.answer.whom,
            "heading": reading.heading(found.answer, governing),
            "sentences": reading.sentences(found.answer, governing, known),
            "clauses": [clause_out(each) for each in said.clauses],
            "also": [clause_out(each) for each in said.also],
            "questions": [
                {"name": each, "choices": [{"value": value, "label": label} for value, label in CHOICES[each].choices]}
                for each in said.asked
            ],
            "entries": [{"label": str(each.label), "url": each.url} for each in entries_for(found.clauses)],
            "ways": [{"kind": each.value, "label": each.label} for each in ways_on(found.answer, known)],
            "draft": {"categories": said.categories, "saw": told.get("words", "")},
        }
        return Response(AnswerOut(answer).data)


class LookingView(AccountsView):
    """Situations by their words."""

    ungated = True
    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "find_situations",
        SITUATIONS,
        _("Look for situations by words"),
        more=_("The words are sent in the body, so that they stand in no address. Nothing is stored."),
        takes=LookingIn,
        gives={200: (SituationsFoundOut, _("The nearest first."))},
        once=True,
    )
    def post(self, request: Request) -> Response:
        asked = self.read(LookingIn)["q"]
        return Response(SituationsFoundOut({"situations": Reading(who(request)).like(asked)[:MOST_SHOWN]}).data)
