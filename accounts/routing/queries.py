"""The facts that routing decides from: the tree of managers and who holds which role on a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection, transaction
from django.db.models import Case, Q, When

from accounts.appointments.choices import FOR_TEAMS, Role
from accounts.appointments.models import Appointment
from accounts.appointments.rules import Standing
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.routing.choices import RouteGap, RoutingKind
from accounts.routing.rules import Person, RoutingFacts, missing_for_alternate_route
from accounts.staff.models import StaffMember

HANDLING = frozenset(
    {
        Role.SHIFT_LEADER,
        Role.DEPUTY,
        Role.TRIAGE_OFFICER,
        Role.SAFEGUARDING_LEAD,
        Role.DIRECTOR,
        Role.CHIEF_EXECUTIVE,
        Role.BOARD_CHAIR,
        Role.OUTSIDE_CONTACT,
    }
)
"""The roles whose holders may be given a report to handle."""


OPENED = Q(user__is_active=True) & ~Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
"""Whose login can be used: it is not switched off, and its owner has opened it. Nobody reads what was never opened."""
CONFIRMED = Q(user__confirmed_at__isnull=False)
"""Whose login a second person has confirmed: one administrator alone cannot invent somebody to whom reports go."""


class Holding(NamedTuple):
    """One role that somebody holds, and the teams it is for."""

    role: Role
    person_id: UUID
    teams: frozenset[UUID]


@dataclass(frozen=True, kw_only=True)
class OrganisationFacts:
    """One organisation on one day. ``holdings`` stand in the order in which people are asked."""

    people: Mapping[UUID, Person]
    teams: Mapping[UUID, UUID | None]
    holdings: Sequence[Holding] = field(default=())

    def holders(self, role: Role) -> tuple[UUID, ...]:
        """Who holds a role, those who began first before the others, each once."""
        return tuple(dict.fromkeys(each.person_id for each in self.holdings if each.role == role))

    def acting_shift_leaders_for(self, person_id: UUID | None) -> tuple[UUID, ...]:
        """Who leads the shift of this person's team."""
        team = self.teams.get(person_id) if person_id else None
        leading = (each for each in self.holdings if each.role == Role.SHIFT_LEADER and team in each.teams)
        return tuple(dict.fromkeys(each.person_id for each in leading))

    @cached_property
    def deputies(self) -> dict[UUID, tuple[UUID, ...]]:
        """Who stands in for which line manager: those appointed deputy for the teams the manager leads."""
        found: dict[UUID, list[UUID]] = defaultdict(list)
        for each in self.holdings:
            if each.role == Role.DEPUTY:
                for manager in self._managers_of_teams(each.teams):
                    if each.person_id not in {manager, *found[manager]}:
                        found[manager].append(each.person_id)
        return {manager: tuple(deputies) for manager, deputies in found.items() if deputies}

    def _managers_of_teams(self, teams: Collection[UUID]) -> list[UUID]:
        """The managers of the teams' members, but not those who stand only above a team's own manager."""
        managers: dict[UUID, None] = {}
        for team in sorted(teams):
            members = [person for person, belongs in self.teams.items() if belongs == team]
            leading = {self.people[person].manager_id for person in members}
            for person in members:
                manager = self.people[person].manager_id
                if manager and (self.teams.get(manager) == team or person not in leading):
                    managers[manager] = None
        return list(managers)

    def possible_handlers(self) -> frozenset[UUID]:
        """Everybody to whom a report might be handed: line managers, and holders of the roles in the route."""
        managers = {person.manager_id for person in self.people.values() if person.manager_id}
        return frozenset(managers | {each.person_id for each in self.holdings if each.role in HANDLING})

    def without(self, person_id: UUID) -> "OrganisationFacts":
        """The same organisation if this person no longer worked here."""
        left = replace(self.people[person_id], active=False)
        rest = [each for each in self.holdings if each.person_id != person_id]
        return replace(self, people={**self.people, person_id: left}, holdings=rest)

    def with_manager(self, person_id: UUID, manager_id: UUID | None) -> "OrganisationFacts":
        """The same organisation if this person had that line manager."""
        moved = replace(self.people[person_id], manager_id=manager_id)
        return replace(self, people={**self.people, person_id: moved})

    def gaps(self) -> tuple[RouteGap, ...]:
        """What is missing for an alternate route; nothing when there is one (AZ-06)."""
        return missing_for_alternate_route(self.people, self.holders(Role.DIRECTOR), self.holders(Role.OUTSIDE_CONTACT))

    def has_administrator(self) -> bool:
        """Whether somebody who works here and can sign in is administrator."""
        people = (self.people[each] for each in self.holders(Role.ADMINISTRATOR))
        return any(person.active and person.has_login for person in people)

    @property
    def standing(self) -> Standing:
        """What must never be lost: see `accounts.appointments.rules.check_stays_whole`."""
        return Standing(has_alternate_route=not self.gaps(), has_administrator=self.has_administrator())

    def for_report(
        self,
        *,
        kind: RoutingKind,
        reporter_id: UUID | None,
        subject_ids: Collection[UUID] = (),
        free_text_subjects: Collection[str] = (),
        implicated_ids: Collection[UUID] = (),
        not_to_receive_ids: Collection[UUID] = (),
        witness_ids: Collection[UUID] = (),
        recused_ids: Collection[UUID] = (),
        declared_conflict_ids: Collection[UUID] = (),
        serious: bool = False,
        prefers_shift_leader: bool = False,
    ) -> RoutingFacts:
        """Everything the route of one report depends on."""
        return RoutingFacts(
            people=self.people,
            kind=kind,
            reporter_id=reporter_id,
            subject_ids=subject_ids,
            free_text_subjects=free_text_subjects,
            implicated_ids=implicated_ids,
            not_to_receive_ids=not_to_receive_ids,
            witness_ids=witness_ids,
            recused_ids=recused_ids,
            declared_conflict_ids=declared_conflict_ids,
            serious=serious,
            prefers_shift_leader=prefers_shift_leader,
            acting_shift_leaders=self.acting_shift_leaders_for(reporter_id),
            deputies=self.deputies,
            triage_officers=self.holders(Role.TRIAGE_OFFICER),
            safeguarding_leads=self.holders(Role.SAFEGUARDING_LEAD),
            chief_executives=self.holders(Role.CHIEF_EXECUTIVE),
            board_chairs=self.holders(Role.BOARD_CHAIR),
            outside_contacts=self.holders(Role.OUTSIDE_CONTACT),
        )

    def within(self, *, of: UUID, kept_out: Collection[UUID] = ()) -> RoutingFacts:
        """What the way up from somebody depends on, of what they told themselves: it never leaves the organisation."""
        facts = self.for_report(kind=RoutingKind.SELF_REPORT, reporter_id=of, implicated_ids=kept_out)
        return replace(facts, outside_contacts=())


