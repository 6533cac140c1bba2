"""The pages of a quiz: one situation a page, what the policies say after each, and the result."""

from secrets import randbelow
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.staff.models import StaffMember
from accounts.staff.views import ActorRequest, page, show
from boundaries.access.doors import Door, opened_to
from boundaries.errors.exceptions import NotVisible, RuleViolation
from policies.adoption.reading import exceptions, meaning
from policies.adoption.views import line, tabs
from policies.situations.choices import Verdict
from policies.training.models import Topic
from policies.training.queries import topic_for
from policies.training.quiz import rules
from policies.training.quiz.actions import take_quiz
from policies.training.quiz.forms import QuestionForm, opened, sign
from policies.training.quiz.queries import Quiz, quiz_of
from policies.training.quiz.rules import Marked


@opened_to(Door.STAFF)
@page
def take(request: ActorRequest, topic_id: UUID) -> HttpResponse:
    actor, topic = request.actor, topic_for(request.actor, topic_id)
    if topic.retired_at:
        raise NotVisible
    if request.method != "POST":
        return introduce(request, topic, quiz_of(actor, topic, 0))
    told = opened(request.POST.get("state", ""), person_id=actor.pk, topic_id=topic.pk)
    if told is None:
        quiz = quiz_of(actor, topic, randbelow(rules.LARGEST_SEED))
        return ask(request, quiz, []) if quiz.questions else introduce(request, topic, quiz)
    quiz, answers = quiz_of(actor, topic, told["seed"]), told["answers"]
    if quiz.digest != told["digest"]:
        messages.info(request, _("Your policies were changed while you answered. Begin again, please: nothing is lost."))
        return redirect("training:quiz", topic.pk)
    if "answer" in request.POST or "act" not in request.POST:
        return answer(request, quiz, answers)
    return ask(request, quiz, answers) if len(answers) < len(quiz.questions) else finish(request, quiz, answers)


def introduce(request: ActorRequest, topic: Topic, quiz: Quiz) -> HttpResponse:
    """What is asked, and what becomes of it."""
    count = len(quiz.questions)
    context = {"area": tabs(""), "topic": topic, "count": count, "needed": rules.needed(count)}
    return show(request, "policies/training/quiz/introduction.html", context)


def ask(request: ActorRequest, quiz: Quiz, answers: list[str], posted: Any = None) -> HttpResponse:
    """The next situation."""
    place = len(answers)
    caption = _("%(title)s: question %(number)d of %(count)d")
    told = {"title": quiz.topic.title, "number": place + 1, "count": len(quiz.questions)}
    form = QuestionForm(
        posted,
        situation=quiz.questions[place].situation,
        caption=caption % told,
        initial={"state": state_of(request.actor, quiz, answers)},
    )
    context = {"form": form, "back_url": reverse("training:topic", args=[quiz.topic.pk]), "button_label": _("Answer")}
    return show(request, "policies/training/quiz/question.html", context)


def answer(request: ActorRequest, quiz: Quiz, answers: list[str]) -> HttpResponse:
    """What the policies say, right after the answer; without one the question again."""
    given = request.POST.get("answer", "")
    if len(answers) == len(quiz.questions):
        return finish(request, quiz, answers)
    if given not in Verdict.values:
        return ask(request, quiz, answers, request.POST)
    marked = Marked(quiz.questions[len(answers)], Verdict(given))
    context = {
        "area": tabs(""),
        "topic": quiz.topic,
        "number": len(answers) + 1,
        "count": len(quiz.questions),
        "is_last": len(answers) + 1 == len(quiz.questions),
        "state": state_of(request.actor, quiz, [*answers, given]),
        **as_shown(quiz, marked),
    }
    return show(request, "policies/training/quiz/feedback.html", context)


def finish(request: ActorRequest, quiz: Quiz, answers: list[str]) -> HttpResponse:
    """How it went."""
    given = [Verdict(each) for each in answers]
    try:
        outcome = take_quiz(actor=request.actor, topic_id=quiz.topic.pk, seed=quiz.seed, digest=quiz.digest, answers=given)
    except RuleViolation as changed:
        messages.info(request, str(changed.message))
        return redirect("training:quiz", quiz.topic.pk)
    context = {
        "area": tabs(""),
        "topic": quiz.topic,
        "passed": outcome.passed,
        "done": outcome.done,
        "right": sum(each.is_right for each in outcome.marked),
        "count": len(outcome.marked),
        "needed": rules.needed(len(outcome.marked)),
        "rows": [as_shown(quiz, each) for each in outcome.marked],
    }
    return show(request, "policies/training/quiz/result.html", context)


def as_shown(quiz: Quiz, marked: Marked) -> dict[str, Any]:
    """One answer, what is right, and the clause that says so."""
    clause = quiz.clauses[marked.asked.code]
    return {
        "situation": marked.asked.situation,
        "given": marked.given.label,
        "right_answer": marked.asked.answer.label,
        "afterwards": marked.asked.after.label if marked.asked.after != marked.asked.answer else "",
        "exceptions": exceptions(clause.clause),
        "is_right": marked.is_right,
        "clause": line(clause, with_policy=True),
        "meaning": meaning(clause.clause),
    }


def state_of(actor: StaffMember, quiz: Quiz, answers: list[str]) -> str:
    """How far they are, to be sent back with the next step."""
    return sign(person_id=actor.pk, topic_id=quiz.topic.pk, seed=quiz.seed, digest=quiz.digest, answers=answers)
