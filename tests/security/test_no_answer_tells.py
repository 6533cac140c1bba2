"""No answer tells whether an account exists, or ever did: not its words, its headers, its cookies, its questions to the
database or the computing it takes (SI-03). Every door that can be tried without being let in stands here.
"""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.addresses.models import AddressChange
from accounts.demo.actions import PASSWORD
from accounts.demo.cast import Cast, address_of
from accounts.invitations.actions import PURPOSE as JOIN
from accounts.invitations.actions import end_invitation, invite_person
from accounts.passwords.actions import PURPOSE as RESET
from accounts.passwords.models import PasswordReset
from accounts.signin.links import link_index, token_of
from accounts.staff.actions import add_person
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember, User
from boundaries.clocks.queries import at, now
from tests.accounts.signing import equip_everybody, without_token
from tests.security.measuring import measure, told_apart

pytestmark = pytest.mark.django_db
Ask = Callable[[], Any]
Doors = dict[str, dict[str, Ask]]
NEW: dict[str, Any] = {"password": "four words no bird", "password_again": "four words no bird"}
ALWAYS_NEW = frozenset({"X-Request-ID"})
source = count(1)


def from_anywhere() -> str:
    """An address nobody has tried from."""
    number = next(source)
    return f"198.18.{number // 250}.{number % 250 + 1}"


def post(path: str, browser: Client | None = None, **fields: Any) -> Any:
    return (browser or Client()).post(path, fields, REMOTE_ADDR=from_anywhere())


def emails(cast: Cast) -> dict[str, str]:
    """An address that opens a login, and all the kinds that do not."""
    User.objects.filter(email=address_of("ben")).update(is_active=False)
    StaffMember.objects.filter(pk=cast.pavel.pk).update(is_active=False)
    User.objects.create_user("machine@relief.example", None)
    add_person(actor=cast.olga, name="Rosa Lind", kind=StaffKind.EMPLOYEE, email="rosa@relief.example")
    return {
        "known": address_of("amira"),
        "unknown": "nobody@relief.example",
        "inactive login": address_of("ben"),
        "no longer here": address_of("pavel"),
        "never opened": "rosa@relief.example",
        "no person behind it": "machine@relief.example",
        "of another organisation": address_of("ivo"),
    }


def reset_links(cast: Cast) -> dict[str, str]:
    """Links to a new password that open nothing, each for a reason of its own."""

    def link(email: str, **facts: Any) -> str:
        reset = PasswordReset(user=User.objects.filter(email=email).first(), **{"asked_at": now(), **facts})
        token = token_of(RESET, reset.id)
        reset.link_index = link_index(token)
        reset.save(force_insert=True)
        return f"/password/link/{token}/"

    return {
        "never was": "/password/link/" + "0" * 64 + "/",
        "of nobody": link("nobody@relief.example"),
        "an hour old": link(address_of("amira"), asked_at=now() - timedelta(hours=2)),
        "used": link(address_of("amira"), used_at=now()),
        "of an inactive login": link(address_of("ben")),
        "of somebody who left": link(address_of("pavel")),
    }


def invitation_links(cast: Cast) -> dict[str, str]:
    """Links of invitations: one that waits for its code, and those that never or no longer count."""

    def link(name: str, **facts: Any) -> str:
        person = add_person(actor=cast.olga, name=name, kind=StaffKind.EMPLOYEE, email=f"{name}@relief.example")
        with at(now() - facts.get("ago", timedelta())):
            told = invite_person(actor=cast.olga, person_id=person.id)
        if facts.get("ended"):
            end_invitation(actor=cast.olga, invitation_id=told.invitation.id)
        if facts.get("left"):
            StaffMember.objects.filter(pk=person.pk).update(is_active=False)
        return f"/join/{token_of(JOIN, told.invitation.id)}/"

    return {
        "waits": link("Wanda"),
        "never was": "/join/" + "0" * 64 + "/",
        "too old": link("Otto", ago=timedelta(days=9)),
        "taken back": link("Theo", ended=True),
        "of somebody who left": link("Lars", left=True),
    }