def organisation_facts(organisation_id: UUID, on: date, *, leaving_out: Iterable[UUID] = ()) -> OrganisationFacts:
    """Load what routing needs of an organisation on a day, in three queries.

    ``leaving_out`` are appointments to be taken as ended already.
    """
    people, teams = {}, {}
    opened, confirmed = (Case(When(each, then=True), default=False) for each in (OPENED, CONFIRMED))
    rows = StaffMember.objects.filter(organisation_id=organisation_id).annotate(opened=opened, confirmed=confirmed)
    columns = ("id", "name", "manager_id", "is_active", "opened", "confirmed", "team_id")
    for id_, name, manager, active, login, confirmed_, team in rows.values_list(*columns):
        people[id_] = Person(id_, name, manager, active, login, confirmed_)
        teams[id_] = team
    in_force = Appointment.objects.in_force(on).filter(organisation_id=organisation_id).exclude(id__in=list(leaving_out))
    held = list(in_force.order_by("starts_on", "person__name", "person_id", "id").values_list("id", "role", "person_id"))
    named = _teams_of(id_ for id_, role, _ in held if role in FOR_TEAMS)
    holdings = tuple(Holding(Role(role), person, frozenset(named[id_])) for id_, role, person in held)
    return OrganisationFacts(people=people, teams=teams, holdings=holdings)


def _teams_of(appointment_ids: Iterable[UUID]) -> Mapping[UUID, set[UUID]]:
    named: dict[UUID, set[UUID]] = defaultdict(set)
    through = Appointment.teams.through.objects
    for appointment, team in through.filter(appointment_id__in=list(appointment_ids)).values_list("appointment_id", "team_id"):
        named[appointment].add(team)
    return named


def missing_for_activation(organisation: Organisation) -> tuple[RouteGap, ...]:
    """What an organisation lacks before it may be activated; nothing when it may."""
    return organisation_facts(organisation.id, today(organisation)).gaps()


def lock_tree(organisation_id: UUID, *, exclusive: bool) -> None:
    """Hold the organisation's tree until the transaction ends.

    Exclusive for whoever changes managers, appointments or activity; shared for whoever routes, so that no route is
    decided from facts that are changing. Take it before any other lock.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the tree is locked in the transaction that needs it")
    name = "pg_advisory_xact_lock" if exclusive else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(hashtextextended(%s, 0))", [f"tree:{organisation_id}"])
