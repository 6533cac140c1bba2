"""Fills a database with one large organisation beside forty-nine small ones, as an installation looks after some years.

Every report has a key of its own, and its reporter and story are really sealed under it: what a page shows does open. Nothing
is sent through the product: rows are copied into the tables with triggers and foreign keys asleep, and most indexes are made
afterwards. Clocks, notices and the record stay empty: no list reads them.
"""

import io
import json
import random
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import Permission
from django.utils import timezone
from psycopg2 import sql
from psycopg2.extensions import cursor

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.grants.choices import ExclusionSource, Relation
from accounts.organisations.models import Organisation, Site
from accounts.staff.models import StaffMember, User
from boundaries.access.scope import author_index
from boundaries.engines import roles
from boundaries.sealing.actions import make_key
from boundaries.sealing.rules import new_key, place, seal
from incidents.reports.choices import OWN_KINDS, Danger, PartyRole, PartyState, ReportKind, ReportStatus
from incidents.reports.rules import REFERENCE_LETTERS, reference_of

SITES, NEIGHBOURS, LEADS = 20, 49, 5
REPORTS_A_HEAD, SMALL, SMALL_REPORTS = 100, 40, 200
UNDER_ONE = 3
"""So many people work under one line manager: about 300 reports come to each."""
KINDS = {ReportKind.CONCERN: 70, ReportKind.COMPLAINT: 15, ReportKind.SELF_REPORT: 10, ReportKind.GUIDANCE: 5}
STATUSES = {ReportStatus.SUBMITTED: 5, ReportStatus.ACKNOWLEDGED: 15, ReportStatus.IN_TRIAGE: 75, ReportStatus.WAITING: 5}
ON_THE_CLOCK = {ReportStatus.SUBMITTED, ReportStatus.ACKNOWLEDGED}
UNCLEAR, SERIOUS, ABOUT_TWO, NOT_TO_RECEIVE, HANDED_ON = 0.01, 0.15, 0.08, 0.2, 0.03
"""The shares of reports of which it is not clear whom they mean, which are serious, which are about two people, in which
somebody is named who must not receive them, and which went through other hands first."""
YEARS = timedelta(days=3 * 365)
PART = 20_000
STRIDE = 2_654_435_761
"""A prime: multiplied by it, numbers that follow each other give references far apart."""
STORY = {
    "kind": "concern",
    "saw": "They stayed for supper after the visit, and a watch changed hands. " * 4,
    "categories": ["gifts"],
}
COLUMNS = {
    "boundaries_datakey": "id organisation_id wrapped created_at",
    "incidents_report": "id reference kind status reporter reporter_index in_confidence story categories clauses danger serious "
    "prefers_shift_leader submitted_at acknowledged_at handler_id area_id held due_at organisation_id data_key_id",
    "incidents_party": "id role state name added_at person_id report_id",
    "incidents_reportexclusion": "id organisation_id source added_at person_id report_id",
    "incidents_reportgrant": "relation reason given_at ends_at sort_at content_object_id permission_id user_id organisation_id",
}
Word = TypeVar("Word", ReportKind, ReportStatus)
Rows = Mapping[str, Sequence[tuple[object, ...]]]


@dataclass(frozen=True)
class Filled:
    """Who asks in a filled database."""

    supervisor: UUID
    director: UUID
    auditor: UUID


@dataclass(frozen=True)
class People:
    """Those of one organisation: whoever a report may be about, in the order of the tree, and the leads."""

    organisation_id: UUID
    staff: Sequence[StaffMember]
    leads: Sequence[StaffMember]


class Bar:
    """How far it has come."""

    def __init__(self, words: str, whole: int) -> None:
        self.words, self.whole, self.began = words, whole, time.monotonic()

    def show(self, done: int) -> None:
        """Draw it; where nobody watches, only its end."""
        share = done / self.whole
        if sys.stderr.isatty() or done >= self.whole:
            end = "\n" if done >= self.whole else ""
            bar = "█" * int(share * 30)
            sys.stderr.write(f"\r  {self.words:<28} {bar:░<30} {share:4.0%} {time.monotonic() - self.began:4.0f} s{end}")
            sys.stderr.flush()


