"""The demo's four organisations: the cast, and the invented people they work among."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

from django.db import transaction

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.assignments.choices import AssignmentRole
from accounts.assignments.models import Assignment
from accounts.clients.choices import ClientKind, ClientStatus, Tie
from accounts.clients.models import Client, Relative
from accounts.clients.rules import plain_words
from accounts.demo.actions import (
    LONG_AGO,
    ClientPart,
    Part,
    Place,
    found_organisation,
    hire,
    register_clients,
)
from accounts.demo.cast import CAST, NORTHERN, RELIEF, Cast, build_cast
from accounts.organisations.models import Organisation
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from accounts.teams.models import Team
from boundaries.clocks.queries import now

CARE = Place(
    name="Lindenwood Care",
    domain="lindenwood.example",
    zone="Europe/London",
    signposts="Police, ambulance, fire: 999\nDuty manager, day and night: 555 0131",
    sites=("Lindenwood Court", "Alder House"),
    teams=(("Day team", "Lindenwood Court"), ("Night team", "Lindenwood Court"), ("Home visits", "Alder House")),
    closed=((1, 1, "New Year's Day"), (12, 25, "Christmas Day"), (12, 26, "Boxing Day")),
    weekdays=(0, 1, 2, 3, 4, 5),
)
ASSISTANCE = Place(
    name="Riverside Office of Public Assistance",
    domain="riverside.example",
    zone="America/Anchorage",
    signposts="Police, ambulance, fire: 911\nCrisis line, call or text: 988",
    sites=("Riverside office",),
    teams=(("Intake", "Riverside office"), ("Home visiting", "Riverside office")),
    closed=((1, 1, "New Year's Day"), (7, 4, "Independence Day"), (12, 25, "Christmas Day")),
)

LEADERS = """
beatriz   | Beatriz Furtado    | Area manager | noor    | Family tracing team
omar      | Omar Benali        | Team leader  | farid   | Night shelter team
lucia     | Lucia Romano       | Team leader  | farid   | Food and clothing team
kwame     | Kwame Asante       | Team leader  | beatriz | Family tracing team
sofia     | Sofia Dragan       | Team leader  | beatriz | Health outreach team
emeka     | Emeka Nwosu        | Team leader  | beatriz | Youth team
"""
WORKERS = {
    "elif": "Nadia Cruz, Gustavo Pereira, Mei Lin Zhou, Patrick Doyle",
    "omar": "Zanele Dube, Andrei Popescu, Leila Karimi, Hugo Martins, Priya Nair",
    "lucia": "Tariq Aziz, Carmen Vidal, Sven Eriksson, Fatou Diallo, Julia Kowalska",
    "kwame": "Daniel Okoth, Rosa Delgado, Kenji Mori, Salma Idrissi, Mateus Rocha",
    "sofia": "Aisha Bello, Viktor Hansen, Chloe Dubois, Rahul Mehta, Teresa Lobo",
    "emeka": "Nina Weiss, Abdi Warsame, Clara Fontes, Jamal Harris, Eun-ji Park",
}
OFFICE = """
helena    | Helena Brandt      | Accountant             | ingrid | Office
oscar     | Oscar Tavares      | Personnel assistant    | ingrid | Office
yusuf     | Yusuf Kaya         | Logistics coordinator  | ingrid | Office
agnes     | Agnes Nyambura     | Driver and storekeeper | yusuf  | Office
paulo     | Paulo Serrano      | Technician             | ingrid | Office
mirela    | Mirela Ilic        | Receptionist           | helena | Office
"""
MORE_OF_NORTHERN = """
peter     | Peter Akavak       | Programme coordinator  | joseph | Bay programmes
annie     | Annie Qaqqasiq     | Youth worker           | joseph | Bay programmes
marc      | Marc Boucher       | Makerspace technician  | joseph | Bay programmes
rachel    | Rachel Thornton    | Programme manager      | leonie | Lake programmes
devon     | Devon Clarke       | Workshop leader        | rachel | Lake programmes
mary      | Mary Kilabuk       | Board secretary        | aluki  | Lake programmes
"""
OF_CARE = """
margaret  | Margaret Hollins   | Managing director      |          | Day team
rajesh    | Rajesh Patel       | Director of care       |          | Day team
bronwen   | Bronwen Pryce      | Registered manager     | margaret | Day team
femi      | Femi Adeyemi       | Shift supervisor       | bronwen  | Day team
kasia     | Kasia Wrobel       | Shift supervisor       | bronwen  | Night team
alan      | Alan Burgess       | Care worker            | femi     | Day team
thandi    | Thandi Moyo        | Care worker            | femi     | Day team
marius    | Marius Ionescu     | Care worker            | kasia    | Night team
gwen      | Gwen Ashworth      | Visiting carer         | bronwen  | Home visits
sunita    | Sunita Rai         | Safeguarding lead      | rajesh   | Day team
derek     | Derek Lowe         | Office administrator   | margaret | Day team
"""
OF_ASSISTANCE = """
carol     | Carol Whitehorse   | Office director        |          | Intake
luis      | Luis Escobar       | Deputy director        |          | Intake
tamika    | Tamika Johnson     | Intake supervisor      | carol    | Intake
ray       | Ray Nakamura       | Field supervisor       | luis     | Home visiting
heather   | Heather Olsen      | Eligibility technician | tamika   | Intake
miguel    | Miguel Santos      | Eligibility technician | tamika   | Intake
dolores   | Dolores Begay      | Home visitor           | ray      | Home visiting
trevor    | Trevor Finch       | Home visitor           | ray      | Home visiting
janice    | Janice Wu          | Office administrator   | carol    | Intake
"""
ROLES = {
    "mary": (Role.ADMINISTRATOR,),
    "margaret": (Role.DIRECTOR, Role.CHIEF_EXECUTIVE),
    "rajesh": (Role.DIRECTOR,),
    "sunita": (Role.SAFEGUARDING_LEAD, Role.TRIAGE_OFFICER),
    "bronwen": (Role.ADMINISTRATOR,),
    "derek": (Role.ADMINISTRATOR,),
    "carol": (Role.DIRECTOR, Role.CHIEF_EXECUTIVE),
    "luis": (Role.DIRECTOR,),
    "heather": (Role.ADMINISTRATOR,),
    "tamika": (Role.TRIAGE_OFFICER,),
    "janice": (Role.ADMINISTRATOR,),
}
DELEGATES = frozenset({"Sven Eriksson", "Kenji Mori"})
VOLUNTEERS = frozenset({"Patrick Doyle", "Carmen Vidal", "Clara Fontes", "Rahul Mehta"})
WITHOUT_LOGIN = frozenset({"Carmen Vidal", "Rahul Mehta"})

FIRST_NAMES = """
    Alemitu Bogdan Catarina Dawit Esther Farhad Giulia Hamid Irena Joao Khadija Luan Maryam Niko Ozan Palesa Quentin
    Ruta Selam Timur Ursula Vera Wanjiru Xenia Yonas Zora
