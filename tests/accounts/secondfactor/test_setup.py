"""Setting up what one proves oneself with; until it is there nothing else opens."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts.appointments.actions import confirm, propose
from accounts.appointments.choices import Role
from accounts.demo.cast import Cast, address_of
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.secondfactor.actions import offer_app, remove_app, remove_passkey
from accounts.secondfactor.models import AppKey, Passkey, RecoveryCode
from accounts.secondfactor.queries import held_by
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import NotVisible, RuleViolation
from boundaries.sealing.models import DataKey
from tests.accounts.imports.files import applied, csv_of
from tests.accounts.kinds import last_written_about, written_about
from tests.accounts.mails import sent
from tests.accounts.signin.conftest import Try
from tests.accounts.signing import app_code, give_app, give_passkey, recovery_code

Later = Callable[[timedelta], Any]
SETUP, APP, CODES, AGAIN = "/account/second/", "/account/second/app/", "/account/second/codes/", "/sign-in/again/"
PASSKEY = "/account/second/passkey/"


def user_of(person: StaffMember) -> UUID:
    """The id of a person's login."""
    assert person.user_id is not None
    return person.user_id


@pytest.fixture
def amira(cast: Cast, client: Client, try_password: Try) -> Client:
    """Amira, who has a password and nothing else, in a browser."""
    assert try_password(client, address_of("amira"))["Location"] == "/"
    return client


@pytest.mark.parametrize(
    "path", ["/", "/reports/", "/notices/", "/people/", "/account/", "/account/password/", "/account/address/", "/keep/"]
)
def test_until_it_is_there_nothing_else_opens(amira: Client, path: str) -> None:
    for answer in (amira.get(path), amira.post(path)):
        assert (answer.status_code, answer["Location"]) == (302, SETUP)


@pytest.mark.parametrize("path", ["openapi.json", "reports/", "desk/"])
def test_nor_the_api(amira: Client, path: str) -> None:
    assert amira.get(f"/api/v1/{path}").status_code == 401


def test_the_page_says_so_and_one_can_sign_out(amira: Client) -> None:
    page = amira.get(SETUP)
    assert page.status_code == 200
    assert "Before you go on" in page.content.decode()
    assert "Amira Haddad" in page.content.decode()
    assert amira.post("/sign-out/").status_code == 302


def test_an_app_is_set_up_by_its_first_code_and_everything_opens(cast: Cast, amira: Client) -> None:
    page = amira.get(APP)
    secret = AppKey.objects.select_related("data_key").get(user=cast.amira.user).secret
    assert page.context["key"].replace(" ", "") == secret
    assert "<svg" in page.content.decode()
    assert amira.get(APP).context["key"] == page.context["key"], "the square stays the same while one looks for the phone"
    assert amira.post(APP, {"code": app_code(secret)})["Location"] == CODES
    assert amira.get("/").status_code == 200
    assert "factor.app-added" in [line[0] for line in written_about(cast.amira.id)]
    assert {mail.to for mail in sent()} == {address_of("amira")}


@pytest.mark.parametrize("code", ["000000", "", "nothing"])
def test_a_wrong_first_code_sets_nothing_up(cast: Cast, amira: Client, code: str) -> None:
    amira.get(APP)
    answer = amira.post(APP, {"code": code})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["code"])
    assert not held_by(user_of(cast.amira)).any
    assert amira.get("/").status_code == 302


def test_the_first_code_does_not_count_again(cast: Cast, amira: Client, try_password: Try) -> None:
    amira.get(APP)
    code = app_code(AppKey.objects.select_related("data_key").get().secret)
    amira.post(APP, {"code": code})
    another = Client()
    try_password(another, address_of("amira"))
    assert another.post("/sign-in/code/", {"code": code}).status_code == 422


def test_another_session_with_the_password_alone_ends_with_it(cast: Cast, amira: Client, try_password: Try) -> None:
    stranger = Client()
    try_password(stranger, address_of("amira"))
    assert stranger.get(SETUP).status_code == 200
    amira.get(APP)
    amira.post(APP, {"code": app_code(AppKey.objects.select_related("data_key").get().secret)})
    assert stranger.get(SETUP)["Location"].startswith(reverse("signin:sign_in"))


