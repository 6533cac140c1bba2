"""The Celery application: a doorbell. No task carries a payload (security.md 4.1, 4.2)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boundaries.settings")
app = Celery("boundaries")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["boundaries.outbox"], related_name="tasks")