"""
FAMILY_NAMES = """
    Afonso Baptista Chukwu Desta Endrizzi Figueira Gebre Hassanov Ivanova Jallow Kamau Lopes Mahdavi Nkosi Oliveira
    Petkov Qasim Rezaei Santana Tekle Ueda Varga Wolde
"""
LANGUAGES = ("", "", "Portuguese", "Arabic", "Tigrinya", "Dari", "Ukrainian")
TIES = (Tie.PARENT, Tie.PARTNER, Tie.SIBLING, Tie.FRIEND, Tie.CHILD)


def people_in(table: str) -> Iterator[Part]:
    """The people of a table: key, name, job, manager and team."""
    for line in table.strip().splitlines():
        key, name, job, manager, team = (cell.strip() for cell in line.split("|"))
        yield Part(key=key, name=name, job_title=job, manager=manager, team=team, roles=ROLES.get(key, ()))


def workers() -> Iterator[Part]:
    """Those who work in the relief society's teams."""
    teams = {part.key: part.team for part in (*CAST, *people_in(LEADERS))}
    for leader, names in WORKERS.items():
        for name in names.split(", "):
            kind = StaffKind.EMPLOYEE
            if name in DELEGATES:
                kind = StaffKind.DELEGATE
            elif name in VOLUNTEERS:
                kind = StaffKind.VOLUNTEER
            yield Part(
                key=".".join(plain_words(name)),
                name=name,
                job_title="Volunteer" if kind == StaffKind.VOLUNTEER else "Support worker",
                manager=leader,
                team=teams[leader],
                kind=kind,
                has_login=name not in WITHOUT_LOGIN,
            )


