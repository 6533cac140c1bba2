"""The pages on which a line manager prints what is to be signed and enters what was signed, and on which scans are opened."""

import hashlib
from functools import partial
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.staff.queries import page_of
from accounts.staff.views import ActorRequest, asked_id, page, show, turn_pages
from boundaries.access.doors import Door, opened_to
from boundaries.web.act_once import act_once
from policies.adoption.views import tabs, text_context
from policies.paper import actions, queries
from policies.paper.forms import SignedPageForm
from policies.paper.permissions import ACCESS, PaperPermission, leads_person
from policies.paper.rules import short_code


@opened_to(Door.STAFF)
@require_safe
@page
def list_pages(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    rows = queries.signed_pages(actor)
    shown = page_of(
        rows,
        keys=["-entered_at"],
        organisation_id=actor.organisation_id,
        after=asked_id(request, "after"),
        before=asked_id(request, "before"),
        among=rows,
    )
    context = {"area": tabs(""), "rows": shown.rows, **turn_pages(request, shown)}
    return show(request, "policies/paper/list.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def show_person(request: ActorRequest, person_id: UUID) -> HttpResponse:
    actor = request.actor
    person = queries.person_for(actor, person_id)
    context = {
        "area": tabs(""),
        "person": person,
        "standings": queries.standings_of(actor, person),
        "led": leads_person(actor, person),
        "may_enter": ACCESS.allows(actor, PaperPermission.ENTER, person),
    }
    return show(request, "policies/paper/person.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def print_page(request: ActorRequest, person_id: UUID, key: str) -> HttpResponse:
    person, adoption = queries.policy_to_sign(request.actor, person_id, key)
    context = {
        "area": tabs(""),
        "person": person,
        "adoption": adoption,
        "code": short_code(adoption.digest),
        "on_paper": True,
        **text_context(adoption.version, adoption),
    }
    return show(request, "policies/paper/print.html", context)


@opened_to(Door.STAFF)
@page
def enter(request: ActorRequest, person_id: UUID, key: str) -> HttpResponse:
    actor = request.actor
    person, adoption = queries.policy_to_sign(actor, person_id, key)
    form = SignedPageForm(request.POST, request.FILES) if request.method == "POST" else SignedPageForm()

    def entered(**facts: Any) -> UUID:
        act = partial(actions.enter_signed, actor=actor, person_id=person.pk, adoption_id=adoption.pk, **facts)
        said = f"{facts['code']} {facts['signed_on']} {hashlib.sha256(facts['content']).hexdigest()}"
        return act_once(request, lambda: act().pk, said=said.encode())

    if request.method == "POST" and form.does(entered):
        words = _("It is entered that %(name)s acknowledged “%(title)s” on paper.")
        messages.success(request, words % {"name": person.name, "title": adoption.version.title})
        return redirect("paper:person", person.pk)
    context = {
        "heading": _("Enter a signed page"),
        "caption": f"{person.name}, {adoption.version.title}",
        "form": form,
        "back_url": reverse("paper:person", args=[person.pk]),
        "button_label": _("Enter it"),
        "hint": _("Once it is entered it is never changed. Keep the page itself where your organisation keeps such pages."),
    }
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def open_scan(request: ActorRequest, page_id: UUID) -> HttpResponse:
    if request.method == "HEAD":  # nothing is opened by it, so nothing is written down
        queries.signed_page_for(request.actor, page_id)
        return HttpResponse()
    scan = actions.open_scan(actor=request.actor, page_id=page_id)
    name = quote(scan.name)
    headers = {"Content-Disposition": f"attachment; filename=\"scan.{scan.name.rpartition('.')[2]}\"; filename*=UTF-8''{name}"}
    return HttpResponse(bytes(scan.content), content_type=scan.media_type, headers=headers)
