"""What is shown of teams."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from accounts.teams.models import Team
from accounts.teams.permissions import ACCESS, TeamPermission
from boundaries.errors.exceptions import NotVisible


def teams_of(actor: StaffMember) -> QuerySet[Team]:
    """The teams of one's own organisation with how many people belong to them, by name."""
    ACCESS.require(actor, TeamPermission.VIEW, actor.organisation)
    working = Q(members__is_active=True) & ~Q(members__kind=StaffKind.OUTSIDE)
    rows = Team.objects.filter(organisation_id=actor.organisation_id).select_related("site")
    return rows.annotate(people=Count("members", filter=working)).order_by("name")


def team_for(actor: StaffMember, team_id: UUID) -> Team:
    """One team of one's own organisation."""
    found = Team.objects.select_related("site").filter(organisation_id=actor.organisation_id, id=team_id).first()
    if found is None:
        raise NotVisible
    ACCESS.require(actor, TeamPermission.VIEW, found)
    return found


def members_of(team: Team) -> QuerySet[StaffMember]:
    """Those in the directory who belong to a team, by name."""
    rows = StaffMember.objects.filter(team=team, is_active=True).exclude(kind=StaffKind.OUTSIDE)
    return rows.select_related("manager").order_by("name", "id")
