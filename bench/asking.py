"""What is asked of a filled database: by whom, through the product, and by bare SQL.

The yardstick is the best statement that a person could write by hand for the same rows and the same columns. It is sent by
psycopg2 alone, as somebody whom no wall stops, and nothing is made of the rows. It knows already what the product asks once a
request: who the person is, what offices they hold, who stands above them.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

import environ
import psycopg2
from django.db import connections, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from accounts.organisations.models import Organisation, Site
from accounts.staff.models import StaffMember
from bench.filling import Filled
from boundaries.access.backend.base import DatabaseWrapper
from boundaries.access.scope import scope_of
from boundaries.sealing.models import DataKey
from incidents.register.queries import Reader, how_many, reader_of, register, report_in_register
from incidents.reports.models import Report
from incidents.reports.permissions import reporter_index
from incidents.reports.queries import PAGE, ReportsPage, desk_counts, queue, report_for

MOST_RUNS, LEAST_RUNS, SECONDS, WARM = 200, 9, 12.0, 4
DEEP = 0.8
"""A deep page begins behind so much of the list."""
Row = tuple[Any, ...]


# --- Bare SQL -----------------------------------------------------------------------------------------------------------------
def columns(letter: str, model: type[Model], without: str = "") -> str:
    """The columns that the product reads of a table."""
    return ", ".join(f"{letter}.{field.column}" for field in model._meta.concrete_fields if field.name != without)


GRANTED = """
    FROM incidents_reportgrant g JOIN incidents_report r ON r.id = g.content_object_id
    WHERE g.user_id = %(user)s AND (g.ends_at IS NULL OR g.ends_at > now())
    AND NOT EXISTS (SELECT FROM incidents_reportexclusion x WHERE x.report_id = r.id AND x.person_id = %(person)s)
"""
BY_OFFICE = """
    FROM incidents_report r WHERE {area} AND NOT r.held AND r.reporter_index <> %(author)s
    AND NOT (r.kind IN ('self_report', 'guidance') AND r.reporter_index = ANY(%(authors_above)s))
    AND NOT EXISTS (SELECT FROM incidents_reportexclusion x WHERE x.report_id = r.id AND x.person_id = %(person)s)
    AND NOT EXISTS (SELECT FROM incidents_party p WHERE p.report_id = r.id AND p.role = 'subject'
        AND (p.state = 'unresolved' OR p.person_id = ANY(%(above)s::uuid[])))
"""


@dataclass(frozen=True)
class Bare:
    """One list in plain words: which rows, in what order, what lies behind a row, and what is joined to those shown."""

    rows: str
    order: str
    behind: str
    joins: str
    columns: str

    def page(self, more: str = "") -> str:
        """One page: the rows are chosen first, and what belongs to them is joined to those alone."""
        page = f"SELECT r.id {self.rows} {more} ORDER BY {self.order} LIMIT {PAGE + 1}"
        joined = f"page JOIN incidents_report r ON r.id = page.id {self.joins}"
        return f"WITH page AS MATERIALIZED ({page}) SELECT {self.columns} FROM {joined} ORDER BY {self.order}"


TOLD = columns("r", Report, "story")
KEY, HANDLER, AREA = columns("k", DataKey), columns("h", StaffMember), columns("a", Site)
JOINS = "JOIN boundaries_datakey k ON k.id = r.data_key_id LEFT JOIN accounts_staffmember h ON h.id = r.handler_id"
DESK = Bare(
    GRANTED,
    "r.due_at, r.submitted_at, r.id",
    """AND (r.due_at > %(due)s OR (%(due)s IS NOT NULL AND r.due_at IS NULL)
        OR (r.due_at IS NOT DISTINCT FROM %(due)s AND (r.submitted_at, r.id) > (%(told)s, %(id)s)))""",
    JOINS,
    f"{TOLD}, {KEY}, {HANDLER}",
)


def in_register(area: str) -> Bare:
    """The register of an area, or of the whole organisation."""
    return Bare(
        BY_OFFICE.format(area=area),
        "r.submitted_at DESC, r.id DESC",
        "AND (r.submitted_at, r.id) < (%(told)s, %(id)s)",
        f"{JOINS} LEFT JOIN accounts_site a ON a.id = r.area_id",
        f"{TOLD}, {KEY}, {HANDLER}, {AREA}",
    )


LISTS = {
    "supervisor": DESK,
    "director": in_register("r.area_id = %(area)s"),
    "auditor": in_register("r.organisation_id = %(organisation)s"),
}
ONE = f"""
    SELECT {columns("r", Report)}, {KEY}, {columns("o", Organisation)}, {HANDLER}, {AREA} FROM incidents_report r {JOINS}
    JOIN accounts_organisation o ON o.id = r.organisation_id LEFT JOIN accounts_site a ON a.id = r.area_id WHERE r.id = %(id)s
"""
COUNTS = """
    SELECT count(*), count(*) FILTER (WHERE status = 'submitted'), count(*) FILTER (WHERE due_at < now()),
    count(*) FILTER (WHERE status = 'waiting'), count(*) FILTER (WHERE mine),
    count(*) FILTER (WHERE mine AND status = 'submitted'), count(*) FILTER (WHERE mine AND due_at < now())
    FROM (SELECT r.status, r.due_at, r.handler_id = %(person)s AS mine {rows} ORDER BY r.due_at, r.submitted_at, r.id LIMIT 1001) counted
