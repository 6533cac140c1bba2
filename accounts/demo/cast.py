"""The cast: the people whom tests, demo and documentation all use."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.assignments.choices import AssignmentRole
from accounts.assignments.models import Assignment
from accounts.clients.choices import Tie
from accounts.clients.models import Client, Relative
from accounts.demo.actions import (
    LONG_AGO,
    PASSWORD,
    ClientPart,
    Part,
    Place,
    found_organisation,
    hire,
    register_clients,
)
from accounts.organisations.models import Organisation
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember

RELIEF = Place(
    name="Harbour Relief Society",
    domain="relief.example",
    zone="Europe/Lisbon",
    signposts="Police, ambulance, fire: 112\nOn-call manager, day and night: 555 0100\nChild protection line: 555 0116",
    sites=("Harbour House", "Hill Street Centre", "Head office"),
    teams=(
        ("Harbour team", "Harbour House"),
        ("Night shelter team", "Harbour House"),
        ("Food and clothing team", "Harbour House"),
        ("Family tracing team", "Hill Street Centre"),
        ("Health outreach team", "Hill Street Centre"),
        ("Youth team", "Hill Street Centre"),
        ("Office", "Head office"),
    ),
    closed=((1, 1, "New Year"), (5, 1, "Labour Day"), (12, 25, "Christmas Day"), (12, 26, "Second Day of Christmas")),
)
NORTHERN = Place(
    name="Northern Lights Programme Association",
    domain="northern.example",
    zone="America/Iqaluit",
    signposts="Police, ambulance, fire: 911\nCommunity health centre: 555 0170",
    sites=("Bay office", "Lake office"),
    teams=(("Bay programmes", "Bay office"), ("Lake programmes", "Lake office")),
    closed=((1, 1, "New Year"), (7, 1, "Summer holiday"), (7, 9, "Nunavut Day"), (12, 25, "Christmas Day")),
)

CAST = (
    Part(key="yara", name="Yara Nasser", job_title="Chair of the board", roles=(Role.BOARD_CHAIR,)),
    Part(
        key="samuel", name="Samuel Mensah", job_title="Chief executive", manager="yara", team="Office",
        roles=(Role.CHIEF_EXECUTIVE,),
    ),
    Part(
        key="noor", name="Noor Siddiqui", job_title="Director of programmes", manager="samuel", team="Office",
        roles=(Role.DIRECTOR,),
    ),
    Part(
        key="ingrid", name="Ingrid Solheim", job_title="Director of finance and services", manager="samuel",
        team="Office", roles=(Role.DIRECTOR,),
    ),
    Part(key="farid", name="Farid Rahimi", job_title="Area manager", manager="noor"),
    Part(key="elif", name="Elif Demir", job_title="Team leader", manager="farid", team="Harbour team"),
    Part(key="amira", name="Amira Haddad", job_title="Support worker", manager="elif", team="Harbour team"),
    Part(key="ben", name="Ben Okafor", job_title="Support worker", manager="elif", team="Harbour team"),
    Part(
        key="lena", name="Lena Fischer", job_title="Volunteer", manager="elif", team="Harbour team",
        kind=StaffKind.VOLUNTEER, has_login=False,
    ),
    Part(
        key="pavel", name="Pavel Horak", job_title="Outreach nurse", manager="farid", team="Health outreach team",
        kind=StaffKind.PARTNER, partner="Open Door Clinic",
    ),
    Part(
        key="chidi", name="Chidi Eze", job_title="Safeguarding lead", manager="samuel", team="Office",
        roles=(Role.SAFEGUARDING_LEAD,),
    ),
    Part(
        key="tomas", name="Tomas Novak", job_title="Triage officer", manager="chidi", team="Office",
        roles=(Role.TRIAGE_OFFICER,),
    ),
    Part(
        key="dana", name="Dana Whitfield", job_title="Case manager and investigator", manager="chidi", team="Office",
        roles=(Role.CASE_MANAGER, Role.INVESTIGATOR),
    ),
    Part(
        key="maya", name="Maya Lindgren", job_title="Communications manager", manager="ingrid", team="Office",
        roles=(Role.COMMUNICATIONS_MANAGER,),
    ),
    Part(
        key="olga", name="Olga Petrova", job_title="Office manager", manager="ingrid", team="Office",
        roles=(Role.ADMINISTRATOR,),
    ),
    Part(
        key="wiremu", name="Wiremu Parata", job_title="Personnel officer", manager="ingrid", team="Office",
        roles=(Role.ADMINISTRATOR,),
    ),
    Part(
        key="root", name="Root Castellan", job_title="Systems engineer", manager="ingrid", team="Office",
        is_superuser=True,
    ),
    Part(
        key="grace", name="Grace Tan", job_title="External auditor", kind=StaffKind.PARTNER,
        partner="Tan and Moreau, auditors", roles=(Role.AUDITOR,),
    ),
    Part(
        key="miriam", name="Miriam Alvarado", job_title="Independent contact person", kind=StaffKind.OUTSIDE,
        roles=(Role.OUTSIDE_CONTACT,),
    ),
)  # fmt: skip

FIRST_OF_NORTHERN = (
    Part(
        key="aluki", name="Aluki Ipeelie", job_title="Executive director", team="Bay programmes",
        roles=(Role.DIRECTOR, Role.CHIEF_EXECUTIVE),
    ),
    Part(key="joseph", name="Joseph Tremblay", job_title="Programme manager", manager="aluki", team="Bay programmes"),
    Part(key="ivo", name="Ivo Maric", job_title="Youth worker", manager="joseph", team="Bay programmes"),
    Part(
        key="susan", name="Susan Okalik", job_title="Office administrator", manager="aluki", team="Bay programmes",
        roles=(Role.ADMINISTRATOR,),
    ),
    Part(
        key="leonie", name="Leonie Gagnon", job_title="Director of learning", team="Lake programmes",
        roles=(Role.DIRECTOR,),
    ),
)  # fmt: skip

INTRODUCTIONS = {
    "amira": (_("Support worker"), _("Report a concern, on your phone if you like. It takes a few minutes.")),
    "ben": (_("Support worker; a report is about him"), _("Look everywhere. There is no trace of a report about you.")),
    "elif": (_("Line manager of Amira and Ben"), _("Open your desk, confirm that you have a report, ask a question.")),
    "farid": (_("Area manager, above Elif"), _("See what comes to you when a report is about Elif herself.")),
    "pavel": (_("Nurse from a partner organisation"), _("Ask for guidance about something you are not sure of.")),
    "noor": (_("Director who owns the policies"), _("See what is on a director's desk, and what is not.")),
    "samuel": (_("Chief executive"), _("See which reports come up as far as you, and the way they came.")),
    "yara": (_("Chair of the board"), _("See the last step inside the organisation.")),
    "chidi": (_("Safeguarding lead"), _("See what you are told at once because it is serious.")),
    "tomas": (_("Triage officer"), _("Find out who is meant when a report gives only a name.")),
    "dana": (_("Case manager and investigator"), _("See your desk before there is a case.")),
    "miriam": (_("Outside contact"), _("See how little a person outside the organisation may open.")),
    "maya": (_("Communications manager"), _("Look round as somebody who handles no reports.")),
    "grace": (_("External auditor"), _("See that nobody's words are open to you.")),
    "olga": (_("Administrator"), _("Add a person, change a team, propose a role.")),
    "wiremu": (_("Second administrator"), _("Confirm a role that Olga has proposed.")),
    "ivo": (_("Youth worker in another organisation"), _("Try to find anything of the relief society. You will not.")),
    "root": (_("Superuser of the machine"), _("See that the power over the machine opens no report.")),
    "ingrid": (_("Director of finance and services"), _("See the desk of the second director.")),
}
"""What each person who can sign in is, and one thing to try as them."""

GROUPS = (
    (_("They work with clients"), ("amira", "pavel")),
    (_("They receive reports"), ("elif", "farid", "chidi", "tomas", "dana")),
    (_("They answer for the organisation"), ("noor", "ingrid", "samuel", "yara", "miriam")),
    (_("They must never see what is not theirs"), ("ben", "ivo", "root")),
    (_("They keep things running"), ("olga", "wiremu", "maya", "grace")),
)
"""The same people as the demo's page puts them together."""


