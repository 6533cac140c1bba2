"""Revoking tokens, and what ends all of them: another password, a login opened anew, leaving."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.demo.actions import PASSWORD
from accounts.demo.cast import Cast, address_of
from accounts.invitations.actions import ask_to_reopen, confirm_reopening
from accounts.organisations.queries import today
from accounts.staff.actions import deactivate_person, reactivate_person
from accounts.tokens.models import PersonalToken
from tests.accounts.imports.files import applied, csv_of
from tests.accounts.imports.test_staff import HEAD, LONG_AGO, line
from tests.accounts.kinds import last_written_about, written_about
from tests.accounts.mails import sent
from tests.accounts.signing import app_code
from tests.accounts.tokens.calls import Token, opens, programme

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Any], Client]
NEW = {"password": "four words no bird", "password_again": "four words no bird"}


def all_ended(person: Any) -> list[tuple[Any, ...]]:
    """What the record says of it: who did it, how many, and why."""
    return [(actor, data) for event, actor, data in written_about(person.id) if event == "token.all-ended"]


# --- Revoking -----------------------------------------------------------------------------------------------------------------
def test_one_is_revoked_on_its_page(cast: Cast, signed_in: SignedIn, token: Token) -> None:
    first, second = token(cast.amira, name="first"), token(cast.amira, name="second")
    browser = signed_in(cast.amira)
    path = f"/account/tokens/{first.token.id}/revoke/"
    assert "Revoke “first”?" in browser.get(path).content.decode()
    assert opens(first)
    assert browser.post(path)["Location"] == "/account/tokens/"
    assert (opens(first), opens(second)) == (False, True)
    assert last_written_about(cast.amira.id)[0::2] == ("token.revoked", {"token": str(first.token.id), "by_itself": False})
    assert browser.post(path).status_code == 404


def test_all_are_revoked_at_once(cast: Cast, signed_in: SignedIn, token: Token) -> None:
    own, others = [token(cast.amira) for _number in range(3)], token(cast.ben)
    browser = signed_in(cast.amira)
    assert browser.get("/account/tokens/revoke/").status_code == 200
    assert opens(own[0])
    assert browser.post("/account/tokens/revoke/")["Location"] == "/account/tokens/"
    assert [opens(each) for each in (*own, others)] == [False, False, False, True]
    assert all_ended(cast.amira) == [(cast.amira.id, {"count": 3, "why": "revoked"})]
    browser.post("/account/tokens/revoke/")
    assert len(all_ended(cast.amira)) == 1


def test_the_api_revokes_one_or_all_in_a_session(cast: Cast, signed_in: SignedIn, token: Token) -> None:
    first, second, third = (token(cast.amira) for _number in range(3))
    browser = signed_in(cast.amira)
    assert browser.delete(f"/api/v1/tokens/{first.token.id}/").status_code == 204
    assert [opens(each) for each in (first, second, third)] == [False, True, True]
    assert browser.delete("/api/v1/tokens/").status_code == 204
    assert [opens(each) for each in (second, third)] == [False, False]


def test_a_token_revokes_itself_and_no_other(cast: Cast, token: Token) -> None:
    first, second = token(cast.amira, "report"), token(cast.amira)
    script = programme(first)
    refused = script.delete(f"/api/v1/tokens/{second.token.id}/")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not-with-token")
    refused = script.delete("/api/v1/tokens/")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not-with-token")
    assert PersonalToken.objects.count() == 2
    assert script.delete(f"/api/v1/tokens/{first.token.id}/").status_code == 204
    assert (opens(first), opens(second)) == (False, True)
    assert last_written_about(cast.amira.id)[2] == {"token": str(first.token.id), "by_itself": True}


def test_nobody_finds_the_tokens_of_somebody_else(cast: Cast, signed_in: SignedIn, token: Token) -> None:
    shown = token(cast.amira, name="amiras own")
    browser, script = signed_in(cast.ben), programme(token(cast.ben))
    assert browser.get(f"/account/tokens/{shown.token.id}/revoke/").status_code == 404
    assert browser.post(f"/account/tokens/{shown.token.id}/revoke/").status_code == 404
    for who in (browser, script):
        assert who.get(f"/api/v1/tokens/{shown.token.id}/").status_code == 404
        assert who.delete(f"/api/v1/tokens/{shown.token.id}/").status_code == 404
        assert "amiras own" not in who.get("/api/v1/tokens/").content.decode()
    assert "amiras own" not in browser.get("/account/tokens/").content.decode()
    assert opens(shown)


def test_the_list_says_which_one_asks(cast: Cast, token: Token) -> None:
    first, second = token(cast.amira, name="first"), token(cast.amira, name="second")
    listed = programme(second).get("/api/v1/tokens/").json()["tokens"]
    assert {each["name"]: each["is_this_one"] for each in listed} == {"first": False, "second": True}
    assert first.secret not in str(listed)
    assert second.secret not in str(listed)


# --- What ends them all -------------------------------------------------------------------------------------------------------
def test_another_password_ends_them(cast: Cast, signed_in: SignedIn, token: Token) -> None:
    shown, others = token(cast.amira), token(cast.ben)
    answer = signed_in(cast.amira).post("/account/password/", {"current_password": PASSWORD, **NEW})
    assert answer["Location"] == "/account/"
    assert (opens(shown), opens(others)) == (False, True)
    assert all_ended(cast.amira) == [(cast.amira.id, {"count": 1, "why": "password"})]


def test_a_password_chosen_anew_by_mail_ends_them(cast: Cast, client: Client, token: Token) -> None:
    shown = token(cast.amira)
    sent()
    client.post("/password/", {"email": address_of("amira")})
    (mail,) = sent()
    client.get(mail.path)
    client.post("/sign-in/code/", {"code": app_code()})
    assert client.post("/password/new/", NEW)["Location"] == "/"
    assert not opens(shown)
    assert all_ended(cast.amira) == [(cast.amira.id, {"count": 1, "why": "password"})]


def test_a_login_opened_anew_ends_them(cast: Cast, client: Client, token: Token) -> None:
    Appointment.objects.create(
        organisation=cast.organisation,
        person=cast.chidi,
        role=Role.ADMINISTRATOR,
        starts_on=date(2026, 1, 1),
        confirmed_at="2026-01-01T00:00Z",
    )
    shown = token(cast.amira)
    asked = ask_to_reopen(actor=cast.olga, person_id=cast.amira.id)
    sent()
    told = confirm_reopening(actor=cast.chidi, invitation_id=asked.id)
    (mail,) = sent()
    assert opens(shown)
    assert client.post(mail.path, NEW | {"code": told.code}).status_code == 302
    assert not opens(shown)
    assert all_ended(cast.amira) == [(cast.amira.id, {"count": 1, "why": "reopened"})]


def test_leaving_ends_them_for_good(cast: Cast, token: Token) -> None:
    shown = token(cast.amira)
    deactivate_person(actor=cast.olga, person_id=cast.amira.id, last_day=today(cast.organisation))
    assert not opens(shown)
    assert all_ended(cast.amira) == [(cast.olga.id, {"count": 1, "why": "left"})]
    reactivate_person(actor=cast.olga, person_id=cast.amira.id)
    assert not opens(shown)
    assert not PersonalToken.objects.exists()


def test_so_does_leaving_by_an_import(cast: Cast, token: Token) -> None:
    shown, others = token(cast.amira), token(cast.ben)
    applied(cast.olga, csv_of(HEAD, line(cast.amira, left_on=today(cast.organisation).isoformat(), started_on=LONG_AGO)))
    assert (opens(shown), opens(others)) == (False, True)
    assert all_ended(cast.amira) == [(cast.olga.id, {"count": 1, "why": "left"})]


def test_signing_out_everywhere_is_about_browsers(cast: Cast, signed_in: SignedIn, token: Token) -> None:
    shown = token(cast.amira)
    browser = signed_in(cast.amira)
    assert "ends your tokens" in browser.get("/account/sessions/others/end/").content.decode()
    browser.post("/account/sessions/others/end/")
    assert opens(shown)
