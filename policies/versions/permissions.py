"""Who may revise a policy, and who may approve that: never the same person."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.appointments.permissions import has_left, holds, is_outside, is_staff
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap
from policies.adoption.permissions import is_policy_owner
from policies.library.choices import OPEN_STATES
from policies.library.models import PolicyVersion


def is_somebody_elses(actor: StaffMember, version: PolicyVersion) -> bool:
    """It is the own revision of another organisation: nothing crosses."""
    return version.organisation_id not in {None, actor.organisation_id}


def is_ours(actor: StaffMember, version: PolicyVersion) -> bool:
    """It is the own revision of the actor's organisation; what was issued is nobody's to change."""
    return version.organisation_id == actor.organisation_id


def was_published(actor: StaffMember, version: PolicyVersion) -> bool:
    """It is or was published."""
    return version.status not in OPEN_STATES


def wrote_nothing_in_it(actor: StaffMember, version: PolicyVersion) -> bool:
    """The actor neither began it nor wrote in it nor sent it for review."""
    return actor.id not in version.editors


is_approver = holds(Role.DIRECTOR, Role.CHIEF_EXECUTIVE, Role.BOARD_CHAIR)


class VersionPermission(TextChoices):
    """What may be done with the versions of a policy."""

    VIEW = "version.view", _("Read a version")
    REVISE = "version.revise", _("Begin the next version")
    EDIT = "version.edit", _("Write in a draft")
    SUBMIT = "version.submit", _("Send a draft for review")
    RETURN = "version.return", _("Give a revision back to be worked on")
    APPROVE = "version.approve", _("Approve a revision as a second person")
    DISCARD = "version.discard", _("Discard a draft")
    WITHDRAW = "version.withdraw", _("Withdraw a version of one's own")


ACCESS: AccessMap[StaffMember, Any] = AccessMap(
    never=[is_somebody_elses, has_left, is_outside],
    allow={
        VersionPermission.VIEW: [[is_staff, was_published], [is_policy_owner], [is_approver]],
        VersionPermission.REVISE: [[is_policy_owner, was_published]],
        VersionPermission.EDIT: [[is_policy_owner, is_ours]],
        VersionPermission.SUBMIT: [[is_policy_owner, is_ours]],
        VersionPermission.RETURN: [[is_policy_owner, is_ours], [is_approver, is_ours]],
        VersionPermission.APPROVE: [[is_approver, is_ours, wrote_nothing_in_it]],
        VersionPermission.DISCARD: [[is_policy_owner, is_ours]],
        VersionPermission.WITHDRAW: [[is_policy_owner, is_ours]],
    },
)
