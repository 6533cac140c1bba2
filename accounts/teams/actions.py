"""Adding, renaming and moving teams."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation, Site
from accounts.staff.models import StaffMember
from accounts.teams.events import TeamEvent
from accounts.teams.models import Team
from accounts.teams.permissions import ACCESS, TeamPermission
from boundaries.errors.exceptions import NotVisible, RuleViolation
from boundaries.record.actions import append


@transaction.atomic
def add_team(*, actor: StaffMember, name: str, site_id: UUID | None = None) -> Team:
    """Add a team to the organisation."""
    organisation = Organisation.objects.select_related("data_key").get(id=actor.organisation_id)
    ACCESS.require(actor, TeamPermission.ADD, organisation)
    team = Team(organisation=organisation, name=name, site_id=_own_site(actor, site_id))
    _save(team)
    _write_down(TeamEvent.ADDED, team, actor, site=str(site_id) if site_id else None)
    return team


@transaction.atomic
def change_team(*, actor: StaffMember, team_id: UUID, name: str, site_id: UUID | None = None) -> Team:
    """Rename a team, or move it to another site."""
    rows = Team.objects.select_for_update(of=("self",), no_key=True).select_related("organisation__data_key")
    team = rows.filter(id=team_id, organisation_id=actor.organisation_id).first()
    if team is None:
        raise NotVisible
    ACCESS.require(actor, TeamPermission.CHANGE, team)
    site_id = _own_site(actor, site_id)
    renamed, moved = team.name != name, team.site_id != site_id
    if not (renamed or moved):
        return team
    team.name, team.site_id = name, site_id
    _save(team)
    _write_down(TeamEvent.CHANGED, team, actor, fields=["name"] * renamed + ["site"] * moved)
    return team


def _own_site(actor: StaffMember, site_id: UUID | None) -> UUID | None:
    if site_id and not Site.objects.filter(id=site_id, organisation_id=actor.organisation_id).exists():
        raise NotVisible
    return site_id


def _save(team: Team) -> None:
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as error:
        raise RuleViolation("name", _("There is a team with this name already."), field="name") from error


def _write_down(event: TeamEvent, team: Team, actor: StaffMember, **data: object) -> None:
    append(
        event,
        about=("team", team.id),
        organisation_id=team.organisation_id,
        actor_id=actor.id,
        key=team.organisation.data_key,
        data=data,
    )
