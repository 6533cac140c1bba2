"""The pages on which people acknowledge policies, and on which a line manager sees who has."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.organisations.queries import today
from accounts.staff.queries import page_of
from accounts.staff.views import ActorRequest, asked_id, page, show, turn_pages
from boundaries.access.doors import Door, opened_to
from policies.acknowledgements import actions, queries
from policies.acknowledgements.forms import AcknowledgeForm
from policies.acknowledgements.permissions import ACCESS, AcknowledgementPermission
from policies.adoption.queries import overdue
from policies.adoption.views import tabs
from policies.gate.returning import came_for
from policies.paper.permissions import IN_GENERAL as PAPER
from policies.paper.permissions import PaperPermission


@opened_to(Door.STAFF, ungated=True)
@require_safe
@page
def list_own(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    on = today(actor.organisation)
    context = {
        "area": tabs("acknowledgements:list"),
        "rows": [{"adoption": each, "overdue": overdue(each, on)} for each in queries.own(actor)],
        "leads": ACCESS.allows(actor, AcknowledgementPermission.OVERSEE, actor.organisation),
        "sees_paper": PAPER.allows(actor, PaperPermission.LIST, actor.organisation),
    }
    return show(request, "policies/acknowledgements/list.html", context)


@opened_to(Door.STAFF, ungated=True)
@page
def acknowledge(request: ActorRequest, key: str) -> HttpResponse:
    actor = request.actor
    adoption = queries.own_of(actor, key)
    form = AcknowledgeForm(request.POST if request.method == "POST" else None, initial={"digest": adoption.digest})
    if request.method == "POST" and form.does(actions.acknowledge, actor=actor, adoption_id=adoption.pk):
        messages.success(request, _("Thank you. You have acknowledged “%(title)s”.") % {"title": adoption.version.title})
        return redirect(came_for(request) or "acknowledgements:list")
    if form.non_field_errors():  # the words are others by now: what is ticked next is what is read next
        form.data = request.POST.copy()
        form.data["digest"] = adoption.digest
    context = {
        "area": tabs(""),
        "adoption": adoption,
        "overdue": overdue(adoption, today(actor.organisation)),
        "form": form,
        "policy_url": reverse("policies:policy", args=[key]),
    }
    return show(request, "policies/acknowledgements/acknowledge.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def list_team(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    digests = queries.digests_in_force(actor.organisation_id)
    people, waiting = (queries.people_led(actor, digests, only_waiting=only) for only in (False, True))
    only_waiting = request.GET.get("only") == "waiting"
    shown = page_of(
        waiting if only_waiting else people,
        keys=["name"],
        organisation_id=actor.organisation_id,
        after=asked_id(request, "after"),
        before=asked_id(request, "before"),
    )
    context: dict[str, Any] = {
        "area": tabs(""),
        "rows": shown.rows,
        "asked": len(digests),
        "waiting": waiting.count(),
        "led": people.count(),
        "only_waiting": only_waiting,
        **turn_pages(request, shown),
    }
    return show(request, "policies/acknowledgements/team.html", context)


@opened_to(Door.STAFF)
@require_POST
@page
def remind(request: ActorRequest) -> HttpResponse:
    count = actions.remind(actor=request.actor)
    words = ngettext("%(count)d person is reminded.", "%(count)d people are reminded.", count)
    messages.success(request, words % {"count": count} if count else _("Nobody who can sign in has to be reminded."))
    return redirect("acknowledgements:team")
