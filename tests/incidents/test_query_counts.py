"""How many questions each list page asks the database: a baseline, the same for three rows as for many."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.demo.cast import Cast
from tests.accounts.kinds import SignedIn
from tests.incidents.told import send

pytestmark = pytest.mark.django_db
MANY = 30

BASELINES = {
    ("elif_", "desk:queue"): 12,
    ("noor", "register:list"): 12,
    ("grace", "register:list"): 10,
    ("amira", "reports:list"): 7,
    ("elif_", "notices:list"): 10,
    ("amira", "staff:list"): 9,
    ("elif_", "clients:list"): 12,
    ("elif_", "home"): 17,
}
"""Less is welcome, more is a mistake."""
MOST = 6
"""So many questions at most a list adds to those of every page: who is signed in, what the menu shows, how much is new."""


def asked(browser: Any, page: str) -> int:
    browser.get(reverse(page))  # some questions are put together once
    with CaptureQueriesContext(connection) as sent:
        assert browser.get(reverse(page)).status_code == 200
    return len([query for query in sent.captured_queries if "SAVEPOINT" not in query["sql"]])


def test_each_list_page_asks_as_often_for_three_rows_as_for_many(cast: Cast, signed_in: SignedIn) -> None:
    browsers = {who: signed_in(getattr(cast, who)) for who, _page in BASELINES}

    def counted() -> dict[tuple[str, str], int]:
        return {(who, page): asked(browsers[who], page) for who, page in BASELINES}

    def arrive(many: int) -> None:
        for number in range(many):
            send(cast.amira, cast.ben, kind="guidance" if number % 3 == 1 else "concern")

    arrive(3)
    few = counted()
    arrive(MANY)
    # All are sent in the one transaction of this test, so chance orders them: a third of each kind, and a page shows both.
    assert counted() == few == BASELINES
    every_page = {who: asked(browser, "about:help") for who, browser in browsers.items()}
    lists = {key: count for key, count in BASELINES.items() if key[1] != "home"}  # the start page asks each slice once
    assert [key for key, count in lists.items() if count - every_page[key[0]] > MOST] == []