def client_parts(count: int, *, first_reference: int, shift: int = 0) -> Iterator[ClientPart]:
    """As many invented clients, of every kind and status the product knows; the same ones every time."""
    first_names, family_names = FIRST_NAMES.split(), FAMILY_NAMES.split()
    for number in range(count):
        first = first_names[(number + shift) % len(first_names)]
        family = family_names[(number * 5 + shift) % len(family_names)]
        language = LANGUAGES[number % len(LANGUAGES)]
        status = {11: ClientStatus.FORMER, 23: ClientStatus.FORMER, 31: ClientStatus.DECEASED}.get(number)
        yield ClientPart(
            name=f"{first} {family}",
            reference=f"C-{first_reference + number}",
            kind=ClientKind.INDIRECT if number % 8 == 5 else ClientKind.DIRECT,  # noqa: PLR2004 -- any one in eight
            status=status or ClientStatus.CURRENT,
            is_minor=number % 6 == 5,  # noqa: PLR2004 -- one in six, all of them with the youth team
            has_special_needs=number % 9 == 4,  # noqa: PLR2004 -- any one in nine
            is_paid_participant=number % 13 == 7,  # noqa: PLR2004
            is_applicant=number % 11 == 9,  # noqa: PLR2004
            language=language,
            needs_interpreter=bool(language) and number % 2 == 0,
        )


def assign(clients: list[Client], team: list[StaffMember]) -> None:
    """A key worker for each client and, for every second one, a worker besides; those who have left have none now."""
    rows = []
    for number, client in enumerate(clients):
        ends_on = LONG_AGO + timedelta(days=1000) if client.status != ClientStatus.CURRENT else None
        pairs = [(team[number % len(team)], AssignmentRole.KEY_WORKER)]
        if number % 2:
            pairs.append((team[(number + 1) % len(team)], AssignmentRole.WORKER))
        for worker, role in pairs:
            rows.append(Assignment(client=client, worker=worker, role=role, starts_on=LONG_AGO, ends_on=ends_on))
    Assignment.objects.bulk_create(rows)


def relate(clients: list[Client]) -> None:
    """Somebody close to every third client."""
    relatives, first_names = [], FIRST_NAMES.split()
    for number, client in enumerate(clients[::3]):
        relative = Relative(client=client, tie=TIES[number % len(TIES)])
        family = str(client.name).split()[-1]
        relative.name = f"{first_names[-1 - number % len(first_names)]} {family}"
        relatives.append(relative)
    Relative.objects.bulk_create(relatives)


def act_for_a_while(organisation: Organisation, people: dict[str, StaffMember], today: date) -> None:
    """A shift leader and a deputy for some weeks to come."""
    olga, wiremu = people["olga"], people["wiremu"]
    for key, role in (("nadia.cruz", Role.SHIFT_LEADER), ("zanele.dube", Role.DEPUTY)):
        acting = Appointment.objects.create(
            organisation=organisation,
            person=people[key],
            role=role,
            starts_on=today - timedelta(days=30),
            ends_on=today + timedelta(days=90),
            proposed_by=olga,
            confirmed_by=wiremu,
            confirmed_at=now(),
        )
        acting.teams.set(Team.objects.filter(members=people[key]))


@transaction.atomic
def build_demo_people() -> Cast:
    """All four organisations with everybody in them. Made for an empty database; refuses to be run twice by its names."""
    today = now().date()
    years = range(today.year - 1, today.year + 3)
    relief, northern = found_organisation(RELIEF, years=years), found_organisation(NORTHERN, years=years)
    cast = build_cast(relief, northern)
    _fill_relief(relief, today)
    hire(northern, people_in(MORE_OF_NORTHERN), domain=NORTHERN.domain)
    _give_clients(northern, 12, shift=4)
    for place, table, shift in ((CARE, OF_CARE, 9), (ASSISTANCE, OF_ASSISTANCE, 15)):
        organisation = found_organisation(place, years=years)
        hire(organisation, people_in(table), domain=place.domain)
        _give_clients(organisation, 12, shift=shift)
    return cast


def _fill_relief(relief: Organisation, today: date) -> None:
    parts = list(chain(people_in(LEADERS), workers(), people_in(OFFICE)))
    people = hire(relief, parts, domain=RELIEF.domain)
    act_for_a_while(relief, people, today)
    by_team: dict[str, list[StaffMember]] = {}
    for part in parts:
        if part.key not in ROLES and part.manager in WORKERS:
            by_team.setdefault(part.team, []).append(people[part.key])
    shares = list(client_parts(39, first_reference=1002))
    for number, team in enumerate(by_team.values()):
        clients = register_clients(relief, shares[number :: len(by_team)], team[0].site_id)
        assign(clients, team)
        relate(clients)


def _give_clients(organisation: Organisation, count: int, *, shift: int) -> None:
    team = list(StaffMember.objects.filter(organisation=organisation, appointments=None, reports=None))
    clients = register_clients(organisation, client_parts(count, first_reference=1001, shift=shift), team[0].site_id)
    assign(clients, team)
    relate(clients)
