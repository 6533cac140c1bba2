"""Who may see and change teams."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.permissions import NEVER, is_administrator, is_staff
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap


class TeamPermission(TextChoices):
    """What may be done with teams."""

    VIEW = "team.view", _("See the teams and who belongs to them")
    ADD = "team.add", _("Add a team")
    CHANGE = "team.change", _("Rename a team, or move it to another site")


ACCESS: AccessMap[StaffMember, Any] = AccessMap(
    never=NEVER,
    allow={
        TeamPermission.VIEW: [[is_staff]],
        TeamPermission.ADD: [[is_administrator]],
        TeamPermission.CHANGE: [[is_administrator]],
    },
)