@pytest.fixture
def doors(cast: Cast, signed_in: Callable[[Any], Client]) -> Doors:
    """Every door, and for each the ways to try it that must not be told apart; the first is the one that exists."""
    equip_everybody()
    addresses = emails(cast)
    resets, invitations = reset_links(cast), invitation_links(cast)
    amira = signed_in(cast.amira)
    free = {"of a colleague": address_of("elif"), "of nobody": "nobody@relief.example", "of an inactive login": address_of("ben")}

    def each(told: dict[str, str], ask: Callable[[str], Any]) -> dict[str, Ask]:
        return {name: lambda value=value: ask(value) for name, value in told.items()}  # type: ignore[misc]  # a default binds it

    return {
        "sign in": each(addresses, lambda email: post("/sign-in/", email=email, password="not the password")),
        "ask for a password": each(addresses, lambda email: post("/password/", email=email)),
        "open a link to a password": each(resets, lambda path: Client().get(path)),
        "open an invitation": each(invitations, lambda path: Client().get(path)),
        "try a code": each(invitations, lambda path: post(path, code="ABCD-EFGH", **NEW)),
        "take an address": each(free, lambda email: post("/account/address/", amira, email=email, password=PASSWORD)),
    }


DOORS = ("sign in", "ask for a password", "open a link to a password", "open an invitation", "try a code", "take an address")


def answer_to(ask: Ask) -> dict[str, Any]:
    """All that somebody outside could compare, and what it cost the database; what it changed is undone."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            found = ask()
        transaction.set_rollback(True)
    cookies = {name: {key: value for key, value in each.items() if key != "expires"} for name, each in found.cookies.items()}
    typed = found.wsgi_request.POST.get("email", "") or "-"
    headers = {name: value for name, value in found.headers.items() if name not in ALWAYS_NEW}
    headers["Content-Length"] = str(int(headers.get("Content-Length", 0)) - found.content.count(typed.encode()) * len(typed))
    return {
        "status": found.status_code,
        "body": without_token(found).replace(typed, "ADDRESS"),
        "headers": headers,
        "cookies": cookies,
        "questions": len([each for each in queries.captured_queries if "SAVEPOINT" not in each["sql"]]),
    }


def test_every_door_is_tried(doors: Doors) -> None:
    assert tuple(doors) == DOORS


@pytest.mark.parametrize("door", DOORS)
def test_the_answers_are_the_same_byte_for_byte(doors: Doors, door: str) -> None:
    answers = {name: answer_to(ask) for name, ask in doors[door].items()}
    first = next(iter(answers.values()))
    assert first["status"] in {200, 404, 422}
    for name, answer in answers.items():
        assert answer == first, name


# --- How long it takes ------------------------------------------------------------------------------------------------------
ENOUGH = {"sign in": 30, "ask for a password": 60, "open a link to a password": 60, "try a code": 60}
WHO = {
    "sign in": ("known", "unknown", "inactive login", "no person behind it"),
    "ask for a password": ("known", "unknown", "inactive login"),
    "open a link to a password": ("never was", "of nobody", "of an inactive login"),
    "try a code": ("waits", "never was", "taken back"),
}


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with a tenth of its work: still by far the dearest part of a refusal, so that leaving it out is seen at once."""
    for cost, value in (("time_cost", 1), ("memory_cost", 16 * 1024), ("parallelism", 1)):
        monkeypatch.setattr(Argon2PasswordHasher, cost, value)
    for user in User.objects.filter(email__in=[address_of(key) for key in ("amira", "ben")]):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])


def timed(doors: Doors, door: str) -> dict[str, Ask]:
    """The ways to try this door, each undone at once, so that nothing that piles up makes the later ones dearer."""

    def undone(ask: Ask) -> None:
        with transaction.atomic():
            ask()
            transaction.set_rollback(True)

    return {name: lambda ask=doors[door][name]: undone(ask) for name in WHO[door]}  # type: ignore[misc]  # a default binds it


@pytest.mark.parametrize("door", WHO)
def test_none_takes_longer_than_another(doors: Doors, hashes: None, door: str) -> None:
    assert told_apart(timed(doors, door), samples=ENOUGH[door]) == set()


def test_a_hash_that_is_left_out_would_be_found(doors: Doors, hashes: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the test above would prove nothing."""
    monkeypatch.setattr(User, "set_password", lambda _user, _password: None)
    assert told_apart(timed(doors, "sign in"), samples=10) == {"unknown"}


def test_one_question_more_would_be_found(doors: Doors) -> None:
    """So would a twentieth of the work."""
    ask = doors["ask for a password"]["known"]

    def more() -> None:
        ask()
        for _ in range(4):
            User.objects.filter(email="nobody@relief.example").select_related("staff_member").first()

    costs = measure({"plain": ask, "more": more}, 40)
    assert costs["more"].mean > costs["plain"].mean


def test_nothing_was_left_behind_by_asking_for_a_colleagues_address(doors: Doors) -> None:
    answer_to(doors["take an address"]["of a colleague"])
    assert not AddressChange.objects.exists()
