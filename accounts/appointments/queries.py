"""What is shown of appointments."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment, AppointmentQuerySet
from accounts.appointments.permissions import ACCESS, IN_GENERAL, REMEMBERED, AppointmentPermission
from accounts.organisations.queries import remember_today, today
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import NotVisible


def roles_of(person: StaffMember, on: date) -> frozenset[Role]:
    """The roles somebody holds on a day."""
    held = Appointment.objects.in_force(on).filter(person_id=person.id).values_list("role", flat=True)
    return frozenset(Role(role) for role in held)


def remember_roles(person: StaffMember) -> None:
    """Ask for somebody's roles, and the date, once for the page they are reading. Whatever changes something asks anew."""
    remember_today(person.organisation)
    person.__dict__[REMEMBERED] = roles_of(person, today(person.organisation))


def _told() -> AppointmentQuerySet:
    return Appointment.objects.select_related("person", "area", "proposed_by", "confirmed_by").prefetch_related("teams")


def current(actor: StaffMember) -> QuerySet[Appointment]:
    """Everybody's confirmed appointments that run today or later."""
    IN_GENERAL.require(actor, AppointmentPermission.LIST, actor.organisation)
    rows = _told().confirmed(today(actor.organisation)).filter(organisation_id=actor.organisation_id)
    return rows.filter(person__is_active=True)


def waiting(actor: StaffMember) -> QuerySet[Appointment]:
    """The proposals that wait for a second person, oldest beginning first."""
    IN_GENERAL.require(actor, AppointmentPermission.LIST, actor.organisation)
    rows = _told().filter(organisation_id=actor.organisation_id, confirmed_at=None, ended_at=None)
    return rows.order_by("starts_on", "person__name", "id")


def of_person(person: StaffMember) -> QuerySet[Appointment]:
    """One person's appointments that are proposed, or run today or later; who may see them is asked before."""
    lasting = Q(ends_on=None) | Q(ends_on__gte=today(person.organisation))
    return _told().filter(lasting, person=person, ended_at=None).order_by("starts_on", "role", "id")


def appointment_for(actor: StaffMember, appointment_id: UUID) -> Appointment:
    """One appointment, for those who may see it."""
    found = _told().filter(organisation_id=actor.organisation_id, id=appointment_id).first()
    if found is None:
        raise NotVisible
    ACCESS.require(actor, AppointmentPermission.VIEW, found)
    return found
