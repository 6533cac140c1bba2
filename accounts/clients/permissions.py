"""Who may know of a client, and who may change what is said of one.

Administrators see no clients: they see no content.
"""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.appointments.permissions import NEVER, holds
from accounts.clients.models import Client
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap


class ClientPermission(TextChoices):
    """What may be done with clients."""

    VIEW = "client.view", _("Know of a client, and see their details")
    ADD = "client.add", _("Add a client")
    CHANGE = "client.change", _("Change a client's details")
    ADD_RELATIVE = "client.add-relative", _("Add a relative or friend of a client")
    REMOVE_RELATIVE = "client.remove-relative", _("Remove a relative or friend of a client")
    ASSIGN = "client.assign", _("Say who works with a client, and end that")


def may_know(actor: StaffMember, client: Client) -> bool:
    """The client is among those the actor may know of today: see `ClientQuerySet.visible_to`."""
    return Client.objects.visible_to(actor, today(actor.organisation)).filter(id=client.id).exists()


def is_line_manager(actor: StaffMember, thing: Any) -> bool:
    """Somebody who works here has the actor as line manager."""
    return StaffMember.objects.filter(manager_id=actor.id, is_active=True).exists()


is_director = holds(Role.DIRECTOR)

ACCESS: AccessMap[StaffMember, Client] = AccessMap(
    never=NEVER,
    allow={
        ClientPermission.VIEW: [[may_know]],
        ClientPermission.CHANGE: [[may_know, is_line_manager], [may_know, is_director]],
        ClientPermission.ADD_RELATIVE: [[may_know, is_line_manager], [may_know, is_director]],
        ClientPermission.REMOVE_RELATIVE: [[may_know, is_line_manager], [may_know, is_director]],
        ClientPermission.ASSIGN: [[may_know, is_line_manager], [may_know, is_director]],
    },
)
IN_GENERAL: AccessMap[StaffMember, Organisation] = AccessMap(
    never=NEVER,
    view="client.add",
    allow={ClientPermission.ADD: [[is_line_manager], [is_director]]},
)
