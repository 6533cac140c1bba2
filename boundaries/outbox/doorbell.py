"""Telling Celery that there is something to do: at most one ring in flight, never in a request's way.

A ring is only a hint. When Redis is gone it is dropped and counted; the relay process finds the row by itself.
"""

import threading

import structlog
from django.db import transaction

log = structlog.get_logger(__name__)


class Doorbell:
    """A daemon thread that publishes the payload-free ``drain`` task; many rings while it is busy become one."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None
        self.failures = 0

    def ring(self) -> None:
        """Return at once; publish soon."""
        with self._start:
            if self._thread is None or not self._thread.is_alive():  # also after a fork
                self._wanted = threading.Event()
                self._thread = threading.Thread(target=self._publish_for_ever, name="doorbell", daemon=True)
                self._thread.start()
        self._wanted.set()

    def _publish_for_ever(self) -> None:
        from boundaries.celery import app  # Celery is loaded by the first ring, not by every command

        while True:
            self._wanted.wait()
            self._wanted.clear()
            try:
                app.send_task("boundaries.outbox.tasks.drain", retry=False, ignore_result=True, expires=30)
            except Exception as error:  # noqa: BLE001 -- whatever the broker says, the rows are safe
                self.failures += 1
                log.info("doorbell.unheard", error=type(error).__name__, failures=self.failures)


doorbell = Doorbell()


def ring_after_commit() -> None:
    """Ring when the running transaction has committed. What was committed stands, whatever becomes of the ring."""
    transaction.on_commit(doorbell.ring, robust=True)
