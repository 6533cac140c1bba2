"""A forgotten password: the mail alone opens nothing, and no answer tells whose address is known."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.demo.cast import Cast, address_of
from accounts.passwords.models import PasswordReset
from accounts.sessions.models import OpenSession
from accounts.staff.models import User
from boundaries.notices.models import DemoMail
from boundaries.outbox.drain import drain
from tests.accounts.kinds import last_written_about
from tests.accounts.mails import sent
from tests.accounts.signin.conftest import Try
from tests.accounts.signing import app_code, give_app, recovery_code, without_token

Later = Callable[[timedelta], Any]
ASK, CODE, NEW = "/password/", "/sign-in/code/", "/password/new/"
GOOD = {"password": "four words no bird", "password_again": "four words no bird"}


def ask(browser: Client, email: str, source: str = "192.0.2.1") -> Any:
    return browser.post(ASK, {"email": email}, REMOTE_ADDR=source)


@pytest.fixture
def link(cast: Cast, client: Client) -> str:
    """The link that was mailed to Amira, who has an app."""
    give_app(cast.amira)
    ask(client, " Amira@Relief.example")
    (mail,) = sent()
    assert mail.to == address_of("amira")
    return mail.path


def test_link_second_factor_and_new_password_lead_in(cast: Cast, client: Client, link: str) -> None:
    assert client.get(link)["Location"] == CODE
    assert client.post(CODE, {"code": app_code()})["Location"] == NEW
    assert client.post(NEW, GOOD)["Location"] == "/"
    assert client.get("/").status_code == 200
    assert User.objects.get(staff_member=cast.amira).check_password(GOOD["password"])
    assert last_written_about(cast.amira.id)[0] == "password.reset"


def test_the_mail_alone_opens_nothing(cast: Cast, client: Client, link: str) -> None:
    client.get(link)
    assert client.get(NEW)["Location"] == ASK
    assert client.post(NEW, GOOD)["Location"] == ASK
    assert client.get("/").status_code == 302
    assert not User.objects.get(staff_member=cast.amira).check_password(GOOD["password"])


def test_the_second_factor_of_a_sign_in_is_none_for_a_new_password(cast: Cast, client: Client, try_password: Try) -> None:
    give_app(cast.amira)
    try_password(client, address_of("amira"))
    client.post(CODE, {"code": app_code()})
    assert client.post(NEW, GOOD)["Location"] == ASK


def test_whoever_reads_the_mail_does_not_guess_the_second_factor_from_many_places(
    cast: Cast, link: str, try_password: Try
) -> None:
    def guess(source: str, code: str) -> int:
        browser = Client()
        browser.get(link)
        return int(browser.post(CODE, {"code": code}, REMOTE_ADDR=source).status_code)

    assert [guess(f"198.51.100.{number}", "000000") for number in range(1, 7)] == [422] * 5 + [429]
    assert guess("198.51.100.7", app_code()) == 429
    amira = Client()
    assert try_password(amira, address_of("amira"))["Location"] == CODE, "signing in is not held up by it"
    assert amira.post(CODE, {"code": app_code()})["Location"] == "/"


def test_a_link_counts_once(cast: Cast, client: Client, link: str) -> None:
    second = Client()
    for browser in (client, second):
        browser.get(link)
        browser.post(CODE, {"code": recovery_code(cast.amira.user)})
    assert client.post(NEW, GOOD).status_code == 302
    assert second.post(NEW, dict.fromkeys(GOOD, "another good password")).status_code == 409
    assert User.objects.get(staff_member=cast.amira).check_password(GOOD["password"])
    assert Client().get(link).status_code == 404


def test_a_link_counts_for_an_hour(client: Client, link: str, later: Later) -> None:
    with later(timedelta(hours=1, seconds=1)):
        assert client.get(link).status_code == 404


def test_a_link_that_never_was_looks_like_one_that_is_over(client: Client, link: str, later: Later) -> None:
    unknown = client.get("/password/link/" + "0" * 32 + "/")
    with later(timedelta(hours=2)):
        over = Client().get(link)
    assert (unknown.status_code, unknown.content) == (over.status_code, over.content)


def test_every_session_ends(cast: Cast, client: Client, link: str, try_password: Try) -> None:
    elsewhere = Client()
    try_password(elsewhere, address_of("amira"))
    elsewhere.post(CODE, {"code": recovery_code(cast.amira.user)})
    assert elsewhere.get("/").status_code == 200
    client.get(link)
    client.post(CODE, {"code": recovery_code(cast.amira.user)})
    client.post(NEW, GOOD)
    assert elsewhere.get("/").status_code == 302
    assert OpenSession.objects.filter(user=cast.amira.user).count() == 1


def test_their_owner_is_told(cast: Cast, client: Client, link: str) -> None:
    client.get(link)
    client.post(CODE, {"code": app_code()})
    client.post(NEW, GOOD)
    assert {mail.to for mail in sent()} == {address_of("amira")}
    assert "Your password was changed." in client.get("/notices/").content.decode()


@pytest.mark.parametrize(
    ("typed", "again", "field"),
    [
        ("tiny bird", "tiny bird", "password"),
        ("password1234", "password1234", "password"),
        ("amira@relief.example", "amira@relief.example", "password"),
        ("", "", "password"),
        ("four words no bird", "four words no birds", "password_again"),
    ],
)
def test_a_poor_password_is_refused_beside_its_field(
    cast: Cast, client: Client, link: str, typed: str, again: str, field: str
) -> None:
    client.get(link)
    client.post(CODE, {"code": app_code()})
    answer = client.post(NEW, {"password": typed, "password_again": again})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert typed == "" or typed not in answer.content.decode()


# --- what nobody finds out ------------------------------------------------------------------------------------------------


@pytest.fixture
def addresses(cast: Cast) -> dict[str, str]:
    """Addresses of every kind."""
    give_app(cast.amira)
    User.objects.filter(email=address_of("ben")).update(is_active=False)
    cast.pavel.is_active = False
    cast.pavel.save(update_fields=["is_active"])
    User.objects.create_user("machine@relief.example", None)
    return {
        "known": address_of("amira"),
        "unknown": "nobody@relief.example",
        "without a second factor": address_of("elif"),
        "inactive login": address_of("ben"),
        "no longer here": address_of("pavel"),
        "no person behind it": "machine@relief.example",
    }


def test_no_answer_tells_whether_there_is_such_an_account(addresses: dict[str, str]) -> None:
    answers = {}
    for number, (why, email) in enumerate(addresses.items()):
        with CaptureQueriesContext(connection) as queries:
            answer = ask(Client(), email, source=f"192.0.2.{number}")
        headers = sorted((name, value) for name, value in answer.headers.items() if name != "X-Request-ID")
        answers[why] = (answer.status_code, without_token(answer), len(queries), headers, sorted(answer.cookies))
    known = answers.pop("known")
    assert known[0] == 200
    for why, answer in answers.items():
        assert answer == known, why


def test_a_mail_goes_only_to_whoever_could_use_it(addresses: dict[str, str]) -> None:
    for number, email in enumerate(addresses.values()):
        ask(Client(), email, source=f"192.0.2.{number}")
    assert [(mail.to, mail.subject) for mail in sent()] == [(address_of("amira"), "A link for you from Boundaries")]


@pytest.mark.parametrize("email", ["amira@relief.example", "nobody@relief.example"])
def test_five_requests_and_one_waits_whosever_address_it_is(cast: Cast, client: Client, email: str) -> None:
    answers = [ask(client, email).status_code for _time in range(6)]
    assert answers == [200] * 5 + [429]


def test_requests_for_one_address_hold_up_nobody_elses(cast: Cast, client: Client) -> None:
    for _time in range(6):
        ask(client, address_of("amira"))
    assert ask(client, address_of("ben")).status_code == 200


def test_no_table_holds_what_is_in_the_mail(link: str) -> None:
    token = link.rstrip("/").rpartition("/")[2]
    reset = PasswordReset.objects.get()
    assert token.encode() not in bytes(reset.link_index)
    assert token not in str(reset.id)


def test_old_requests_are_forgotten(cast: Cast, client: Client, later: Later) -> None:
    ask(client, "nobody@relief.example")
    with later(timedelta(days=1, seconds=1)):
        ask(client, "nobody@relief.example")
    assert PasswordReset.objects.count() == 1


@pytest.mark.parametrize("email", ["", "amira", "nul\x00@relief.example"])
def test_what_is_no_address_is_said_beside_the_field(cast: Cast, client: Client, email: str) -> None:
    answer = ask(client, email)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["email"])


def test_in_the_demo_the_mail_lies_in_its_mailbox(cast: Cast, client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "boundaries.notices.mailbox.DemoMailbox"
    give_app(cast.amira)
    ask(client, address_of("amira"))
    drain()
    mail = DemoMail.objects.get()
    assert mail.to == address_of("amira")
    assert "/password/link/" in mail.body
