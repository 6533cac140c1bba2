"""One clock: the database's now(), which tests and the demo story may set."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import cast

from django.db import connection

_set: ContextVar[datetime | None] = ContextVar("set_clock", default=None)


def now() -> datetime:
    """The time by the database, in UTC: the start of the running transaction."""
    if moment := _set.get():
        return moment
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cast("datetime", cursor.fetchone()[0])


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at ``moment`` (aware) inside the block; for tests and for telling the demo's story."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
