"""Who enters what somebody signed on paper, and who sees it (AK-11, RC-D-2).

Those who lead a person, at any depth, enter for them and see it; auditors see it, since it proves a register and tells nothing
of a client. Administrators and directors who do not lead the person see none of it: nobody else needs the handwriting of a
colleague.
"""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.appointments.permissions import NEVER, holds
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap
from policies.acknowledgements.permissions import leads


class PaperPermission(TextChoices):
    """What may be done about somebody's signed pages."""

    VIEW = "paper.view", _("See what somebody acknowledged, and open the scans of what they signed")
    ENTER = "paper.enter", _("Print the page to sign, and enter what somebody without a login signed")
    LIST = "paper.list", _("See the signed pages of those one may see them of")


def leads_person(actor: StaffMember, person: StaffMember) -> bool:
    """The person works under the actor, at any depth. Nobody leads themselves."""
    return actor.pk != person.pk and StaffMember.objects.at_or_under(actor.pk).filter(pk=person.pk).exists()


def signs_on_paper(actor: StaffMember, person: StaffMember) -> bool:
    """The person works here and has no login: whoever has one acknowledges with it, and nobody does it for them."""
    return person.is_active and person.user_id is None and person.kind != StaffKind.OUTSIDE


is_auditor = holds(Role.AUDITOR)

ACCESS: AccessMap[StaffMember, StaffMember] = AccessMap(
    never=NEVER,
    allow={
        PaperPermission.VIEW: [[leads_person], [is_auditor]],
        PaperPermission.ENTER: [[leads_person, signs_on_paper]],
    },
)
IN_GENERAL: AccessMap[StaffMember, Any] = AccessMap(
    never=NEVER,
    view=PaperPermission.LIST,
    allow={PaperPermission.LIST: [[leads], [is_auditor]]},
)
