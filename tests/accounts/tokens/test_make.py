"""Making a token: on its page or by the API, by a person who is there, and what is kept of it."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import psycopg2
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.demo.cast import Cast, address_of
from accounts.organisations.queries import today
from accounts.tokens import rules
from accounts.tokens.actions import make_token
from accounts.tokens.models import PersonalToken
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import NotVisible, RuleViolation
from tests.accounts.kinds import last_written_about, written_about
from tests.accounts.mails import sent
from tests.accounts.tokens.calls import Token, opens, programme

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Any], Client]
Later = Callable[[timedelta], Any]
NEW, LIST, API = "/account/tokens/new/", "/account/tokens/", "/api/v1/tokens/"


def filled(last_day: date, **more: Any) -> dict[str, Any]:
    """The form as somebody fills it in."""
    boxes = {"last_day_day": last_day.day, "last_day_month": last_day.month, "last_day_year": last_day.year}
    return {"name": "intranet", "scopes": ["read", "report"], **boxes, **more}


def shown_on(answer: Any) -> str:
    """The secret on the page."""
    found = re.search(r'class="app-key">([^<]+)<', answer.content.decode())
    assert found
    return found[1]


@pytest.fixture
def amira(cast: Cast, signed_in: SignedIn) -> Client:
    return signed_in(cast.amira)


def test_the_page_shows_it_once(cast: Cast, amira: Client) -> None:
    answer = amira.post(NEW, filled(today(cast.organisation) + timedelta(days=10)))
    secret = shown_on(answer)
    assert rules.is_shaped(secret)
    assert opens(secret)
    listed = amira.get(LIST).content.decode()
    assert "intranet" in listed
    assert secret not in listed
    assert secret.removeprefix(rules.PREFIX) not in amira.get("/account/").content.decode()


def test_the_last_day_is_filled_in_with_a_month_from_now(cast: Cast, amira: Client) -> None:
    page = amira.get(NEW).content.decode()
    usual = today(cast.organisation) + timedelta(days=30)
    for box, value in (("day", usual.day), ("month", usual.month), ("year", usual.year)):
        assert re.search(rf'name="last_day_{box}"[^>]*value="{value}"|value="{value}"[^>]*name="last_day_{box}"', page)


def test_its_secret_is_long_and_never_the_same() -> None:
    drawn = {rules.new_secret() for _time in range(50)}
    assert len(drawn) == 50
    assert len(rules.LETTERS) ** rules.LENGTH > 2**160
    assert all(rules.is_shaped(secret) for secret in drawn)


def test_nothing_in_the_database_holds_the_secret(cast: Cast, token: Token, owner_connection: Any) -> None:
    shown = token(cast.amira, "read", "report")
    bare = shown.secret.removeprefix(rules.PREFIX)
    with connection.cursor() as cursor:
        cursor.execute("SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                       " WHERE c.relkind = 'r' AND n.nspname = 'public'")  # fmt: skip
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) > 30
        for table in tables:
            for looked_for in (bare, bare.encode().hex()):
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{looked_for}%"])
                assert cursor.fetchone() == (0,), table
        cursor.execute("SELECT count(*) FROM accounts_personaltoken t WHERE t::text LIKE %s", [f"%{shown.token.id}%"])
        assert cursor.fetchone() == (1,)  # so it would have been found


def test_the_record_and_the_person_are_told(cast: Cast, amira: Client, token: Token) -> None:
    sent()
    shown = token(cast.amira, "handle", "read")
    event, actor, data = last_written_about(cast.amira.id)
    assert (event, actor) == ("token.made", cast.amira.id)
    assert data == {
        "token": str(shown.token.id),
        "scopes": ["read", "handle"],
        "last_day": (today(cast.organisation) + timedelta(days=30)).isoformat(),
    }
    assert [mail.to for mail in sent()] == [address_of("amira")]
    page = amira.get("/notices/").content.decode()
    assert "A token was made with which a programme can do things in your name." in page


def test_it_asks_for_a_fresh_proof(cast: Cast, amira: Client, later: Later) -> None:
    with later(timedelta(minutes=6)):
        answer = amira.post(NEW, filled(today(cast.organisation)))
        assert answer["Location"].startswith("/sign-in/again/?next=")
        refused = amira.post(API, {"name": "x", "scopes": ["read"]}, content_type="application/json")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not-fresh")
    assert "five minutes" in refused.json()["error"]["message"]
    assert not PersonalToken.objects.exists()


def test_no_token_makes_another(cast: Cast, token: Token) -> None:
    mighty = programme(token(cast.amira, "read", "report", "handle", "organise"))
    refused = mighty.post(API, {"name": "x", "scopes": ["read"]}, content_type="application/json")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not-with-token")
    assert refused.json()["error"]["message"]
    assert mighty.get(NEW)["Location"].startswith("/sign-in/")
    assert mighty.post(NEW, filled(today(cast.organisation))).status_code == 403
    assert PersonalToken.objects.count() == 1


def test_the_api_makes_one_for_whoever_is_there(cast: Cast, amira: Client) -> None:
    body = {"name": "intranet", "scopes": ["report"]}
    made = amira.post(API, body, content_type="application/json", headers={"Idempotency-Key": "a"})
    assert made.status_code == 201
    assert opens(made.json()["secret"])
    read = amira.get(made["Location"]).json()
    assert read["last_day"] == (today(cast.organisation) + timedelta(days=30)).isoformat()
    assert (read["scopes"], read["used_on"]) == (["report"], today(cast.organisation).isoformat())
    again = amira.post(API, body, content_type="application/json", headers={"Idempotency-Key": "a"}).json()
    assert again == {**made.json(), "secret": None}
    assert PersonalToken.objects.count() == 1


def test_it_still_takes_a_csrf_token_in_a_session(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert cast.amira.user
    browser.force_login(cast.amira.user)
    refused = browser.post(API, {"name": "x", "scopes": ["read"]}, content_type="application/json")
    assert refused.status_code == 403
    assert not PersonalToken.objects.exists()


def test_the_same_form_twice_is_one_token_and_the_last_secret_counts(cast: Cast, amira: Client) -> None:
    said = filled(today(cast.organisation), csrfmiddlewaretoken="x" * 64)
    first, second = (shown_on(amira.post(NEW, said)) for _time in range(2))
    assert PersonalToken.objects.count() == 1
    assert (opens(first), opens(second)) == (False, True)
    assert [event for event, *_more in written_about(cast.amira.id)] == ["token.made", "token.shown-again"]
    assert amira.post(NEW, said).status_code == 409  # it is in use: it is not taken from whoever uses it


def test_what_was_made_long_ago_is_not_shown_again(cast: Cast, amira: Client, later: Later) -> None:
    said = filled(today(cast.organisation), csrfmiddlewaretoken="x" * 64)
    amira.post(NEW, said)
    with later(timedelta(minutes=11)):
        session = amira.session
        session["proved_at"] = int(now().timestamp())
        session.save()
        assert amira.post(NEW, said).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Say what it is for."),
        ({"name": "x" * 61}, "at most 60"),
        ({"scopes": []}, "Choose at least one thing that it may be used for."),
        ({"scopes": ["everything"]}, "not one of the available choices"),
        ({"last_day_day": ""}, "The date must include a day"),
        ({"last_day_year": 2020}, "The last day must be today or later."),
        ({"last_day_year": 2090}, "A token lasts for 90 days at most."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(cast: Cast, amira: Client, wrong: dict[str, Any], sentence: str) -> None:
    answer = amira.post(NEW, filled(today(cast.organisation), **{"name": "my own words", **wrong}))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "name" in wrong or "my own words" in answer.content.decode()
    assert not PersonalToken.objects.exists()


@pytest.mark.parametrize("days", [0, 90])
def test_the_last_day_may_be_from_today_to_three_months_from_now(days: int) -> None:
    rules.check_last_day(date(2026, 3, 1) + timedelta(days=days), today=date(2026, 3, 1))
    wrong = -1 if days == 0 else 91
    with pytest.raises(RuleViolation):
        rules.check_last_day(date(2026, 3, 1) + timedelta(days=wrong), today=date(2026, 3, 1))


def test_nobody_has_more_than_they_can_know(cast: Cast, token: Token) -> None:
    for _number in range(rules.MOST):
        token(cast.amira)
    with pytest.raises(RuleViolation, match="many"):
        token(cast.amira)
    token(cast.ben)


def test_what_is_long_over_is_forgotten_and_makes_room(cast: Cast, token: Token, later: Later) -> None:
    for _number in range(rules.MOST):
        token(cast.amira, days=1)
    with later(timedelta(days=3)):
        token(cast.amira, days=2)
        assert PersonalToken.objects.count() == rules.MOST + 1
    with later(timedelta(days=40)):
        token(cast.amira)
        assert PersonalToken.objects.count() == 1


@pytest.mark.parametrize(("column", "value"), [("ends_at", timedelta(0)), ("ends_at", timedelta(days=93)), ("scopes", [])])
def test_the_database_refuses_what_must_not_be(cast: Cast, token: Token, column: str, value: Any) -> None:
    made = token(cast.amira).token
    changed = made.made_at + value if isinstance(value, timedelta) else value
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        PersonalToken.objects.filter(id=made.id).update(**{column: changed})
    assert isinstance(refused.value.__cause__, psycopg2.errors.CheckViolation)


def test_whoever_has_no_login_has_no_token(cast: Cast) -> None:

    with pytest.raises(NotVisible):
        make_token(actor=cast.lena, name="x", scopes=["read"], last_day=today(cast.organisation))
