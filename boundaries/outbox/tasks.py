"""The one Celery task: it carries no payload and drains what PostgreSQL holds."""

from celery import shared_task
from django.db import InterfaceError, OperationalError, close_old_connections

from boundaries.outbox import drain as outbox


@shared_task(name="boundaries.outbox.tasks.drain", ignore_result=True, autoretry_for=())
def drain() -> None:
    """Do what is open, until nothing is or a thousand things are done; safe to run twice at once."""
    close_old_connections()
    try:
        for _ in range(5):
            if not outbox.drain():
                return
    except (OperationalError, InterfaceError):
        return  # the database is away: the next ring or the relay goes on
