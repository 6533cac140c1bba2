"""How often somebody may fail to sign in, and how long a sign-in lasts (SI-06, SI-07)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=5)
"""Failures older than this count no more."""
PER_ACCOUNT = 5
"""Failures for one account from one source, or from one device known to the account."""
PER_SOURCE = 50
"""Failures from one source over all accounts, devices known to an account left out."""
KEPT = timedelta(hours=1)
"""How long a failure is kept at all."""

GRAIN = 60
"""Seconds: a session's last use is written down no more often than this."""


def free_again(failures: Sequence[datetime], limit: int, now: datetime) -> datetime | None:
    """When the next try is allowed, once ``limit`` failures lie within the window; None when it is allowed now."""
    recent = sorted(at for at in failures if at > now - WINDOW)
    return recent[-limit] + WINDOW if len(recent) >= limit else None


def grain(idle_seconds: int) -> int:
    """How exactly the last use is known, in seconds: a minute, or a twentieth of a short limit."""
    return min(GRAIN, idle_seconds // 20)


def is_over(*, began: int, seen: int, now: int, idle_seconds: int, absolute_seconds: int) -> bool:
    """Whether a session has ended: nothing was asked for too long, or it has been open for too long."""
    return now - seen >= idle_seconds or now - began >= absolute_seconds
