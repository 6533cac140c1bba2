"""A data key in a database, and handlers of the tests' own. A test in which two meet, or commits matter, asks for `committed_db`
itself. Django is imported inside: this file is read before it is set up."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _key(request: pytest.FixtureRequest) -> None:
    from tests.boundaries.things import new_key

    request.getfixturevalue("committed_db" if "committed_db" in request.fixturenames else "db")
    new_key()


@pytest.fixture
def greeted(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Put the handler of the rows of the tests' own kind; until then it writes one entry."""
    from boundaries.outbox.handlers import row_handlers
    from tests.boundaries.outbox.work import GREET, effect

    def put(handler: Any) -> None:
        monkeypatch.setitem(row_handlers, GREET, handler)

    put(effect)
    return put


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Put the handler of the timers of the tests' own kind; until then it writes one entry."""
    from boundaries.outbox.handlers import timer_handlers
    from tests.boundaries.outbox.work import RING, effect

    def put(handler: Any) -> None:
        monkeypatch.setitem(timer_handlers, RING, handler)

    put(effect)
    return put
