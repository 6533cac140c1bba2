"""What follows from what: the tables of all slices, put together when the product starts.

``at_once`` reactions run inside the transaction of their cause, for what must never lag behind it (an exclusion, a new route).
``later`` reactions become outbox rows in that transaction and are done by the relay or a worker after it.
``once`` marks an ``at_once`` reaction that looks at the whole organisation: of many entries appended together it follows the last.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from boundaries.record.events import Event
from boundaries.record.models import RecordEntry

AtOnce = Callable[[RecordEntry], None]


@dataclass(frozen=True)
class Later:
    """An outbox row of this kind is written for the entry."""

    kind: str


@dataclass(frozen=True)
class Once:
    """Done at once; and where many entries of one organisation are appended together, once after all of them."""

    react: AtOnce

    def __call__(self, entry: RecordEntry) -> None:
        """Do it."""
        self.react(entry)


_table: dict[str, list[AtOnce | Later]] = defaultdict(list)


def later(kind: str) -> Later:
    """Name the outbox handler that does it after the commit."""
    return Later(kind)


def once(react: AtOnce) -> Once:
    """A reaction for which it is enough to know that something in the organisation has changed."""
    return Once(react)


def register(table: Mapping[Event, Sequence[AtOnce | Later]]) -> None:
    """Add one slice's table. Called once, where the table stands."""
    for event, reactions in table.items():
        _table[event.value].extend(reactions)


def reactions_to(event: str) -> list[AtOnce | Later]:
    """Everything that follows from an event, in the order it was declared."""
    return _table.get(event, [])


def whole_table() -> dict[str, list[AtOnce | Later]]:
    """A copy of all slices' tables, for the docs and the tests."""
    return {event: list(reactions) for event, reactions in sorted(_table.items())}
