"""What the fixtures of these tests give, for the annotations, and small questions that many of them ask."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from django.test import Client as Browser

SignedIn = Callable[[Any], "Browser"]


def written_about(thing_id: UUID) -> list[tuple[str, UUID | None, dict[str, Any] | None]]:
    """The record's entries about something: event, actor and data, oldest first."""
    from boundaries.record.queries import entries_about

    return [(line.event, line.actor_id, line.data) for line in entries_about(thing_id)]


def last_written_about(thing_id: UUID) -> tuple[str, UUID | None, dict[str, Any] | None]:
    """The newest of them."""
    return written_about(thing_id)[-1]
