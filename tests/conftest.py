"""What every test stands on: real servers, a database of its own worker, and the application's login.

| fixture | gives |
|---|---|
| `db` | the database, undone after the test (pytest-django's own) |
| `committed_db` | the database, where commits are real; made anew after the test |
| `owner_connection` | a psycopg2 connection as the owner of everything, for looking and breaking |
| `redis` | a client of this worker's own Redis database, empty before and after |
| `cast` | everybody, in their two organisations (over `db`) |
| `signed_in` | a function: a test client in which this person is signed in |
| `browser` | a real Chromium, started once; a test opens its own context in it |
| `site` | the address of the product served on this machine (over `committed_db`) |
"""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import django
import hypothesis
import psycopg2
import pytest
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT, connection

from boundaries.engines.errors import Trouble
from tests import scratch

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

servers = pytest.StashKey[scratch.Servers]()
UNLIMITED = [f"API_{kind}_PER_MINUTE" for kind in ("REQUESTS", "WRITES", "TOKEN_REQUESTS", "UNKNOWN_REQUESTS")]
"""How often tests may ask the API: as often as they like, but for those that are about it (tests/accounts/limits)."""


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers once, before Django reads its settings; the workers of xdist inherit where they are."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        config.stash[servers] = scratch.Servers()
        try:
            os.environ.update(config.stash[servers].start())
        except Trouble as trouble:
            pytest.exit(str(trouble), returncode=3)
    number = int(worker.removeprefix("gw")) + 2 if worker else 1
    os.environ["REDIS_URL"] = urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}"))
    os.environ.update(dict.fromkeys(UNLIMITED, "0"))
    read_settings()
    keep_to_this_machine()
    slow = [hypothesis.HealthCheck.too_slow]  # a busy machine is no fault of the product
    hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=slow)
    hypothesis.settings.load_profile("untimed")


def read_settings() -> None:
    """Let Django read its settings now, and not before in a worker, which has a Redis database of its own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "boundaries.settings"
    django.setup()
    del os.environ["DJANGO_SETTINGS_MODULE"]
    from django.db.backends.signals import connection_created

    connection_created.connect(look_at_everything, dispatch_uid="tests")


def look_at_everything(connection: Any, **_facts: Any) -> None:
    """A test that asks by itself sees every row. Requests and jobs say for whom they ask, and see what they may."""
    with connection.connection.cursor() as run:
        scratch.look(run)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop them again, whatever the tests did."""
    if servers in config.stash:
        config.stash[servers].stop()


def keep_to_this_machine() -> None:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise RuntimeError(f"A test tried to reach {address[0]}: tests stay on this machine.")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[assignment, method-assign]  # the one place every connection of Python's passes


@pytest.fixture(scope="session")
def database_copy() -> Iterator[scratch.Copy]:
    """This worker's own database."""
    from boundaries.engines.database import our_tables

    copy = scratch.Copy(os.environ.get("PYTEST_XDIST_WORKER", "alone"))
    copy.make(our_tables())
    yield copy
    copy.drop()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, database_copy: scratch.Copy) -> Iterator[None]:
    """Let Django, and every process a test starts, use this worker's database as the application does."""
    from django.db import connections

    connections["default"].settings_dict["NAME"] = database_copy.name
    connections.settings["default"]["NAME"] = database_copy.name
    os.environ["DATABASE_URL"] = database_copy.application
    os.environ["WORKER_DATABASE_URL"] = database_copy.worker
    os.environ["MIGRATE_DATABASE_URL"] = database_copy.owner
    yield
    connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def _as_the_application(database_copy: scratch.Copy) -> None:
    """Nothing here is proved by a login that may do everything."""
    from boundaries.engines import roles

    with roles.connected(database_copy.application) as application:
        assert roles.shortcomings(application) == []


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any, database_copy: scratch.Copy) -> Iterator[None]:
    """A database where commits are real, made anew afterwards: the application may not truncate, so nothing flushes."""
    from django.db import connections

    from boundaries.engines.database import our_tables

    with django_db_blocker.unblock():
        yield
        connections.close_all()
        database_copy.make(our_tables())


@pytest.fixture
def transactional_db() -> None:
    """pytest-django's own fixture flushes with TRUNCATE, which the application's login may not do."""
    pytest.fail("Use committed_db: the application's login may not truncate.")


@pytest.fixture
def owner_connection(django_db_setup: None, database_copy: scratch.Copy) -> Iterator[connection]:
    """A connection as the owner of everything, committing each statement."""
    opened = psycopg2.connect(database_copy.owner)
    opened.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
    with opened.cursor() as run:
        scratch.look(run)
    yield opened
    opened.close()


@pytest.fixture
def redis() -> Iterator[Any]:
    """A client of this worker's own Redis database."""
    from redis import Redis

    with Redis.from_url(os.environ["REDIS_URL"]) as client:
        client.flushdb()
        yield client
        client.flushdb()


@pytest.fixture
def cast(db: None) -> "Cast":
    """Everybody, in their two organisations."""
    from accounts.demo.cast import small_world

    return small_world()


@pytest.fixture(autouse=True)
def _shown_everything() -> Iterator[None]:
    """Whomever a test signs in by itself (`force_login`) has shown a second factor just now.

    Where the product signs somebody in, it says itself what they have shown, after this.
    """
    from django.contrib.auth.signals import user_logged_in

    def show(request: Any, **_facts: Any) -> None:
        from accounts.signin.sessions import PROVED_AT, PROVEN
        from boundaries.clocks.queries import now

        request.session.update({PROVEN: True, PROVED_AT: int(now().timestamp())})

    user_logged_in.connect(show)
    yield
    user_logged_in.disconnect(show)


@pytest.fixture
def signed_in() -> Callable[[Any], Any]:
    """A test client in which this person is signed in."""
    from django.test import Client

    def browser_of(person: Any) -> Any:
        browser = Client()
        browser.force_login(person.user)
        return browser

    return browser_of


@pytest.fixture
def site(committed_db: None) -> Iterator[str]:
    """The product, served in this process by threads, as a browser meets it; the address it answers on."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler, get_internal_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_arguments: Any) -> None:
            """Say nothing: a test's output is for what fails."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_internal_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium without a window; it asks nobody but this machine."""
    from playwright.sync_api import sync_playwright

    from boundaries.engines.chromium import find_chromium

    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []  # its sandbox refuses to start as root
    with sync_playwright() as playwright:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
            "true"  # Playwright's own loop runs in this thread; the database is asked beside it
        )
        started = playwright.chromium.launch(executable_path=str(find_chromium()), args=[*quiet, "--disable-sync", *alone])
        yield started
        started.close()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
