"""How the demo's people come to be: written straight into the tables, in bulk, before anybody uses the product."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.clients.choices import ClientKind, ClientStatus
from accounts.clients.models import Client
from accounts.clients.queries import fingerprints
from accounts.clients.rules import searchable
from accounts.organisations.models import ClosedDay, Organisation, Site
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember, User
from accounts.teams.models import Team
from boundaries.clocks.queries import now
from boundaries.sealing.actions import make_key

PASSWORD = "boundaries-demo-1"  # noqa: S105 -- shown on the demo page; it opens nothing outside demo mode
LONG_AGO = date(2020, 1, 6)
"""Since when the demo's people have worked there and held their roles: before any moment a story is told at."""


@lru_cache(maxsize=1)
def hashed_password() -> str:
    """The demo's password as it is stored: hashed once, since Argon2 is slow on purpose."""
    return make_password(PASSWORD)


@dataclass(frozen=True, kw_only=True)
class Part:
    """Somebody of the demo before they are written down. ``manager`` and ``team`` name a key and a team."""

    key: str
    name: str
    job_title: str
    manager: str = ""
    team: str = ""
    roles: tuple[Role, ...] = ()
    kind: StaffKind = StaffKind.EMPLOYEE
    partner: str = ""
    has_login: bool = True
    is_superuser: bool = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """An organisation of the demo before it is written down."""

    name: str
    domain: str
    zone: str
    signposts: str
    sites: tuple[str, ...]
    teams: tuple[tuple[str, str], ...]
    """Each team and the site it works at."""
    closed: tuple[tuple[int, int, str], ...] = ()
    """Month, day and name of the days on which it is closed every year."""
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)


def found_organisation(place: Place, *, years: Iterable[int] = ()) -> Organisation:
    """An organisation that takes reports, with its sites, teams and the days of these years on which it is closed."""
    id_ = uuid4()
    organisation = Organisation.objects.create(
        id=id_,
        name=place.name,
        zone=place.zone,
        weekdays=list(place.weekdays),
        danger_signposts=place.signposts,
        data_key=make_key(organisation_id=id_),
        activated_at=now(),
    )
    sites = {name: Site(organisation=organisation, name=name) for name in place.sites}
    Site.objects.bulk_create(sites.values())
    Team.objects.bulk_create(Team(organisation=organisation, name=team, site=sites[site]) for team, site in place.teams)
    ClosedDay.objects.bulk_create(
        ClosedDay(organisation=organisation, day=date(year, month, day), name=name)
        for year in years
        for month, day, name in place.closed
    )
    return organisation


def hire(organisation: Organisation, parts: Iterable[Part], *, domain: str) -> dict[str, StaffMember]:
    """Take on people, with their logins and the roles they hold; answers with everybody of the organisation, by key."""
    parts = list(parts)
    known = _known(organisation)
    teams = {team.name: team for team in Team.objects.filter(organisation=organisation).select_related("site")}
    ids = {key: person.id for key, person in known.items()} | {part.key: uuid4() for part in parts}
    moment = now()
    users = {part.key: _login(part, domain, moment) for part in parts if part.has_login}
    User.objects.bulk_create(users.values())
    people = {
        part.key: StaffMember(
            id=ids[part.key],
            organisation=organisation,
            user=users.get(part.key),
            reference=f"S-{number:04}",
            name=part.name,
            kind=part.kind,
            partner=part.partner,
            job_title=part.job_title,
            team=teams.get(part.team),
            site=teams[part.team].site if part.team else None,
            manager_id=ids.get(part.manager),
            started_on=LONG_AGO,
        )
        for number, part in enumerate(parts, start=len(known) + 1)
    }
    StaffMember.objects.bulk_create(people.values())
    _appoint(organisation, people, parts)
    return known | people


def _known(organisation: Organisation) -> dict[str, StaffMember]:
    """Who is there already; the key of somebody with a login is the first part of their address."""
    there = StaffMember.objects.filter(organisation=organisation).select_related("user", "team__site")
    return {person.user.email.partition("@")[0] if person.user else str(person.id): person for person in there}


def _login(part: Part, domain: str, moment: datetime) -> User:
    address, superuser = f"{part.key}@{domain}", part.is_superuser
    return User(email=address, password=hashed_password(), is_superuser=superuser, confirmed_at=moment)


def _appoint(organisation: Organisation, people: dict[str, StaffMember], parts: list[Part]) -> None:
    """The roles people hold: proposed by one administrator and confirmed by another, where there are two."""
    administrators = [people[part.key] for part in parts if Role.ADMINISTRATOR in part.roles]
    first, second = (administrators[0], administrators[-1]) if administrators else (None, None)
    Appointment.objects.bulk_create(
        Appointment(
            organisation=organisation,
            person=people[part.key],
            role=role,
            starts_on=LONG_AGO,
            proposed_by=first if first != second else None,
            confirmed_by=second,
            confirmed_at=now(),
        )
        for part in parts
        for role in part.roles
    )


@dataclass(frozen=True, kw_only=True)
class ClientPart:
    """A client of the demo before they are written down."""

    name: str
    reference: str
    kind: ClientKind = ClientKind.DIRECT
    status: ClientStatus = ClientStatus.CURRENT
    is_minor: bool = False
    has_special_needs: bool = False
    is_paid_participant: bool = False
    is_applicant: bool = False
    language: str = ""
    needs_interpreter: bool = False


def register_clients(organisation: Organisation, parts: Iterable[ClientPart], site_id: UUID | None) -> list[Client]:
    """Clients with sealed names that can be found by their fingerprints."""
    clients = []
    for part in parts:
        client = Client(organisation=organisation, site_id=site_id, **vars(part))
        client.name_index = fingerprints(searchable(part.name))
        clients.append(client)
    return Client.objects.bulk_create(clients)
