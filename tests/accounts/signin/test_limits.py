"""Failures are counted so that guessing is slow and nobody is locked out by somebody else (SI-07)."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.demo.actions import PASSWORD
from accounts.demo.cast import Cast, address_of
from accounts.signin import rules
from accounts.signin.actions import Attempt, TooManyFailures, account_index, reserve
from accounts.signin.models import SignInFailure
from boundaries.clocks.queries import now
from boundaries.sealing.actions import blind_index
from tests.accounts.signin.conftest import Try
from tests.accounts.signing import recovery_code

AMIRA, NOOR = address_of("amira"), address_of("noor")
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def fail(browser: Client, try_password: Try, email: str, times: int = rules.PER_ACCOUNT, source: str = HERE) -> None:
    for _ in range(times):
        assert try_password(browser, email, "wrong", source=source).status_code == 422


def test_login_throttle(cast: Cast, client: Client, try_password: Try) -> None:
    fail(client, try_password, AMIRA)
    refused = try_password(client, AMIRA)
    assert refused.status_code == 429
    assert "You can try again in 5 minutes." in refused.content.decode()
    assert 0 < int(refused["Retry-After"]) <= 300


def test_login_throttle_is_not_global(cast: Cast, client: Client, try_password: Try) -> None:
    fail(client, try_password, AMIRA)
    assert try_password(Client(), NOOR).status_code == 302
    assert try_password(Client(), AMIRA, source=ELSEWHERE).status_code == 302


def test_an_unknown_account_is_refused_in_the_same_way(cast: Cast, client: Client, try_password: Try) -> None:
    fail(client, try_password, "nobody@relief.example")
    assert try_password(client, "nobody@relief.example").status_code == 429


def test_no_way_of_writing_an_address_gives_more_tries(cast: Cast, client: Client, try_password: Try) -> None:
    fail(client, try_password, AMIRA)
    assert try_password(client, " AMIRA@Relief.EXAMPLE").status_code == 429


def test_guessing_beside_an_owner_never_locks_them_out(cast: Cast, client: Client, try_password: Try) -> None:
    try_password(client, NOOR)
    client.post("/sign-out/")
    fail(Client(), try_password, NOOR)
    assert try_password(Client(), NOOR).status_code == 429
    assert try_password(client, NOOR).status_code == 302


def test_a_known_device_has_a_limit_of_its_own(cast: Cast, client: Client, try_password: Try) -> None:
    try_password(client, NOOR)
    client.post("/sign-out/")
    fail(client, try_password, NOOR)
    assert try_password(client, NOOR, source=ELSEWHERE).status_code == 429
    assert try_password(Client(), NOOR).status_code == 302


def test_a_device_is_known_only_to_the_account_that_signed_in_with_it(cast: Cast, client: Client, try_password: Try) -> None:
    try_password(client, AMIRA)
    client.post("/sign-out/")
    fail(client, try_password, NOOR)
    assert set(SignInFailure.objects.values_list("device_index", flat=True)) == {None}


def test_a_shared_browser_is_known_to_each_who_signs_in_with_it(cast: Cast, client: Client, try_password: Try) -> None:
    for email in (AMIRA, NOOR):
        try_password(client, email)
        client.post("/sign-out/")
    fail(Client(), try_password, AMIRA)
    assert try_password(client, AMIRA).status_code == 302


@pytest.mark.parametrize("cookie", ["", "nonsense", "a:b:c", '["x",[]]:1:2', "\x80", "x" * 5000])
def test_a_forged_device_is_no_device(cast: Cast, client: Client, try_password: Try, cookie: str) -> None:
    client.cookies["device"] = cookie
    fail(client, try_password, NOOR, times=1)
    assert SignInFailure.objects.get().device_index is None


def test_a_known_device_is_remembered_by_a_cookie_no_script_or_other_host_can_touch(
    cast: Cast, client: Client, settings: Any
) -> None:
    settings.HTTPS = True
    client.post("/sign-in/", {"email": AMIRA, "password": PASSWORD}, secure=True)
    answer = client.post("/sign-in/code/", {"code": recovery_code(cast.amira.user)}, secure=True)
    cookie = answer.cookies["__Host-device"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, True, "Lax", "/")
    assert cookie["domain"] == ""
    assert AMIRA not in cookie.value


def test_one_source_may_fail_only_so_often_whatever_the_account(cast: Cast, client: Client, try_password: Try) -> None:
    source = blind_index("sign-in source", HERE)
    SignInFailure.objects.bulk_create(
        SignInFailure(account_index=blind_index("x", number), source_index=source, at=now()) for number in range(rules.PER_SOURCE)
    )
    assert try_password(client, AMIRA).status_code == 429
    assert try_password(client, AMIRA, source=ELSEWHERE).status_code == 302
    assert try_password(client, AMIRA).status_code == 302, "the device is known by now"


def test_one_may_try_again_when_it_was_said(
    cast: Cast, client: Client, try_password: Try, later: Callable[[timedelta], Any]
) -> None:
    with later(timedelta(0)):
        fail(client, try_password, AMIRA)
    with later(timedelta(minutes=4, seconds=10)):
        assert "in 1 minute." in try_password(client, AMIRA).content.decode()
    with later(timedelta(minutes=5)):
        assert try_password(client, AMIRA).status_code == 302


def test_a_refused_try_does_not_make_one_wait_longer(
    cast: Cast, client: Client, try_password: Try, later: Callable[[timedelta], Any]
) -> None:
    with later(timedelta(0)):
        fail(client, try_password, AMIRA)
        for _ in range(3):
            try_password(client, AMIRA)
    assert SignInFailure.objects.count() == rules.PER_ACCOUNT


def test_the_right_password_forgives_earlier_slips(cast: Cast, client: Client, try_password: Try) -> None:
    fail(client, try_password, AMIRA, times=rules.PER_ACCOUNT - 1)
    try_password(client, AMIRA)
    assert not SignInFailure.objects.exists()


def test_what_is_kept_of_a_failure_names_neither_account_nor_source(cast: Cast, client: Client, try_password: Try) -> None:
    fail(client, try_password, AMIRA, times=1)
    kept = SignInFailure.objects.get()
    everything = b"".join(bytes(value) for value in (kept.account_index, kept.source_index))
    assert bytes(kept.account_index) == account_index(AMIRA)
    assert AMIRA.encode() not in everything
    assert HERE.encode() not in everything


def test_old_failures_are_forgotten(cast: Cast, client: Client, try_password: Try, later: Callable[[timedelta], Any]) -> None:
    with later(timedelta(0)):
        fail(client, try_password, AMIRA, times=2)
    with later(rules.KEPT + timedelta(seconds=1)):
        fail(client, try_password, NOOR, times=1)
    assert SignInFailure.objects.count() == 1


@pytest.mark.parametrize(
    ("header", "proxies", "counted"),
    [
        ("203.0.113.9", 0, "192.0.2.1"),
        ("203.0.113.9", 1, "203.0.113.9"),
        ("1.1.1.1, 203.0.113.9", 1, "203.0.113.9"),
        ("1.1.1.1, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("203.0.113.9", 2, "192.0.2.1"),
        ("", 1, "192.0.2.1"),
        ("not an address", 1, "192.0.2.1"),
        ("203.0.113.9:4711", 1, "203.0.113.9"),
        ("[2001:db8:1:2::9]:4711", 1, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", 1, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", 1, "203.0.113.9"),
    ],
)
def test_a_source_is_what_our_own_proxies_saw(rf: Any, settings: Any, header: str, proxies: int, counted: str) -> None:
    from accounts.signin.source import client_address

    settings.TRUSTED_PROXIES = proxies
    assert client_address(rf.get("/", HTTP_X_FORWARDED_FOR=header, REMOTE_ADDR="192.0.2.1")) == counted


def test_tries_at_the_same_moment_cannot_slip_past_the_limit(committed_db: None) -> None:
    attempt = Attempt(account_index(NOOR), blind_index("sign-in source", HERE), None)
    refused: list[bool] = []
    together = threading.Barrier(12)

    def attempt_once() -> None:
        together.wait()
        try:
            reserve(attempt=attempt)
            refused.append(False)
        except TooManyFailures:
            refused.append(True)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt_once) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(refused) == [False] * rules.PER_ACCOUNT + [True] * 7
