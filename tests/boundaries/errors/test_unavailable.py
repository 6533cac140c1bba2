"""While the database or a key is away, every page says so, whoever noticed it first."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from accounts.demo.cast import Cast
from boundaries import urls
from boundaries.access.doors import Door, opened_to
from boundaries.sealing.rules import SealBroken

SignedIn = Callable[[Any], Client]
WORDS = "We are not available for a moment"


RAISED: dict[str, type[Exception]] = {
    "lost": OperationalError,
    "closed": InterfaceError,
    "sealed": SealBroken,
    "slip": ZeroDivisionError,
    "shut": PermissionDenied,
    "gone": Http404,
    "odd": SuspiciousOperation,
    "big": RequestDataTooBig,
}


@opened_to(Door.STAFF)
def raising(request: HttpRequest, name: str) -> HttpResponse:
    """A view in which something goes wrong."""
    raise RAISED[name]


urlpatterns = [path("raise/<name>/", raising), path("api/raise/<name>/", raising), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def browser(cast: Cast, signed_in: SignedIn) -> Client:
    browser = signed_in(cast.amira)
    browser.raise_request_exception = False
    return browser


@contextmanager
def database_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every question to the database fails."""

    def away(*_arguments: Any, **_named: Any) -> None:
        raise OperationalError("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr(BaseDatabaseWrapper, "cursor", away)
        patched.setattr(BaseDatabaseWrapper, "savepoint", away)
        yield


def test_a_page_says_that_the_database_is_away(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with database_away(monkeypatch):
        response = browser.get(reverse("home"))
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert WORDS in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_the_api_says_so_in_its_own_form(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with database_away(monkeypatch):
        response = browser.get("/api/raise/lost/")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response.json()["error"]["code"] == "unavailable"


@pytest.mark.parametrize("layer", ["SessionLimits", "CurrentActor"])
def test_it_is_said_wherever_it_is_noticed_first(browser: Client, monkeypatch: pytest.MonkeyPatch, layer: str) -> None:
    def away(_self: Any, _request: HttpRequest) -> HttpResponse:
        raise OperationalError

    monkeypatch.setattr(f"accounts.signin.middleware.{layer}.__call__", away)
    assert browser.get(reverse("home")).status_code == 503


@pytest.mark.parametrize("name", ["lost", "closed", "sealed"])
def test_a_view_that_finds_it_away_asks_for_nothing_more(browser: Client, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def asked(_request: HttpRequest) -> dict[str, Any]:
        pytest.fail("the page of a lost database asked the database")

    monkeypatch.setattr("accounts.signin.context.navigation", asked)
    response = browser.get(f"/raise/{name}/")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert WORDS in response.content.decode()


def test_a_slip_of_ours_is_no_passing_trouble(browser: Client) -> None:
    assert browser.get("/raise/slip/").status_code == 500
    response = browser.get("/api/raise/slip/")
    assert (response.status_code, response.json()["error"]["code"]) == (500, "broken")


@pytest.mark.parametrize(
    ("name", "status", "code", "words"),
    [
        ("slip", 500, "broken", "on our side"),
        ("shut", 403, "forbidden", "You cannot do this."),
        ("gone", 404, "not-found", "We cannot find that."),
        ("odd", 400, "bad-request", "cannot read"),
        ("big", 413, "too-large", "Send less."),
    ],
)
def test_whatever_django_itself_refuses_below_the_api_is_in_the_one_form_and_says_why(
    browser: Client, name: str, status: int, code: str, words: str
) -> None:
    response = browser.get(f"/api/raise/{name}/")
    error = response.json()["error"]
    assert (response.status_code, error["code"], error["fields"]) == (status, code, {})
    assert words in error["message"]


def test_what_went_wrong_is_not_on_the_page(browser: Client) -> None:
    assert "OperationalError" not in browser.get("/raise/lost/").content.decode()
