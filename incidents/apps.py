"""After a worry: reports and what becomes of them."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"
