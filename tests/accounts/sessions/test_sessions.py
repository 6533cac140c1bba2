"""Where one is signed in, signing out there, and being told of a new browser."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.demo.cast import Cast, address_of
from accounts.organisations.queries import today
from accounts.sessions.models import OpenSession
from accounts.sessions.rules import browser_of
from accounts.staff.actions import deactivate_person
from tests.accounts.kinds import last_written_about
from tests.accounts.mails import sent
from tests.accounts.signin.conftest import Try
from tests.accounts.signing import give_app, recovery_code

Later = Callable[[timedelta], Any]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"


def arrive(person: Any, try_password: Try, agent: str = FIREFOX) -> Client:
    """A person in one more browser."""
    browser = Client(HTTP_USER_AGENT=agent)
    try_password(browser, person.user.email)
    browser.post("/sign-in/code/", {"code": recovery_code(person.user)})
    assert browser.get("/").status_code == 200
    return browser


@pytest.fixture
def two(cast: Cast, try_password: Try) -> tuple[Client, Client]:
    give_app(cast.amira)
    return arrive(cast.amira, try_password), arrive(cast.amira, try_password, PHONE)


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (FIREFOX, ("Firefox", "Linux")),
        (PHONE, ("Chrome", "Android")),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", ("Edge", "Windows")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", ("Safari", "iPhone")),
        ("curl/8.0", ("", "")),
        ("", ("", "")),
    ],
)
def test_how_a_browser_is_called(agent: str, expected: tuple[str, str]) -> None:
    assert browser_of(agent) == expected


def test_the_page_shows_each_browser_and_which_is_this_one(two: tuple[Client, Client]) -> None:
    page = two[0].get("/account/").content.decode()
    assert "Firefox on Linux" in page
    assert "Chrome on Android" in page
    assert page.count("This browser") == 1


def test_one_browser_is_signed_out(cast: Cast, two: tuple[Client, Client]) -> None:
    here, phone = two
    row = OpenSession.objects.get(system="Android")
    assert here.post(f"/account/sessions/{row.id}/end/")["Location"] == "/account/"
    assert (phone.get("/").status_code, here.get("/").status_code) == (302, 200)
    assert last_written_about(cast.amira.id)[0] == "session.ended"


def test_everywhere_else_at_once(cast: Cast, two: tuple[Client, Client], try_password: Try) -> None:
    third = arrive(cast.amira, try_password)
    assert two[0].post("/account/sessions/others/end/").status_code == 302
    assert [browser.get("/").status_code for browser in (*two, third)] == [200, 302, 302]
    assert last_written_about(cast.amira.id)[0] == "session.all-ended"


def test_signing_out_everywhere_asks_for_a_fresh_proof(two: tuple[Client, Client], later: Later) -> None:
    with later(timedelta(minutes=6)):
        answer = two[0].post("/account/sessions/others/end/")
        assert answer["Location"].startswith("/sign-in/again/?next=")
        assert two[1].get("/").status_code == 200


def test_nobody_elses_session_is_found(cast: Cast, two: tuple[Client, Client], try_password: Try) -> None:
    give_app(cast.ben)
    bens = arrive(cast.ben, try_password)
    row = OpenSession.objects.get(system="Android")
    assert bens.post(f"/account/sessions/{row.id}/end/").status_code == 404
    assert two[1].get("/").status_code == 200
    assert "Android" not in bens.get("/account/").content.decode()


def test_asking_first_ends_nothing(two: tuple[Client, Client]) -> None:
    row = OpenSession.objects.get(system="Android")
    for path in (f"/account/sessions/{row.id}/end/", "/account/sessions/others/end/"):
        assert two[0].get(path).status_code == 200
    assert two[1].get("/").status_code == 200


def test_what_is_over_is_not_shown(two: tuple[Client, Client], later: Later) -> None:
    with later(timedelta(minutes=15)):
        two[0].get("/")
    with later(timedelta(minutes=25)):
        assert "Android" not in two[0].get("/account/").content.decode()


def test_what_is_gone_is_forgotten_at_the_next_sign_in(cast: Cast, two: tuple[Client, Client], try_password: Try) -> None:
    two[1].post("/sign-out/")
    arrive(cast.amira, try_password)
    assert set(OpenSession.objects.values_list("session_key", flat=True)) <= set(
        Session.objects.values_list("session_key", flat=True)
    )


def test_a_new_browser_is_told_to_its_owner(cast: Cast, two: tuple[Client, Client]) -> None:
    assert [mail.to for mail in sent()] == [address_of("amira")]  # the phone: the first browser ever is no news
    page = two[0].get("/notices/").content.decode()
    assert page.count("in a browser that you had not used before") == 1


def test_a_browser_that_is_known_is_no_news(cast: Cast, two: tuple[Client, Client], try_password: Try) -> None:
    sent()
    two[1].post("/sign-out/")
    try_password(two[1], address_of("amira"))
    two[1].post("/sign-in/code/", {"code": recovery_code(cast.amira.user)})
    assert sent() == []


def test_whoever_is_let_go_is_out_everywhere_at_once(cast: Cast, two: tuple[Client, Client], try_password: Try) -> None:
    third = arrive(cast.amira, try_password)
    deactivate_person(actor=cast.olga, person_id=cast.amira.id, last_day=today(cast.organisation))
    for browser in (*two, third):
        assert browser.get("/").status_code == 302
        assert browser.get("/api/v1/openapi.json").status_code == 401
