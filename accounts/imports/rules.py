"""What a file of people must look like, what its cells mean, and what is said about a row that is wrong.

Each kind of file is a table of columns. Headings are recognised however they are written and in whichever order; columns that
we do not use are passed over, and said to be. What each row would do is worked out in `accounts.imports.people.rules` and
`accounts.imports.clients.rules`.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.assignments.choices import AssignmentRole
from accounts.clients.choices import ClientKind, ClientStatus
from accounts.imports.choices import Act, ImportKind
from accounts.staff.choices import StaffKind
from accounts.tables import rules as tables
from accounts.tables.choices import DateOrder
from boundaries.errors.exceptions import RuleViolation

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Reader = Callable[[str, DateOrder | None], Any]
Key = TypeVar("Key")


class Column(NamedTuple):
    """One column: the heading we write, others we understand, and what its cells say.

    A ``needed`` heading must be there; a cell of a ``filled`` column must not be empty.
    """

    name: str
    label: "StrOrPromise"
    read: Reader
    also: tuple[str, ...] = ()
    needed: bool = False
    filled: bool = False
    is_day: bool = False


class Problem(NamedTuple):
    """What is wrong: the row as a spreadsheet counts (0: the file as a whole), the heading, why, and what stands there."""

    row: int
    column: str
    message: str
    value: str = ""


class Told(NamedTuple):
    """One detail that would change, in words."""

    column: str
    before: str
    after: str


class Change(NamedTuple):
    """What one row would do: to which thing, how it is called, what would be different, and the values to save."""

    row: int
    act: Act
    thing: UUID
    about: str
    told: tuple[Told, ...]
    values: Mapping[str, Any]


@dataclass
class Plan:
    """What a whole file would do, and everything that is wrong with it. Applied is a plan without problems only."""

    kind: ImportKind
    rows: int = 0
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    asks_order: bool = False

    @property
    def added(self) -> int:
        """How many rows bring something new."""
        return sum(each.act in {Act.ADD, Act.PROPOSE, Act.ASSIGN} for each in self.changes)

    def fingerprint(self) -> bytes:
        """The same for two plans that a reader could not tell apart; the ids that new things would get do not count."""
        said = [[each.row, each.act, each.about, each.told] for each in self.changes]
        return hashlib.sha256(json.dumps([self.kind, said], sort_keys=True).encode()).digest()


class Said(NamedTuple):
    """One row of the file: its number, what its cells mean by column, and what stands in them."""

    number: int
    values: dict[str, Any]
    raw: dict[str, str]


# --- What cells mean ---------------------------------------------------------------------------------------------------------


def text(longest: int) -> Reader:
    """Plain words."""

    def read(cell: str, _order: DateOrder | None) -> str:
        return tables.check_text(cell, longest)

    return read


def day(cell: str, order: DateOrder | None) -> date | None:
    """A date, or nothing."""
    return tables.read_day(cell, order) if cell else None


def flag(cell: str, _order: DateOrder | None) -> bool:
    """Yes or no."""
    return tables.read_flag(cell, yes=str(_("yes")), no=str(_("no")))


def address(cell: str, _order: DateOrder | None) -> str:
    """An e-mail address, in lower case."""
    tables.check_text(cell, 254)
    try:
        if cell:
            validate_email(cell)
    except ValidationError as error:
        raise RuleViolation("address", _("This is not an e-mail address.")) from error
    return cell.lower()


def names(cell: str, _order: DateOrder | None) -> tuple[str, ...]:
    """Several names."""
    return tuple(tables.read_list(cell))


def identity(cell: str, _order: DateOrder | None) -> UUID | None:
    """The id that an export has given."""
    try:
        return UUID(cell) if cell else None
    except ValueError as error:
        raise RuleViolation("id", _("This is not an id that we gave. Leave the cell empty.")) from error


def one_of(choices: type[TextChoices]) -> Reader:
    """One of a few words: the word itself, or what our pages call it."""
    words = {tables.as_heading(each.value): each for each in choices}

    def read(cell: str, _order: DateOrder | None) -> TextChoices | None:
        if not cell:
            return None
        asked = tables.as_heading(cell)
        found = words.get(asked) or next((each for each in choices if tables.as_heading(str(each.label)) == asked), None)
        if found is None:
            message = _("Write one of these words: %(words)s.")
            raise RuleViolation("choice", message % {"words": ", ".join(each.value for each in choices)})
        return found

    return read


def show(value: Any) -> str:
    """How a value is written, here and in an export."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return value.isoformat() if isinstance(value, date) else str(value)


