"""Who may see and change people. Everybody who works here sees the directory; only administrators see and change more."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.permissions import NEVER, is_administrator, is_staff
from accounts.organisations.models import Organisation
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap


class StaffPermission(TextChoices):
    """What may be done with people."""

    VIEW = "staff.view", _("See somebody in the directory: name, job title, team, site, line manager")
    VIEW_DETAILS = "staff.view-details", _("See the other details of a person")
    ADD = "staff.add", _("Add a person")
    CHANGE = "staff.change", _("Change a person's details")
    CHANGE_MANAGER = "staff.change-manager", _("Give a person another line manager")
    DEACTIVATE = "staff.deactivate", _("Deactivate a person who no longer works here")
    REACTIVATE = "staff.reactivate", _("Reactivate a person who works here again")


def is_in_directory(actor: StaffMember, person: StaffMember) -> bool:
    """The person works here, and is no outside contact."""
    return person.is_active and person.kind != StaffKind.OUTSIDE


def is_somebody_else(actor: StaffMember, person: StaffMember) -> bool:
    """The person is not the actor."""
    return actor.id != person.id


ACCESS: AccessMap[StaffMember, StaffMember] = AccessMap(
    never=NEVER,
    allow={
        StaffPermission.VIEW: [[is_in_directory], [is_administrator]],
        StaffPermission.VIEW_DETAILS: [[is_administrator]],
        StaffPermission.CHANGE: [[is_administrator]],
        StaffPermission.CHANGE_MANAGER: [[is_administrator, is_somebody_else]],
        StaffPermission.DEACTIVATE: [[is_administrator, is_somebody_else]],
        StaffPermission.REACTIVATE: [[is_administrator, is_somebody_else]],
    },
)
IN_GENERAL: AccessMap[StaffMember, Organisation] = AccessMap(
    never=NEVER,
    allow={
        StaffPermission.VIEW: [[is_staff]],
        StaffPermission.VIEW_DETAILS: [[is_administrator]],
        StaffPermission.ADD: [[is_administrator]],
    },
)