@dataclass(frozen=True)
class Cast:
    """Everybody of style.md's cast, by first name (``elif_``: the language keeps the plain word for itself)."""

    amira: StaffMember
    ben: StaffMember
    elif_: StaffMember
    farid: StaffMember
    noor: StaffMember
    ingrid: StaffMember
    samuel: StaffMember
    yara: StaffMember
    chidi: StaffMember
    tomas: StaffMember
    dana: StaffMember
    maya: StaffMember
    grace: StaffMember
    olga: StaffMember
    wiremu: StaffMember
    lena: StaffMember
    pavel: StaffMember
    root: StaffMember
    miriam: StaffMember
    ivo: StaffMember
    hana: Client
    jonah: Relative

    @property
    def organisation(self) -> Organisation:
        """The relief society, where all but Ivo are."""
        return self.amira.organisation

    @property
    def other_organisation(self) -> Organisation:
        """Ivo's organisation."""
        return self.ivo.organisation


def build_cast(relief: Organisation, northern: Organisation) -> Cast:
    """The cast in two organisations that have nobody yet; the second gets the few people that Ivo works among."""
    people = hire(relief, CAST, domain=RELIEF.domain)
    ivo = hire(northern, FIRST_OF_NORTHERN, domain=NORTHERN.domain)["ivo"]
    team = people["amira"].team
    (hana,) = register_clients(
        relief, [ClientPart(name="Hana Abebe", reference="C-1001", language="Amharic")], team.site_id if team else None
    )
    jonah = Relative(client=hana, tie=Tie.SIBLING)
    jonah.name = "Jonah Abebe"
    jonah.save(force_insert=True)
    Assignment.objects.bulk_create(
        [
            Assignment(client=hana, worker=people["amira"], role=AssignmentRole.KEY_WORKER, starts_on=LONG_AGO),
            Assignment(client=hana, worker=people["ben"], role=AssignmentRole.WORKER, starts_on=LONG_AGO),
        ]
    )
    named = {"elif_" if key == "elif" else key: person for key, person in people.items()}
    return Cast(**named, ivo=ivo, hana=hana, jonah=jonah)


@transaction.atomic
def small_world() -> Cast:
    """The cast in its two organisations and nobody else but Ivo's few colleagues: the world most tests need."""
    return build_cast(found_organisation(RELIEF), found_organisation(NORTHERN))


def address_of(key: str) -> str:
    """The e-mail address somebody of the cast signs in with."""
    return f"{key}@{NORTHERN.domain if key == 'ivo' else RELIEF.domain}"


def sign_in_lines() -> list[str]:
    """What the launcher says about signing in."""
    lines = [f"{address_of(key):<22} {words[0]}" for key, words in INTRODUCTIONS.items()]
    return [*lines, str(_("The password of everybody: %(password)s") % {"password": PASSWORD})]
