"""The organisation as the planning of an import needs it, and its people as a file."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import is_password_usable
from django.db.models import Q

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.appointments.rules import check_stays_whole
from accounts.imports.choices import ImportKind
from accounts.imports.people.rules import KnownPerson, KnownRole, KnownTeam, PeopleFacts, writer
from accounts.imports.rules import COLUMNS, Plan, Problem, Said
from accounts.organisations.models import Site
from accounts.organisations.queries import today
from accounts.routing.queries import OrganisationFacts, organisation_facts
from accounts.routing.rules import Person
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember, User
from accounts.teams.models import Team
from boundaries.errors.exceptions import RuleViolation

PERSON = ("id", "reference", "name", "kind", "partner", "job_title", "user__email", "team_id", "site_id", "manager_id")


def people_known(organisation_id: UUID, roles: Mapping[UUID, list[Role]] | None = None) -> dict[UUID, KnownPerson]:
    """Everybody of the organisation, whether they still work there or not."""
    columns = (*PERSON, "started_on", "left_on", "is_active", "user__is_active", "user__password")
    found = dict[UUID, KnownPerson]()
    for id_, reference, name, kind, partner, job, email, *rest, login, password in StaffMember.objects.filter(
        organisation_id=organisation_id
    ).values_list(*columns):
        held = tuple((roles or {}).get(id_, ()))
        known = KnownPerson(id_, reference, name, StaffKind(kind), partner, job, email or "", *rest)
        opened = bool(password) and is_password_usable(password)
        found[id_] = known._replace(can_sign_in=bool(login), has_opened=opened, roles=held)
    return found


def people_facts(actor: StaffMember, said: list[Said]) -> PeopleFacts:
    """Everything that a file of teams, staff, line managers or roles is compared with."""
    organisation, on = actor.organisation, today(actor.organisation)
    roles = _roles(actor)
    held = defaultdict[UUID, list[Role]](list)
    for each in roles:
        held[each.person].append(each.role)
    teams = Team.objects.filter(organisation=organisation).values_list("id", "name", "site_id")
    return PeopleFacts(
        today=on,
        actor_id=actor.id,
        people=people_known(organisation.id, held),
        teams={row[0]: KnownTeam(*row) for row in teams},
        sites=dict(Site.objects.filter(organisation=organisation).values_list("id", "name")),
        roles=roles,
        activated=organisation.activated_at is not None,
        taken=_taken_elsewhere(organisation.id, {str(each.values["email"]) for each in said if each.values.get("email")}),
    )


def _roles(actor: StaffMember) -> tuple[KnownRole, ...]:
    """Roles proposed, or confirmed and not over."""
    on = today(actor.organisation)
    rows = Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), organisation=actor.organisation, ended_at=None)
    return tuple(
        KnownRole(
            each.person_id,
            Role(each.role),
            each.starts_on,
            each.ends_on,
            frozenset(team.id for team in each.teams.all()),
            each.area_id,
        )
        for each in rows.prefetch_related("teams").order_by("person__name", "person_id", "starts_on", "role", "id")
    )


def _taken_elsewhere(organisation_id: UUID, addresses: set[str]) -> frozenset[str]:
    """Which of these addresses are logins of nobody in this organisation: one address is one login in the installation."""
    rows = User.objects.filter(email__in=addresses).exclude(staff_member__organisation_id=organisation_id)
    return frozenset(rows.values_list("email", flat=True))


def check_whole(plan: Plan, actor: StaffMember) -> None:
    """The whole file must leave an administrator and, once activated, an alternate route: as each change on a page must."""
    organisation = actor.organisation
    before = organisation_facts(organisation.id, today(organisation))
    after = _after(before, plan)
    try:
        check_stays_whole(before.standing, after.standing, activated=organisation.activated_at is not None)
    except RuleViolation as refusal:
        plan.problems.append(Problem(0, "", str(refusal.message)))


def _after(facts: OrganisationFacts, plan: Plan) -> OrganisationFacts:
    """The organisation as routing would see it once the plan is carried out."""
    people = dict(facts.people)
    left = set[UUID]()
    for change in plan.changes:
        values = change.values
        person = people.get(change.thing) or Person(change.thing, str(values.get("name", "")), active=False, has_login=False)
        if "manager" in values:
            person = replace(person, manager_id=values["manager"])
        if "left_on" in values:
            person = replace(person, active=values["left_on"] is None)
        if not person.active:
            left.add(person.id)
        people[person.id] = person
    return replace(facts, people=people, holdings=[each for each in facts.holdings if each.person_id not in left])


def exported(kind: ImportKind, actor: StaffMember) -> Iterator[list[str]]:
    """The rows of an export, cell by cell in the order of the columns."""
    facts = people_facts(actor, [])
    write = writer(facts, facts.people)
    things: Any = sorted(facts.people.values(), key=lambda each: (each.name.casefold(), each.id))
    if kind == ImportKind.TEAMS:
        things = sorted(facts.teams.values(), key=lambda each: (each.name.casefold(), each.id))
    elif kind == ImportKind.APPOINTMENTS:
        things = facts.roles
    elif kind == ImportKind.MANAGERS:
        things = [each for each in things if each.is_active]
    for each in things:
        row = {**each._asdict(), **({"person": each.id} if kind == ImportKind.MANAGERS else {})}
        yield [write(column.name, row[column.name]) for column in COLUMNS[kind]]
