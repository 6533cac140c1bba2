"""Letting somebody decide on exceptions in one's place, and ending that."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.organisations.queries import today
from accounts.signin.fresh import fresh_only
from accounts.staff.forms import ConfirmForm
from accounts.staff.views import ActorRequest, one_page, page, show, turn_pages
from boundaries.access.doors import Door, opened_to
from boundaries.errors.exceptions import MoveRefused, NotVisible
from boundaries.web.act_once import act_once, has_acted
from boundaries.web.kept_forms import page_form
from policies.exceptions import queries
from policies.exceptions.delegations import actions, reading
from policies.exceptions.delegations.forms import DelegationForm
from policies.exceptions.permissions import DELEGATING, DelegationPermission


@opened_to(Door.STAFF)
@page
def delegations(request: ActorRequest) -> HttpResponse:
    """Whoever may give one, or was given one, sees theirs; to everybody else there is no such page."""
    actor = request.actor
    if not queries.delegations_of(actor).exists():
        DELEGATING.require(actor, DelegationPermission.VIEW, actor.organisation)
    return give(request) if request.method == "POST" else listed(request)


def listed(request: ActorRequest, form: DelegationForm | None = None) -> HttpResponse:
    """What one gave and in whose place one decides, with the form for whoever may give one."""
    actor, on = request.actor, today(request.actor.organisation)
    if form is None and queries.may_delegate(actor):
        form = page_form(request, DelegationForm, actor=actor)
    rows = queries.delegations_of(actor)
    shown = one_page(request, rows, "-given_at", among=rows)
    context: dict[str, Any] = {
        "rows": [reading.line_of(actor, each, on) for each in shown.rows],
        "form": form,
        "actor": actor,
        **turn_pages(request, shown),
    }
    return show(request, "policies/exceptions/delegations/list.html", context)


@fresh_only
def give(request: ActorRequest) -> HttpResponse:
    """Give one. Whoever may not is told what they would be told of a page that is not there."""
    actor = request.actor
    if not queries.may_delegate(actor):
        raise NotVisible
    form = page_form(request, DelegationForm, actor=actor)

    def act(**facts: Any) -> UUID:
        return act_once(request, lambda: actions.give_delegation(**facts).pk)

    if not form.does(act, actor=actor):
        return listed(request, form)
    messages.success(request, _("They decide in your place for that time. You can end it at any time."))
    return redirect("exceptions:delegations")


@opened_to(Door.STAFF)
@page
def end_delegation(request: ActorRequest, delegation_id: UUID) -> HttpResponse:
    actor = request.actor
    delegation = queries.delegation_for(actor, delegation_id, DelegationPermission.END)
    if not reading.may_end(actor, delegation, today(actor.organisation)) and not has_acted(request):
        raise MoveRefused
    form = page_form(request, ConfirmForm)
    act = partial(act_once, request, lambda: actions.end_delegation(actor=actor, delegation_id=delegation.pk).pk)
    if request.method == "POST" and form.does(lambda **_facts: act()):
        messages.success(request, _("It is ended. They no longer decide in your place."))
        return redirect("exceptions:delegations")
    context = {
        "heading": _("End the delegation"),
        "question": _("Should %(name)s no longer decide in your place?") % {"name": delegation.delegate.name},
        "text": _("It ends at once. What they have decided already stands."),
        "form": form,
        "button_label": _("End it now"),
        "back_url": reverse("exceptions:delegations"),
    }
    return show(request, "accounts/confirm.html", context)
