"""The pages of those who assess and decide: their desk, one request, each verb, the register and the printed decision."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.organisations.queries import today
from accounts.signin.fresh import fresh_only
from accounts.staff.views import ActorRequest, one_page, page, selected_filters, show, turn_pages
from boundaries.access.doors import Door, opened_to
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, NotVisible
from boundaries.notices.actions import mark_read
from boundaries.web.act_once import has_acted
from boundaries.web.kept_forms import page_form
from policies.exceptions import queries
from policies.exceptions.deciding import actions, reading
from policies.exceptions.deciding.forms import (
    ApproveForm,
    AssessForm,
    NarrowForm,
    RecommendForm,
    RefuseForm,
    ReturnForm,
    StepAsideForm,
    TurnForm,
)
from policies.exceptions.life import actions as life
from policies.exceptions.models import ExceptionRequest
from policies.exceptions.permissions import areas_directed
from policies.exceptions.rules import hazards_of
from policies.exceptions.views import once

MOST_BELOW = 10


# --- The desk -----------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def desk(request: ActorRequest) -> HttpResponse:
    actor, rest = request.actor, request.GET.get("show") == "others"
    others = reading.others_of(actor)
    rows = others if rest else queries.waiting_for(actor)
    shown = one_page(request, rows, "ends_on" if rest else "sort_at", among=rows)
    below = [] if rest else list(others.order_by("ends_on", "pk")[: MOST_BELOW + 1])
    context = {
        "rows": [reading.desk_line(each) for each in shown.rows],
        "rest": rest,
        "below": [reading.desk_line(each) for each in below[:MOST_BELOW]],
        "more_below": len(below) > MOST_BELOW,
        "now": now(),
        "has_register": queries.has_register(actor),
        "delegates": queries.may_delegate(actor) or queries.delegations_of(actor).exists(),
        **turn_pages(request, shown),
    }
    return show(request, "policies/exceptions/desk.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def handle(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    actor = request.actor
    exception = actions.open_exception(actor=actor, exception_id=exception_id)
    mark_read(person_id=actor.pk, about_id=exception.pk)
    here = reading.as_handled(actor, queries.whole(exception))
    context = here | {
        "here": here,
        "now": now(),
        "entries": [{"title": each.sentence, "at": each.at, "by": each.actor} for each in queries.timeline(exception, own=False)],
    }
    return show(request, "policies/exceptions/handle.html", context)


# --- The verbs ----------------------------------------------------------------------------------------------------------------
def to_act_on(request: ActorRequest, exception_id: UUID, may: Any) -> ExceptionRequest:
    """One that the reader handles, where this may be done now; what the same form has done already is no refusal."""
    exception = queries.exception_for(request.actor, exception_id)
    if not may(request.actor, exception) and not has_acted(request):
        raise MoveRefused
    return exception


def asked(request: ActorRequest, exception: ExceptionRequest, form: Any, act: Any, **words: Any) -> HttpResponse:
    """One form about one request: shown, or done and back to it."""
    done = partial(once, request, act)
    if request.method == "POST" and form.does(done, actor=request.actor, exception_id=exception.pk):
        messages.success(request, words["done"])
        return redirect("exceptions:handle", exception.pk)
    context = {
        "caption": exception.reference,
        "form": form,
        "back_url": reverse("exceptions:handle", args=[exception.pk]),
        **words,
    }
    return show(request, words.get("template", "accounts/form.html"), context)


def in_short(request: ActorRequest, exception: ExceptionRequest) -> dict[str, Any]:
    """What somebody has before their eyes while they write down what they think of it."""
    found = queries.whole(exception)
    return {"template": "policies/exceptions/decide.html", "short": reading.as_handled(request.actor, found)}


@opened_to(Door.STAFF)
@page
def assess(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    actor = request.actor
    exception = to_act_on(request, exception_id, reading.may_assess)
    found = queries.whole(exception)
    last = found.assessment
    form = page_form(
        request,
        AssessForm,
        exception=exception,
        hazards=hazards_of(last.hazards.get("all", [])) if last else reading.asked_hazards(exception),
        safeguards=list(last.safeguards.all()) if last else [],
        words=last.words if last else "",
        owners=queries.owners_for(exception.organisation_id),
        today=today(actor.organisation),
    )
    return asked(
        request,
        exception,
        form,
        actions.assess_exception,
        template="policies/exceptions/assess.html",
        short=reading.as_handled(actor, found),
        heading=_("Assess the risks and settle the safeguards"),
        hint=_("Talk it over with the worker first. They read what you write here."),
        button_label=_("Write the assessment down"),
        done=_("The assessment is written down. Now recommend or decide."),
    )


@opened_to(Door.STAFF)
@page
def recommend(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    exception = to_act_on(request, exception_id, reading.may_recommend)
    return asked(
        request,
        exception,
        page_form(request, RecommendForm),
        actions.recommend_exception,
        **in_short(request, exception),
        heading=_("Recommend, for or against"),
        hint=_("It then lies before those who decide. The decision is theirs alone."),
        button_label=_("Recommend"),
        done=_("Your recommendation is written down. Those who decide are told."),
    )


@opened_to(Door.STAFF)
@page
@fresh_only
def approve(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    exception = to_act_on(request, exception_id, reading.may_decide)
    place = reading.deciding_place(request.actor, exception)
    last = place.is_last if place else exception.decided_at is not None
    hint = _("The safeguards below belong to it. It begins and ends by itself on the days you say.")
    first = _("Two people must approve this one. You are the first: it is approved when a second person says so too.")
    initial = {"for_team": reading.for_team_begun(exception), **reading.days_to_approve(exception)}
    return asked(
        request,
        exception,
        page_form(request, ApproveForm, initial=initial),
        actions.approve_exception,
        **in_short(request, exception),
        heading=_("Approve it"),
        hint=hint if last else first,
        button_label=_("Approve it") if last else _("Approve it as the first of two"),
        done=_("It is approved. The worker is told, and so is whoever works with the client.")
        if last
        else _("Your word is written down. It waits for the second person now."),
    )


@opened_to(Door.STAFF)
@page
@fresh_only
def refuse(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    exception = to_act_on(request, exception_id, reading.may_decide)
    return asked(
        request,
        exception,
        page_form(request, RefuseForm),
        actions.refuse_exception,
        **in_short(request, exception),
        heading=_("Do not approve it"),
        hint=_("This ends the request. Where only something is missing, send it back with a question instead."),
        button_label=_("Do not approve it"),
        done=_("It is not approved, and the worker is told."),
    )


@opened_to(Door.STAFF)
@page
def return_it(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    exception = to_act_on(request, exception_id, reading.may_return)
    return asked(
        request,
        exception,
        page_form(request, ReturnForm),
        actions.return_exception,
        heading=_("Send it back with a question"),
        hint=_("The clock waits for the answer. Where the worker changes the request, its risks are assessed anew."),
        button_label=_("Send it back"),
        done=_("It is sent back, and the worker is asked."),
    )


@opened_to(Door.STAFF)
@page
def suspend(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    exception = to_act_on(request, exception_id, reading.may_suspend)
    return asked(
        request,
        exception,
        page_form(request, TurnForm),
        life.suspend_exception,
        heading=_("Pause it"),
        hint=_(
            "Nobody acts on it until it is taken up again; its last day stays. The worker reads your reason, not your name. "
            "If somebody reported something, the worker must not learn of it from here: write nothing that could tell them."
        ),
        button_label=_("Pause it"),
        done=_("It is paused, and the worker is told."),
    )


@opened_to(Door.STAFF)
@page
def resume(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    exception = to_act_on(request, exception_id, reading.may_resume)
    return asked(
        request,
        exception,
        page_form(request, TurnForm),
        life.resume_exception,
        heading=_("Take it up again"),
        hint=_("It holds again, with its safeguards, until its last day."),
        button_label=_("Take it up again"),
        done=_("It is taken up again, and the worker is told."),
    )


@opened_to(Door.STAFF)
@page
@fresh_only
def revoke(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    exception = to_act_on(request, exception_id, reading.may_revoke)
    return asked(
        request,
        exception,
        page_form(request, TurnForm),
        life.revoke_exception,
        heading=_("Revoke it"),
        hint=_("It ends for good. To allow it again, it is asked for anew. The worker reads your reason."),
        button_label=_("Revoke it"),
        done=_("It is revoked, and the worker is told."),
    )


GONE = gettext_lazy("You have stepped aside. Whoever is next has it now, and you do not see it any more.")


@opened_to(Door.STAFF)
@page
def recuse(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    actor = request.actor
    if request.method == "POST" and has_acted(request):
        return redirect("exceptions:desk")
    exception = to_act_on(request, exception_id, reading.may_step_aside)
    form = page_form(request, StepAsideForm)
    if request.method == "POST" and form.does(
        partial(once, request, actions.recuse_from_exception), actor=actor, exception_id=exception.pk
    ):
        messages.success(request, GONE)
        return redirect("exceptions:desk")
    context = {
        "heading": _("Step aside"),
        "caption": exception.reference,
        "hint": _("You do not see it any more after this, for good. Somebody else assesses or decides it."),
        "form": form,
        "back_url": reverse("exceptions:handle", args=[exception.pk]),
        "button_label": _("Step aside"),
    }
    return show(request, "accounts/form.html", context)


# --- The register and the printed decision --------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def list_register(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    form = NarrowForm(request.GET)
    rows = queries.register_of(actor)
    shown = one_page(request, rows.filter(**form.chosen()), "-submitted_at", among=rows)
    areas, codes = areas_directed(actor), reading.codes_of(shown.rows)
    context = {
        "rows": [reading.register_line(each, areas=areas, codes=codes) for each in shown.rows],
        "masked": not areas,
        "filter_form": form,
        "selected": selected_filters(request, form),
        **turn_pages(request, shown),
    }
    return show(request, "policies/exceptions/register.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def print_decision(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    """The decision as a PDF, for its worker and for whoever handles it; before it is decided there is none."""
    actor = request.actor
    exception = queries.own_exceptions(actor).filter(pk=exception_id).first()
    own = exception is not None
    if exception is None:
        exception = queries.exception_for(actor, exception_id)
    if exception.decided_at is None:
        raise NotVisible
    if request.method == "HEAD":  # nothing is opened by it, so nothing is written down
        return HttpResponse(content_type="application/pdf")
    if not own:
        actions.open_exception(actor=actor, exception_id=exception.pk)
    made = reading.printed(actor, queries.whole(exception), own=own)
    headers = {"Content-Disposition": f'inline; filename="decision-{exception.reference}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
