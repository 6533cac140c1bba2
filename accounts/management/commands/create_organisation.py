"""``manage.py create_organisation``: the first organisation of an installation, and whoever sets it up."""

import getpass
import os
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.organisations.actions import create_organisation
from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember, User
from boundaries.errors.exceptions import ProductError


class Command(BaseCommand):
    """Make an organisation and its first administrator, whose appointment counts at once.

    The password is asked for twice; where nobody can be asked it is taken from the variable PASSWORD or from standard input.
    """

    help = "Make an organisation and its first administrator, who then sets it up in the browser."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="the organisation's name")
        parser.add_argument("--zone", required=True, help="its time zone, such as Europe/Oslo")
        parser.add_argument("--administrator-name", required=True, help="who sets it up: their full name")
        parser.add_argument("--administrator-email", required=True, help="the e-mail address they will sign in with")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check everything before anything is made."""
        name, zone = options["name"].strip(), options["zone"].strip()
        person, email = options["administrator_name"].strip(), options["administrator_email"].strip().lower()
        self.look_at(
            "--name and --zone", lambda: Organisation(name=name, zone=zone).clean_fields(["danger_signposts", "data_key"])
        )
        self.look_at("--administrator-name", lambda: StaffMember(name=person).clean_fields(["organisation"]))
        user = User(email=email)
        self.look_at("--administrator-email", lambda: user.clean_fields(["password"]))
        password = self.password()
        self.look_at("The password", lambda: validate_password(password, user))
        try:
            organisation = create_organisation(
                name=name, zone=zone, administrator_name=person, administrator_email=email, password=password
            )
        except ProductError as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(f"{organisation.name} is made. {person} can sign in as {email} and set it up.")

    def look_at(self, what: str, look: Any) -> None:
        """Say in one sentence what is wrong with what was given."""
        try:
            look()
        except ValidationError as error:
            raise CommandError(f"{what}: {' '.join(error.messages)}") from error

    def password(self) -> str:
        """The password, from whoever sits there or from whatever started us."""
        if given := os.environ.get("PASSWORD"):
            return given
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\n")
        first = getpass.getpass("Password: ")
        if first != getpass.getpass("The same again: "):
            raise CommandError("The two were not the same. Nothing was made.")
        return first
