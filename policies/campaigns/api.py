"""The API of campaigns."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import AccountsView, NamedOut, check_ours, named, ours, who
from accounts.staff.choices import StaffKind
from accounts.teams.models import Team
from boundaries.access.choices import Scope
from boundaries.web.api import Id, Made, Nothing, Strict, Words, made
from boundaries.web.fields import Day, Flag, Number
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from policies.campaigns import actions, queries
from policies.campaigns.choices import AUDIENCE, CampaignStatus
from policies.campaigns.models import Campaign
from policies.campaigns.permissions import ACCESS, CampaignPermission
from policies.campaigns.rules import MOST_DAYS, USUAL_DAYS

CAMPAIGNS = _("Campaigns")
LONGEST_KEY = 60
KINDS = [(kind.value, StaffKind(kind).label) for kind in AUDIENCE]


# --- What is sent -----------------------------------------------------------------------------------------------------------
class CampaignIn(Strict):
    """Which policies, whom, and until when."""

    policies = serializers.ListField(
        child=Words(max_length=LONGEST_KEY), min_length=1, help_text=_("By their keys; each is in force here.")
    )
    due_on = Day(help_text=_("The last day for those who work here today: a working day to come."))
    kinds = serializers.ListField(
        child=serializers.ChoiceField(KINDS), min_length=1, required=False, help_text=_("Everybody unless told.")
    )
    teams = serializers.ListField(child=Id(), required=False, help_text=_("All teams, and those without one, unless told."))
    days = Number(
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("How many days has who starts later, and who is asked again; 14 unless told."),
    )
    with_starters = Flag(required=False, help_text=_("Ask those who start later, too; so unless told otherwise."))


# --- What is given ----------------------------------------------------------------------------------------------------------
class AskedPolicyOut(serializers.Serializer[Any]):
    """A policy that is asked for."""

    policy = serializers.CharField()
    title = serializers.CharField()


class CampaignLineOut(serializers.Serializer[Any]):
    """A campaign in the list."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(CampaignStatus.choices)
    policies = AskedPolicyOut(many=True)
    kinds = serializers.ListField(child=serializers.ChoiceField(KINDS))
    teams = NamedOut(many=True, help_text=_("Empty where all are asked."))
    due_on = serializers.DateField()
    days = serializers.IntegerField()
    with_starters = serializers.BooleanField()
    started_by = NamedOut()
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField()


class CampaignsOut(PageOut):
    """One page of campaigns, the newest first."""

    campaigns = CampaignLineOut(many=True)


class FiguresOut(serializers.Serializer[Any]):
    """How it stands, in counts."""

    people = serializers.IntegerField(help_text=_("Whom it asks and who works here."))
    asked = serializers.IntegerField(help_text=_("Who has been asked so far, or cannot be told because they cannot sign in."))
    to_ask = serializers.IntegerField(help_text=_("Who is asked next: the work goes on while this is not 0."))
    acknowledged = serializers.IntegerField()
    waiting = serializers.IntegerField()
    overdue = serializers.IntegerField(help_text=_("For whom it waits after their last day."))
    on_paper = serializers.IntegerField(help_text=_("For whom it waits and who cannot sign in: their line manager asks them."))


class TeamFiguresOut(serializers.Serializer[Any]):
    """How one team stands."""

    team = serializers.CharField(help_text=_("Its name; empty for those without a team."))
    figures = FiguresOut()


class CampaignOut(CampaignLineOut):
    """A campaign with its figures: counts, and nobody's name."""

    figures = FiguresOut()
    by_team = TeamFiguresOut(many=True)


# --- From one to the other ----------------------------------------------------------------------------------------------------
def line_out(campaign: Campaign, titles: Mapping[UUID, str]) -> dict[str, Any]:
    """A campaign without its figures."""
    plain = ("status", "kinds", "due_on", "days", "with_starters", "started_at", "ended_at")
    return {
        "id": campaign.pk,
        "policies": [
            {"policy": each.policy.key, "title": titles.get(each.policy_id, each.policy.key)} for each in campaign.policies.all()
        ],
        "teams": [named(each.team) for each in campaign.teams.all()],
        "started_by": named(campaign.started_by),
        "url": reverse("api_campaigns:campaign", args=[campaign.pk]),
        **{name: getattr(campaign, name) for name in plain},
    }


class CampaignsView(AccountsView):
    """The campaigns here, and starting one."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.ORGANISE}

    @operation(
        "list_campaigns",
        CAMPAIGNS,
        _("List the campaigns here"),
        asks=PageQuery,
        gives={200: (CampaignsOut, _("One page of campaigns, the newest first."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(PageQuery)
        rows = queries.campaigns_of(actor)
        titles = queries.titles_of(actor, queries.policies_asked_for(rows))
        page = self.listed("campaigns", asked, rows, "-started_at", shown=lambda each: line_out(each, titles))
        return Response(CampaignsOut(page).data)

    @operation(
        "start_campaign",
        CAMPAIGNS,
        _("Ask people to acknowledge policies by a day"),
        more=_("They are asked in the background: read the campaign to see how far it is."),
        takes=CampaignIn,
        gives={201: (Made, _("It has started."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = self.read(CampaignIn), who(request)
        ACCESS.require(actor, CampaignPermission.START, actor.organisation)
        check_ours(ours(actor, Team), told.get("teams", []), "teams")
        facts = {"kinds": [kind.value for kind in AUDIENCE], "days": USUAL_DAYS, **told}
        made_id = acted(request, lambda: actions.start_campaign(actor=actor, **facts).pk)
        return made(made_id, reverse("api_campaigns:campaign", args=[made_id]))


class CampaignView(AccountsView):
    """One campaign."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_campaign",
        CAMPAIGNS,
        _("See how a campaign stands, by team, in counts"),
        gives={200: (CampaignOut, _("The campaign."))},
        refuses=(404,),
    )
    def get(self, request: Request, campaign_id: UUID) -> Response:
        actor = who(request)
        campaign = queries.campaign_for(actor, campaign_id)
        titles = queries.titles_of(actor, (each.policy_id for each in campaign.policies.all()))
        by_team = [{"team": name, "figures": asdict(each)} for name, each in queries.figures_by_team(campaign)]
        figures = asdict(queries.figures_of(campaign))
        return Response(CampaignOut({**line_out(campaign, titles), "figures": figures, "by_team": by_team}).data)


class EndView(AccountsView):
    """Ending it."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "end_campaign",
        CAMPAIGNS,
        _("End a campaign early"),
        more=_("Nobody is reminded any more. What was acknowledged stays so."),
        takes=Nothing,
        gives={200: (Made, _("It has ended."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, campaign_id: UUID) -> Response:
        self.read(Nothing)
        actor = who(request)
        campaign = queries.campaign_for(actor, campaign_id)
        ended = acted(request, lambda: actions.end_campaign(actor=actor, campaign_id=campaign.pk).pk)
        return made(ended, reverse("api_campaigns:campaign", args=[campaign.pk]), status=200)