# --- The columns of each kind --------------------------------------------------------------------------------------------------

REFERENCE = text(40)
WHO = text(254)
NAME = text(120)
ID = Column("id", _("Id"), identity, ("uuid",))
SITE = Column("site", _("Site"), NAME, ("location", "office", "workplace"))
PERSON = (_("Person"), ("staff number", "employee number", "employee id", "personnel number", "who", "employee"))
MANAGER = ("manager", "manager number", "manager id", "supervisor", "reports to", "superior", "line manager number")

COLUMNS: Mapping[ImportKind, tuple[Column, ...]] = {
    ImportKind.TEAMS: (
        ID,
        Column("name", _("Team"), NAME, ("team name", "name", "unit", "department"), needed=True, filled=True),
        SITE,
    ),
    ImportKind.STAFF: (
        ID,
        Column("reference", _("Staff number"), REFERENCE, ("employee number", "employee id", "personnel number", "staff id")),
        Column("name", _("Full name"), NAME, ("name", "display name"), needed=True, filled=True),
        Column("kind", _("Kind"), one_of(StaffKind), ("staff kind", "employment type", "contract type")),
        Column("partner", _("Partner organisation"), NAME, ("partner", "agency")),
        Column("job_title", _("Job title"), NAME, ("title", "position", "job")),
        Column("email", _("E-mail address"), address, ("email", "mail", "work email", "login")),
        Column("team", _("Team"), NAME, ("unit", "department")),
        SITE,
        Column("manager", _("Line manager"), WHO, MANAGER),
        Column("started_on", _("First day"), day, ("started on", "start date", "hire date", "entry date"), is_day=True),
        Column("left_on", _("Last day"), day, ("left on", "end date", "leaving date", "exit date"), is_day=True),
    ),
    ImportKind.MANAGERS: (
        Column("person", *PERSON[:1], WHO, PERSON[1], needed=True, filled=True),
        Column("manager", _("Line manager"), WHO, MANAGER, needed=True),
    ),
    ImportKind.APPOINTMENTS: (
        Column("person", *PERSON[:1], WHO, PERSON[1], needed=True, filled=True),
        Column("role", _("Role"), one_of(Role), ("appointment", "function"), needed=True, filled=True),
        Column(
            "starts_on", _("First day"), day, ("starts on", "from", "start date"), needed=True, filled=True, is_day=True
        ),
        Column("ends_on", _("Last day"), day, ("ends on", "until", "to", "end date"), is_day=True),
        Column("teams", _("Teams"), names, ("team", "for teams")),
        SITE,
    ),
    ImportKind.CLIENTS: (
        Column(
            "reference", _("Client"), REFERENCE, ("client reference", "reference", "client number", "case number", "client id"),
            needed=True, filled=True,
        ),
        Column("name", _("Full name"), NAME, ("name", "client name"), needed=True, filled=True),
        Column("kind", _("Kind"), one_of(ClientKind), ("client kind",)),
        Column("status", _("Status"), one_of(ClientStatus), ("client status",)),
        Column("is_minor", _("Under age"), flag, ("minor", "is minor")),
        Column("has_special_needs", _("Adult with special needs"), flag, ("special needs", "has special needs")),
        Column("is_paid_participant", _("Paid participant"), flag, ("is paid participant",)),
        Column("is_applicant", _("Applicant"), flag, ("is applicant",)),
        Column("language", _("Language"), text(60), ("preferred language", "language they prefer")),
        Column("needs_interpreter", _("Interpreter needed"), flag, ("interpreter", "needs interpreter")),
        SITE,
    ),
    ImportKind.ASSIGNMENTS: (
        Column(
            "client", _("Client"), REFERENCE, ("client reference", "client number", "case number", "client id"),
            needed=True, filled=True,
        ),
        Column("worker", _("Worker"), WHO, ("worker number", *PERSON[1], "person"), needed=True, filled=True),
        Column("role", _("Role"), one_of(AssignmentRole), ("assignment", "as")),
        Column(
            "starts_on", _("First day"), day, ("starts on", "from", "start date"), needed=True, filled=True, is_day=True
        ),
        Column("ends_on", _("Last day"), day, ("ends on", "until", "to", "end date"), is_day=True),
    ),
}  # fmt: skip


