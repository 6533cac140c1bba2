"""``manage.py try_again``: for what was parked after ten tries, when its cause is mended."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from boundaries.outbox.actions import try_again


class Command(BaseCommand):
    help = "Try again what was parked after ten tries. The relay or a worker does it within seconds."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Let it be tried again, and say how much there was."""
        with transaction.atomic():
            found = try_again()
        self.stdout.write(f"To be tried again: {found}.")
