"""Who acknowledges, and who sees who has: everybody who works there for themselves, line managers for those under them (AK-11)."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.permissions import NEVER, is_staff
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap


class AcknowledgementPermission(TextChoices):
    """What may be done about acknowledgements."""

    GIVE = "acknowledgement.give", _("Acknowledge a policy for oneself")
    OVERSEE = "acknowledgement.oversee", _("See who of those under one has acknowledged, and remind them")


def leads(actor: StaffMember, thing: object) -> bool:
    """Somebody who works there has them as line manager."""
    return StaffMember.objects.filter(manager_id=actor.pk, is_active=True).exists()


ACCESS: AccessMap[StaffMember, Any] = AccessMap(
    never=NEVER,
    view=AcknowledgementPermission.GIVE,
    allow={AcknowledgementPermission.GIVE: [[is_staff]], AcknowledgementPermission.OVERSEE: [[is_staff, leads]]},
)