def headings_of(kind: ImportKind) -> list[str]:
    """The headings we write, in their order."""
    return [str(column.label) for column in COLUMNS[kind]]


def label_of(kind: ImportKind, name: str) -> str:
    """The heading of one column."""
    return next((str(column.label) for column in COLUMNS[kind] if column.name == name), "")


def _understood(column: Column) -> set[str]:
    return {tables.as_heading(each) for each in (str(column.label), column.name, *column.also)}


def is_known(heading: str) -> bool:
    """Whether any kind of file has such a heading."""
    asked = tables.as_heading(heading)
    return any(asked in _understood(column) for columns in COLUMNS.values() for column in columns)


def places(kind: ImportKind, headings: Sequence[str]) -> dict[str, int]:
    """Where each column of a kind stands; the first of two headings that mean the same counts."""
    asked = [tables.as_heading(each) for each in headings]
    found = dict[str, int]()
    for column in COLUMNS[kind]:
        understood = _understood(column)
        best = next((index for index, each in enumerate(asked) if each == tables.as_heading(str(column.label))), None)
        index = best if best is not None else next((index for index, each in enumerate(asked) if each in understood), None)
        if index is not None and index not in found.values():
            found[column.name] = index
    return found


def recognise(headings: Sequence[str]) -> ImportKind:
    """What a file is about: the kind whose needed headings are all there, and which knows the most of the others."""
    twice = sorted(
        {each for each in headings if each and [tables.as_heading(h) for h in headings].count(tables.as_heading(each)) > 1}
    )
    if twice:
        message = _("Two columns have the same heading: %(heading)s.")
        raise RuleViolation("twice", message % {"heading": twice[0]}, field="file")
    fitting = [(len(found), kind) for kind in ImportKind if _fits(kind, found := places(kind, headings))]
    if not fitting:
        message = _(
            "The headings in the first row do not say what the file is about. Found: %(found)s. "
            "Compare them with the sample files below."
        )
        raise RuleViolation("headings", message % {"found": ", ".join(filter(None, headings[:12])) or "–"}, field="file")
    most = max(count for count, _kind in fitting)
    return next(kind for count, kind in fitting if count == most)


def _fits(kind: ImportKind, found: Mapping[str, int]) -> bool:
    needed = {column.name for column in COLUMNS[kind] if column.needed}
    if kind == ImportKind.STAFF and not found.keys() & {"reference", "email", "id"}:
        return False
    return needed <= found.keys()


def needs_order(kind: ImportKind, table: tables.Table) -> bool:
    """Whether the dates of the file may be read in two ways."""
    return tables.needs_order(_days(kind, table))


def _days(kind: ImportKind, table: tables.Table) -> list[str]:
    found = places(kind, table.headings.cells)
    at = [found[column.name] for column in COLUMNS[kind] if column.is_day and column.name in found]
    return [row.cells[index] for row in table.rows for index in at if index < len(row.cells)]


