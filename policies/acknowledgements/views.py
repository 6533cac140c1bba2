"""The pages on which people acknowledge policies, and on which a line manager sees who has."""

from datetime import date
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
from policies.campaigns.queries import due_for, late_among, with_last_days
from policies.campaigns.reading import until_in_words
from policies.campaigns.views import sees_campaigns
from policies.gate.returning import came_for
from policies.paper.permissions import IN_GENERAL as PAPER
from policies.paper.permissions import PaperPermission


@opened_to(Door.STAFF, ungated=True)
@require_safe
@page
def list_own(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    on = today(actor.organisation)
    due = {each.adoption.pk: each.due_on for each in due_for(actor)}
    rows: list[dict[str, Any]] = [
        {"adoption": each, "overdue": overdue(each, on), **last_day(on, due.get(each.pk))} for each in queries.own(actor)
    ]
    context = {
        "area": tabs("acknowledgements:list"),
        "rows": sorted(rows, key=lambda row: row["due_on"] or date.max),
        "sees_campaigns": sees_campaigns(actor),
        "leads": ACCESS.allows(actor, AcknowledgementPermission.OVERSEE, actor.organisation),
        "sees_paper": PAPER.allows(actor, PaperPermission.LIST, actor.organisation),
    }
    return show(request, "policies/acknowledgements/list.html", context)


def last_day(on: date, due_on: date | None) -> dict[str, Any]:
    """Until when a campaign asks for it, in words; nothing where none does."""
    return {"due_on": due_on, "until": until_in_words(on, due_on) if due_on else "", "late": due_on is not None and due_on < on}


@opened_to(Door.STAFF, ungated=True)
@page
def acknowledge(request: ActorRequest, key: str) -> HttpResponse:
    actor = request.actor
    adoption, on = queries.own_of(actor, key), today(actor.organisation)
    due = [each.due_on for each in due_for(actor) if each.adoption.pk == adoption.pk]
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
        "overdue": overdue(adoption, on),
        **last_day(on, due[0] if due else None),
        "form": form,
        "policy_url": reverse("policies:policy", args=[key]),
    }
    return show(request, "policies/acknowledgements/acknowledge.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def list_team(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, today(request.actor.organisation)
    digests = queries.digests_in_force(actor.organisation_id)
    people, waiting = (queries.people_led(actor, digests, only_waiting=only) for only in (False, True))
    late = late_among(waiting, on)
    only = request.GET.get("only", "")
    shown = page_of(
        late if only == "late" else with_last_days(waiting if only == "waiting" else people),
        keys=["name"],
        organisation_id=actor.organisation_id,
        after=asked_id(request, "after"),
        before=asked_id(request, "before"),
    )
    context: dict[str, Any] = {
        "area": tabs(""),
        "rows": [{"person": each, **last_day(on, each.due_on)} for each in shown.rows],  # type: ignore[attr-defined]  # annotated
        "asked": len(digests),
        "waiting": waiting.count(),
        "late": late.count(),
        "led": people.count(),
        "only": only if only in {"waiting", "late"} else "",
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
