"""Prepare a database for the product: roles, migrations, grants."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from boundaries.engines import database, roles
from boundaries.engines.environment import Addresses, value_of
from boundaries.engines.errors import Trouble


class Command(BaseCommand):
    """Make the roles and the database, migrate as the owner and apply the declared grants. Safe to run again at any time.

    The contract, for a server of your own (`make run` keeps it by itself for its own server):

    - MIGRATE_DATABASE_URL is the login that owns the database; it is made if ADMIN_DATABASE_URL is given.
    - DATABASE_URL is the application's login; it owns nothing and gets what boundaries/engines/grants.py says.
    - WORKER_DATABASE_URL is the login of workers and relay, with the same rights; DATABASE_URL where it is not given.
    - ADMIN_DATABASE_URL is a login that may make roles and databases. With it the three logins above are made, or given
      the passwords in their addresses. Without it they must exist. It is not needed by any running process.

    Each may come from a file instead: DATABASE_URL_FILE and so on.
    """

    help = "Make the database roles, migrate as the owner, apply the grants. Safe to run again."
    requires_system_checks: list[str] = []

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Carry it out, or say in one sentence why not."""
        try:
            needed = ("MIGRATE_DATABASE_URL", "DATABASE_URL")
            urls = {name: roles.read_url(value_of(os.environ, name), name) for name in needed}
            addresses = Addresses(
                application=urls["DATABASE_URL"],
                worker=value_of(os.environ, "WORKER_DATABASE_URL"),
                owner=urls["MIGRATE_DATABASE_URL"],
                admin=value_of(os.environ, "ADMIN_DATABASE_URL"),
                redis="",
            )
            database.prepare_server(addresses)
            database.prepare_schema(addresses)
        except Trouble as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write("The database is ready.")
