"""The pages of emergency access: asking, deciding as the second person, what was opened, ending it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.signin.fresh import fresh_only
from boundaries.access.doors import Door, opened_to
from boundaries.errors.exceptions import MoveRefused, RuleViolation
from boundaries.web.act_once import act_once
from boundaries.web.kept_forms import keep_url, page_form
from incidents.desk.views import actor_of
from incidents.emergency import actions, forms, queries
from incidents.emergency.choices import Standing
from incidents.emergency.permissions import EmergencyPermission
from incidents.register.queries import is_in_register

COLOURS = {Standing.OPEN: "green", Standing.WAITING: "blue"}


@opened_to(Door.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    asked = queries.own_requests(actor)
    form = page_form(request, forms.AskForm)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            act_once(request, lambda: actions.ask(actor=actor, reference=said["reference"], reason=said["reason"]).pk)
        except RuleViolation as refusal:
            form.explain(refusal)
        else:
            words = _("Your request was passed on. If somebody confirms it within the hour, you find the report on this page.")
            messages.success(request, words)
            return redirect("emergency:ask")
    context = {"form": form, "rows": [row_of(each) for each in asked], "autosave_url": keep_url(request)}
    return render(request, "incidents/emergency/ask.html", context, status=422 if form.errors else 200)


def row_of(asked: queries.OwnRequest) -> dict[str, Any]:
    """One request as whoever asked reads it."""
    return {
        "reference": asked.reference,
        "asked_at": asked.asked_at,
        "until": asked.until,
        "label": asked.standing.label,
        "colour": COLOURS.get(asked.standing, "grey"),
        "url": reverse("desk:report", args=[asked.report_id]) if asked.report_id else "",
    }


@opened_to(Door.SIGNED_IN, ungated=True)
@fresh_only
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Only from whoever showed just now who they are: it opens a report to somebody."""
    actor = actor_of(request)
    found = queries.request_for(actor, request_id, EmergencyPermission.DECIDE)
    if not queries.is_waiting(found):
        messages.info(request, _("This was decided already, or its hour is over."))
        return redirect("emergency:access", request_id)
    form = page_form(request, forms.DecideForm)
    if request.method == "POST" and form.is_valid():
        confirms = form.cleaned_data["decision"] == forms.CONFIRM
        try:
            (actions.confirm if confirms else actions.decline)(actor=actor, request_id=request_id)
        except MoveRefused as refusal:
            messages.info(request, str(refusal.message))
        else:
            done = _("You have confirmed it. They may read the report for an hour.") if confirms else _("You have declined it.")
            messages.success(request, done)
        return redirect("emergency:access", request_id)
    context = {
        "form": form,
        "asked": found,
        "asker": found.asker,
        "report_url": _report_url(actor, found),
        "back_url": reverse("home"),
    }
    return render(request, "incidents/emergency/decide.html", context, status=422 if form.errors else 200)


@opened_to(Door.SIGNED_IN, ungated=True)
@require_safe
def access(request: HttpRequest, request_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = queries.request_for(actor, request_id, EmergencyPermission.VIEW)
    context = {
        "each": queries.access_of(found, with_reason=queries.may(actor, EmergencyPermission.READ_REASON, found)),
        "reference": found.report.reference if found.report else "",
        "decide_url": (
            reverse("emergency:decide", args=[found.pk])
            if queries.is_waiting(found) and queries.may(actor, EmergencyPermission.DECIDE, found)
            else ""
        ),
        "report_url": _report_url(actor, found),
    }
    return render(request, "incidents/emergency/access.html", context)


def _report_url(actor: Any, found: Any) -> str:
    """Where somebody who decides or oversees reads of the report itself, if they do."""
    if found.report.handler_id == actor.pk:
        return reverse("desk:report", args=[found.report_id])
    return reverse("register:report", args=[found.report_id]) if is_in_register(actor, found.report_id) else ""


@opened_to(Door.STAFF, ungated=True)
@require_POST
def end(request: HttpRequest, report_id: UUID) -> HttpResponse:
    actions.end(actor=actor_of(request), report_id=report_id)
    messages.success(request, _("Your emergency access is ended. Thank you for not keeping it longer than you needed."))
    return redirect("emergency:ask")
