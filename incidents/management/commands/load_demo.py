"""``manage.py load_demo``: four invented organisations with a story, for trying the product out."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.demo.cast import sign_in_lines
from incidents.demo.actions import load_demo


class Command(BaseCommand):
    """Load the demo organisations into an empty database, or say who may sign in. Only in demo mode; safe to run again."""

    help = "Load the demo organisations into an empty database; only in demo mode (DEMO=1)."
    requires_system_checks: list[str] = []  # the launcher has run them

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--print-signins", action="store_true", help="only say who may sign in, and how")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say in one sentence why not."""
        if not settings.DEMO:
            raise CommandError("The demo organisations are loaded in demo mode only: start with DEMO=1, or leave it.")
        if options["print_signins"]:
            self.stdout.write("\n".join(sign_in_lines()))
        elif load_demo():
            self.stdout.write("The demo organisations are loaded.")
        else:
            self.stdout.write("There is something in the database already: the demo organisations were not loaded.")