def test_ten_recovery_codes_are_shown_once(cast: Cast, half_way: Client) -> None:
    half_way.post("/sign-in/code/", {"code": app_code()})
    assert half_way.get(CODES).context["codes"] == []
    assert not RecoveryCode.objects.exists()
    first = half_way.post(CODES).context["codes"]
    second = half_way.post(CODES).context["codes"]
    assert (len(set(first)), len(set(second)), RecoveryCode.objects.count()) == (10, 10, 10)
    assert not set(first) & set(second)
    kept = {bytes(row.code_index) for row in RecoveryCode.objects.all()}
    assert not any(code.replace("-", "").encode() in index for code in second for index in kept)
    assert last_written_about(cast.amira.id)[0] == "factor.codes-made"


def test_a_new_phone_takes_the_place_of_the_old_one(cast: Cast, half_way: Client) -> None:
    half_way.post("/sign-in/code/", {"code": app_code()})
    keys = DataKey.objects.count()
    page = half_way.get(APP)
    assert half_way.post(APP, {"code": app_code(page.context["key"].replace(" ", ""))}).status_code == 302
    assert AppKey.objects.get(user=cast.amira.user).secret == page.context["key"].replace(" ", "")
    assert DataKey.objects.count() == keys, "the old key is destroyed"


@pytest.mark.parametrize("path", [APP, APP + "remove/", PASSKEY, CODES])
def test_each_change_asks_for_a_fresh_proof(cast: Cast, half_way: Client, later: Later, path: str) -> None:
    half_way.post("/sign-in/code/", {"code": app_code()})
    with later(timedelta(minutes=6)):
        for answer in (half_way.get(path), half_way.post(path, {"code": app_code()})):
            assert answer["Location"].startswith(AGAIN)
    assert [line[0] for line in written_about(cast.amira.id)] == []


def test_showing_again_who_one_is_leads_back(cast: Cast, half_way: Client, later: Later) -> None:
    half_way.post("/sign-in/code/", {"code": app_code()})
    with later(timedelta(minutes=6)):
        asked = half_way.get(CODES)["Location"]
        assert half_way.get(asked).status_code == 200
        assert half_way.post(asked, {"code": "000000"}).status_code == 422
        assert half_way.get(CODES).status_code == 302
        assert half_way.post(asked, {"code": app_code()})["Location"] == CODES
        assert half_way.get(CODES).status_code == 200


def test_whoever_has_no_second_factor_yet_shows_the_password(amira: Client, later: Later) -> None:
    from accounts.demo.actions import PASSWORD

    with later(timedelta(minutes=6)):
        asked = amira.get(APP)["Location"]
        assert amira.post(asked, {"password": "not it at all"}).status_code == 422
        assert amira.post(asked, {"password": PASSWORD})["Location"] == APP
        assert amira.get(APP).status_code == 200
        assert amira.get("/").status_code == 302, "and still has to set one up"


def test_guessing_there_is_slow_too(half_way: Client) -> None:
    half_way.post("/sign-in/code/", {"code": app_code()})
    assert [half_way.post(AGAIN, {"code": "000000"}).status_code for _time in range(6)] == [422] * 5 + [429]


def test_guessing_at_the_password_there_is_slow_too(amira: Client) -> None:
    assert [amira.post(AGAIN, {"password": "not it at all"}).status_code for _time in range(6)] == [422] * 5 + [429]


def test_the_last_one_is_not_taken_away(cast: Cast) -> None:
    give_app(cast.amira)
    with pytest.raises(RuleViolation, match="last"):
        remove_app(actor=cast.amira)
    give_passkey(cast.amira)
    remove_app(actor=cast.amira)
    with pytest.raises(RuleViolation, match="last"):
        remove_passkey(actor=cast.amira, passkey_id=Passkey.objects.get().id)


def test_nobody_elses_is_found(cast: Cast) -> None:
    give_app(cast.amira)
    give_passkey(cast.amira)
    with pytest.raises(NotVisible):
        remove_passkey(actor=cast.ben, passkey_id=Passkey.objects.get().id)
    with pytest.raises(NotVisible):
        remove_app(actor=cast.ben)
    with pytest.raises(NotVisible):
        offer_app(actor=cast.lena)


