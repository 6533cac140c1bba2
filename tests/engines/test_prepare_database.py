"""`manage.py prepare_database`: its contract with a server of somebody's own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg2
import pytest
from psycopg2 import sql

from boundaries.engines import roles
from boundaries.engines.bootstrap import ROOT
from boundaries.engines.errors import Trouble
from boundaries.engines.roles import Login


@pytest.fixture
def server() -> str:
    """The address of the tests' own server for somebody who may do everything there."""
    return roles.with_database(os.environ["ADMIN_DATABASE_URL"], "postgres")


@contextmanager
def names(server: str) -> Iterator[dict[str, str]]:
    """The variables for an installation beside all others, forgotten afterwards."""
    mark = f"t{uuid4().hex[:12]}"
    place = roles.with_database(server, mark)
    logins = {name: Login(f"{mark}_{name}", uuid4().hex) for name in ("owner", "app", "worker")}
    try:
        yield {
            "MIGRATE_DATABASE_URL": roles.with_login(place, logins["owner"]),
            "DATABASE_URL": roles.with_login(place, logins["app"]),
            "WORKER_DATABASE_URL": roles.with_login(place, logins["worker"]),
        }
    finally:
        with roles.connected(server) as admin, admin.cursor() as run:
            run.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(mark)))
            for login in logins.values():
                run.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(login.name)))


def prepare(variables: dict[str, str], **more: str) -> tuple[int, str]:
    """Run the command with these addresses only; its exit code and what it says."""
    plain = {name: value for name, value in os.environ.items() if "DATABASE_URL" not in name}
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare_database"],
        cwd=ROOT,
        env=plain | variables | more,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).strip()


def test_an_administrators_address_is_enough_and_twice_does_no_harm(server: str) -> None:
    with names(server) as variables:
        assert prepare(variables, ADMIN_DATABASE_URL=server) == (0, "The database is ready.")
        assert prepare(variables, ADMIN_DATABASE_URL=server) == (0, "The database is ready.")
        assert prepare(variables) == (0, "The database is ready."), "once the roles exist nobody else is needed"
        for name in ("DATABASE_URL", "WORKER_DATABASE_URL"):
            with roles.connected(variables[name]) as login:
                assert roles.shortcomings(login) == []
        with roles.connected(variables["MIGRATE_DATABASE_URL"]) as owner, owner.cursor() as run:
            run.execute("SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user")
            assert run.fetchone() == (False, False, False, False)
            run.execute(
                """SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                   WHERE n.nspname = 'public' AND c.relowner <> current_user::regrole"""
            )
            assert run.fetchone() == (0,)


def test_a_role_maker_who_is_no_superuser_is_enough(server: str) -> None:
    maker = Login(f"maker_{uuid4().hex[:8]}", uuid4().hex)
    with roles.connected(server) as admin, admin.cursor() as run:
        statement = sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE PASSWORD {}")
        run.execute(statement.format(sql.Identifier(maker.name), sql.Literal(maker.password)))
    try:
        with names(server) as variables:
            assert prepare(variables, ADMIN_DATABASE_URL=roles.with_login(server, maker)) == (0, "The database is ready.")
    finally:
        with roles.connected(server) as admin, admin.cursor() as run:
            run.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(maker.name)))


def test_a_login_that_may_not_make_roles_is_named(server: str) -> None:
    poor = Login(f"poor_{uuid4().hex[:8]}", uuid4().hex)
    with roles.connected(server) as admin, admin.cursor() as run:
        run.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(poor.name), sql.Literal(poor.password)))
    try:
        with names(server) as variables:
            code, said = prepare(variables, ADMIN_DATABASE_URL=roles.with_login(server, poor))
    finally:
        with roles.connected(server) as admin, admin.cursor() as run:
            run.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(poor.name)))
    assert code == 1
    assert f"The login {poor.name} " in said
    assert "may not make roles and databases" in said


def test_an_application_that_owns_the_database_is_refused(server: str) -> None:
    with names(server) as variables:
        assert prepare(variables, ADMIN_DATABASE_URL=server)[0] == 0
        code, said = prepare(variables | {"DATABASE_URL": variables["MIGRATE_DATABASE_URL"]})
    assert code == 1
    assert "the application needs one of its own that owns nothing" in said


def test_a_database_of_something_else_is_left_alone(server: str) -> None:
    with names(server) as variables:
        assert prepare(variables, ADMIN_DATABASE_URL=server)[0] == 0
        with roles.connected(variables["MIGRATE_DATABASE_URL"]) as owner, owner.cursor() as run:
            run.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE theirs (id int)")
        code, said = prepare(variables)
    assert code == 1
    assert "holds tables of something else" in said


def test_a_missing_address_is_said(server: str) -> None:
    with names(server) as variables:
        code, said = prepare({name: url for name, url in variables.items() if name != "MIGRATE_DATABASE_URL"})
    assert code == 1
    assert "MIGRATE_DATABASE_URL is not the address of a PostgreSQL database" in said


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql://a:b@c/d", "postgresql://host/name", "postgresql://a:b@host:port/name", "postgresql://a:b@host"],
)
def test_what_is_no_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(Trouble) as caught:
        roles.read_url(url, "DATABASE_URL")
    assert str(caught.value).startswith("DATABASE_URL is not the address of a PostgreSQL database (")


def test_an_address_keeps_its_odd_characters() -> None:
    url = roles.with_login("postgresql://x:y@localhost:5432/care", Login("amira@home", "p/w:%"))
    assert roles.login_of(url) == Login("amira@home", "p/w:%")
    assert (roles.database_of(url), roles.place_of(url)) == ("care", "localhost:5432/care")
    assert psycopg2.extensions.parse_dsn(url)["password"] == "p/w:%"
