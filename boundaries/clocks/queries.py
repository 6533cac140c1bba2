"""One clock: the database's now(), which tests and the demo story may set."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import cast

from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.db.models import DateTimeField, Value

_set: ContextVar[datetime | None] = ContextVar("set_clock", default=None)


def now() -> datetime:
    """The time by the database, in UTC: the start of the running transaction."""
    if moment := _set.get():
        return moment
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cast("datetime", cursor.fetchone()[0])


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
