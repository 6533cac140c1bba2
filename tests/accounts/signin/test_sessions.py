"""A session ends twenty minutes after its last use and ten hours after its beginning (SI-06)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from accounts.demo.cast import Cast, address_of
from accounts.signin import rules
from accounts.signin.sessions import seconds_left_when_idle
from tests.accounts.signin.conftest import Try

Later = Callable[[timedelta], Any]
MINUTES_19, MINUTES_20 = timedelta(minutes=19), timedelta(minutes=20)


@pytest.fixture
def signed_in(cast: Cast, client: Client, try_password: Try, later: Later) -> Client:
    with later(timedelta(0)):
        try_password(client, address_of("amira"))
    return client


def is_in(browser: Client) -> bool:
    return bool(browser.get(reverse("home")).status_code == 200)


def test_a_session_that_is_used_goes_on(signed_in: Client, later: Later) -> None:
    for used in range(1, 6):
        with later(used * MINUTES_19):
            assert is_in(signed_in)


def test_a_session_nobody_used_for_twenty_minutes_is_over(signed_in: Client, later: Later) -> None:
    with later(MINUTES_20):
        assert not is_in(signed_in)
    with later(MINUTES_20 + timedelta(seconds=1)):
        assert not is_in(signed_in), "and stays over"


def test_a_session_is_over_after_ten_hours_however_much_it_is_used(signed_in: Client, later: Later) -> None:
    for minutes in range(15, 600, 15):
        with later(timedelta(minutes=minutes)):
            assert is_in(signed_in)
    with later(timedelta(hours=10)):
        assert not is_in(signed_in)


def test_asking_to_stay_counts_as_use(signed_in: Client, later: Later) -> None:
    with later(MINUTES_19):
        assert signed_in.post(reverse("signin:keep_alive")).status_code == 204
    with later(2 * MINUTES_19):
        assert is_in(signed_in)


def test_asking_to_stay_comes_too_late_after_the_end(signed_in: Client, later: Later) -> None:
    with later(MINUTES_20):
        assert signed_in.post(reverse("signin:keep_alive")).status_code == 302
    assert signed_in.get(reverse("signin:keep_alive")).status_code == 302


def test_asking_to_stay_is_sent_not_opened(signed_in: Client, later: Later) -> None:
    with later(timedelta(0)):
        assert signed_in.get(reverse("signin:keep_alive")).status_code == 405


def test_the_last_use_is_written_at_most_once_a_minute(signed_in: Client, later: Later) -> None:
    def written_at() -> Any:
        return Session.objects.get(session_key=signed_in.session.session_key).session_data

    first = written_at()
    with later(timedelta(seconds=59)):
        is_in(signed_in)
    assert written_at() == first
    with later(timedelta(seconds=60)):
        is_in(signed_in)
    assert written_at() != first


def test_the_old_session_is_gone_from_the_database(signed_in: Client, later: Later) -> None:
    old = signed_in.session.session_key
    with later(MINUTES_20):
        is_in(signed_in)
    assert not Session.objects.filter(session_key=old).exists()
    assert "_auth_user_id" not in signed_in.session


def test_whoever_was_away_is_told_so_and_led_back(signed_in: Client, later: Later) -> None:
    with later(MINUTES_20):
        response = signed_in.get("/notices/?page=2")
        assert response["Location"] == "/sign-in/?why=away&next=%2Fnotices%2F%3Fpage%3D2"
        assert "You were away for a while" in signed_in.get(response["Location"]).content.decode()


def test_the_api_says_only_that_one_is_not_signed_in(signed_in: Client, later: Later) -> None:
    with later(MINUTES_20):
        assert signed_in.get("/api/v1/openapi.json").status_code == 401


def test_the_page_warns_before_the_server_acts(signed_in: Client, later: Later, settings: Any) -> None:
    with later(timedelta(0)):
        page = signed_in.get(reverse("home")).content.decode()
    assert f'data-seconds="{settings.SESSION_IDLE_SECONDS - rules.GRAIN}"' in page
    assert seconds_left_when_idle() + rules.GRAIN == settings.SESSION_IDLE_SECONDS


def test_a_page_for_strangers_warns_of_nothing(db: None, client: Client) -> None:
    assert "data-seconds" not in client.get(reverse("signin:sign_in")).content.decode()


def test_a_session_made_elsewhere_is_limited_from_its_first_use(cast: Cast, client: Client, later: Later) -> None:
    assert cast.amira.user
    client.force_login(cast.amira.user)
    with later(timedelta(0)):
        assert is_in(client)
    with later(MINUTES_20):
        assert not is_in(client)


@pytest.mark.parametrize(
    ("seen", "now", "over"), [(0, 1199, False), (0, 1200, True), (35999, 35999, False), (35999, 36000, True)]
)
def test_when_a_session_is_over(seen: int, now: int, over: bool) -> None:
    assert rules.is_over(began=0, seen=seen, now=now, idle_seconds=1200, absolute_seconds=36000) is over


def test_a_page_is_shown_though_notices_cannot_be_counted(
    signed_in: Client, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_person: Any) -> int:
        raise OperationalError

    monkeypatch.setattr("accounts.signin.context.count_new", away)
    with later(timedelta(0)):
        assert signed_in.get(reverse("home")).status_code == 200
