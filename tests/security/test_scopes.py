"""Every method of every address of the API says how far a token must reach for it, and is shut for all that reach less.

They are read from the URL configuration: a new one is tested as soon as it stands there, and fails until it has said so.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from accounts.tokens.actions import make_token
from boundaries.access.choices import Reach, Scope
from boundaries.clocks import queries as clock
from boundaries.web.openapi import schema
from tests.accounts.signing import equip_everybody
from tests.security.walking import Route, routes
from tests.security.world import SECRET, known_values

TURNED_AWAY = {"scope-missing", "not-with-token"}


class Door(NamedTuple):
    """One method of one address of the API."""

    method: str
    route: Route
    path: str
    """As the schema writes it."""
    view: Any

    @property
    def wanted(self) -> Scope | Reach | None:
        """What it asks of a token; None where nobody has said so."""
        found: Scope | Reach | None = self.view.scopes.get(self.method)
        return found


def doors() -> Iterator[Door]:
    """All of them; the page made from the schema is for people and has no view of the API."""
    views = {name: (path, callback) for path, name, callback in _named(get_resolver().url_patterns, "/", ())}
    for route in routes():
        path, callback = views[route.name]
        if view := getattr(callback, "cls", None):
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
                if hasattr(view, method.lower()):
                    yield Door(method, route, re.sub(r"<\w+:(\w+)>", r"{\1}", path), view)


def _named(patterns: Any, before: str, spaces: tuple[str, ...]) -> Iterator[tuple[str, str, Any]]:
    for each in patterns:
        path = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from _named(each.url_patterns, path, (*spaces, *filter(None, [each.namespace])))
        else:
            yield path, ":".join((*spaces, each.name)), each.callback


DOORS = list(doors())
SCOPED = [door for door in DOORS if isinstance(door.wanted, Scope)]
FOR_ALL = [door for door in DOORS if door.wanted is Reach.ANY_TOKEN]
FOR_SESSIONS = [door for door in DOORS if door.wanted in {Reach.SESSION, Reach.FRESH_SESSION}]
FRESH = [door for door in DOORS if door.wanted is Reach.FRESH_SESSION]


def every(found: list[Door]) -> Any:
    """A test for each of these doors, named by it."""
    return pytest.mark.parametrize("door", found, ids=[f"{door.method}-{door.route.name}" for door in found])


# --- What is said -------------------------------------------------------------------------------------------------------------
def test_every_method_of_every_address_says_so() -> None:
    assert len(DOORS) > 30
    assert [f"{door.method} {door.path}" for door in DOORS if door.wanted is None] == []
    assert all([SCOPED, FOR_ALL, FOR_SESSIONS, FRESH])


def test_none_speaks_of_methods_that_there_are_not() -> None:
    for door in DOORS:
        assert [method for method in door.view.scopes if not hasattr(door.view, method.lower())] == [], door.path


@every([door for door in DOORS if door.method != "GET"])
def test_the_scope_to_read_changes_nothing(door: Door) -> None:
    assert door.wanted != Scope.READ


@pytest.mark.parametrize(("space", "scope"), [("api_reports", Scope.REPORT), ("api_desk", Scope.HANDLE)])
def test_reporting_and_handling_have_scopes_of_their_own(space: str, scope: Scope) -> None:
    changing = {door.wanted for door in DOORS if door.route.name.startswith(f"{space}:") and door.method != "GET"}
    assert changing == {scope}


@every([door for door in DOORS if door.route.name != "api_schema"])
def test_the_schema_says_the_same(door: Door) -> None:
    described = schema()["paths"][door.path][door.method.lower()]
    schemes = {name for each in described["security"] for name in each}
    if isinstance(door.wanted, Scope):
        assert f"A token needs the scope “{door.wanted.value}”." in described["description"]
    assert schemes == ({"session"} if door in FOR_SESSIONS else {"session", "bearer"})
    assert ("Not with a token" in described["description"]) is (door in FOR_SESSIONS)
    assert "403" in described["responses"]


def test_the_schema_describes_the_header() -> None:
    scheme = schema()["components"]["securitySchemes"]["bearer"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


# --- What is done -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def ask(cast: Cast) -> Callable[..., tuple[int, str]]:
    """Knock at a door, with ids of nothing: the status, and the code of the refusal. What it does is undone."""
    values = known_values(cast) | {name: uuid4() for name in SECRET}

    def knock(door: Door, browser: Client) -> tuple[int, str]:
        with transaction.atomic():
            answer = browser.generic(door.method, door.route.address(values), b"{}", content_type="application/json")
            transaction.set_rollback(True)
        is_json = answer.headers.get("Content-Type") == "application/json"
        told = answer.json() if is_json else {}
        return answer.status_code, told["error"]["code"] if isinstance(told, dict) and "error" in told else ""

    return knock


@pytest.fixture
def with_scopes(cast: Cast) -> Callable[..., Client]:
    """A programme of the administrator whose token has these scopes."""
    equip_everybody()

    def programme(*scopes: Scope, person: StaffMember = cast.olga) -> Client:
        shown = make_token(actor=person, name="x", scopes=scopes, last_day=today(person.organisation))
        return Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {shown.secret}"})

    return programme


@pytest.mark.django_db
@every(SCOPED)
def test_a_token_with_every_other_scope_is_refused_and_one_with_this_is_let_in(ask: Any, with_scopes: Any, door: Door) -> None:
    others = with_scopes(*(scope for scope in Scope if scope != door.wanted))
    assert ask(door, others) == (403, "scope-missing")
    status, code = ask(door, with_scopes(door.wanted))
    assert code not in TURNED_AWAY
    assert status != 401
    assert status < 500


@pytest.mark.django_db
@every(FOR_SESSIONS)
def test_no_token_opens_what_is_done_by_people(ask: Any, with_scopes: Any, door: Door) -> None:
    assert ask(door, with_scopes(*Scope)) == (403, "not-with-token")


@pytest.mark.django_db
@every(FOR_ALL)
def test_what_every_token_opens_it_opens(ask: Any, with_scopes: Any, door: Door) -> None:
    for scope in Scope:
        status, code = ask(door, with_scopes(scope))
        assert code not in TURNED_AWAY
        assert status in {200, 404}


@pytest.mark.django_db
@every(FRESH)
def test_what_asks_for_a_fresh_proof_asks_for_it(ask: Any, signed_in: Any, cast: Cast, door: Door) -> None:
    browser = signed_in(cast.olga)
    assert ask(door, browser)[1] != "not-fresh"
    with clock.at(clock.now() + timedelta(minutes=6)):
        assert ask(door, browser) == (403, "not-fresh")


@pytest.mark.django_db
@every(DOORS)
def test_a_session_needs_no_scope(ask: Any, signed_in: Any, cast: Cast, door: Door) -> None:
    status, code = ask(door, signed_in(cast.olga))
    assert code not in TURNED_AWAY
    assert status != 401
