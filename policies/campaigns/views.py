"""The pages of campaigns: those that there are, how one stands, starting one and ending it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.staff.choices import StaffKind
from accounts.staff.forms import ConfirmForm
from accounts.staff.models import StaffMember
from accounts.staff.views import ActorRequest, one_page, page, show, turn_pages
from boundaries.access.doors import Door, opened_to
from boundaries.web.act_once import act_once
from policies.adoption.views import tabs
from policies.campaigns import actions, queries
from policies.campaigns.choices import AUDIENCE, CampaignStatus
from policies.campaigns.forms import CampaignForm
from policies.campaigns.models import Campaign
from policies.campaigns.permissions import ACCESS, CampaignPermission
from policies.campaigns.queries import Figures
from policies.campaigns.reading import day_in_words, named_together

COLOURS = {CampaignStatus.RUNNING: "teal", CampaignStatus.FINISHED: "green", CampaignStatus.ENDED: "grey"}


def sees_campaigns(actor: StaffMember) -> bool:
    """Whether somebody may see the campaigns of their organisation."""
    return ACCESS.allows(actor, CampaignPermission.VIEW, actor.organisation)


@opened_to(Door.STAFF)
@require_safe
@page
def list_campaigns(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    shown = one_page(request, queries.campaigns_of(actor), "-started_at")
    titles = queries.titles_of(actor, (policy.policy_id for each in shown.rows for policy in each.policies.all()))
    context = {
        "area": tabs(""),
        "rows": [_line(each, titles) for each in shown.rows],
        "may_start": ACCESS.allows(actor, CampaignPermission.START, actor.organisation),
        **turn_pages(request, shown),
    }
    return show(request, "policies/campaigns/list.html", context)


def _line(campaign: Campaign, titles: dict[UUID, str]) -> dict[str, Any]:
    status = CampaignStatus(campaign.status)
    return {
        "campaign": campaign,
        "name": named_together(_titles(campaign, titles)),
        "status": status.label,
        "colour": COLOURS[status],
        "url": reverse("campaigns:campaign", args=[campaign.pk]),
    }


def _titles(campaign: Campaign, titles: dict[UUID, str]) -> list[str]:
    return sorted(titles.get(each.policy_id, each.policy.key) for each in campaign.policies.all())


@opened_to(Door.STAFF)
@require_safe
@page
def show_campaign(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    actor, campaign = request.actor, queries.campaign_for(request.actor, campaign_id)
    titles = queries.titles_of(actor, (each.policy_id for each in campaign.policies.all()))
    figures = queries.figures_of(campaign)
    context = {
        "area": tabs(""),
        **_line(campaign, titles),
        "facts": _facts(campaign, titles),
        "figures": figures,
        "percent": _percent(figures.acknowledged, figures.people),
        "progress": _progress(campaign, figures),
        "teams": queries.figures_by_team(campaign),
        "may_end": campaign.status == CampaignStatus.RUNNING and ACCESS.allows(actor, CampaignPermission.END, campaign),
    }
    return show(request, "policies/campaigns/campaign.html", context)


def _percent(part: int, whole: int) -> int:
    return 100 * part // whole if whole else 0


def _progress(campaign: Campaign, figures: Figures) -> dict[str, int] | None:
    """How many have been asked, while people are; None where nobody is left."""
    if campaign.status != CampaignStatus.RUNNING or (campaign.gathered_at and not figures.to_ask):
        return None
    total = figures.asked + figures.to_ask
    return {"asked": figures.asked, "total": total, "percent": _percent(figures.asked, total)}


def _facts(campaign: Campaign, titles: dict[UUID, str]) -> list[dict[str, Any]]:
    kinds = [str(StaffKind(kind).label) for kind in campaign.kinds]
    teams = sorted(each.team.name for each in campaign.teams.all())
    later = _("%(days)d days from their start") % {"days": campaign.days} if campaign.with_starters else _("Not asked")
    rows = [
        (_("Policies"), _titles(campaign, titles)),
        (_("Who is asked"), kinds if len(kinds) < len(AUDIENCE) else _("Everybody who works here")),
        (_("Teams"), teams or _("All")),
        (_("Last day"), day_in_words(campaign.due_on)),
        (_("Who starts later"), later),
        (_("Started"), _("%(day)s by %(name)s") % {"day": day_in_words(campaign.started_on), "name": campaign.started_by.name}),
    ]
    return [{"key": key, "value": value} for key, value in rows]


@opened_to(Door.STAFF)
@page
def start(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    ACCESS.require(actor, CampaignPermission.START, actor.organisation)
    initial = {"kinds": [kind.value for kind in AUDIENCE], "policies": request.GET.getlist("policy")}
    form = CampaignForm(request.POST if request.method == "POST" else None, actor=actor, initial=initial)

    def start_once(**facts: Any) -> UUID:
        return act_once(request, lambda: actions.start_campaign(actor=actor, **facts).pk)

    if request.method == "POST" and form.does(start_once):
        messages.success(request, _("The campaign has started. People are being asked now; you may leave this page."))
        return redirect("campaigns:campaign", form.result)
    context = {
        "heading": _("Ask people to acknowledge"),
        "hint": _(
            "Everybody you choose finds a line in their news and gets a mail that says nothing but that there is something new. "
            "They are reminded seven days and one day before the last day, on it, and then every working day until they have."
        ),
        "form": form,
        "back_url": reverse("campaigns:list"),
        "button_label": _("Ask them"),
    }
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@page
def end(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    actor, campaign = request.actor, queries.campaign_for(request.actor, campaign_id)
    ACCESS.require(actor, CampaignPermission.END, campaign)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(actions.end_campaign, actor=actor, campaign_id=campaign.pk):
        messages.success(request, _("The campaign has ended. Nobody is reminded any more."))
        return redirect("campaigns:campaign", campaign.pk)
    titles = queries.titles_of(actor, (each.policy_id for each in campaign.policies.all()))
    context = {
        "heading": _("End a campaign"),
        "question": _("Shall this campaign end now?"),
        "text": _("%(name)s\nNobody is reminded any more. What was acknowledged stays so, and what waits has no last day.")
        % {"name": named_together(_titles(campaign, titles))},
        "form": form,
        "button_label": _("End it"),
        "warning": True,
        "back_url": reverse("campaigns:campaign", args=[campaign.pk]),
    }
    return show(request, "accounts/confirm.html", context)
