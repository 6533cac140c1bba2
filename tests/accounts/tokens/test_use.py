"""What a token opens: what its owner may do, as far as it reaches, and only at the API."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.secondfactor.actions import remove_all
from accounts.staff.models import StaffMember, User
from accounts.tokens.models import PersonalToken
from accounts.tokens.queries import token_behind
from boundaries.clocks.queries import now
from incidents.reports.models import Draft
from tests.accounts.tokens.calls import SCHEMA, Token, opens, programme
from tests.incidents.told import send
from tests.seeing import every

pytestmark = pytest.mark.django_db
Later = Callable[[timedelta], Any]
DRAFTS = "/api/v1/drafts/"


def test_its_owner_is_who_acts(cast: Cast, token: Token) -> None:
    script = programme(token(cast.amira, "read", "report"))
    begun = script.post(DRAFTS, {}, content_type="application/json")
    assert begun.status_code == 201
    assert [draft["id"] for draft in script.get(DRAFTS).json()["drafts"]] == [begun.json()["id"]]
    assert programme(token(cast.ben)).get(DRAFTS).json()["drafts"] == []
    assert programme(token(cast.ben)).get(begun["Location"]).status_code == 404


def test_it_opens_no_more_than_its_owner_may(cast: Cast, token: Token) -> None:
    report = send(cast.amira, cast.ben)
    assert programme(token(cast.elif_)).get(f"/api/v1/desk/{report.pk}/").status_code == 200
    assert programme(token(cast.ben)).get(f"/api/v1/desk/{report.pk}/").status_code == 404
    refused = programme(token(cast.amira, "handle")).post(f"/api/v1/desk/{report.pk}/acknowledge/")
    assert refused.status_code in {404, 415}


@pytest.mark.parametrize("scopes", [["report"], ["handle"], ["organise"], ["report", "handle", "organise"]])
def test_without_the_scope_it_is_refused_in_words(cast: Cast, token: Token, scopes: list[str]) -> None:
    refused = programme(token(cast.amira, *scopes)).get(DRAFTS)
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "scope-missing"
    assert "“read”" in refused.json()["error"]["message"]


def test_reading_is_not_writing(cast: Cast, token: Token) -> None:
    script = programme(token(cast.amira, "read", "handle", "organise"))
    refused = script.post(DRAFTS, {}, content_type="application/json")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "scope-missing")
    assert not every(Draft).exists()
    assert script.head(DRAFTS).status_code == 200
    assert programme(token(cast.amira, "report")).head(DRAFTS).status_code == 403


def test_a_method_that_there_is_not_is_said_to_be_none(cast: Cast, token: Token) -> None:
    script = programme(token(cast.amira))
    for method in ("PUT", "OPTIONS", "TRACE"):
        assert script.generic(method, DRAFTS).status_code == 405


@pytest.mark.parametrize("path", ["/", "/account/", "/account/password/", "/reports/", "/notices/", "/account/tokens/"])
def test_no_page_takes_it(cast: Cast, token: Token, path: str) -> None:
    answer = programme(token(cast.amira, "read", "report", "handle", "organise")).get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_nor_the_page_that_stands_among_the_apis_addresses(cast: Cast, token: Token) -> None:
    answer = programme(token(cast.amira)).get("/api/v1/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not-with-token")


def test_a_token_leaves_no_session_behind(cast: Cast, token: Token) -> None:
    script = programme(token(cast.amira))
    answer = script.get(SCHEMA)
    assert answer.status_code == 200
    assert not answer.cookies
    assert Client(cookies=script.cookies).get(SCHEMA).status_code == 401


def test_a_cookie_beside_it_counts_for_nothing(cast: Cast, token: Token) -> None:
    shown = token(cast.amira)
    browser = programme(shown)
    assert cast.ben.user
    browser.force_login(cast.ben.user)
    begun = browser.get("/api/v1/tokens/").json()["tokens"]
    assert [each["id"] for each in begun] == [str(shown.token.id)]
    wrong = Client(headers={"Authorization": "Bearer boundaries_" + "x" * 40})
    wrong.force_login(cast.ben.user)
    assert wrong.get(SCHEMA).status_code == 401
    assert wrong.get("/").status_code == 200  # the pages look at the cookie, and only there


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "x",
        "boundaries_",
        "boundaries_" + "x" * 40,
        "boundaries_" + "x" * 39 + "é",
        "x" * 100_000,
        "boundaries_" + "\x00" * 40,
    ],
    ids=["nothing", "a letter", "no secret", "another secret", "no letter of ours", "very much", "nothing readable"],
)
def test_what_is_no_token_opens_nothing(cast: Cast, token: Token, shown: str) -> None:
    token(cast.amira)
    assert not opens(shown)


def test_letters_count(cast: Cast, token: Token) -> None:
    secret = token(cast.amira).secret
    assert not opens(secret.swapcase())
    assert not opens(secret[:-1] + ("a" if secret[-1] != "a" else "b"))
    assert opens(secret)


def test_how_the_scheme_is_written_does_not_count(cast: Cast, token: Token) -> None:
    secret = token(cast.amira).secret
    for header, status in ((f"bearer {secret}", 200), (f"BEARER  {secret}", 200), (f"Token {secret}", 401), (secret, 401)):
        assert Client(headers={"Authorization": header}).get(SCHEMA).status_code == status


def test_it_is_kept_on_which_day_it_was_used(cast: Cast, token: Token, later: Later) -> None:
    shown = token(cast.amira)
    assert PersonalToken.objects.get().used_on is None
    for days in (0, 3):
        with later(timedelta(days=days)):
            assert opens(shown)
            assert PersonalToken.objects.get().used_on == today(cast.organisation)


def test_it_is_written_once_a_day(cast: Cast, token: Token, django_assert_num_queries: Any) -> None:
    shown = token(cast.amira)
    opens(shown)
    found = token_behind(shown.secret)
    assert found
    from accounts.tokens.actions import note_use

    with django_assert_num_queries(0):
        note_use(token=found)


# --- When it ends -------------------------------------------------------------------------------------------------------------
def test_it_ends_with_its_last_day_by_the_databases_clock(cast: Cast, token: Token, later: Later) -> None:
    shown = token(cast.amira, days=2)
    left = shown.token.ends_at - now()
    assert timedelta(days=2) < left <= timedelta(days=3)
    assert opens(shown)
    with later(left - timedelta(seconds=1)):
        assert opens(shown)
    with later(left + timedelta(seconds=1)):
        assert not opens(shown)
        listed = Client()
        assert cast.amira.user
        listed.force_login(cast.amira.user)
        assert [each["is_over"] for each in listed.get("/api/v1/tokens/").json()["tokens"]] == [True]
        assert "Over" in listed.get("/account/tokens/").content.decode()


def test_it_dies_with_the_login(cast: Cast, token: Token) -> None:
    shown = token(cast.amira)
    User.objects.filter(staff_member=cast.amira).update(is_active=False)
    assert not opens(shown)
    User.objects.filter(staff_member=cast.amira).update(is_active=True)
    assert opens(shown)
    StaffMember.objects.filter(id=cast.amira.id).update(is_active=False)
    assert not opens(shown)


def test_it_opens_no_other_organisation(cast: Cast, token: Token) -> None:
    shown = token(cast.amira)
    StaffMember.objects.filter(id=cast.amira.id).update(organisation=cast.ivo.organisation, team=None, manager=None)
    assert not opens(shown)


def test_it_needs_all_that_a_sign_in_needs(cast: Cast, token: Token) -> None:
    shown = token(cast.amira, "report")
    remove_all(person=cast.amira, actor=None)
    assert not opens(shown)
    assert programme(shown).post(DRAFTS, {}, content_type="application/json").status_code == 401
    assert not every(Draft).exists()


def test_a_role_that_asks_for_a_passkey_asks_it_of_tokens_too(cast: Cast, token: Token) -> None:
    from accounts.secondfactor.models import Passkey

    shown = token(cast.noor)
    assert opens(shown)
    Passkey.objects.filter(user=cast.noor.user).delete()
    assert not opens(shown)


def test_nobody_enters_an_organisation_that_is_not_open_yet(cast: Cast, token: Token) -> None:
    shown = {who: token(getattr(cast, who)) for who in ("amira", "olga")}
    type(cast.organisation).objects.filter(id=cast.organisation.id).update(activated_at=None)
    assert {who: opens(each) for who, each in shown.items()} == {"amira": False, "olga": True}


def test_an_outside_contact_stays_at_their_few_addresses(cast: Cast, token: Token) -> None:
    script = programme(token(cast.miriam, "read", "report"))
    assert script.get("/api/v1/desk/").status_code == 200
    assert script.get(DRAFTS).status_code == 404
