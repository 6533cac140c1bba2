"""Things: a kind of object of the tests' own, for the frame knows no word of the field."""

from collections.abc import Callable
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from boundaries.record.actions import append
from boundaries.record.events import Event
from boundaries.record.models import RecordEntry
from boundaries.sealing.actions import make_key
from boundaries.sealing.models import DataKey

ORGANISATION = UUID("00000000-0000-4000-8000-00000000000a")
PATIENCE = 30.0
"""Seconds after which a test says that what it waits for never came. No test takes so long."""


class ThingEvent(Event):
    CAME = "thing.came", "A thing came.", "colour", "parts"
    WENT = "thing.went", "The thing went."


def new_key() -> DataKey:
    return make_key(organisation_id=ORGANISATION)


def write_down(event: Event = ThingEvent.CAME, *, about: UUID | None = None, key: DataKey, **data: Any) -> RecordEntry:
    """Append one entry about a thing, in the caller's transaction."""
    return append(
        event, about=("thing", about or uuid4()), organisation_id=ORGANISATION, actor_id=None, key=key, data=data or None
    )


def side_by_side(*jobs: Callable[[], object]) -> list[object]:
    """Do all of this at once, each with a connection of its own; what they gave, in their order. An error is raised here."""
    gave: dict[int, object] = {}
    errors: list[BaseException] = []

    def do(number: int, job: Callable[[], object]) -> None:
        try:
            gave[number] = job()
        except BaseException as error:  # noqa: BLE001  # it is raised again below, where the test sees it
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=do, args=each, daemon=True) for each in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "it waits for something that never comes"
    if errors:
        raise errors[0]
    return [gave[number] for number in range(len(jobs))]
