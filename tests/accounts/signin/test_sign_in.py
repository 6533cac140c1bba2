"""Signing in: who gets in, and what nobody can find out by trying."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.demo.cast import Cast, address_of
from accounts.organisations.models import Organisation
from accounts.signin.models import SignInFailure
from accounts.staff.models import User
from tests.accounts.signin.conftest import Try
from tests.accounts.signing import recovery_code

WRONG = "not the password"


def who(browser: Client) -> Any:
    """Who is signed in in a browser."""
    request: Any = browser.get(reverse("home")).wsgi_request
    return request.actor


def test_an_address_and_its_password_open_the_start_page(cast: Cast, client: Client, try_password: Try) -> None:
    response = try_password(client, "Amira@Relief.example ")
    assert (response.status_code, response["Location"]) == (302, reverse("home"))
    assert who(client) == cast.amira


def test_a_wrong_password_opens_nothing(cast: Cast, client: Client, try_password: Try) -> None:
    response = try_password(client, address_of("amira"), WRONG)
    assert response.status_code == 422
    assert client.get(reverse("home"))["Location"].startswith(reverse("signin:sign_in"))


def without_chance(response: Any, email: str) -> str:
    """A page without what differs at every showing: the form's token and the address that was typed."""
    page: str = response.content.decode().replace(email, "ADDRESS")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


@pytest.fixture
def shut(cast: Cast) -> dict[str, str]:
    """Addresses nobody can sign in with, each for a reason of its own."""
    User.objects.filter(email=address_of("ben")).update(is_active=False)
    cast.pavel.is_active = False
    cast.pavel.save(update_fields=["is_active"])
    User.objects.create_user("machine@relief.example", None)
    return {
        "known": address_of("amira"),
        "unknown": "nobody@relief.example",
        "inactive login": address_of("ben"),
        "no longer here": address_of("pavel"),
        "no person behind it": "machine@relief.example",
    }


def test_no_answer_tells_whether_there_is_such_an_account(shut: dict[str, str], try_password: Try) -> None:
    answers = {}
    for number, (why, email) in enumerate(shut.items()):
        with CaptureQueriesContext(connection) as queries:
            response = try_password(Client(), email, WRONG, source=f"192.0.2.{number}")
        headers = set(response.headers)
        answers[why] = (response.status_code, without_chance(response, email), len(queries), headers, set(response.cookies))
    known = answers.pop("known")
    for why, answer in answers.items():
        assert answer == known, why


def test_the_right_password_of_somebody_who_left_looks_like_a_wrong_one(shut: dict[str, str], try_password: Try) -> None:
    gone, wrong = address_of("pavel"), address_of("amira")
    answers = [try_password(Client(), gone), try_password(Client(), wrong, WRONG)]
    assert without_chance(answers[0], gone) == without_chance(answers[1], wrong)
    assert try_password(Client(), address_of("ben")).status_code == 422


def counting(work: Callable[..., Any], done: list[str]) -> Callable[..., Any]:
    """The same work, written down each time it is done."""

    def counted(*args: Any, **kwargs: Any) -> Any:
        done.append(work.__name__)
        return work(*args, **kwargs)

    return counted


@pytest.mark.parametrize("email", ["amira@relief.example", "nobody@relief.example"])
def test_every_refusal_costs_one_password_hash(
    cast: Cast, client: Client, try_password: Try, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    hashed: list[str] = []
    for name in ("encode", "verify"):
        work = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(Argon2PasswordHasher, name, counting(work, hashed))
    try_password(client, email, WRONG)
    assert len(hashed) == 1


def test_signing_in_gives_the_session_a_new_key(cast: Cast, client: Client, try_password: Try) -> None:
    client.get(reverse("signin:sign_in"))
    session = client.session
    session["before"] = True
    session.save()
    old = session.session_key
    try_password(client, address_of("amira"))
    assert client.session.session_key != old


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "/no/such/page/",
        "/sign-out/",
        "/" + "x" * 700,
        "/notices/\n/x",
        "notices/",
    ],
)
def test_signing_in_leads_to_no_page_but_ours(cast: Cast, client: Client, try_password: Try, wanted: str) -> None:
    assert try_password(client, address_of("amira"), next=wanted)["Location"] == reverse("home")


def test_signing_in_leads_back_to_where_one_was(cast: Cast, client: Client, try_password: Try) -> None:
    wanted = client.get("/notices/?page=2")["Location"]
    client.post(wanted, {"email": address_of("amira"), "password": "boundaries-demo-1"})
    response = client.post("/sign-in/code/", {"code": recovery_code(cast.amira.user)})
    assert response["Location"] == "/notices/?page=2"


def test_an_address_that_is_only_sent_to_leads_to_the_page_above_it(cast: Cast, client: Client, try_password: Try) -> None:
    assert try_password(client, address_of("amira"), next=reverse("notices:read_all"))["Location"] == "/notices/"


def test_whoever_is_signed_in_need_not_sign_in_again(cast: Cast, client: Client, try_password: Try) -> None:
    try_password(client, address_of("amira"))
    assert client.get("/sign-in/?next=/notices/")["Location"] == "/notices/"


def test_an_organisation_that_is_not_open_says_so_to_all_but_administrators(
    cast: Cast, client: Client, try_password: Try
) -> None:
    Organisation.objects.update(activated_at=None)
    try_password(client, address_of("amira"))
    page = client.get(reverse("home"))
    assert (page.status_code, page.templates[0].name) == (403, "accounts/signin/not_open.html")
    assert client.post(reverse("signin:sign_out")).status_code == 302
    try_password(client, address_of("olga"))
    assert client.get(reverse("home")).status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Enter your e-mail address."),
        ({"email": "amira@relief.example", "password": ""}, "Enter your password."),
        ({"email": "amira", "password": "x"}, "Enter an e-mail address in the right form"),
        ({"email": "a" * 300 + "@relief.example", "password": "x"}, "at most 254 characters"),
        ({"email": "amira@relief.example", "password": "x" * 5000}, "at most 1000 characters"),
        ({"email": "amira@relief.example", "password": "nul\x00"}, "Null characters are not allowed."),
        ({"email": "nul\x00@relief.example", "password": "x"}, "Null characters are not allowed."),
    ],
)
def test_a_form_that_is_filled_in_wrongly_says_what_is_wrong(
    cast: Cast, client: Client, fields: dict[str, str], words: str
) -> None:
    response = client.post("/sign-in/", fields)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not SignInFailure.objects.exists()


def test_the_password_is_never_shown_again(cast: Cast, client: Client, try_password: Try) -> None:
    assert WRONG not in try_password(client, address_of("amira"), WRONG).content.decode()


def test_somebody_else_signing_in_at_the_same_browser_starts_afresh(cast: Cast, client: Client, try_password: Try) -> None:
    try_password(client, address_of("amira"))
    session = client.session
    session["amira's"] = True
    session.save()
    try_password(client, address_of("ivo"))
    assert "amira's" not in client.session
    assert who(client) == cast.ivo


def test_a_person_who_is_deactivated_is_out_at_the_next_request(cast: Cast, client: Client, try_password: Try) -> None:
    try_password(client, address_of("amira"))
    cast.amira.is_active = False
    cast.amira.save(update_fields=["is_active"])
    assert client.get(reverse("home"))["Location"].startswith(reverse("signin:sign_in"))
    assert "_auth_user_id" not in client.session
