"""Waiting for what must become true, with an end to the patience; nothing here waits for a time to pass."""

import time
from collections.abc import Callable
from threading import Event
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 180.0
GLANCE = 0.02


def until(look: Callable[[], T], what: str, *, seconds: float = PATIENCE, glance: float = GLANCE) -> T:
    """Look until there is something to see, and give it back; say what never came."""
    deadline, never = time.monotonic() + seconds, Event()
    while not (seen := look()):
        assert time.monotonic() < deadline, f"After {seconds:.0f} s still not: {what}. Seen last: {seen!r}"
        never.wait(glance)
    return seen
