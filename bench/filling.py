"""Fills a database with one large organisation beside forty-nine small ones, as an installation looks after some years.

Nothing is sent through the product: rows are copied into the tables with triggers and foreign keys asleep, and most indexes are
made afterwards. What is sealed is really sealed, under a key of its own: what a page shows does open. Clocks, notices and the
record stay empty: no list reads them.
"""

import io
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from psycopg2 import sql
from psycopg2.extensions import cursor

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.organisations.models import Organisation, Site
from accounts.staff.models import StaffMember, User
from boundaries.engines import roles
from boundaries.sealing.actions import make_key
from boundaries.sealing.models import DataKey
from boundaries.sealing.rules import new_key, place, seal

SITES, NEIGHBOURS, LEADS = 20, 49, 5
EACH_HEAD, SMALL, SMALL_THINGS = 100, 40, 200
"""So many reports, or entries, there are for each who works in the large organisation; and so many people and things in a small one."""
UNDER_ONE = 3
"""So many people work under one line manager: about 300 of the things come to each."""
YEARS = timedelta(days=3 * 365)
PART = 20_000
KEYS = {"boundaries_datakey": "id organisation_id wrapped created_at"}
Word = TypeVar("Word", bound=str)
Rows = Mapping[str, Sequence[tuple[object, ...]]]


@dataclass(frozen=True)
class Filled:
    """Who asks in a filled database."""

    supervisor: UUID
    director: UUID
    auditor: UUID


@dataclass(frozen=True)
class People:
    """Those of one organisation: whoever works there, in the order of the tree, the leads, and its key."""

    organisation_id: UUID
    staff: Sequence[StaffMember]
    leads: Sequence[StaffMember]
    key: DataKey


@dataclass(frozen=True)
class Kind:
    """What a database is filled with: its name in the plural, the columns of its tables, and how so many are drawn."""

    name: str
    columns: Mapping[str, str]
    rows: Callable[[People, range, random.Random], Iterator[Rows]]


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


def fill(admin: str, kind: Kind, count: int) -> Filled:
    """Fill an empty, migrated database. Django's default connection leads to it, as somebody whom no wall stops."""
    lots = random.Random(f"boundaries {count}")
    who, people = _organisation("Harbour Care", max(count // EACH_HEAD, SMALL), lots)
    others = [_organisation(f"Neighbour {number}", SMALL, lots)[1] for number in range(NEIGHBOURS)]
    with roles.connected(admin) as connection, connection.cursor() as run:
        run.execute("SET session_replication_role = replica; SET maintenance_work_mem = '256MB'")
        columns = {**KEYS, **kind.columns}
        with _indexes_afterwards(run, columns):
            _write(run, Bar(f"{count:,} {kind.name}", count), columns, kind.rows(people, range(count), lots))
            numbers = (range(count + SMALL_THINGS * each, count + SMALL_THINGS * (each + 1)) for each in range(NEIGHBOURS))
            rows = (row for each, theirs in zip(others, numbers, strict=True) for row in kind.rows(each, theirs, lots))
            _write(run, Bar(f"{NEIGHBOURS} small organisations", NEIGHBOURS * SMALL_THINGS), columns, rows)
        run.execute("VACUUM (ANALYZE)")
    return who


def an_id(lots: random.Random) -> UUID:
    """An id as the product draws one."""
    return UUID(int=lots.getrandbits(128), version=4)


def one_of(lots: random.Random, shares: Mapping[Word, int]) -> Word:
    """One of these, each as often as its share says."""
    return lots.choices(list(shares), list(shares.values()))[0]


@dataclass(frozen=True)
class Sealer:
    """A key of its own for one thing, and what it seals."""

    id: UUID
    key: bytes
    row: tuple[object, ...]

    @classmethod
    def drawn(cls, organisation_id: UUID, at: datetime, lots: random.Random) -> "Sealer":
        """A new key, wrapped as the product wraps them."""
        key, key_id = new_key(), an_id(lots)
        wrapped = seal(settings.KEY_ENCRYPTION_KEY, key, place("boundaries_datakey", f"wrapped:{organisation_id}", key_id))
        return cls(key_id, key, (key_id, organisation_id, wrapped, at))

    def seal(self, words: str, table: str, column: str, id_: UUID) -> bytes:
        """Words as a column keeps them."""
        return seal(self.key, words.encode(), place(table, column, id_))


def _organisation(name: str, size: int, lots: random.Random) -> tuple[Filled, People]:
    """One organisation: sites, a tree of people who all can sign in, its leads, a director of one site, and an auditor."""
    moment = timezone.now()
    key = make_key(organisation_id=an_id(lots))
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
    return Filled(staff[size // 9].pk, director.pk, auditor.pk), People(organisation.pk, staff[:size], leads, key)


def _write(run: cursor, bar: Bar, columns: Mapping[str, str], things: Iterable[Rows]) -> None:
    """Copy the rows in, those of some thousand things at a time."""
    parts: dict[str, list[str]] = {table: [] for table in columns}
    for done, rows in enumerate(things, start=1):
        for table, each in rows.items():
            parts[table].extend(map(_line, each))
        if done % PART == 0:
            _copy(run, columns, parts)
            bar.show(done)
    _copy(run, columns, parts)
    bar.show(bar.whole)


def _copy(run: cursor, columns: Mapping[str, str], parts: dict[str, list[str]]) -> None:
    for table, lines in parts.items():
        names = sql.SQL(", ").join(map(sql.Identifier, columns[table].split()))
        run.copy_expert(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names), io.StringIO("".join(lines)))
        lines.clear()


def _line(row: tuple[object, ...]) -> str:
    return "\t".join(map(_cell, row)) + "\n"


def _cell(value: object) -> str:
    """One value as COPY reads it."""
    if value is None:
        return r"\N"
    return rf"\\x{value.hex()}" if isinstance(value, bytes) else str(value)


@contextmanager
def _indexes_afterwards(run: cursor, tables: Iterable[str]) -> Iterator[None]:
    """Tables are filled without the indexes that hold no promise, and get them back at the end, which is quicker."""
    run.execute(
        """SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
           WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique""",
        [list(tables)],
    )
    found = run.fetchall()
    for name, _made_by in found:
        run.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    bar = Bar("indexes", len(found))
    for number, (_name, made_by) in enumerate(found, start=1):
        run.execute(made_by)
        bar.show(number)
