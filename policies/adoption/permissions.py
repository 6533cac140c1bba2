"""Who may read and who may adopt policies: everybody who works there reads them, directors own them (design.md section 4)."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.appointments.permissions import NEVER, holds, is_staff
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap

OWNERS = frozenset({Role.DIRECTOR, Role.CHIEF_EXECUTIVE})
"""Who may own a policy (RC-R-1, LK-2.1-1)."""
is_policy_owner = holds(*sorted(OWNERS))


class AdoptionPermission(TextChoices):
    """What may be done with the policies of one's organisation."""

    VIEW = "adoption.view", _("Read the policies that are in force here")
    ADOPT = "adoption.adopt", _("Adopt a version of a policy")
    CHANGE = "adoption.change", _("Change the words, the owner and the review dates of an adopted policy")
    ADAPT = "adoption.adapt", _("Add local wording and instructions to a clause")
    END = "adoption.end", _("End a policy here")


ACCESS: AccessMap[StaffMember, Any] = AccessMap(
    never=NEVER,
    allow={
        AdoptionPermission.VIEW: [[is_staff]],
        **{each: [[is_policy_owner]] for each in AdoptionPermission if each != AdoptionPermission.VIEW},
    },
)
