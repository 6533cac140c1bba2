"""Who may confirm that a login is its owner's: the law of the second person, for all to whom reports may go."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.permissions import NEVER, is_overseer
from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember
from accounts.staff.permissions import is_somebody_else
from boundaries.access.rules import AccessMap


class LoginPermission(TextChoices):
    """What may be done with the logins of others."""

    LIST = "login.list", _("See whose login waits for a second person")
    CONFIRM = "login.confirm", _("Confirm, as the second person, that a login is its owner's")


def works_here(actor: StaffMember, person: StaffMember) -> bool:
    """The person works here and has a login."""
    return person.is_active and person.user is not None


def did_not_give_it(actor: StaffMember, person: StaffMember) -> bool:
    """Somebody else gave the person the address they sign in with."""
    return person.user is not None and person.user.given_by_id != actor.id


ACCESS: AccessMap[StaffMember, StaffMember] = AccessMap(
    never=NEVER,
    view="login.list",
    allow={
        LoginPermission.LIST: [[is_overseer]],
        LoginPermission.CONFIRM: [[is_overseer, is_somebody_else, works_here, did_not_give_it]],
    },
)
IN_GENERAL: AccessMap[StaffMember, Organisation] = AccessMap(
    never=NEVER, view="login.list", allow={LoginPermission.LIST: [[is_overseer]]}
)
