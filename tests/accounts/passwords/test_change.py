"""Another password for whoever is signed in."""

from typing import Any

import pytest
from django.test import Client

from accounts.demo.actions import PASSWORD
from accounts.demo.cast import Cast, address_of
from accounts.staff.models import User
from tests.accounts.kinds import last_written_about
from tests.accounts.signin.conftest import Try
from tests.accounts.signing import give_app, recovery_code

CHANGE = "/account/password/"
SAID = {"current_password": PASSWORD, "password": "four words no bird", "password_again": "four words no bird"}


@pytest.fixture
def two(cast: Cast, try_password: Try) -> tuple[Client, Client]:
    """Amira in two browsers."""
    give_app(cast.amira)
    browsers = (Client(), Client())
    for browser in browsers:
        try_password(browser, address_of("amira"))
        browser.post("/sign-in/code/", {"code": recovery_code(cast.amira.user)})
    return browsers


def test_here_one_stays_and_elsewhere_one_is_out(cast: Cast, two: tuple[Client, Client]) -> None:
    here, elsewhere = two
    assert here.post(CHANGE, SAID)["Location"] == "/account/"
    assert here.get("/account/").content.decode().count("This browser") == 1
    assert elsewhere.get("/").status_code == 302
    assert User.objects.get(staff_member=cast.amira).check_password(SAID["password"])
    assert last_written_about(cast.amira.id)[0] == "password.changed"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"current_password": "not it at all"}, "current_password"),
        ({"current_password": ""}, "current_password"),
        ({"password": "short", "password_again": "short"}, "password"),
        ({"password_again": "something else here"}, "password_again"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    cast: Cast, two: tuple[Client, Client], changes: dict[str, Any], field: str
) -> None:
    answer = two[0].post(CHANGE, SAID | changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert User.objects.get(staff_member=cast.amira).check_password(PASSWORD)


def test_guessing_at_the_password_is_slow_here_too(two: tuple[Client, Client]) -> None:
    wrong = SAID | {"current_password": "not it at all"}
    assert [two[0].post(CHANGE, wrong).status_code for _time in range(6)] == [422] * 5 + [429]
    assert two[0].post(CHANGE, SAID).status_code == 429
