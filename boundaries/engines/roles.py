"""The database's roles: one that owns everything and two that own nothing.

`boundaries_owner` owns the database and every object in it, and migrates. `boundaries_app` (web) and `boundaries_worker`
(workers, relay) hold the rights of the declared table of grants and no others. None of the three is a superuser, passes
row-level security by, or may make roles or databases.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT, connection, cursor, encrypt_password

from boundaries.engines import grants
from boundaries.engines.errors import Trouble

OLDEST_POSTGRES = 15
IDLE_IN_TRANSACTION = "30s"
ATTRIBUTES = ("SUPERUSER", "BYPASSRLS", "CREATEDB", "CREATEROLE", "REPLICATION")
LOCK = 7_206_190_412_665_021_193  # any number of our own: one preparation at a time


@dataclass(frozen=True)
class Login:
    """A role that signs in, and its password."""

    name: str
    password: str


@dataclass(frozen=True)
class RoleSet:
    """The three roles of one installation."""

    owner: Login
    application: Login
    worker: Login

    def everyday(self) -> tuple[Login, ...]:
        """The roles that own nothing, each once."""
        return (self.application,) if self.worker.name == self.application.name else (self.application, self.worker)


def read_url(url: str, variable: str) -> str:
    """The address as libpq reads it, or one sentence saying that it is none."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"postgres", "postgresql", "pgsql", "psql"} and parts.username and parts.path.strip("/")
        _ = parts.port
    except ValueError:
        sound = None
    if not sound:
        raise Trouble(f"{variable} is not the address of a PostgreSQL database (postgresql://user:password@host:port/name).")
    return urlunsplit(urlsplit(url)._replace(scheme="postgresql"))


def login_of(url: str) -> Login:
    """Who signs in with this address."""
    parts = urlsplit(url)
    return Login(unquote(parts.username or ""), unquote(parts.password or ""))


def database_of(url: str) -> str:
    """The database the address leads to."""
    return unquote(urlsplit(url).path.strip("/"))


def with_login(url: str, login: Login) -> str:
    """The same database for somebody else."""
    place = urlsplit(url).netloc.rpartition("@")[2]
    return urlunsplit(urlsplit(url)._replace(netloc=f"{quote(login.name, safe='')}:{quote(login.password, safe='')}@{place}"))


def with_database(url: str, name: str) -> str:
    """Another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path="/" + quote(name, safe="")))


def place_of(url: str) -> str:
    """Where the address leads, without who or with which password."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'this machine'}:{parts.port or 5432}/{database_of(url)}"


@contextmanager
def connected(url: str) -> Iterator[connection]:
    """A connection that commits each statement, closed afterwards; a server too old or not there is said in one sentence."""
    try:
        opened = psycopg2.connect(url, connect_timeout=5)
    except psycopg2.OperationalError as error:
        raise Trouble(f"The database at {place_of(url)} cannot be reached: {_first_line(error)}.") from error
    try:
        if opened.server_version < OLDEST_POSTGRES * 10_000:
            found = opened.server_version // 10_000
            raise Trouble(f"The database at {place_of(url)} is PostgreSQL {found}: version {OLDEST_POSTGRES} or newer is needed.")
        opened.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        yield opened
    finally:
        opened.close()


def _first_line(error: Exception) -> str:
    """The part of the server's answer that says what is wrong."""
    line = next((part for part in str(error).strip().splitlines() if part.strip()), "no answer")
    return line.rpartition("FATAL:")[2].strip().rstrip(".")


def make_roles(admin: connection, roles: RoleSet) -> None:
    """Make the roles, or bring them back to what they should be. Safe to run again."""
    with admin.cursor() as run:
        for login in (roles.owner, *roles.everyday()):
            _make_role(run, login)
        for login in roles.everyday():
            run.execute("SELECT rolconfig FROM pg_roles WHERE rolname = %s", [login.name])
            wanted = f"idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION}"
            if wanted not in (_value(run) or []):
                change = sql.SQL("ALTER ROLE {} SET idle_in_transaction_session_timeout = {}")
                run.execute(change.format(sql.Identifier(login.name), sql.Literal(IDLE_IN_TRANSACTION)))


def _make_role(run: cursor, login: Login) -> None:
    secret = encrypt_password(login.password, login.name, scope=run.connection, algorithm="scram-sha-256")
    run.execute(
        "SELECT ARRAY[rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication] FROM pg_roles WHERE rolname = %s",
        [login.name],
    )
    found = _value(run)
    verb = "CREATE" if found is None else "ALTER"
    excess = ATTRIBUTES if found is None else [name for name, held in zip(ATTRIBUTES, found, strict=True) if held]
    refusals = sql.SQL(" ").join(sql.SQL("NO" + name) for name in excess)
    run.execute(
        sql.SQL("{} ROLE {} LOGIN {} PASSWORD {}").format(
            sql.SQL(verb), sql.Identifier(login.name), refusals, sql.Literal(secret)
        )
    )


def make_database(admin: connection, name: str, owner: str) -> None:
    """Make the database, or hand an existing one to its owner."""
    with admin.cursor() as run:
        run.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not _value(run):  # a role maker who is no superuser may give only what is within its own reach
            run.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(owner)))
        run.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [name])
        found = _value(run)
        target, keeper = sql.Identifier(name), sql.Identifier(owner)
        if found is None:
            run.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(target, keeper))
        elif found != owner:
            run.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(target, keeper))


