"""Servers for the tests: real ones, thrown away afterwards.

A data folder with the roles and the migrated schema is made once per schema and kept; every run of the tests copies it,
so that runs beside each other never meet. With DATABASE_URL and REDIS_URL set, those servers are used instead: DATABASE_URL
must then be a login that may make roles and databases.
"""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection, cursor

from boundaries.engines import roles
from boundaries.engines.addresses import from_admin
from boundaries.engines.bootstrap import DATA, ROOT, digest
from boundaries.engines.environment import Addresses
from boundaries.engines.keys import KeyFolder
from boundaries.engines.postgres import ADMIN, DATABASE, Postgres
from boundaries.engines.redis import Redis

FOLDER = DATA / "test"
KEPT_CLUSTERS = 3
PACKAGES = ("boundaries", "accounts", "policies", "incidents")


def keys() -> KeyFolder:
    """The tests' own secrets: never those of a product that runs from the same folder."""
    return KeyFolder(FOLDER / "keys")


def schema_mark() -> str:
    """A fingerprint of everything the schema, the roles and their rights come from."""
    migrations = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("migrations/*.py"))]
    engines = [
        ROOT / "boundaries" / "engines" / f"{name}.py" for name in ("grants", "roles", "database", "postgres", "addresses")
    ]
    return str(digest(*migrations, *engines, ROOT / "requirements" / "base.txt"))[:16]


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    """One run of the tests at a time makes what all of them share."""
    FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Servers:
    """The PostgreSQL and the Redis of one run of the tests."""

    def __init__(self) -> None:
        self.folder = FOLDER / "runs" / str(os.getpid())
        self.postgres: Postgres | None = None
        self.redis: Redis | None = None
        self.alive: IO[str] | None = None
        self.template = DATABASE

    def start(self) -> dict[str, str]:
        """Start them; the variables that tell the tests, and every process they start, where they are."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.alive = (self.folder / "alive").open("w")
        fcntl.flock(self.alive, fcntl.LOCK_EX)
        redis = os.environ.get("REDIS_URL", "") or self._start_redis()
        given = os.environ.get("DATABASE_URL", "")
        addresses = self._external(given, redis) if given else self._start_postgres(redis)
        self._collect_static(addresses)
        return variables(addresses)

    def stop(self) -> None:
        """Stop them and remove what they wrote."""
        if self.redis:
            self.redis.stop()
        if self.postgres:
            self.postgres.stop()
        elif given := os.environ.get("ADMIN_DATABASE_URL"):
            with roles.connected(roles.with_database(given, "postgres")) as admin, admin.cursor() as run:
                run.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.template)))
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start_redis(self) -> str:
        self.redis = Redis(log=self.folder / "redis.log", password=keys().password("redis"))
        self.redis.start()
        return self.redis.url()

    def _start_postgres(self, redis: str) -> Addresses:
        clusters, mark = FOLDER / "clusters", schema_mark()
        with locked("clusters"):
            if not (clusters / mark).exists():
                self._make_cluster(clusters / mark, redis)
            os.utime(clusters / mark)
            shutil.copytree(clusters / mark, self.folder / "postgres")
            tidy(clusters)
        self.postgres = self._server(self.folder / "postgres")
        self.postgres.start()
        return from_admin(self.postgres.url(), keys(), redis=redis)

    def _make_cluster(self, cluster: Path, redis: str) -> None:
        """Make a data folder with roles and schema, whole or not at all."""
        part = cluster.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        server = self._server(part)
        try:
            server.start()
            prepare(from_admin(server.url(), keys(), redis=redis))
        finally:
            server.stop()
        part.rename(cluster)

    def _server(self, data: Path) -> Postgres:
        return Postgres(data, log=self.folder / "postgres.log", password=keys().password(ADMIN), scratch=True)

    def _external(self, given: str, redis: str) -> Addresses:
        self.template = f"{DATABASE}_test_{schema_mark()}_{os.getpid()}"
        admin = roles.with_database(roles.read_url(given, "DATABASE_URL"), self.template)
        addresses = from_admin(admin, keys(), redis=redis, prefix=f"{DATABASE}_test")
        prepare(addresses)
        return addresses

    def _collect_static(self, addresses: Addresses) -> None:
        """Collect styles and scripts as the product does, when they have changed."""
        stamp, build = FOLDER / "static.stamp", ROOT / "static" / "build"
        mark = digest(build, ROOT / "requirements" / "base.txt") if build.is_dir() else ""
        with locked("static"):
            if not stamp.exists() or stamp.read_text(encoding="ascii") != mark:
                manage("collectstatic", "--noinput", "--clear", "--verbosity=0", env=variables(addresses))
                stamp.write_text(mark, encoding="ascii")


def prepare(addresses: Addresses) -> None:
    """Roles, migrations and grants, by the product's own command."""
    manage("prepare_database", env=variables(addresses))


