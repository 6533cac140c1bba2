"""The API about teams."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.organisations.models import Site
from accounts.staff.api import AccountsView, NamedOut, check_ours, named, ours, who
from accounts.teams import actions
from accounts.teams.models import Team
from accounts.teams.permissions import ACCESS, TeamPermission
from accounts.teams.queries import members_of, team_for, teams_of
from boundaries.access.choices import Scope
from boundaries.web.api import Id, Made, Strict, Words, made
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation

TEAMS = _("Teams")


class TeamIn(Strict):
    """A team's name and site."""

    name = Words(max_length=120)
    site = Id(required=False, allow_null=True, help_text=_("null for no site."))


class TeamOut(serializers.Serializer[Any]):
    """A team."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    site = NamedOut(allow_null=True)
    url = serializers.CharField()


class TeamsOut(PageOut):
    """One page of teams, by name."""

    teams = TeamOut(many=True)


class MemberOut(NamedOut):
    """Somebody who belongs to a team."""

    job_title = serializers.CharField()
    manager = NamedOut(allow_null=True)
    url = serializers.CharField()


class MembersOut(PageOut):
    """One page of those who belong to a team, by name."""

    people = MemberOut(many=True)


def team_out(team: Team) -> dict[str, Any]:
    """A team as everybody who works here sees it."""
    return {"id": team.pk, "name": team.name, "site": named(team.site), "url": reverse("api_teams:team", args=[team.pk])}


def member_out(person: Any) -> dict[str, Any]:
    """Somebody who belongs to it."""
    url = reverse("api_staff:person", args=[person.pk])
    return {"id": person.pk, "name": person.name, "job_title": person.job_title, "manager": named(person.manager), "url": url}


class TeamsView(AccountsView):
    """All teams."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.ORGANISE}

    @operation(
        "list_teams",
        TEAMS,
        _("List the teams"),
        asks=PageQuery,
        gives={200: (TeamsOut, _("One page of teams, by name."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        asked = self.read_query(PageQuery)
        return Response(TeamsOut(self.listed("teams", asked, teams_of(who(request)), "name", shown=team_out)).data)

    @operation(
        "add_team",
        TEAMS,
        _("Add a team"),
        takes=TeamIn,
        gives={201: (Made, _("The team was added."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = self.read(TeamIn), who(request)
        ACCESS.require(actor, TeamPermission.ADD, actor.organisation)
        check_ours(ours(actor, Site), [told.get("site")], "site")
        facts = {"name": told["name"], "site_id": told.get("site")}
        team_id = acted(request, lambda: actions.add_team(actor=actor, **facts).pk)
        return made(team_id, reverse("api_teams:team", args=[team_id]))


class TeamView(AccountsView):
    """One team."""

    scopes: ClassVar = {"GET": Scope.READ, "PATCH": Scope.ORGANISE}

    @operation("read_team", TEAMS, _("Read about a team"), gives={200: (TeamOut, _("The team."))}, refuses=(404,))
    def get(self, request: Request, team_id: UUID) -> Response:
        return Response(TeamOut(team_out(team_for(who(request), team_id))).data)

    @operation(
        "change_team",
        TEAMS,
        _("Rename or move a team"),
        more=_("What is left out stays as it is."),
        takes=TeamIn,
        gives={200: (TeamOut, _("The team as it is now."))},
        refuses=(404,),
        changes=True,
    )
    def patch(self, request: Request, team_id: UUID) -> Response:
        told, actor = self.read_part(TeamIn), who(request)
        held = ours(actor, Team).select_for_update(of=("self",), no_key=True).filter(pk=team_id)
        team = team_for(actor, getattr(held.first(), "pk", team_id))
        ACCESS.require(actor, TeamPermission.CHANGE, team)
        check_ours(ours(actor, Site), [told.get("site")], "site")
        facts = {"name": told.get("name", team.name), "site_id": told.get("site", team.site_id)}
        actions.change_team(actor=actor, team_id=team.pk, **facts)
        return Response(TeamOut(team_out(team_for(actor, team.pk))).data)


class MembersView(AccountsView):
    """Those who belong to a team."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_team_members",
        TEAMS,
        _("List who belongs to a team"),
        asks=PageQuery,
        gives={200: (MembersOut, _("One page of people, by name."))},
        refuses=(404, 422),
    )
    def get(self, request: Request, team_id: UUID) -> Response:
        team, asked = team_for(who(request), team_id), self.read_query(PageQuery)
        return Response(MembersOut(self.listed("people", asked, members_of(team), "name", shown=member_out)).data)
