"""``manage.py open_login``: for whoever runs the machine, when no second administrator is left to open a login."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.invitations.actions import open_as_operator
from boundaries.errors.exceptions import ProductError


class Command(BaseCommand):
    """Make an invitation for somebody who cannot sign in, and print its link and its code. It is written in the record."""

    help = "Print a link and a code with which somebody can open their login, for the first time or anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the e-mail address they sign in with")

    def handle(self, *args: Any, **options: Any) -> None:
        """One link and one code."""
        try:
            told, token = open_as_operator(email=options["email"])
        except ProductError as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(f"Link: {settings.PUBLIC_ADDRESS}{reverse('invitations:join', args=[token])}")
        self.stdout.write(f"Code: {told.code}")
        self.stdout.write(
            "Tell them to the person only after you have made sure that it is them. Both count for seven days, once."
        )
