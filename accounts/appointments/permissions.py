"""Who may propose, confirm and end appointments; and the predicates that the other slices share.

Nothing here asks for Django's ``is_superuser``: it opens nothing.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap


def organisation_of(thing: Any) -> UUID:
    """The organisation something belongs to, or is."""
    found: UUID = thing.id if isinstance(thing, Organisation) else thing.organisation_id
    return found


def is_of_another_organisation(actor: StaffMember, thing: Any) -> bool:
    """The actor belongs to another organisation: nothing crosses."""
    return actor.organisation_id != organisation_of(thing)


def has_left(actor: StaffMember, thing: Any) -> bool:
    """The actor no longer works here."""
    return not actor.is_active


def is_outside(actor: StaffMember, thing: Any) -> bool:
    """The actor is an outside contact, who sees only the reports that reach them."""
    return actor.kind == StaffKind.OUTSIDE


def is_staff(actor: StaffMember, thing: Any) -> bool:
    """The actor works here: enough for the directory."""
    return actor.is_active


REMEMBERED = "roles_while_reading"
"""Where a page that only reads keeps its reader's roles (`accounts.appointments.queries.remember_roles`); an action never does."""


def holds(*roles: Role) -> Callable[[StaffMember, Any], bool]:
    """The actor holds one of these roles today."""

    def holds_role(actor: StaffMember, thing: Any) -> bool:
        remembered = actor.__dict__.get(REMEMBERED)
        if remembered is not None:
            return not remembered.isdisjoint(roles)
        in_force = Appointment.objects.in_force(today(actor.organisation))
        return in_force.filter(person_id=actor.id, role__in=roles).exists()

    return holds_role


def is_administrator(actor: StaffMember, thing: Any) -> bool:
    """The actor is administrator today."""
    return holds(Role.ADMINISTRATOR)(actor, thing)


NEVER = [is_of_another_organisation, has_left, is_outside]
"""What bars from everything about people, whatever else would let in."""


def is_own(actor: StaffMember, appointment: Appointment) -> bool:
    """The appointment is the actor's."""
    return appointment.person_id == actor.id


def is_second_person(actor: StaffMember, appointment: Appointment) -> bool:
    """The actor neither proposed the appointment nor is the one appointed."""
    return actor.id not in {appointment.proposed_by_id, appointment.person_id}


is_overseer = holds(Role.ADMINISTRATOR, Role.DIRECTOR, Role.CHIEF_EXECUTIVE)


class AppointmentPermission(TextChoices):
    """What may be done with appointments."""

    VIEW = "appointment.view", _("See an appointment")
    LIST = "appointment.list", _("See who holds which role")
    PROPOSE = "appointment.propose", _("Propose somebody for a role")
    CONFIRM = "appointment.confirm", _("Confirm an appointment as the second person")
    DECLINE = "appointment.decline", _("Decline a proposed appointment, or take one's own proposal back")
    END = "appointment.end", _("End an appointment")


ACCESS: AccessMap[StaffMember, Appointment] = AccessMap(
    never=NEVER,
    allow={
        AppointmentPermission.VIEW: [[is_own], [is_overseer]],
        AppointmentPermission.CONFIRM: [[is_overseer, is_second_person]],
        AppointmentPermission.DECLINE: [[is_overseer]],
        AppointmentPermission.END: [[is_administrator]],
    },
)
IN_GENERAL: AccessMap[StaffMember, Organisation] = AccessMap(
    never=NEVER,
    view="appointment.view",
    allow={
        AppointmentPermission.VIEW: [[is_staff]],
        AppointmentPermission.LIST: [[is_overseer]],
        AppointmentPermission.PROPOSE: [[is_administrator]],
    },
)
