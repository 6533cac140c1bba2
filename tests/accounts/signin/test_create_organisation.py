"""The command that makes the first organisation of a real installation."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.appointments.choices import Role
from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember, User
from tests.accounts.signing import give_passkey, recovery_code

PASSWORD = "a long enough sentence"
GIVEN = {
    "name": "Fjord Care",
    "zone": "Europe/Oslo",
    "administrator_name": "Solveig Dahl",
    "administrator_email": "Solveig@Fjord.example",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD", PASSWORD)


def create(**changes: str) -> str:
    said = io.StringIO()
    call_command("create_organisation", **(GIVEN | changes), stdout=said)
    return said.getvalue()


def test_it_makes_the_organisation_and_an_administrator_who_counts_at_once() -> None:
    assert "Solveig Dahl can sign in as solveig@fjord.example" in create()
    organisation = Organisation.objects.get()
    appointment = organisation.appointments.get()
    assert (organisation.name, organisation.zone, organisation.activated_at) == ("Fjord Care", "Europe/Oslo", None)
    assert (appointment.role, bool(appointment.confirmed_at)) == (Role.ADMINISTRATOR, True)


def test_the_administrator_can_sign_in_and_set_it_up(client: Client) -> None:
    create()
    client.post(reverse("signin:sign_in"), {"email": "solveig@fjord.example", "password": PASSWORD})
    assert client.get(reverse("home"))["Location"] == reverse("secondfactor:setup")
    give_passkey(StaffMember.objects.select_related("user").get())
    client.post(reverse("signin:sign_in"), {"email": "solveig@fjord.example", "password": PASSWORD})
    client.post(reverse("secondfactor:challenge"), {"code": recovery_code(User.objects.get())})
    assert client.get(reverse("home")).status_code == 200


def test_the_password_may_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PASSWORD")
    monkeypatch.setattr("sys.stdin", io.StringIO("another long sentence\n"))
    create()
    assert User.objects.get().check_password("another long sentence")


def test_a_person_is_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PASSWORD")
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    answers = iter(["a long enough sentence", "another long sentence"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    with pytest.raises(CommandError, match="not the same"):
        create()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "--name and --zone"),
        ({"name": "x" * 121}, "--name and --zone"),
        ({"zone": "Europe/Atlantis"}, "not the name of a time zone"),
        ({"zone": "../../etc/passwd"}, "not the name of a time zone"),
        ({"administrator_name": ""}, "--administrator-name"),
        ({"administrator_email": "solveig"}, "--administrator-email"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(changes: dict[str, str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        create(**changes)
    assert not Organisation.objects.exists()
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short", "password12345", "solveig@fjord.example"])
def test_a_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setenv("PASSWORD", password)
    with pytest.raises(CommandError, match="The password"):
        create()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("again", [{"administrator_email": "other@fjord.example"}, {"name": "Another name"}])
def test_a_name_or_an_address_that_is_taken_is_refused(again: dict[str, Any]) -> None:
    create()
    with pytest.raises(CommandError):
        create(**again)
    assert Organisation.objects.count() == User.objects.count() == 1
