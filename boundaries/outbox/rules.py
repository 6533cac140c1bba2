"""How often a thing is tried, and how long between tries."""

from datetime import timedelta

MOST_TRIES = 10
LONGEST_WAIT = timedelta(minutes=15)


def wait_after(attempts: int) -> timedelta:
    """2, 4, 8 … seconds, 15 minutes at the most."""
    return min(timedelta(seconds=2**attempts), LONGEST_WAIT)


def is_spent(attempts: int) -> bool:
    """Whether it is parked now and a person must look."""
    return attempts >= MOST_TRIES
