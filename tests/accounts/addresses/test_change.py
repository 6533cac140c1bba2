"""Signing in with another address."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.addresses.models import AddressChange
from accounts.demo.actions import PASSWORD
from accounts.demo.cast import Cast, address_of
from accounts.staff.models import User
from tests.accounts.kinds import last_written_about
from tests.accounts.mails import Sent, sent
from tests.accounts.signin.conftest import Try
from tests.accounts.signing import give_app, recovery_code, without_token

Later = Callable[[timedelta], Any]
CHANGE, NEW = "/account/address/", "a.haddad@elsewhere.example"
SAID = {"email": NEW, "password": PASSWORD}


def browser_of(person: Any, try_password: Try) -> Client:
    browser = Client()
    try_password(browser, person.user.email)
    browser.post("/sign-in/code/", {"code": recovery_code(person.user)})
    return browser


@pytest.fixture
def amira(cast: Cast, try_password: Try) -> Client:
    give_app(cast.amira)
    return browser_of(cast.amira, try_password)


def link_in(mails: list[Sent]) -> str:
    """The link that was sent to the new address."""
    (path,) = [mail.path for mail in mails if mail.to == NEW]
    return path


def test_password_second_factor_and_the_new_mailbox_change_it(cast: Cast, amira: Client, try_password: Try) -> None:
    assert amira.post(CHANGE, SAID).status_code == 200
    link = link_in(sent())
    assert amira.get(link).status_code == 200
    assert User.objects.get(staff_member=cast.amira).email == address_of("amira"), "opening the link changes nothing yet"
    assert amira.post(link)["Location"] == "/account/"
    assert User.objects.get(staff_member=cast.amira).email == NEW
    assert last_written_about(cast.amira.id)[0] == "address.changed"
    assert try_password(Client(), NEW)["Location"] == "/sign-in/code/"


def test_the_old_address_is_warned_when_it_is_asked_and_when_it_is_done(amira: Client) -> None:
    amira.post(CHANGE, SAID)
    mails = sent()
    assert [mail.path for mail in mails if mail.to == address_of("amira")].count("/") >= 1
    assert all("address/link" not in mail.path for mail in mails if mail.to != NEW)
    amira.post(link_in(mails))
    assert address_of("amira") in {mail.to for mail in sent()}


def test_an_old_proof_is_asked_for_again(cast: Cast, amira: Client, later: Later) -> None:
    with later(timedelta(minutes=6)):
        answer = amira.post(CHANGE, SAID)
        assert answer["Location"] == "/sign-in/again/?next=%2Faccount%2Faddress%2F"
        assert not AddressChange.objects.exists()
        assert amira.post(answer["Location"], {"code": recovery_code(cast.amira.user)})["Location"] == CHANGE
        assert amira.post(CHANGE, SAID).status_code == 200


def test_without_the_password_nothing_is_sent(amira: Client) -> None:
    answer = amira.post(CHANGE, SAID | {"password": "not it at all"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["password"])
    assert not AddressChange.objects.exists()


def test_guessing_at_the_password_is_slow_here_too(amira: Client) -> None:
    wrong = SAID | {"password": "not it at all"}
    assert [amira.post(CHANGE, wrong).status_code for _time in range(6)] == [422] * 5 + [429]


def test_whoever_finds_the_link_cannot_use_it(cast: Cast, amira: Client, try_password: Try) -> None:
    amira.post(CHANGE, SAID)
    link = link_in(sent())
    give_app(cast.ben)
    bens = browser_of(cast.ben, try_password)
    for browser, status in ((Client(), 302), (bens, 404)):
        assert browser.post(link).status_code == status
    assert User.objects.get(staff_member=cast.amira).email == address_of("amira")


def test_a_link_counts_for_a_day_and_once(amira: Client, later: Later) -> None:
    with later(timedelta(0)):
        amira.post(CHANGE, SAID)
        link = link_in(sent())
        change = AddressChange.objects.get()
    AddressChange.objects.update(asked_at=change.asked_at - timedelta(days=1))
    assert amira.post(link).status_code == 404
    AddressChange.objects.update(asked_at=change.asked_at)
    assert amira.post(link).status_code == 302
    assert amira.post(link).status_code == 404


def test_asking_does_not_tell_whether_somebody_has_the_address(cast: Cast, amira: Client) -> None:
    free = amira.post(CHANGE, SAID)
    amira.post("/notices/read/")
    taken = amira.post(CHANGE, SAID | {"email": address_of("ivo")})
    assert (taken.status_code, without_token(taken)) == (free.status_code, without_token(free))
    (path,) = [mail.path for mail in sent() if mail.to == address_of("ivo")]
    assert amira.post(path).status_code == 422
    assert User.objects.get(staff_member=cast.amira).email == address_of("amira")


def test_the_address_one_has_is_no_new_one(amira: Client) -> None:
    answer = amira.post(CHANGE, SAID | {"email": "Amira@relief.example"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["email"])
