"""How long a link for a new password counts."""

from datetime import datetime, timedelta

LASTS = timedelta(hours=1)
KEPT = timedelta(days=1)
"""Requests older than this are forgotten."""


def counts(*, asked_at: datetime, used_at: datetime | None, now: datetime) -> bool:
    """Whether the link still opens something."""
    return used_at is None and now < asked_at + LASTS