def fill(admin: str, reports: int) -> Filled:
    """Fill an empty, migrated database. Django's default connection leads to it, as somebody whom no wall stops."""
    lots = random.Random(f"boundaries {reports}")
    who, people = _organisation("Harbour Care", max(reports // REPORTS_A_HEAD, SMALL), lots)
    others = [_organisation(f"Neighbour {number}", SMALL, lots)[1] for number in range(NEIGHBOURS)]
    with roles.connected(admin) as connection, connection.cursor() as run:
        run.execute("SET session_replication_role = replica; SET maintenance_work_mem = '256MB'")
        with _indexes_afterwards(run):
            _write(run, Bar(f"{reports:,} reports", reports), _reports(people, range(reports), lots))
            numbers = (range(reports + SMALL_REPORTS * each, reports + SMALL_REPORTS * (each + 1)) for each in range(NEIGHBOURS))
            rows = (row for each, theirs in zip(others, numbers, strict=True) for row in _reports(each, theirs, lots))
            _write(run, Bar(f"{NEIGHBOURS} small organisations", NEIGHBOURS * SMALL_REPORTS), rows)
        run.execute("VACUUM (ANALYZE)")
    return who


def _id(lots: random.Random) -> UUID:
    return UUID(int=lots.getrandbits(128), version=4)


def _organisation(name: str, size: int, lots: random.Random) -> tuple[Filled, People]:
    """One organisation: sites, a tree of people who all can sign in, its leads, a director of one site, and an auditor."""
    moment = timezone.now()
    key = make_key(organisation_id=_id(lots))
    organisation = Organisation.objects.create(
        id=key.organisation_id, name=name, danger_signposts="112", data_key=key, activated_at=moment
    )
    sites = Site.objects.bulk_create(Site(organisation=organisation, name=f"Site {number}") for number in range(SITES))
    users = [User(email=f"{number}@{organisation.pk}.invalid") for number in range(size + LEADS + 2)]
    User.objects.bulk_create(users, batch_size=2_000)
    staff = [StaffMember(organisation=organisation, name=f"Person {number}", user=user) for number, user in enumerate(users)]
    for number, person in enumerate(staff):
        person.site = sites[number % SITES]
        if number:
            person.manager = staff[(number - 1) // UNDER_ONE] if number < size else staff[0]
    StaffMember.objects.bulk_create(staff, batch_size=2_000)
    leads, (director, auditor) = staff[size:-2], staff[-2:]
    offices: list[tuple[StaffMember, Role, Site | None]] = [(lead, Role.SAFEGUARDING_LEAD, None) for lead in leads]
    offices += [(director, Role.DIRECTOR, sites[7]), (auditor, Role.AUDITOR, None)]
    Appointment.objects.bulk_create(
        Appointment(organisation=organisation, person=person, role=role, area=area, starts_on=moment.date(), confirmed_at=moment)
        for person, role, area in offices
    )
    return Filled(staff[size // 9].pk, director.pk, auditor.pk), People(organisation.pk, staff[:size], leads)


@dataclass(frozen=True)
class Drawn:
    """What the lot gave one report."""

    id: UUID
    reference: str
    kind: ReportKind
    status: ReportStatus
    told: datetime
    reporter: StaffMember
    handler: StaffMember
    subjects: Sequence[StaffMember]
    unclear: bool
    area: UUID | None
    lead: StaffMember | None
    not_to_receive: StaffMember | None
    before: StaffMember | None

    @property
    def due(self) -> datetime | None:
        """When its clock runs out, where one runs."""
        return self.told + timedelta(days=2 + self.told.day % 4) if self.status in ON_THE_CLOCK else None


def _reports(people: People, numbers: Iterable[int], lots: random.Random) -> Iterator[Rows]:
    """The rows of one report after another."""
    indexes = {person.pk: author_index(person.pk) for person in people.staff}
    permission = Permission.objects.get(content_type__app_label="incidents", codename="open_report").pk
    end = timezone.now()
    for number in numbers:
        drawn = _draw(people, number, lots, end)
        yield _rows(people.organisation_id, drawn, indexes[drawn.reporter.pk], permission, lots)


def _one_of(lots: random.Random, shares: Mapping[Word, int]) -> Word:
    return lots.choices(list(shares), list(shares.values()))[0]


def _draw(people: People, number: int, lots: random.Random, end: datetime) -> Drawn:
    """Everybody is written about as often; who wrote is drawn, and is neither the subject nor the handler."""
    staff = people.staff
    subject = 1 + number % (len(staff) - 1)
    manager = (subject - 1) // UNDER_ONE
    kind, status = _one_of(lots, KINDS), _one_of(lots, STATUSES)
    own = kind in OWN_KINDS
    unclear = not own and lots.random() < UNCLEAR
    reporter = (
        subject if own else lots.choice([each for each in lots.sample(range(len(staff)), 3) if each not in {subject, manager}])
    )
    other = next(each for each in lots.sample(range(1, len(staff)), 4) if each not in {subject, manager, reporter})
    subjects = [] if unclear or kind == ReportKind.GUIDANCE else [staff[subject]]
    if subjects and not own and lots.random() < ABOUT_TWO:
        subjects.append(staff[other])
    return Drawn(
        id=_id(lots),
        reference=_reference(number),
        kind=kind,
        status=status,
        told=end - lots.random() * YEARS,
        reporter=staff[reporter],
        handler=lots.choice(people.leads) if unclear else staff[manager],
        subjects=subjects,
        unclear=unclear,
        area=None if unclear else staff[subject].site_id,
        lead=lots.choice(people.leads) if not unclear and lots.random() < SERIOUS else None,
        not_to_receive=staff[other] if lots.random() < NOT_TO_RECEIVE else None,
        before=staff[other] if len(subjects) < 2 and lots.random() < HANDED_ON else None,  # noqa: PLR2004 -- two people
    )


def _rows(organisation_id: UUID, drawn: Drawn, index: bytes, permission: int, lots: random.Random) -> Rows:
    """The report with its key, the people it is about, those kept out of it, and those let in."""
    key, key_id = new_key(), _id(lots)
    wrapped = seal(settings.KEY_ENCRYPTION_KEY, key, place("boundaries_datakey", f"wrapped:{organisation_id}", key_id))
    reporter = seal(key, str(drawn.reporter.pk).encode(), place("incidents_report", "reporter", drawn.id))
    story = seal(key, json.dumps(STORY).encode(), place("incidents_report", "story", drawn.id))
    told, serious = drawn.told, drawn.lead is not None
    acknowledged = None if drawn.status == ReportStatus.SUBMITTED else told + timedelta(hours=5)
    report = (
        *(drawn.id, drawn.reference, drawn.kind.value, drawn.status.value, reporter, index, False, story, "{gifts}", "{}"),
        *(Danger.NO.value, serious, False, told, acknowledged, drawn.handler.pk, drawn.area, drawn.unclear, drawn.due),
        *(organisation_id, key_id),
    )
    role, linked = PartyRole.SUBJECT.value, PartyState.LINKED.value
    parties: list[tuple[object, ...]] = [(_id(lots), role, linked, None, told, person.pk, drawn.id) for person in drawn.subjects]
    if drawn.unclear:
        party = _id(lots)
        name = seal(key, b"Somebody on nights", place("incidents_party", "name", party))
        parties.append((party, role, PartyState.UNRESOLVED.value, name, told, None, drawn.id))
    kept_out = {person.pk: ExclusionSource.SUBJECT for person in drawn.subjects}
    if drawn.not_to_receive is not None:
        kept_out.setdefault(drawn.not_to_receive.pk, ExclusionSource.NOT_TO_RECEIVE)
    let_in = {drawn.handler: (Relation.HOLDER if drawn.unclear else Relation.HANDLER, None)}
    if drawn.lead is not None:
        let_in.setdefault(drawn.lead, (Relation.ALERTED, None))
    ended = {drawn.before: (Relation.HANDLER, told + timedelta(days=1))} if drawn.before else {}
    return {
        "boundaries_datakey": [(key_id, organisation_id, wrapped, told)],
        "incidents_report": [report],
        "incidents_party": parties,
        "incidents_reportexclusion": [
            (_id(lots), organisation_id, source.value, told, person, drawn.id) for person, source in kept_out.items()
        ],
        "incidents_reportgrant": [
            (relation.value, "", told, ends, drawn.due, drawn.id, permission, person.user_id, organisation_id)
            for person, (relation, ends) in {**ended, **let_in}.items()
        ],
    }


def _reference(number: int) -> str:
    """A reference of its own for every number."""
    rest, letters = number * STRIDE % len(REFERENCE_LETTERS) ** 8, ""
    for _ in range(8):
        rest, at = divmod(rest, len(REFERENCE_LETTERS))
        letters = REFERENCE_LETTERS[at] + letters
    return reference_of(letters)


def _write(run: cursor, bar: Bar, reports: Iterable[Rows]) -> None:
    """Copy the rows in, some thousand reports at a time."""
    parts: dict[str, list[str]] = {table: [] for table in COLUMNS}
    for done, rows in enumerate(reports, start=1):
        for table, each in rows.items():
            parts[table].extend(map(_line, each))
        if done % PART == 0:
            _copy(run, parts)
            bar.show(done)
    _copy(run, parts)
    bar.show(bar.whole)


def _copy(run: cursor, parts: dict[str, list[str]]) -> None:
    for table, lines in parts.items():
        columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS[table].split()))
        run.copy_expert(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns), io.StringIO("".join(lines)))
        lines.clear()


def _line(row: tuple[object, ...]) -> str:
    return "\t".join(map(_cell, row)) + "\n"


def _cell(value: object) -> str:
    """One value as COPY reads it."""
    if value is None:
        return r"\N"
    return rf"\\x{value.hex()}" if isinstance(value, bytes) else str(value)


@contextmanager
def _indexes_afterwards(run: cursor) -> Iterator[None]:
    """Tables are filled without the indexes that hold no promise, and get them back at the end, which is quicker."""
    run.execute(
        """SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
           WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique""",
        [list(COLUMNS)],
    )
    found = run.fetchall()
    for name, _made_by in found:
        run.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    bar = Bar("indexes", len(found))
    for number, (_name, made_by) in enumerate(found, start=1):
        run.execute(made_by)
        bar.show(number)
