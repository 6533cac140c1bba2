"""Questions that are put together once in a process, and asked again with other values.

Django takes longer to put a long question together than PostgreSQL to answer it. So the busiest are made once for each shape,
with stand-ins: values of the same kind that are nobody's. Wherever one of them comes out in the statement, the real value
goes in at each asking. The walls are as they were: what is asked is word for word what the queryset would have asked.

Each is made twice, with other stand-ins. Whatever else differs then was worked out from a value without being declared, and
would be asked for somebody who does not exist: that is refused as the slip in the code that it is.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Generic, NoReturn, Protocol, TypeVar, cast
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from psycopg2.extensions import Binary

from boundaries.clocks.queries import stands_at

Values = Mapping[str, Any]
Row = TypeVar("Row", bound=Model)
EVERY_SHAPE = 256
"""So many shapes of one question are kept."""
STAND_INS: dict[type, Callable[[], object]] = {
    UUID: uuid4,
    str: lambda: secrets.token_hex(8),
    bytes: lambda: secrets.token_bytes(16),
    datetime: lambda: datetime(1, 1, 1, tzinfo=UTC) + timedelta(microseconds=secrets.randbelow(10**16)),
    date: lambda: date(1, 1, 1) + timedelta(days=secrets.randbelow(3 * 10**6)),
    type(None): lambda: None,
}


class Undeclared(RuntimeError):
    """A question holds something that was worked out from a value and not declared: a slip in the code."""


@dataclass
class Asker:
    """As much of a person as a question may know: whatever else it looks for is not there."""

    id: UUID
    organisation_id: UUID
    user_id: UUID
    is_active: bool = True

    @property
    def pk(self) -> UUID:
        """Their id."""
        return self.id

    @classmethod
    def among(cls, values: Values) -> "Asker":
        """The person whom these values are of."""
        return cls(values["person"], values["organisation"], values["login"])


class Asking(Protocol):
    """Somebody who asks, as the database knows them."""

    id: UUID
    organisation_id: UUID
    user_id: UUID | None
    is_active: bool


def values_of(actor: Asking) -> dict[str, Any] | None:
    """What a question knows of the person who asks; None for whoever sees nothing at all any more."""
    if not actor.is_active or actor.user_id is None:
        return None
    return {"person": actor.id, "organisation": actor.organisation_id, "login": actor.user_id}


def several(name: str, ids: Iterable[UUID]) -> dict[str, Any]:
    """Values of one name, which a question takes one by one: it is another question where there are more of them."""
    return {f"{name} {number}": each for number, each in enumerate(ids)}


def those(values: Values, name: str) -> tuple[Any, ...]:
    """All values of one name that were given as several."""
    return tuple(value for each, value in values.items() if each.startswith(f"{name} "))


class _Sent(Exception):
    """What would have been sent."""

    def __init__(self, statement: str, values: Iterable[object]) -> None:
        self.statement, self.values = statement, tuple(values)


@dataclass(frozen=True)
class _Made:
    """A statement; for each of its values the name under which it is given, or what it always is; and what makes rows of it."""

    statement: str
    values: tuple[tuple[str, object], ...]
    read: Callable[[list[tuple[Any, ...]]], list[Any]]


class Prepared(Generic[Row]):
    """One question. ``make`` puts it together from values by name, and from its shape: whatever the words depend on.

    It gives a queryset of models, or asks by itself for bare rows (`count`, `aggregate`, `values_list`). ``derive`` says what
    else comes out of the values on the way: fingerprints, ends of ranges.
    """

    def __init__(
        self, make: Callable[..., QuerySet[Row] | object], derive: Callable[[Values], Values] = lambda _values: {}
    ) -> None:
        self.make, self.derive = make, derive
        self._made = lru_cache(maxsize=EVERY_SHAPE)(self._make)

    def ask(self, values: Values, *shape: object) -> list[Row]:
        """The models."""
        return self.rows(values, *shape)

    def rows(self, values: Values, *shape: object) -> list[Any]:
        """The bare rows."""
        made = self._made(shape, tuple((name, type(value)) for name, value in values.items()), stands_at())
        known = {**values, **self.derive(values)}
        given: list[Any] = [known[name] if name else constant for name, constant in made.values]
        with connection.cursor() as cursor:
            cursor.execute(made.statement, given)
            return made.read(cursor.fetchall())

    def _make(self, shape: tuple[object, ...], kinds: tuple[tuple[str, type], ...], _moment: datetime | None) -> _Made:
        first, second = self._once(shape, kinds), self._once(shape, kinds)
        if (first.statement, first.values) != (second.statement, second.values):
            msg = f"{self.make.__qualname__}: something in it was worked out from a value and not declared"
            raise Undeclared(msg)
        return first

    def _once(self, shape: tuple[object, ...], kinds: tuple[tuple[str, type], ...]) -> _Made:
        stand_ins: dict[str, Any] = {name: STAND_INS[kind]() for name, kind in kinds}
        names = {value: name for name, value in {**stand_ins, **self.derive(stand_ins)}.items() if value is not None}
        statement, values, read = self._sent(stand_ins, shape)
        plain = [bytes(each.adapted) if isinstance(each, Binary) else each for each in values]
        return _Made(statement, tuple(_named(names, each) for each in plain), read)

    def _sent(
        self, stand_ins: Values, shape: tuple[object, ...]
    ) -> tuple[str, tuple[object, ...], Callable[[list[tuple[Any, ...]]], list[Any]]]:
        logs, watchers = connection.force_debug_cursor, connection.execute_wrappers
        connection.force_debug_cursor, connection.execute_wrappers = False, [_catch]  # nothing is sent: nobody is to count it
        try:
            asked = self.make(stand_ins, *shape)
        except _Sent as sent:
            return sent.statement, sent.values, list
        finally:
            connection.force_debug_cursor, connection.execute_wrappers = logs, watchers
        compiler = cast("QuerySet[Row]", asked).query.get_compiler(connection.alias)
        statement, values = compiler.as_sql()
        return statement, tuple(values), _reader(compiler)


def _catch(_execute: object, statement: str, values: Iterable[object] | None, _many: bool, _context: object) -> NoReturn:
    raise _Sent(statement, values or ())


def _named(names: Mapping[Any, str], value: object) -> tuple[str, object]:
    """A value of the statement: under which name it is given, or what it is."""
    name = names.get(value, "") if type(value) in STAND_INS else ""
    return (name, None) if name else ("", value)


def _reader(compiler: Any) -> Callable[[list[tuple[Any, ...]]], list[Any]]:
    """What makes models of rows, with what was joined to them, as Django's own querysets do."""
    info, select = compiler.klass_info, compiler.select
    model, columns = info["model"], info["select_fields"]
    begin, end = columns[0], columns[-1] + 1
    fields = [each[0].target.attname for each in select[begin:end]]
    converters = compiler.get_converters(each[0] for each in select)
    populators = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]  # the stubs know a later Django

    def read(rows: list[tuple[Any, ...]]) -> list[Any]:
        found = []
        for row in compiler.apply_converters(rows, converters) if converters else rows:
            each = model.from_db(connection.alias, fields, row[begin:end])
            for populator in populators:
                populator.populate(row, each)
            found.append(each)
        return found

    return read
