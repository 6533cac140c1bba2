"""Who may invite people and open their logins anew: administrators, never for themselves, and for the second thing two of them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.permissions import NEVER, is_administrator
from accounts.invitations.models import Invitation
from accounts.staff.models import StaffMember
from accounts.staff.permissions import is_somebody_else
from boundaries.access.rules import AccessMap


class InvitationPermission(TextChoices):
    """What may be done so that somebody can sign in."""

    VIEW = "invitation.view", _("See how far somebody is with signing in")
    SEND = "invitation.send", _("Invite somebody to sign in for the first time")
    ASK = "invitation.ask", _("Ask to open somebody's login anew")
    CONFIRM = "invitation.confirm", _("Agree, as the second person, to open somebody's login anew")
    END = "invitation.end", _("Take an invitation back")


def is_second_person(actor: StaffMember, invitation: Invitation) -> bool:
    """The actor neither asked for it nor is the one it is for."""
    return actor.id not in {invitation.asked_by_id, invitation.person_id}


def is_of_another_organisation(actor: StaffMember, invitation: Invitation) -> bool:
    """The invited person belongs to another organisation: nothing crosses."""
    return actor.organisation_id != invitation.person.organisation_id


PEOPLE: AccessMap[StaffMember, StaffMember] = AccessMap(
    never=NEVER,
    allow={
        InvitationPermission.VIEW: [[is_administrator]],
        InvitationPermission.SEND: [[is_administrator, is_somebody_else]],
        InvitationPermission.ASK: [[is_administrator, is_somebody_else]],
    },
)
ACCESS: AccessMap[StaffMember, Invitation] = AccessMap(
    never=[is_of_another_organisation, *NEVER[1:]],
    allow={
        InvitationPermission.VIEW: [[is_administrator]],
        InvitationPermission.CONFIRM: [[is_administrator, is_second_person]],
        InvitationPermission.END: [[is_administrator]],
    },
)
