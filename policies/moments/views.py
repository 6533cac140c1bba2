"""The pages of the moments that ask: one's own questions, what those told whom one leads, and the month of the year."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.organisations.queries import today
from accounts.staff.forms import ConfirmForm
from accounts.staff.views import ActorRequest, one_page, page, show, turn_pages
from boundaries.access.doors import Door, opened_to
from policies.adoption.views import lines, tabs
from policies.moments import actions, queries
from policies.moments.choices import Answer
from policies.moments.forms import MonthForm
from policies.moments.permissions import ACCESS, IN_GENERAL, AskingPermission, MomentPermission
from policies.moments.reading import question_of, told

MOST_CLAUSES = 6


def may(request: ActorRequest, permission: MomentPermission) -> bool:
    """Whether the reader may do this here."""
    return IN_GENERAL.allows(request.actor, permission, request.actor.organisation)


# --- One's own ----------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def list_own(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    on = today(actor.organisation)
    shown = one_page(request, queries.answered_by(actor), "-asked_at", among=queries.asked_of(actor))
    context = {
        "area": tabs("moments:own"),
        "waiting": [told(each, on) for each in queries.waiting_for(actor)],
        "answered": [told(each, on) for each in shown.rows],
        "clauses": lines(queries.clauses_behind(actor)[:MOST_CLAUSES]),
        "leads": may(request, MomentPermission.OVERSEE),
        "sets_month": may(request, MomentPermission.SET_MONTH),
        **turn_pages(request, shown),
    }
    return show(request, "policies/moments/own.html", context)


@opened_to(Door.STAFF)
@require_POST
@page
def say_nothing(request: ActorRequest, asking_id: UUID) -> HttpResponse:
    actor = request.actor
    asking = actions.answer(actor=actor, asking_id=asking_id, said=Answer.NOTHING)
    messages.success(request, _("Thank you. It is written down that there is nothing to tell."))
    if asking.person_id != actor.pk:
        return redirect("moments:team")
    return redirect("home" if request.POST.get("back") == "home" else "moments:own")


@opened_to(Door.STAFF)
@page
def say_something(request: ActorRequest, asking_id: UUID) -> HttpResponse:
    actor, asking = request.actor, queries.asking_for(request.actor, asking_id)
    ACCESS.require(actor, AskingPermission.ANSWER, asking)
    is_own = asking.person_id == actor.pk
    back = reverse("moments:own" if is_own else "moments:team")
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(actions.answer, actor=actor, asking_id=asking.pk, said=Answer.SOMETHING):
        done = _("Your line manager learns that there is something, and talks with you.")
        messages.success(request, done if is_own else _("It is written down. Talk about it, then say here that you did."))
        return redirect(back)
    explained = [
        _("Your line manager learns that there is something to talk about, and nothing more. The two of you then talk."),
        _("You have done nothing wrong: telling is what keeps you and the client safe."),
    ]
    context = {
        "heading": _("There is something to tell"),
        "question": question_of(asking) if is_own else f"{asking.person.name}: {question_of(asking)}",
        "text": "\n".join(explained) if is_own else "",
        "form": form,
        "button_label": _("Yes, there is something"),
        "back_url": back,
    }
    return show(request, "policies/moments/something.html", context)


# --- Those one leads ------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def list_team(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    on, rows = today(actor.organisation), queries.asked_of_those_led(actor)
    shown = one_page(request, rows, "-status", "due_on", among=rows)
    known = queries.clients_known(actor, shown.rows)
    context = {
        "area": tabs("moments:own"),
        "rows": [in_team(each, on, known) for each in shown.rows],
        **turn_pages(request, shown),
    }
    return show(request, "policies/moments/team.html", context)


def in_team(asking: Any, on: Any, known: set[UUID]) -> dict[str, Any]:
    """One row of a line manager: who, at what moment, and the client only where the reader may know of them."""
    reference = asking.client.reference if asking.client_id in known else ""
    return {**told(asking, on), "reference": reference, "by_word_of_mouth": asking.person.user_id is None}


@opened_to(Door.STAFF)
@require_POST
@page
def have_talked(request: ActorRequest, asking_id: UUID) -> HttpResponse:
    actions.talk(actor=request.actor, asking_id=asking_id)
    messages.success(request, _("It is written down that you talked about it."))
    return redirect("moments:team")


# --- Once a year --------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@page
def set_month(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    IN_GENERAL.require(actor, MomentPermission.SET_MONTH, actor.organisation)
    initial = {"month": queries.month_of(actor.organisation)}
    form = MonthForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.does(actions.set_month, actor=actor):
        messages.success(request, _("The month was saved."))
        return redirect("moments:own")
    context = {
        "heading": _("The question of the year"),
        "form": form,
        "back_url": reverse("moments:own"),
        "button_label": _("Save"),
    }
    return show(request, "accounts/form.html", context)
