"""The register of disclosures: for directors those of their area, for auditors that they are there."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.signin.fresh import fresh_only
from accounts.staff.queries import page_of
from accounts.staff.views import ActorRequest, asked_id, page, show, turn_pages
from boundaries.access.doors import Door, opened_to
from boundaries.errors.exceptions import MoveRefused
from boundaries.notices.actions import mark_read
from boundaries.web.act_once import has_acted
from boundaries.web.kept_forms import page_form
from policies.disclosures import queries, reading
from policies.disclosures.deciding.actions import allow_exception, link_by_office
from policies.disclosures.deciding.forms import ReasonForm
from policies.disclosures.deciding.views import link_page, may_link
from policies.disclosures.models import Disclosure
from policies.disclosures.permissions import REGISTER, DisclosureRegisterPermission
from policies.disclosures.register.actions import open_registered, open_to_link
from policies.disclosures.views import once

_P = DisclosureRegisterPermission


@opened_to(Door.STAFF)
@require_safe
@page
def list_register(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    rows = queries.register_of(actor)
    shown = page_of(
        rows,
        keys=["-submitted_at"],
        organisation_id=actor.organisation_id,
        after=asked_id(request, "after"),
        before=asked_id(request, "before"),
        among=rows,
    )
    reads = queries.reads_areas(actor)
    lines = [
        reading.line_of(each, "disclosures:registered")
        | {"worker": each.worker.name, "client": each.client.reference if each.client and queries.covers(reads, each) else ""}
        for each in shown.rows
    ]
    return show(request, "policies/disclosures/register.html", {"rows": lines, **turn_pages(request, shown)})


@opened_to(Door.STAFF)
@require_safe
@page
def show_registered(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    actor = request.actor
    disclosure = open_registered(actor=actor, disclosure_id=disclosure_id)
    reads = REGISTER.allows(actor, _P.READ, disclosure)
    found = queries.whole(disclosure)
    context = reading.whole_as_read(actor, found, own=False) if reads else {"disclosure": disclosure, **reading.tag(disclosure)}
    context |= {
        "reads": reads,
        "cited": reading.cited_for(actor, found),
        "entries": [
            {"title": each.sentence, "at": each.at, "by": each.actor if reads else ""}
            for each in queries.timeline(disclosure, own=not reads)
        ],
        "may_link": may_link(disclosure) and REGISTER.allows(actor, _P.LINK, disclosure),
        "may_except": may_except(disclosure) and REGISTER.allows(actor, _P.EXCEPT, disclosure),
    }
    return show(request, "policies/disclosures/registered.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def list_who(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    rows = queries.to_say_who(actor)
    shown = page_of(
        rows,
        keys=["-submitted_at"],
        organisation_id=actor.organisation_id,
        after=asked_id(request, "after"),
        before=asked_id(request, "before"),
        among=rows,
    )
    lines = [reading.line_of(each, "disclosures:who_it_is") | {"worker": each.worker.name} for each in shown.rows]
    return show(request, "policies/disclosures/who.html", {"rows": lines, **turn_pages(request, shown)})


@opened_to(Door.STAFF)
@page
def who_it_is(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    disclosure = open_to_link(actor=request.actor, disclosure_id=disclosure_id)
    if not may_link(disclosure) and not has_acted(request):
        raise MoveRefused
    mark_read(person_id=request.actor.pk, about_id=disclosure.pk)
    return link_page(request, disclosure, link_by_office, back="disclosures:who")


def may_except(disclosure: Disclosure) -> bool:
    """Whether there is anything to except."""
    return disclosure.bars and not disclosure.excepted


@opened_to(Door.STAFF)
@page
@fresh_only
def except_it(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    actor = request.actor
    disclosure = queries.registered(actor, disclosure_id, _P.EXCEPT)
    if not may_except(disclosure) and not has_acted(request):
        raise MoveRefused
    form = page_form(request, ReasonForm)
    act = partial(once, request, allow_exception)
    if request.method == "POST" and form.does(act, actor=actor, disclosure_id=disclosure.pk):
        messages.success(request, _("The exception is written down. Whoever has the disclosure decides what follows."))
        return redirect("disclosures:registered", disclosure.pk)
    context = {
        "heading": _("Allow an exception"),
        "caption": disclosure.reference,
        "hint": _("With a past or present romantic or sexual tie there is no service. Say why it may be otherwise here."),
        "form": form,
        "back_url": reverse("disclosures:registered", args=[disclosure.pk]),
        "button_label": _("Allow the exception"),
    }
    return show(request, "accounts/form.html", context)
