"""The second half of signing in."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import reverse

from accounts.demo.cast import Cast, address_of
from accounts.secondfactor.actions import show_code
from accounts.secondfactor.models import AppKey, RecoveryCode
from accounts.staff.models import User
from tests.accounts.signin.conftest import Try
from tests.accounts.signing import app_code, give_app, recovery_code

Later = Callable[[timedelta], Any]
CHALLENGE, HOME = "/sign-in/code/", "/"


def is_in(browser: Client) -> bool:
    return bool(browser.get(HOME).status_code == 200)


def test_the_password_alone_opens_nothing(half_way: Client) -> None:
    assert not is_in(half_way)
    assert half_way.get("/api/v1/openapi.json").status_code == 401
    assert "_auth_user_id" not in half_way.session


def test_a_code_from_the_app_lets_in(half_way: Client) -> None:
    answer = half_way.post(CHALLENGE, {"code": f" {app_code()[:3]} {app_code()[3:]}"})
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    assert is_in(half_way)


def test_a_recovery_code_lets_in_once(half_way: Client, cast: Cast, try_password: Try) -> None:
    code = recovery_code(cast.amira.user)
    assert half_way.post(CHALLENGE, {"code": code.lower()}).status_code == 302
    assert is_in(half_way)
    another = Client()
    try_password(another, address_of("amira"))
    assert another.post(CHALLENGE, {"code": code}).status_code == 422
    assert not is_in(another)


def test_somebody_elses_recovery_code_is_none(half_way: Client, cast: Cast) -> None:
    assert half_way.post(CHALLENGE, {"code": recovery_code(cast.ben.user)}).status_code == 422


@pytest.mark.parametrize("code", ["000000", "not a code", "x" * 200, "", "\x00"])
def test_a_wrong_code_says_so_beside_the_field(half_way: Client, code: str) -> None:
    answer = half_way.post(CHALLENGE, {"code": code})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["code"]
    assert not is_in(half_way)


def test_a_code_counts_once_also_for_the_next_sign_in(half_way: Client, try_password: Try) -> None:
    code = app_code()
    assert half_way.post(CHALLENGE, {"code": code}).status_code == 302
    another = Client()
    try_password(another, address_of("amira"))
    assert another.post(CHALLENGE, {"code": code}).status_code == 422


def test_it_leads_back_to_where_one_was(cast: Cast, client: Client, try_password: Try) -> None:
    give_app(cast.amira)
    try_password(client, address_of("amira"), next="/notices/?page=2")
    assert client.post(CHALLENGE, {"code": app_code()})["Location"] == "/notices/?page=2"


def test_the_session_gets_a_new_key_at_each_half(half_way: Client) -> None:
    half = half_way.session.session_key
    half_way.post(CHALLENGE, {"code": app_code()})
    assert half_way.session.session_key != half
    assert "pending" not in half_way.session


def test_after_ten_minutes_one_begins_again(half_way: Client, later: Later) -> None:
    with later(timedelta(minutes=11)):
        answer = half_way.post(CHALLENGE, {"code": app_code()})
        assert answer["Location"] == reverse("signin:sign_in")
        assert not is_in(half_way)


def test_whoever_was_deactivated_meanwhile_does_not_get_in(half_way: Client, cast: Cast) -> None:
    cast.amira.is_active = False
    cast.amira.save(update_fields=["is_active"])
    assert half_way.post(CHALLENGE, {"code": app_code()})["Location"] == reverse("signin:sign_in")


def test_without_a_password_before_it_there_is_no_second_half(db: None, client: Client) -> None:
    for answer in (client.get(CHALLENGE), client.post(CHALLENGE, {"code": "123456"})):
        assert answer["Location"] == reverse("signin:sign_in")


def test_five_wrong_codes_and_one_waits(half_way: Client, later: Later) -> None:
    with later(timedelta(0)):
        for _time in range(5):
            assert half_way.post(CHALLENGE, {"code": "000000"}).status_code == 422
        refused = half_way.post(CHALLENGE, {"code": app_code()})
    assert (refused.status_code, refused["Retry-After"]) == (429, "300")
    with later(timedelta(minutes=5, seconds=1)):
        assert half_way.post(CHALLENGE, {"code": app_code()}).status_code == 302


def test_guessing_at_one_account_locks_out_nobody_else(half_way: Client, cast: Cast, try_password: Try) -> None:
    for _time in range(6):
        half_way.post(CHALLENGE, {"code": "000000"})
    give_app(cast.ben)
    bens = Client()
    try_password(bens, address_of("ben"))
    assert bens.post(CHALLENGE, {"code": app_code()}).status_code == 302


def test_nor_its_owner_who_comes_from_elsewhere(half_way: Client, cast: Cast, try_password: Try) -> None:
    for _time in range(6):
        half_way.post(CHALLENGE, {"code": "000000"})
    amiras = Client()
    try_password(amiras, address_of("amira"), source="198.51.100.7")
    assert amiras.post(CHALLENGE, {"code": app_code()}, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_the_page_says_nothing_of_whom_it_is_for(half_way: Client) -> None:
    page = half_way.get(CHALLENGE).content.decode()
    assert "amira" not in page.lower()


def at_once(work: Callable[[], Any], times: int) -> list[Any]:
    """The same thing in several threads, as near to one moment as can be."""
    ready, found = threading.Barrier(times), []

    def one() -> None:
        close_old_connections()
        try:
            ready.wait()
            found.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_the_same_code_in_several_threads_counts_exactly_once(committed_db: None, kind: str) -> None:
    from accounts.demo.cast import small_world

    amira = small_world().amira
    give_app(amira)
    user = User.objects.get(staff_member=amira)
    for _round in range(5):
        code = recovery_code(user) if kind == "recovery" else app_code()
        AppKey.objects.update(last_step=0)
        found = at_once(lambda: show_code(user=User.objects.get(pk=user.pk), code=code), 4)  # noqa: B023 -- done within the round
        assert sorted(str(each) for each in found) == sorted([kind, "None", "None", "None"])


def test_a_recovery_code_that_was_used_is_written_down(half_way: Client, cast: Cast) -> None:
    from tests.accounts.kinds import last_written_about

    half_way.post(CHALLENGE, {"code": recovery_code(cast.amira.user)})
    assert last_written_about(cast.amira.id)[0] == "factor.code-used"
    assert RecoveryCode.objects.filter(user=cast.amira.user, used_at=None).count() == 0
