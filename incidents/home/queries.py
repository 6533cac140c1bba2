"""What the start page and the menu need to know about a person: what waits for them, and which pages are theirs."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.assignments.models import Assignment
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.access.prepared import Prepared, Values
from boundaries.clocks.queries import now
from incidents.emergency.choices import ASKERS
from incidents.reports.queries import DeskCounts, desk_counts

HANDLING = frozenset(
    {
        Role.SHIFT_LEADER,
        Role.DEPUTY,
        Role.TRIAGE_OFFICER,
        Role.CASE_MANAGER,
        Role.INVESTIGATOR,
        Role.SAFEGUARDING_LEAD,
        Role.DIRECTOR,
        Role.CHIEF_EXECUTIVE,
        Role.BOARD_CHAIR,
        Role.OUTSIDE_CONTACT,
    }
)
"""The roles to which a report may come."""
OVERSEEING = frozenset({Role.DIRECTOR, Role.SAFEGUARDING_LEAD})
"""The roles that know of clients whom they do not work with."""

REGISTER = frozenset({Role.DIRECTOR, Role.AUDITOR})
"""The roles that see reports by their office."""


@dataclass(frozen=True)
class Standing:
    """How somebody stands in their organisation today, as far as the menu goes. What they may do is decided elsewhere."""

    outside: bool
    leads: bool
    works_with_clients: bool
    roles: frozenset[str]

    @property
    def may_receive(self) -> bool:
        """Whether reports may come to this person: a line manager, or somebody who holds a role they come to."""
        return self.leads or not HANDLING.isdisjoint(self.roles)

    @property
    def may_ask_in_emergency(self) -> bool:
        """Whether they hold an office from which one may ask for emergency access."""
        return not self.outside and not self.roles.isdisjoint(ASKERS)

    @property
    def has_register(self) -> bool:
        """Whether they see reports by their office."""
        return not self.outside and not REGISTER.isdisjoint(self.roles)

    @property
    def has_clients(self) -> bool:
        """Whether the pages about clients may hold anything for this person."""
        return not self.outside and (self.leads or self.works_with_clients or not OVERSEEING.isdisjoint(self.roles))


def _standing(values: Values) -> object:
    """Asks whether they lead, whether they work with clients, and for their roles."""
    lasting = Q(ends_on=None) | Q(ends_on__gte=values["on"])
    leads = StaffMember.objects.filter(manager_id=OuterRef("pk"), is_active=True)
    works = Assignment.objects.filter(lasting, worker_id=OuterRef("pk"), starts_on__lte=values["on"])
    held = Appointment.objects.in_force(values["on"]).filter(person_id=OuterRef("pk")).values("role")
    asked = StaffMember.objects.filter(id=values["person"])
    return asked.values_list(Exists(leads), Exists(works), ArraySubquery(held)).get()


STANDING: Prepared[StaffMember] = Prepared(_standing)


def standing_of(actor: StaffMember, moment: datetime) -> Standing:
    """How somebody stands, in one query."""
    on = moment.astimezone(ZoneInfo(actor.organisation.zone)).date()
    row = STANDING.rows({"person": actor.pk, "on": on})[0]
    return Standing(actor.kind == StaffKind.OUTSIDE, leads=row[0], works_with_clients=row[1], roles=frozenset(row[2]))


def desk_of(actor: StaffMember, standing: Standing) -> DeskCounts | None:
    """Somebody's desk in numbers; None for those to whom no report comes."""
    counted = desk_counts(actor)
    return counted if counted.all or standing.may_receive else None


PLACED = "placed_while_reading"
"""Where a page that only reads keeps its reader's place, which its menu shows too; an action never does."""


def remember_place(actor: StaffMember) -> None:
    """Ask how somebody stands once for the page they are reading."""
    actor.__dict__[PLACED] = place_of(actor)


def place_of(actor: StaffMember) -> tuple[Standing, DeskCounts | None]:
    """How somebody stands and what lies on their desk, at this moment."""
    if remembered := actor.__dict__.get(PLACED):
        return cast("tuple[Standing, DeskCounts | None]", remembered)
    # The wall sees for whom it is asked only within a transaction, and some pages are made outside of any.
    with transaction.atomic(savepoint=False):
        standing = standing_of(actor, now())
        return standing, desk_of(actor, standing)
