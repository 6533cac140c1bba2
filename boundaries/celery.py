"""The Celery application: a doorbell. No task carries a payload (security.md 4.1, 4.2)."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

from boundaries.logs.lines import chosen, configure

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boundaries.settings")
app = Celery("boundaries")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["boundaries.outbox"], related_name="tasks")


@setup_logging.connect
def keep_our_logs(**_facts: Any) -> None:
    """Celery sets up no logs of its own: its words go where all others go. What is printed in a worker goes there too."""
    configure(chosen(os.environ))
