"""The product and bare SQL take turns in two filled databases, and the medians are compared.

The yardstick is the best statement that a person could write by hand for the same rows and the same columns. It is sent by
psycopg2 alone, as somebody whom no wall stops, and nothing is made of the rows. It knows already what the product asks once a
request: who the person is, what offices they hold, who stands above them.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast
from uuid import UUID

import environ
import psycopg2
from django.db import connections, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from accounts.staff.models import StaffMember
from bench.filling import Filled, Kind
from boundaries.access.backend.base import DatabaseWrapper
from boundaries.access.scope import Reason, Scope, scope_of

MOST_RUNS, LEAST_RUNS, SECONDS, WARM = 200, 9, 12.0, 4
PAGE, DEEP = 25, 0.8
"""So many rows are on a page; a deep one begins behind so much of the list."""
Row = tuple[Any, ...]


# --- Bare SQL -----------------------------------------------------------------------------------------------------------------
def columns(letter: str, model: type[Model], without: str = "") -> str:
    """The columns that the product reads of a table."""
    return ", ".join(f"{letter}.{field.column}" for field in model._meta.concrete_fields if field.name != without)


@dataclass(frozen=True)
class Bare:
    """One list of a table's rows ``r`` in plain words: which, in what order, what lies behind a row, what is joined to those
    shown; and the columns by which a place in the list is named.
    """

    table: str
    rows: str
    order: str
    behind: str
    joins: str
    columns: str
    key: str

    def page(self, more: str = "") -> str:
        """One page: the rows are chosen first, and what belongs to them is joined to those alone."""
        page = f"SELECT r.id {self.rows} {more} ORDER BY {self.order} LIMIT {PAGE + 1}"
        joined = f"page JOIN {self.table} r ON r.id = page.id {self.joins}"
        return f"WITH page AS MATERIALIZED ({page}) SELECT {self.columns} FROM {joined} ORDER BY {self.order}"

    def whole(self, more: str) -> str:
        """All of the rows that fit, without pages."""
        return f"SELECT {self.columns} {self.rows.replace('WHERE', f'{self.joins} WHERE', 1)} {more} ORDER BY {self.order}"


# --- Where and by whom is asked ------------------------------------------------------------------------------------------------
class Place:
    """One filled database: a connection as the product has it, and a bare one."""

    def __init__(self, application: str, admin: str, filled: Filled) -> None:
        self.filled = filled
        self.product = cast("DatabaseWrapper", connections.create_connection("default"))
        target = environ.Env.db_url_config(application)
        login = {name: target[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
        self.product.settings_dict = self.product.settings_dict | login
        self.bare = psycopg2.connect(admin).cursor()

    def enter(self) -> None:
        """From now on Django asks here."""
        connections["default"] = self.product

    def begin(self, person_id: UUID, *, by_itself: bool = False) -> StaffMember:
        """Begin a transaction in somebody's name; or in that of the product, which asks by itself about their organisation."""
        self.enter()
        actor = StaffMember.objects.select_related("organisation__data_key", "team", "site").get(pk=person_id)
        transaction.set_autocommit(False)
        self.product.in_atomic_block = True
        scope = Scope(organisation=str(actor.organisation_id), system=Reason.ROUTING) if by_itself else scope_of(actor)
        self.product.change_walls(asdict(scope))
        with self.product.cursor() as patient:
            patient.execute("SET idle_in_transaction_session_timeout = 0")  # the others take their turns meanwhile
        return actor

    def find(self, bare: Bare, values: Mapping[str, Any]) -> tuple[int, Row]:
        """How much there is in a list, and the key of the last row before a deep page."""
        self.bare.execute(f"SELECT count(*) {bare.rows}", values)
        (visible,) = self.bare.fetchone() or (0,)
        last = max(int(visible * DEEP) // PAGE * PAGE, 1) - 1
        self.bare.execute(f"SELECT {bare.key} {bare.rows} ORDER BY {bare.order} LIMIT 1 OFFSET {last}", values)
        return visible, self.bare.fetchone() or (None,) * len(bare.key.split(","))

    def end(self) -> None:
        """End the transaction."""
        self.enter()
        self.product.in_atomic_block = False
        self.product.walls = None
        self.product.rollback()
        transaction.set_autocommit(True)
        self.bare.connection.rollback()

    def close(self) -> None:
        """Leave both."""
        self.product.close()
        self.bare.connection.close()


@dataclass
class Asking:
    """One person at one place, with all that a statement needs to know: what their offices let them see, where their list asks
    it; ``values`` name the last row before a deep page, and ``after`` is what the product calls that place.
    """

    place: Place
    who: str
    actor: StaffMember
    office: Any
    visible: int
    after: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Way:
    """One thing asked in both manners, and whether both found the same."""

    what: str
    product: Callable[[Asking], Any]
    bare: Callable[[Asking], str]
    same: Callable[[Any, Sequence[Row]], bool]


@dataclass(frozen=True)
class Subject:
    """A kind of thing: what a database is filled with, how somebody begins to ask, and what each asks; their list's page first."""

    kind: Kind
    begin: Callable[[Place, str], Asking]
    ways: Mapping[str, Sequence[Way]]


# --- Turns --------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Compared:
    """Medians in seconds, in the small and the large database; those of the first page in the same turns; and how many
    statements the product sends.
    """

    who: str
    visible: int
    what: str
    few: float
    few_bare: float
    many: float
    many_bare: float
    first: float
    statements: int


def once(way: Way, each: Asking, *, bare: bool) -> float:
    """Seconds for asking once."""
    each.place.enter()
    statement = way.bare(each)
    began = time.perf_counter()
    if bare:
        each.place.bare.execute(statement, each.values)
        each.place.bare.fetchall()
    else:
        way.product(each)
    return time.perf_counter() - began


def statements(way: Way, each: Asking) -> int:
    """How many statements the product sends; it must find what the bare one finds."""
    each.place.enter()
    with CaptureQueriesContext(each.place.product) as sent:
        answer = way.product(each)
    each.place.bare.execute(way.bare(each), each.values)
    if not way.same(answer, each.place.bare.fetchall()):
        raise SystemExit(f"{each.who}, {way.what}: the product and the bare statement do not find the same.")
    return len(sent)


def compare(way: Way, first: Way, few: Asking, many: Asking) -> Compared:
    """The product and bare SQL, in both databases, taken in turns."""
    turns = [(way, few, False), (way, few, True), (way, many, False), (way, many, True), (first, many, False)]
    taken: list[list[float]] = [[] for _ in turns]
    statements(way, few)
    asked = statements(way, many)
    for asks, each, bare in turns * WARM:
        once(asks, each, bare=bare)
    began = time.perf_counter()
    for number in range(MOST_RUNS):
        for turn in range(len(turns)):
            at = (turn + number) % len(turns)
            asks, each, bare = turns[at]
            taken[at].append(once(asks, each, bare=bare))
        if number >= LEAST_RUNS and time.perf_counter() - began > SECONDS:
            break
    middle = [statistics.median(each) for each in taken]
    return Compared(many.who, many.visible, way.what, middle[0], middle[1], middle[2], middle[3], middle[4], asked)


def compare_all(subject: Subject, few: Place, many: Place) -> list[Compared]:
    """Everything, of everybody."""
    found = []
    for who, ways in subject.ways.items():
        both = subject.begin(few, who), subject.begin(many, who)
        found += [compare(way, ways[0], *both) for way in ways]
        for each in both:
            each.place.end()
    return found