def manage(*arguments: str, env: dict[str, str]) -> None:
    """Run one of the product's commands; what it says is shown when it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=dict(os.environ) | env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"manage.py {arguments[0]} failed:\n{done.stdout}{done.stderr}")


def variables(addresses: Addresses) -> dict[str, str]:
    """The whole environment of the product under test: as in production, but over plain HTTP on this machine."""
    return (
        addresses.variables()
        | keys().settings({})
        | {"STATIC_ROOT": str(FOLDER / "static"), "HTTPS": "0", "DEMO": "0", "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver"}
        | {"LOG_LEVEL": "WARNING"}  # a line for each request would hide what failed
    )


def tidy(clusters: Path) -> None:
    """Forget old schemas, and what killed runs left behind."""
    by_use = sorted(clusters.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in by_use[KEPT_CLUSTERS:]:
        shutil.rmtree(old, ignore_errors=True)
    for run in (FOLDER / "runs").iterdir():
        with contextlib.suppress(OSError), (run / "alive").open("r+") as alive:
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(run, ignore_errors=True)


LOOKING = {"app.system": "outbox", "app.organisation": "", "app.actor": "", "app.author": ""}
"""What a test's own connection says when it looks at rows or makes them by hand: the product always names an organisation."""
LOOK = "tests_look"


def open_to_tests(owner: connection) -> None:
    """Let tests look at every row of every organisation, by one policy more that the product's database does not have.

    It opens nothing to a request or to a job: they say for whom, or in which organisation, they ask.
    """
    with owner.cursor() as run:
        run.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity")
        for (table,) in run.fetchall():
            run.execute(
                sql.SQL(
                    "CREATE POLICY {} ON {} USING ((SELECT current_setting('app.system', true)) = 'outbox'"
                    " AND (SELECT coalesce(current_setting('app.organisation', true), '')) = '')"
                ).format(sql.Identifier(LOOK), sql.Identifier(table))
            )


def look(run: cursor) -> None:
    """Say on this connection that a test looks."""
    for name, value in LOOKING.items():
        run.execute("SELECT set_config(%s, %s, false)", [name, value])


class Copy:
    """A worker's own database: a copy of the migrated one."""

    def __init__(self, worker: str) -> None:
        self.admin = roles.with_database(os.environ["ADMIN_DATABASE_URL"], "postgres")
        self.template = roles.database_of(os.environ["MIGRATE_DATABASE_URL"])
        self.name = f"{self.template}_{worker}"
        self.owner = roles.with_database(os.environ["MIGRATE_DATABASE_URL"], self.name)
        self.application = roles.with_database(os.environ["DATABASE_URL"], self.name)
        self.worker = roles.with_database(os.environ["WORKER_DATABASE_URL"], self.name)

    def make(self, tables: list[str]) -> None:
        """Make it, or make it anew: exactly what the migrations left."""
        owner = roles.login_of(self.owner).name
        everyday = [roles.login_of(url).name for url in (self.application, self.worker)]
        self.drop()
        with roles.connected(self.admin) as admin, admin.cursor() as run:
            names = {"new": sql.Identifier(self.name), "old": sql.Identifier(self.template), "owner": sql.Identifier(owner)}
            run.execute(sql.SQL("CREATE DATABASE {new} TEMPLATE {old} OWNER {owner}").format(**names))
        with roles.connected(self.owner) as connection:
            roles.apply_grants(connection, tables=tables, roles=everyday)
            open_to_tests(connection)

    def drop(self) -> None:
        """Forget it, whoever is still connected."""
        with contextlib.suppress(psycopg2.OperationalError), roles.connected(self.admin) as admin, admin.cursor() as run:
            run.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name)))