"""


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

    def close(self) -> None:
        """Leave both."""
        self.product.close()
        self.bare.connection.close()


@dataclass
class Asking:
    """One person at one place, with all that a statement needs to know; ``values`` name the last row before a deep page."""

    place: Place
    who: str
    actor: StaffMember
    reader: Reader | None
    visible: int
    after: str
    values: dict[str, Any]

    def asks(self, **more: str) -> ReportsPage:
        """Their list: the desk, or the register."""
        return register(self.reader, **more) if self.reader else queue(self.actor, **more)  # type: ignore[arg-type]  # words only


def asking(place: Place, who: str) -> Asking:
    """Begin a transaction in this person's name, and look up what there is for them."""
    place.enter()
    actor = StaffMember.objects.select_related("organisation__data_key", "team", "site").get(pk=getattr(place.filled, who))
    transaction.set_autocommit(False)
    place.product.in_atomic_block = True
    place.product.change_walls(asdict(scope_of(actor)))
    with place.product.cursor() as patient:
        patient.execute("SET idle_in_transaction_session_timeout = 0")  # the others take their turns meanwhile
    reader = None if who == "supervisor" else reader_of(actor)
    above = list(reader.above) if reader else []
    values: dict[str, Any] = {
        "user": actor.user_id,
        "person": actor.pk,
        "organisation": actor.organisation_id,
        "area": next(iter(reader.areas), None) if reader else None,
        "author": reporter_index(actor.pk),
        "above": above,
        "authors_above": [reporter_index(each) for each in above],
    }
    bare, run = LISTS[who], place.bare
    run.execute(f"SELECT count(*) {bare.rows}", values)
    (visible,) = run.fetchone() or (0,)
    last = max(int(visible * DEEP) // PAGE * PAGE, 1) - 1
    run.execute(
        f"SELECT r.due_at, r.submitted_at, r.id, r.reference {bare.rows} ORDER BY {bare.order} LIMIT 1 OFFSET {last}",
        values,
    )
    due, told, id_, reference = run.fetchone() or (None, None, None, "")
    values |= {"due": due, "told": told, "id": id_, "reference": reference, "beginning": f"{reference[:7]}%"}
    after = "_".join([told.isoformat() if told else "", str(id_)])
    return Asking(place, who, actor, reader, visible, after if reader else f"{due.isoformat() if due else ''}_{after}", values)


def leave(each: Asking) -> None:
    """End the transaction."""
    each.place.enter()
    each.place.product.in_atomic_block = False
    each.place.product.walls = None
    each.place.product.rollback()
    transaction.set_autocommit(True)
    each.place.bare.connection.rollback()


# --- What is asked ----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Way:
    """One thing asked in both manners, and whether both found the same."""

    what: str
    product: Callable[[Asking], Any]
    bare: Callable[[Asking], str]
    same: Callable[[Any, Sequence[Row]], bool]


def listed(answer: ReportsPage, rows: Sequence[Row]) -> bool:
    return [report.pk for report in answer.reports] == [row[0] for row in rows[:PAGE]]


def counted(each: Asking) -> int:
    return how_many(each.reader) if each.reader else desk_counts(each.actor).all


def count_statement(each: Asking) -> str:
    rows = LISTS[each.who].rows
    return (
        f"SELECT count(*) FROM (SELECT {rows} ORDER BY {LISTS[each.who].order} LIMIT 1001) counted"
        if each.reader
        else COUNTS.format(rows=rows)
    )


def one(each: Asking) -> Report:
    return report_in_register(each.reader, each.values["id"]) if each.reader else report_for(each.actor, each.values["id"])


FIRST, FURTHER = "first page", "deep page"
WAYS = (
    Way(FIRST, lambda each: each.asks(), lambda each: LISTS[each.who].page(), listed),
    Way(
        FURTHER,
        lambda each: each.asks(after=each.after),
        lambda each: LISTS[each.who].page(LISTS[each.who].behind),
        listed,
    ),
    Way("count", counted, count_statement, lambda answer, rows: bool(answer == rows[0][0])),
    Way(
        "search by reference",
        lambda each: each.asks(reference=each.values["reference"]),
        lambda each: LISTS[each.who].page("AND r.reference = %(reference)s"),
        listed,
    ),
    Way(
        "search by four letters",
        lambda each: each.asks(reference=each.values["reference"][:7]),
        lambda each: LISTS[each.who].page("AND r.reference LIKE %(beginning)s"),
        listed,
    ),
    Way("object check", one, lambda _each: ONE, lambda answer, rows: bool(answer.pk == rows[0][0])),
)


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


def compare(way: Way, few: Asking, many: Asking) -> Compared:
    """The product and bare SQL, in both databases, taken in turns."""
    turns = [(way, few, False), (way, few, True), (way, many, False), (way, many, True), (WAYS[0], many, False)]
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


def compare_all(few: Place, many: Place) -> list[Compared]:
    """Everything, of everybody."""
    found = []
    for who in LISTS:
        both = asking(few, who), asking(many, who)
        found += [compare(way, *both) for way in WAYS]
        for each in both:
            leave(each)
    return found
