"""The pages about teams."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.staff.views import ActorRequest, area, one_page, page, show, turn_pages
from accounts.teams.actions import add_team, change_team
from accounts.teams.forms import TeamForm
from accounts.teams.permissions import ACCESS, TeamPermission
from accounts.teams.queries import members_of, team_for, teams_of
from boundaries.access.doors import Door, opened_to


@opened_to(Door.STAFF)
@require_safe
@page
def list_teams(request: ActorRequest) -> HttpResponse:
    shown = one_page(request, teams_of(request.actor), "name")
    context = {
        "area": area(request.actor, "teams:list"),
        "teams": shown.rows,
        "may_add": ACCESS.allows(request.actor, TeamPermission.ADD, request.actor.organisation),
        **turn_pages(request, shown),
    }
    return show(request, "accounts/teams/list.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def show_team(request: ActorRequest, team_id: UUID) -> HttpResponse:
    team = team_for(request.actor, team_id)
    shown = one_page(request, members_of(team), "name")
    context = {
        "area": area(request.actor, ""),
        "team": team,
        "members": shown.rows,
        "may_change": ACCESS.allows(request.actor, TeamPermission.CHANGE, team),
        **turn_pages(request, shown),
    }
    return show(request, "accounts/teams/team.html", context)


@opened_to(Door.STAFF)
@page
def add(request: ActorRequest) -> HttpResponse:
    ACCESS.require(request.actor, TeamPermission.ADD, request.actor.organisation)
    form = TeamForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if request.method == "POST" and form.does(add_team, actor=request.actor):
        messages.success(request, _("The team was added."))
        return redirect("teams:team", form.result.id)
    context = {"heading": _("Add a team"), "form": form, "back_url": reverse("teams:list"), "button_label": _("Add this team")}
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@page
def change(request: ActorRequest, team_id: UUID) -> HttpResponse:
    team = team_for(request.actor, team_id)
    ACCESS.require(request.actor, TeamPermission.CHANGE, team)
    initial = {"name": team.name, "site": team.site}
    form = TeamForm(request.POST if request.method == "POST" else None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.does(change_team, actor=request.actor, team_id=team.id):
        messages.success(request, _("The team was saved."))
        return redirect("teams:team", team.id)
    back = reverse("teams:team", args=[team.id])
    heading = _("Rename or move a team")
    context = {"heading": heading, "caption": team.name, "form": form, "back_url": back, "button_label": _("Save")}
    return show(request, "accounts/form.html", context)
