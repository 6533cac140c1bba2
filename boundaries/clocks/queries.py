"""One clock: the database's now(), which tests and the demo story may set."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import cast

from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.db.models import DateTimeField, Value

from boundaries.access.backend.base import DatabaseWrapper

_set: ContextVar[datetime | None] = ContextVar("set_clock", default=None)


def now() -> datetime:
    """The time by the database, in UTC: the start of the running transaction, which is asked for once."""
    if moment := _set.get():
        return moment
    database = cast("DatabaseWrapper", connection)
    if database.in_atomic_block and database.begun_at:
        return database.begun_at
    with database.cursor() as cursor:
        cursor.execute("SELECT now()")
        asked = cast("datetime", cursor.fetchone()[0])
    if database.in_atomic_block:
        database.begun_at = asked
    return asked


def stands_at() -> datetime | None:
    """Where the clock was set to stand; None while it goes."""
    return _set.get()


def now_in_sql() -> TransactionNow | Value:
    """The same moment for a condition or an annotation: the database fills it in, without being asked for it first."""
    moment = _set.get()
    return Value(moment, output_field=DateTimeField()) if moment else TransactionNow()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at ``moment`` (aware) inside the block; for tests and for telling the demo's story."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
