"""Who may ask people to acknowledge by a day: whoever may put a policy into force, so directors and the chief executive (AK-10).

Whoever owns a policy is one of them. Administrators are not: they set up people and teams, and do not say what binds whom by
when. A line manager sees those under them on a list of their own (`policies.acknowledgements.permissions`), not here.
"""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.permissions import NEVER
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap
from policies.adoption.permissions import is_policy_owner


class CampaignPermission(TextChoices):
    """What may be done with campaigns."""

    VIEW = "campaign.view", _("See the campaigns here, and their figures by team")
    START = "campaign.start", _("Ask people to acknowledge policies by a day")
    END = "campaign.end", _("End a campaign early")


ACCESS: AccessMap[StaffMember, Any] = AccessMap(
    never=NEVER,
    allow={each: [[is_policy_owner]] for each in CampaignPermission},
)
