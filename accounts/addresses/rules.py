"""How long a new address may wait to be confirmed."""

from datetime import datetime, timedelta

LASTS = timedelta(days=1)


def counts(*, asked_at: datetime, done_at: datetime | None, now: datetime) -> bool:
    """Whether the link still changes something."""
    return done_at is None and now < asked_at + LASTS
