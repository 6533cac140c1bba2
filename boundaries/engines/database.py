"""Prepare the database: roles, migrations and grants, in that order, each only as far as it is not done already."""

from collections.abc import Iterator
from contextlib import contextmanager

import environ
import psycopg2
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from boundaries.engines import roles
from boundaries.engines.environment import Addresses
from boundaries.engines.errors import Trouble
from boundaries.engines.roles import RoleSet


def prepare_server(addresses: Addresses) -> None:
    """Make the roles and the database, where an address of somebody who may is known."""
    if not addresses.admin:
        return
    name = roles.database_of(addresses.owner)
    with roles.connected(roles.with_database(addresses.admin, _entrance(addresses.admin, name))) as admin:
        try:
            roles.make_roles(admin, role_set(addresses))
            roles.make_database(admin, name, roles.login_of(addresses.owner).name)
        except psycopg2.errors.InsufficientPrivilege as error:
            raise Trouble(
                f"The login {roles.login_of(addresses.admin).name} at {roles.place_of(addresses.admin)} may not make roles and databases: "
                "give one that may, or make the roles yourself and set MIGRATE_DATABASE_URL (the owner) beside DATABASE_URL "
                "(the application)."
            ) from error


def _entrance(admin: str, name: str) -> str:
    """A database to connect to while ours may not exist yet."""
    given = roles.database_of(admin)
    return given if given != name or _exists(admin) else "postgres"


def _exists(url: str) -> bool:
    """Whether the database of this address exists; any other reason not to reach it is said when it is really wanted."""
    try:
        psycopg2.connect(url, connect_timeout=5).close()
    except psycopg2.OperationalError as error:
        return "does not exist" not in str(error)
    return True


def role_set(addresses: Addresses) -> RoleSet:
    """The roles the addresses name."""
    return RoleSet(
        *(roles.login_of(url) for url in (addresses.owner, addresses.application, addresses.worker or addresses.application))
    )


def prepare_schema(addresses: Addresses) -> None:
    """Migrate as the owner, apply the grants, and make sure the application's own login owns nothing."""
    with roles.connected(addresses.owner) as owner, owner.cursor() as run:
        run.execute("SELECT pg_advisory_lock(%s)", [roles.LOCK])
        _refuse_a_stranger(run, addresses.owner)
        with connected_as(addresses.owner):
            migrate()
        names = [login.name for login in role_set(addresses).everyday()]
        roles.apply_grants(owner, tables=our_tables(), roles=names)
    with roles.connected(addresses.application) as application:
        for fault in roles.shortcomings(application):
            login = roles.login_of(addresses.application).name
            raise Trouble(f"The login {login} in DATABASE_URL {fault}: the application needs one of its own that owns nothing.")


def _refuse_a_stranger(run: "psycopg2.extensions.cursor", url: str) -> None:
    """Never migrate into a database that holds something else."""
    run.execute(
        "SELECT count(*), count(*) FILTER (WHERE tablename = 'django_migrations') FROM pg_tables WHERE schemaname = 'public'"
    )
    tables, ours = run.fetchone() or (0, 0)
    if tables and not ours:
        raise Trouble(f"The database at {roles.place_of(url)} holds tables of something else: give an empty one.")


def migrate() -> None:
    """Run what has not been run, as whoever the default connection is now."""
    executor = MigrationExecutor(connections["default"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def our_tables() -> list[str]:
    """The tables of our models and of those we depend on."""
    return [model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed]


@contextmanager
def connected_as(url: str) -> Iterator[None]:
    """Let Django's default connection be another login's for a while."""
    connection = connections["default"]
    connection.close()
    before = connection.settings_dict
    target = environ.Env.db_url_config(url)
    connection.settings_dict = before | {key: target[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = before