def apply_grants(owner: connection, *, tables: Iterable[str], roles: Sequence[str]) -> int:
    """Bring what the roles may do to exactly the declared table of grants; the number of changes made."""
    with owner.cursor() as run:
        changes = _apply_to_surroundings(run, roles)
        existing = _relations(run)
        wanted = grants.desired(
            tables=[table for table in (*tables, "django_migrations") if existing.get(table) not in {None, "S"}],
            sequences=[name for name, kind in existing.items() if kind == "S"],
            roles=roles,
        )
        for verb, (relation, role), rights in grants.differences(wanted, _held(run, roles)):
            kind = sql.SQL("SEQUENCE" if existing[relation] == "S" else "TABLE")
            towards = sql.SQL("TO" if verb == "GRANT" else "FROM")
            listed = sql.SQL(", ").join(sql.SQL(right) for right in sorted(rights))
            run.execute(
                sql.SQL("{} {} ON {} {} {} {}").format(
                    sql.SQL(verb), listed, kind, sql.Identifier("public", relation), towards, _grantee(role)
                )
            )
            changes += 1
    return changes


def _apply_to_surroundings(run: cursor, roles: Sequence[str]) -> int:
    """The database, the schema and its functions: PUBLIC has nothing, the roles may enter and call."""
    run.execute("SELECT current_database()")
    database = sql.Identifier(str(_value(run)))
    run.execute(
        """SELECT 'database', CASE a.grantee WHEN 0 THEN '' ELSE pg_get_userbyid(a.grantee) END, a.privilege_type FROM pg_database d, aclexplode(coalesce(d.datacl,
               acldefault('d', d.datdba))) a WHERE d.datname = current_database() AND a.grantee <> d.datdba
           UNION ALL
           SELECT 'schema', CASE a.grantee WHEN 0 THEN '' ELSE pg_get_userbyid(a.grantee) END, a.privilege_type FROM pg_namespace n, aclexplode(coalesce(n.nspacl,
               acldefault('n', n.nspowner))) a WHERE n.nspname = 'public' AND a.grantee <> n.nspowner
           UNION ALL
           SELECT p.oid::regprocedure::text, CASE a.grantee WHEN 0 THEN '' ELSE pg_get_userbyid(a.grantee) END, a.privilege_type FROM pg_proc p
               JOIN pg_namespace n ON n.oid = p.pronamespace, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
               WHERE n.nspname = 'public' AND a.grantee <> p.proowner"""
    )
    held = set(run.fetchall())
    run.execute(
        """SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE n.nspname = 'public' AND pg_has_role(current_user, p.proowner, 'USAGE')
               AND (NOT p.prosecdef OR p.oid::regprocedure::text = ANY(%s))""",
        [sorted(grants.TO_BE_CALLED)],
    )
    functions = {name for (name,) in run.fetchall()}
    wanted = {("database", role, "CONNECT") for role in roles} | {("schema", role, "USAGE") for role in roles}
    wanted |= {(function, role, "EXECUTE") for function in functions for role in roles}
    ours = {item for item in held if item[1] in {"", *roles}}
    for verb, towards, items in (("REVOKE", "FROM", ours - wanted), ("GRANT", "TO", wanted - held)):
        for thing, role, right in sorted(items):
            place = {"database": sql.SQL("DATABASE {}").format(database), "schema": sql.SQL("SCHEMA public")}.get(
                thing, sql.SQL("FUNCTION " + thing)
            )
            who = sql.Identifier(role) if role else sql.SQL("PUBLIC")
            run.execute(sql.SQL("{} {} ON {} {} {}").format(*map(sql.SQL, (verb, right)), place, sql.SQL(towards), who))
    return len(ours - wanted) + len(wanted - held)


def _relations(run: cursor) -> dict[str, str]:
    """Every table, view and sequence of the schema, with its kind."""
    run.execute(
        """SELECT c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')"""
    )
    return dict(run.fetchall())


def _held(run: cursor, roles: Sequence[str]) -> dict[grants.Holding, grants.Rights]:
    """What PUBLIC and the roles may do now."""
    run.execute(
        """SELECT c.relname, CASE a.grantee WHEN 0 THEN '' ELSE pg_get_userbyid(a.grantee) END, array_agg(a.privilege_type::text)
           FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
           WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') GROUP BY 1, 2"""
    )
    found = {(relation, role or grants.PUBLIC): frozenset(rights) for relation, role, rights in run.fetchall()}
    return {holding: rights for holding, rights in found.items() if holding[1] in {grants.PUBLIC, *roles}}


def _grantee(role: str) -> sql.Composable:
    return sql.SQL("PUBLIC") if role == grants.PUBLIC else sql.Identifier(role)


def shortcomings(application: connection) -> list[str]:
    """Why the role of this connection must not serve the product; empty when it may."""
    with application.cursor() as run:
        run.execute(
            """SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole,
                      EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                              WHERE n.nspname = 'public' AND pg_has_role(r.oid, c.relowner, 'MEMBER')),
                      EXISTS (SELECT FROM pg_database d WHERE d.datname = current_database()
                              AND pg_has_role(r.oid, d.datdba, 'MEMBER'))
               FROM pg_roles r WHERE rolname = current_user"""
        )
        found = run.fetchone() or ()
    words = (
        "is a superuser",
        "passes row-level security by",
        "may make databases",
        "may make roles",
        "owns tables, or may act for who does",
        "owns the database, or may act for who does",
    )
    return [word for word, holds in zip(words, found, strict=True) if holds]


def _value(run: cursor) -> Any:
    """The first column of the first row, or None."""
    row = run.fetchone()
    return row[0] if row else None
