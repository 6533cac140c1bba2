"""The frame: machinery that knows no domain word."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class BoundariesConfig(AppConfig):
    name = "boundaries"

    def ready(self) -> None:
        """Read every slice's table of reactions, so that an appended entry finds what follows from it, and the checks."""
        import_module("boundaries.access.checks")
        for module in settings.REACTION_MODULES:
            import_module(module)
