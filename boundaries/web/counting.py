"""Counting what happens within a minute, in Redis: what is counted there may be lost without harm.

A request is never held up by it. Where Redis is away, hangs or was flushed, nothing is counted and everything goes on.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from time import monotonic

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger(__name__)

PATIENCE = 0.25
"""Seconds that a request waits for Redis, at most."""
LEFT_ALONE = 5.0
"""Seconds for which Redis is not asked again once it did not answer."""


class Counter:
    """Counts under names that mean nothing to whoever reads Redis; each count is forgotten when its time is over."""

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(
            url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=Retry(NoBackoff(), 0)
        )
        self._asked_again_at = 0.0

    def count(self, names: Sequence[str], *, seconds: int) -> list[tuple[int, int]]:
        """One more under each name: how many it is now, and in how many seconds they are forgotten.

        The first one of each name begins its time. Where Redis does not answer: nothing.
        """
        if monotonic() < self._asked_again_at:
            return []
        try:
            with self._redis.pipeline(transaction=True) as asked:
                for name in names:
                    asked.set(name, 0, ex=seconds, nx=True)
                    asked.incr(name)
                    asked.pttl(name)
                answers = asked.execute()
            for name, left in zip(names, answers[2::3], strict=True):
                if left < 0:  # it ended between being there and being counted on: nobody may wait for ever
                    self._redis.expire(name, seconds)
        except redis.RedisError as error:
            self._asked_again_at = monotonic() + LEFT_ALONE
            log.info("limits.uncounted", error=type(error).__name__)
            return []
        return [(int(many), _seconds(left, seconds)) for many, left in zip(answers[1::3], answers[2::3], strict=True)]


def _seconds(left: int, whole: int) -> int:
    """Milliseconds as seconds, rounded up; never none, and never more than there were."""
    return min(whole, max(1, math.ceil(left / 1000)))


@lru_cache(maxsize=1)
def counter() -> Counter:
    """The one of this process."""
    return Counter(settings.REDIS_URL)
