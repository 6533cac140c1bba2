"""Whose login waits for a second person."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from accounts.appointments.models import Appointment
from accounts.logins.permissions import IN_GENERAL, LoginPermission, did_not_give_it
from accounts.organisations.queries import today
from accounts.routing.queries import HANDLING
from accounts.staff.models import StaffMember


class Waiting(NamedTuple):
    """The logins that wait: people whose login this actor may confirm, by name, and how many wait for somebody else."""

    people: list[StaffMember]
    for_others: int


def to_confirm(actor: StaffMember) -> Waiting:
    """Those to whom reports might go, were their login confirmed. Nobody confirms their own, or one they gave."""
    IN_GENERAL.require(actor, LoginPermission.LIST, actor.organisation)
    everybody = list(_unconfirmed(actor))
    mine = [person for person in everybody if person.id != actor.id and did_not_give_it(actor, person)]
    return Waiting(mine, len(everybody) - len(mine))


def count_waiting(actor: StaffMember) -> int:
    """How many wait for a second person, whoever that may be."""
    IN_GENERAL.require(actor, LoginPermission.LIST, actor.organisation)
    return _unconfirmed(actor).count()


def _unconfirmed(actor: StaffMember) -> QuerySet[StaffMember]:
    """Line managers and holders of the roles in the route whose login nobody has confirmed, by name; in one query."""
    leads = StaffMember.objects.filter(manager_id=OuterRef("pk"))
    in_route = Appointment.objects.in_force(today(actor.organisation)).filter(person_id=OuterRef("pk"), role__in=HANDLING)
    here = StaffMember.objects.filter(organisation_id=actor.organisation_id, is_active=True, user__confirmed_at=None)
    waiting = here.filter(Exists(leads) | Exists(in_route), user__isnull=False)
    return waiting.select_related("user__given_by", "team").order_by("name", "id")
