"""The pages on which somebody says what they need training in, and their line manager answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.staff.views import ActorRequest, page, show
from boundaries.access.doors import Door, opened_to
from policies.adoption.views import tabs
from policies.training.needs import actions, queries
from policies.training.needs.choices import COLOURS, NeedStatus
from policies.training.needs.forms import AnswerForm, RaiseForm
from policies.training.needs.models import TrainingNeed
from policies.training.needs.permissions import ACCESS, NeedPermission
from policies.training.queries import topics_of


def told(need: TrainingNeed) -> dict[str, Any]:
    """A need as lists show it."""
    return {"need": need, "colour": COLOURS[NeedStatus(need.status)], "url": reverse("training:need", args=[need.pk])}


@opened_to(Door.STAFF)
@require_safe
@page
def list_needs(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    context = {
        "area": tabs(""),
        "own": [told(each) for each in queries.own_needs(actor)],
        "to_answer": [told(each) for each in queries.needs_to_answer(actor)],
    }
    return show(request, "policies/training/needs/list.html", context)


@opened_to(Door.STAFF)
@page
def raise_need(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    form = RaiseForm(request.POST if request.method == "POST" else None, topics=topics_of(actor))
    if request.method == "POST" and form.does(actions.raise_need, actor=actor):
        messages.success(request, _("Your line manager is told. You find the answer here."))
        return redirect("training:needs")
    context = {
        "heading": _("Say what you need training in"),
        "hint": _("Your line manager reads it, and answers when it is planned, or why not now. Nobody else reads it."),
        "form": form,
        "back_url": reverse("training:needs"),
        "button_label": _("Tell my line manager"),
    }
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@page
def show_need(request: ActorRequest, need_id: UUID) -> HttpResponse:
    actor, need = request.actor, queries.need_for(request.actor, need_id)
    may_answer = ACCESS.allows(actor, NeedPermission.ANSWER, need)
    if request.method == "POST":
        ACCESS.require(actor, NeedPermission.ANSWER, need)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(actions.answer_need, actor=actor, need_id=need.pk):
        messages.success(request, _("Your answer is on its way."))
        return redirect("training:needs")
    context = {"area": tabs(""), **told(need), "form": form if may_answer else None, "is_own": need.person_id == actor.pk}
    return show(request, "policies/training/needs/need.html", context)