def test_pages_of_removing_ask_first(cast: Cast, half_way: Client) -> None:
    give_passkey(cast.amira)
    half_way.post("/sign-in/code/", {"code": app_code()})
    passkey = f"{PASSKEY}{Passkey.objects.get().id}/remove/"
    for path in (APP + "remove/", passkey):
        assert half_way.get(path).status_code == 200
    assert held_by(user_of(cast.amira)).passkeys == 1
    assert half_way.post(passkey)["Location"] == SETUP
    assert half_way.post(APP + "remove/").status_code == 422
    assert half_way.get(passkey).status_code == 404


@pytest.mark.parametrize("persona", ["noor", "olga"])
def test_some_roles_need_a_passkey(cast: Cast, client: Client, try_password: Try, persona: str) -> None:
    person = getattr(cast, persona)
    give_app(person)
    try_password(client, address_of(persona))
    assert client.post("/sign-in/code/", {"code": app_code()}).status_code == 302
    assert client.get("/")["Location"] == SETUP
    assert "Your role opens much" in client.get(SETUP).content.decode()
    give_passkey(person)
    another = Client()
    try_password(another, address_of(persona))
    assert another.post("/sign-in/code/", {"code": app_code(steps=1)}).status_code == 422, "the app is not enough any more"
    assert another.post("/sign-in/code/", {"code": recovery_code(person.user)}).status_code == 302
    assert another.get("/").status_code == 200


def test_the_key_of_an_app_is_sealed(cast: Cast) -> None:
    secret = give_app(cast.amira)
    kept: Any = AppKey.objects.filter(user=cast.amira.user).values_list("secret", flat=True).get()
    assert secret.encode() not in bytes(kept)


def test_in_the_demo_it_may_be_left_for_later(cast: Cast, client: Client, try_password: Try, settings: Any) -> None:
    settings.DEMO, settings.HTTPS = True, False
    settings.ALLOWED_HOSTS, settings.ROOT_URLCONF = ["localhost", "testserver"], "tests.accounts.demo.demo_urls"
    try_password(client, address_of("olga"))
    assert client.get("/").status_code == 200
    assert client.get(SETUP).status_code == 200


# --- A role that asks for more ------------------------------------------------------------------------------------------------
@pytest.fixture
def ben(cast: Cast, client: Client, try_password: Try) -> Client:
    """Ben, who signed in with a password and an app."""
    give_app(cast.ben)
    try_password(client, address_of("ben"))
    client.post("/sign-in/code/", {"code": app_code()})
    assert client.get("/people/").status_code == 200
    return client


def appoint(cast: Cast, role: Role) -> None:
    """Ben gets a role today, from two administrators."""
    proposed = propose(actor=cast.olga, person_id=cast.ben.id, role=role, starts_on=today(cast.organisation))
    confirm(actor=cast.wiremu, appointment_id=proposed.id)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.DIRECTOR])
def test_who_gets_a_role_that_asks_for_a_passkey_opens_nothing_with_it_before_there_is_one(
    cast: Cast, ben: Client, role: Role
) -> None:
    appoint(cast, role)
    assert ben.get("/people/")["Location"].startswith("/sign-in/")
    assert ben.get("/api/v1/me/").status_code == 401


def test_who_has_a_passkey_stays_signed_in(cast: Cast, ben: Client) -> None:
    give_passkey(cast.ben)
    appoint(cast, Role.ADMINISTRATOR)
    assert ben.get("/organisation/").status_code == 200


def test_who_gets_another_role_stays_signed_in(cast: Cast, ben: Client) -> None:
    appoint(cast, Role.TRIAGE_OFFICER)
    assert ben.get("/people/").status_code == 200


def test_it_is_the_same_for_a_role_that_counts_at_once(cast: Cast, ben: Client) -> None:
    Organisation.objects.filter(id=cast.organisation.id).update(activated_at=None)
    cast.olga.refresh_from_db()
    propose(actor=cast.olga, person_id=cast.ben.id, role=Role.ADMINISTRATOR, starts_on=today(cast.organisation))
    assert ben.get("/organisation/")["Location"].startswith("/sign-in/")


def test_and_for_one_that_comes_by_a_file(cast: Cast, ben: Client) -> None:
    Organisation.objects.filter(id=cast.organisation.id).update(activated_at=None)
    applied(cast.olga, csv_of("Person,Role,First day", f"{cast.ben.reference},administrator,2026-01-05"))
    assert ben.get("/organisation/")["Location"].startswith("/sign-in/")