def read_rows(
    kind: ImportKind, table: tables.Table, order: DateOrder | None, after_each: Callable[[int], None] = lambda _done: None
) -> tuple[Plan, list[Said]]:
    """Every row with what its cells mean, and a plan that says only what is wrong with them so far."""
    plan = Plan(kind, rows=len(table.rows), asks_order=order is None and needs_order(kind, table))
    order = order or tables.date_order(_days(kind, table))
    found = places(kind, table.headings.cells)
    columns = [(column, found[column.name]) for column in COLUMNS[kind] if column.name in found]
    plan.unused = [each for index, each in enumerate(table.headings.cells) if each and index not in found.values()]
    said = list[Said]()
    for done, row in enumerate(table.rows):
        said.append(_read_row(plan, row, columns, order, len(table.headings.cells)))
        after_each(done)
    return plan, said


def _read_row(plan: Plan, row: tables.Row, columns: Iterable[tuple[Column, int]], order: DateOrder | None, width: int) -> Said:
    if any(row.cells[width:]):
        message = _(
            "The row has more cells than there are headings. Perhaps a separator stands in a cell without quotation marks."
        )
        plan.problems.append(Problem(row.number, "", str(message), " ".join(row.cells[width:])[:200]))
    values, raw = dict[str, Any](), dict[str, str]()
    for column, index in columns:
        cell = tables.rearm(row.cells[index]) if index < len(row.cells) else ""
        raw[column.name] = cell
        try:
            values[column.name] = column.read(_filled(cell) if column.filled else cell, order)
        except RuleViolation as refusal:
            plan.problems.append(Problem(row.number, column.name, str(refusal.message), cell[:200]))
    return Said(row.number, values, raw)


def _filled(cell: str) -> str:
    if not cell:
        raise RuleViolation("missing", _("This cell must not be empty."))
    return cell


# --- What the plans share --------------------------------------------------------------------------------------------------------


def refuse(plan: Plan, said: Said, column: str, message: "StrOrPromise") -> None:
    """Say what is wrong with one cell."""
    plan.problems.append(Problem(said.number, column, str(message), said.raw.get(column, "")[:200]))


@dataclass
class Asking:
    """Lets a rule of another slice speak about a row: what it refuses becomes a problem of that row's cell."""

    plan: Plan
    said: Said
    columns: Mapping[str, str]
    refused: bool = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, refusal: BaseException | None, trace: object) -> bool:
        """A refusal is noted; anything else is an error of ours and goes on."""
        if not isinstance(refusal, RuleViolation):
            return False
        column = self.columns.get(refusal.field or "", refusal.field or "")
        refuse(self.plan, self.said, column, refusal.message)
        self.refused = True
        return True


def loosely(name: str) -> str:
    """A name whatever its capitals and spaces."""
    return " ".join(name.casefold().split())


def by_name(named: Mapping[UUID, str]) -> Callable[[str], UUID | None]:
    """Finds a thing by its name as it is written, or else however it is written where only one can be meant."""
    exact = {name.strip(): id_ for id_, name in named.items()}
    loose = dict[str, list[UUID]]()
    for id_, name in named.items():
        loose.setdefault(loosely(name), []).append(id_)

    def find(name: str) -> UUID | None:
        alike = loose.get(loosely(name), [])
        return exact.get(name) or (alike[0] if len(alike) == 1 else None)

    return find


def differences(before: Mapping[str, Any], after: Mapping[str, Any], write: Callable[[str, Any], str]) -> tuple[Told, ...]:
    """What would be different, in words; spaces around a text are no difference."""
    bare = {name: value.strip() if isinstance(value, str) else value for name, value in before.items()}
    return tuple(
        Told(name, write(name, bare.get(name)), write(name, value)) for name, value in after.items() if bare.get(name) != value
    )


def without_repeats(plan: Plan, rows: Iterable[tuple[Said, Key | None]], column: str) -> dict[Key, Said]:
    """The rows by what they are about. The second row about the same thing is refused, and says which the first is."""
    found = dict[Key, Said]()
    for said, key in rows:
        if key is None:
            continue
        if key in found:
            message = _("Row %(row)d is about the same already.")
            refuse(plan, said, column, message % {"row": found[key].number})
        else:
            found[key] = said
    return found
