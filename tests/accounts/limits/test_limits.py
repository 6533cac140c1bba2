"""How much may be asked of the API within a minute: exactly so much, each for themselves, and all of it without Redis too."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client, override_settings

from accounts.demo.cast import Cast
from accounts.limits import rules
from accounts.limits.rules import Limit, Limits
from boundaries.web import counting
from boundaries.web.counting import Counter, counter
from boundaries.web.openapi import schema
from tests.accounts.tokens.calls import SCHEMA, Token, programme
from tests.accounts.tokens.conftest import cast, token

__all__ = ["cast", "token"]
pytestmark = pytest.mark.django_db
SignedIn = Callable[[Any], Client]
DRAFTS = "/api/v1/drafts/"
NOBODY_LISTENS = "redis://127.0.0.1:9/0"


@pytest.fixture(autouse=True)
def _own_counter(redis: Any) -> Iterator[None]:
    """A counter that nobody has used, in an empty Redis."""
    counter.cache_clear()
    yield
    counter.cache_clear()


def few(**most: int) -> Any:
    """So many within a minute, and as many as one likes of all else."""
    return override_settings(**{f"API_{kind}_PER_MINUTE": number for kind, number in most.items()})


def statuses(browser: Client, times: int, path: str = SCHEMA, **request: Any) -> list[int]:
    return [browser.get(path, **request).status_code for _time in range(times)]


# --- The rules ----------------------------------------------------------------------------------------------------------------
SOME = Limits(person=300, writes=60, token=200, unknown=50)


@pytest.mark.parametrize(
    ("person", "token", "method", "expected"),
    [
        (None, None, "GET", [("unknown", "s", 50)]),
        (None, "t", "POST", [("unknown", "s", 50)]),
        ("p", None, "GET", [("person", "p", 300)]),
        ("p", None, "HEAD", [("person", "p", 300)]),
        ("p", None, "DELETE", [("person", "p", 300), ("writes", "p", 60)]),
        ("p", "t", "GET", [("person", "p", 300), ("token", "t", 200)]),
        ("p", "t", "PATCH", [("person", "p", 300), ("writes", "p", 60), ("token", "t", 200)]),
    ],
)
def test_what_a_request_counts_for(person: Any, token: Any, method: str, expected: list[tuple[str, str, int]]) -> None:
    found = rules.limits_on(SOME, person=person, token=token, source="s", method=method)
    assert found == [Limit(*each) for each in expected]


def test_none_means_as_many_as_one_likes() -> None:
    assert rules.limits_on(Limits(0, 0, 0, 0), person="p", token="t", source="s", method="POST") == []


@pytest.mark.parametrize(
    ("counted", "expected"),
    [([(3, 40), (9, 7)], 0), ([(4, 40), (9, 7)], 40), ([(3, 40), (10, 7)], 7), ([(4, 40), (10, 7)], 40), ([], 0)],
)
def test_how_long_to_wait(counted: list[tuple[int, int]], expected: int) -> None:
    limits = [Limit("person", "p", 3), Limit("token", "t", 9)]
    assert rules.seconds_to_wait(limits, counted) == expected


# --- The doors ----------------------------------------------------------------------------------------------------------------
def test_exactly_so_many_and_no_more(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.amira)
    with few(REQUESTS=3):
        assert statuses(browser, 5) == [200, 200, 200, 429, 429]


def test_the_answer_is_in_the_one_form_and_says_when(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.amira)
    with few(REQUESTS=1):
        browser.get(SCHEMA)
        refused = browser.get(SCHEMA)
    assert refused.status_code == 429
    seconds = int(refused["Retry-After"])
    assert 0 < seconds <= rules.SECONDS
    error = refused.json()["error"]
    assert set(refused.json()) == {"error"}
    assert (error["code"], error["fields"]) == ("too-many-requests", {})
    assert str(seconds) in error["message"]
    assert refused["X-Content-Type-Options"] == "nosniff"


def test_after_the_minute_one_goes_on(cast: Cast, signed_in: SignedIn, redis: Any) -> None:
    browser = signed_in(cast.amira)
    with few(REQUESTS=1):
        assert statuses(browser, 2) == [200, 429]
        (name,) = redis.keys("api:*")
        assert 0 < redis.ttl(name) <= rules.SECONDS
        redis.pexpire(name, 0)
        assert statuses(browser, 2) == [200, 429]


def test_waiting_is_not_prolonged_by_asking(cast: Cast, signed_in: SignedIn, redis: Any) -> None:
    browser = signed_in(cast.amira)
    with few(REQUESTS=1):
        browser.get(SCHEMA)
        (name,) = redis.keys("api:*")
        redis.expire(name, 20)
        assert int(browser.get(SCHEMA)["Retry-After"]) <= 20
        assert redis.ttl(name) <= 20


def test_everybody_is_counted_for_themselves(cast: Cast, signed_in: SignedIn) -> None:
    amira, ben, again = signed_in(cast.amira), signed_in(cast.ben), signed_in(cast.amira)
    with few(REQUESTS=2):
        assert statuses(amira, 3) == [200, 200, 429]
        assert statuses(again, 1) == [429]
        assert statuses(ben, 2) == [200, 200]


def test_writing_is_counted_apart(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.amira)

    def write() -> int:
        return browser.post(DRAFTS, {}, content_type="application/json").status_code

    with few(WRITES=2, REQUESTS=6):
        assert [write() for _time in range(3)] == [201, 201, 429]
        assert statuses(browser, 4, DRAFTS) == [200, 200, 200, 429]


def test_what_was_held_back_was_not_done(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.amira)
    with few(WRITES=1):
        for _time in range(3):
            browser.post(DRAFTS, {}, content_type="application/json")
    assert len(browser.get(DRAFTS).json()["drafts"]) == 1


def test_one_token_leaves_room_for_another(cast: Cast, token: Token, signed_in: SignedIn) -> None:
    first, second, browser = programme(token(cast.amira)), programme(token(cast.amira)), signed_in(cast.amira)
    with few(TOKEN_REQUESTS=2, REQUESTS=6):
        assert statuses(first, 3) == [200, 200, 429]
        assert statuses(second, 2) == [200, 200]
        assert statuses(browser, 2) == [200, 429]


def test_strangers_are_counted_by_where_they_come_from(cast: Cast, token: Token) -> None:
    stranger, wrong, script = Client(), programme("boundaries_" + "x" * 40), programme(token(cast.amira))
    with few(UNKNOWN_REQUESTS=3):
        assert statuses(stranger, 2) == [401, 401]
        assert statuses(wrong, 2) == [401, 429]
        assert statuses(stranger, 1, REMOTE_ADDR="192.0.2.7") == [401]
        assert statuses(script, 4) == [200] * 4  # whoever is known is not held back for the strangers beside them


def test_a_token_that_does_not_count_is_a_strangers_whoever_sits_in_the_browser(cast: Cast, signed_in: SignedIn) -> None:
    wrong = signed_in(cast.ben)
    with few(UNKNOWN_REQUESTS=1):
        assert statuses(wrong, 2, headers={"Authorization": "Bearer boundaries_" + "x" * 40}) == [401, 429]
        assert statuses(wrong, 2) == [200, 200]


def test_the_page_of_the_api_and_addresses_that_there_are_not_count_too(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.amira)
    with few(REQUESTS=2):
        assert [browser.get(path).status_code for path in ("/api/v1/", "/api/v1/nothing/", SCHEMA)] == [200, 404, 429]


def test_pages_are_not_counted(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.amira)
    with few(REQUESTS=1, WRITES=1, UNKNOWN_REQUESTS=1):
        assert statuses(browser, 3, "/account/tokens/") == [200] * 3


def test_redis_learns_neither_who_asks_nor_from_where(cast: Cast, token: Token, redis: Any) -> None:
    shown = token(cast.amira)
    with few(REQUESTS=9, WRITES=9, TOKEN_REQUESTS=9, UNKNOWN_REQUESTS=9):
        programme(shown).post(DRAFTS, {}, content_type="application/json")
        Client().get(SCHEMA, REMOTE_ADDR="192.0.2.7")
    kept = {name.decode(): redis.get(name).decode() for name in redis.keys("*")}
    assert {name.split(":")[1] for name in kept} == {"person", "writes", "token", "unknown"}
    assert all(value.isdecimal() for value in kept.values())
    known = [str(cast.amira.id), str(shown.token.id), str(cast.amira.user_id), shown.secret, "192.0.2.7"]
    for name in kept:
        assert not [each for each in known if each in name or each.encode().hex() in name or each.replace("-", "") in name]
    assert all(0 < redis.ttl(name) <= rules.SECONDS for name in kept)


# --- Redis may be away --------------------------------------------------------------------------------------------------------
def test_with_redis_gone_everything_goes_on(cast: Cast, signed_in: SignedIn, token: Token) -> None:
    browser, script = signed_in(cast.amira), programme(token(cast.amira, "report"))
    with few(REQUESTS=1, WRITES=1, TOKEN_REQUESTS=1, UNKNOWN_REQUESTS=1), override_settings(REDIS_URL=NOBODY_LISTENS):
        assert statuses(browser, 3) == [200] * 3
        assert [script.post(DRAFTS, {}, content_type="application/json").status_code for _time in range(3)] == [201] * 3
        assert statuses(Client(), 3) == [401] * 3


def test_when_redis_is_flushed_counting_begins_anew(cast: Cast, signed_in: SignedIn, redis: Any) -> None:
    browser = signed_in(cast.amira)
    with few(REQUESTS=1):
        assert statuses(browser, 2) == [200, 429]
        redis.flushdb()
        assert statuses(browser, 2) == [200, 429]


@pytest.fixture
def silent() -> Iterator[tuple[str, list[socket.socket]]]:
    """A server that takes every call and never says a word, and the calls it took."""
    listening, taken = socket.create_server(("127.0.0.1", 0)), list[socket.socket]()

    def take() -> None:
        while True:
            try:
                taken.append(listening.accept()[0])
            except OSError:
                return

    thread = threading.Thread(target=take, daemon=True)
    thread.start()
    yield f"redis://127.0.0.1:{listening.getsockname()[1]}/0", taken
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()
    for each in taken:
        each.close()


def test_a_redis_that_hangs_is_asked_once_and_then_left_alone(silent: tuple[str, list[socket.socket]]) -> None:
    address, taken = silent
    hung = Counter(address)
    assert [hung.count(["a"], seconds=60) for _time in range(20)] == [[]] * 20
    assert len(taken) == 1


def test_it_is_asked_again_later(redis: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 1000.0
    monkeypatch.setattr(counting, "monotonic", lambda: moment)
    counting_now = Counter(NOBODY_LISTENS)
    assert counting_now.count(["a"], seconds=60) == []
    counting_now._redis = Counter(os.environ["REDIS_URL"])._redis
    assert counting_now.count(["a"], seconds=60) == []
    moment += counting.LEFT_ALONE
    assert [many for many, _left in counting_now.count(["a", "b"], seconds=60)] == [1, 1]
    assert counting_now.count(["a"], seconds=60)[0][0] == 2


def test_nobody_waits_for_ever(redis: Any) -> None:
    redis.set("a", 7)
    ((many, left),) = Counter(os.environ["REDIS_URL"]).count(["a"], seconds=60)
    assert (many, left) == (8, 1)
    assert 0 < redis.ttl("a") <= 60


def test_many_at_once_are_counted_one_by_one(redis: Any) -> None:
    together, found = Counter(os.environ["REDIS_URL"]), list[int]()

    def ask() -> None:
        for _time in range(25):
            found.append(together.count(["a"], seconds=60)[0][0])

    threads = [threading.Thread(target=ask) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(1, 101))


# --- What is told of it -------------------------------------------------------------------------------------------------------
def test_every_operation_says_that_it_may_be_held_back() -> None:
    for methods in schema()["paths"].values():
        for described in methods.values():
            held_back = described["responses"]["429"]
            assert held_back["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}
            assert held_back["headers"]["Retry-After"]["schema"]["type"] == "integer"


def test_the_page_says_how_often(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.amira)
    with few(REQUESTS=70, WRITES=30, TOKEN_REQUESTS=50):
        page = browser.get("/api/v1/").content.decode()
        assert "You may ask 70 times a minute, change something 30 times, and ask 50 times with one token." in page
    assert "times a minute" not in browser.get("/api/v1/").content.decode()
