"""How much may be asked of the API within a minute, and how long whoever asked more has to wait.

Pure: what was counted comes in as arguments.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SECONDS = 60
"""The time that is counted in; it begins with the first request."""
READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Limits:
    """How many requests within a minute; 0 is as many as one likes."""

    person: int
    writes: int
    token: int
    unknown: int


@dataclass(frozen=True)
class Limit:
    """What is counted together, under which name, and how many are too many."""

    kind: str
    whose: object
    most: int


def limits_on(limits: Limits, *, person: object, token: object, source: object, method: str) -> list[Limit]:
    """Which limits one request counts for: its person's, its token's, or that of where a stranger comes from."""
    if person is None:
        found = [Limit("unknown", source, limits.unknown)]
    else:
        found = [Limit("person", person, limits.person)]
        found += [] if method in READING else [Limit("writes", person, limits.writes)]
        found += [] if token is None else [Limit("token", token, limits.token)]
    return [limit for limit in found if limit.most > 0]


def seconds_to_wait(limits: Sequence[Limit], counted: Sequence[tuple[int, int]]) -> int:
    """How long to wait, by what was counted for each limit; 0 where none is passed, or nothing could be counted."""
    waits = [left for limit, (many, left) in zip(limits, counted, strict=False) if many > limit.most]
    return max(waits, default=0)
