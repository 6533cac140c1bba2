"""What other slices have to say on a client's page, and beside the list of clients: in one line, with the way there.

Those slices stand higher and declare it here. Each is asked with the reader, and says nothing where the reader may not know.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.clients.models import Client
from accounts.staff.models import StaffMember


@dataclass(frozen=True)
class Panel:
    """A heading, how things stand, and where to read on."""

    heading: str | Promise
    words: str | Promise
    label: str | Promise
    url: str
    colour: str = "grey"


OfClient = Callable[[StaffMember, Client], Panel | None]
_panels: list[OfClient] = []


@dataclass(frozen=True)
class Way:
    """A way on from the list of clients."""

    label: str | Promise
    url: str


OfList = Callable[[StaffMember], Way | None]
_ways: list[OfList] = []


def declare_way(way: OfList) -> OfList:
    """Let the list of clients lead on; called once, where it is known whereto."""
    _ways.append(way)
    return way


def ways_from_list(reader: StaffMember) -> list[Way]:
    """Where this reader may go on to."""
    return [found for way in _ways if (found := way(reader)) is not None]


def declare_panel(panel: OfClient) -> OfClient:
    """Let something be said on each client's page; called once, where it is known."""
    _panels.append(panel)
    return panel


def panels_of(reader: StaffMember, client: Client) -> Iterator[Panel]:
    """All that is said there to this reader, who may know of the client."""
    for panel in _panels:
        if (found := panel(reader, client)) is not None:
            yield found
