"""Changing what is said of a client."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.clients.choices import ClientStatus
from accounts.clients.forms import ClientForm
from accounts.clients.models import Client
from accounts.demo.cast import Cast
from tests.accounts.kinds import SignedIn, last_written_about, written_about

pytestmark = pytest.mark.django_db


def post(browser: Any, client: Client, **said: Any) -> Any:
    said = {name: value for name, value in (ClientForm.said_of(client) | said).items() if value not in (None, False)}
    if "site" in said and hasattr(said["site"], "id"):
        said["site"] = str(said["site"].id)
    return browser.post(reverse("clients:change", args=[client.id]), said)


def test_the_line_manager_of_a_worker_changes_details(cast: Cast, signed_in: SignedIn) -> None:
    answer = post(signed_in(cast.elif_), cast.hana, name="Hana Abebe Lund", status="former", circumstances=["is_minor"])
    found = Client.objects.get(id=cast.hana.id)
    assert answer.status_code == 302
    assert (str(found.name), found.status, found.is_minor) == ("Hana Abebe Lund", ClientStatus.FORMER, True)
    fields = {"fields": ["is_minor", "name", "status"]}
    assert last_written_about(cast.hana.id) == ("client.changed", cast.elif_.id, fields)


def test_a_new_name_is_found_and_the_old_one_is_not(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.elif_)
    post(browser, cast.hana, name="Saba Lund")
    assert [each.id for each in browser.get(reverse("clients:list"), {"q": "saba"}).context["clients"]] == [cast.hana.id]
    assert browser.get(reverse("clients:list"), {"q": "hana"}).context["clients"] == []


def test_a_name_that_stays_is_not_sealed_anew(cast: Cast, signed_in: SignedIn) -> None:
    sealed: Any = Client.objects.values_list("name", flat=True).get(id=cast.hana.id)
    assert post(signed_in(cast.elif_), cast.hana, language="French").status_code == 302
    assert last_written_about(cast.hana.id) == ("client.changed", cast.elif_.id, {"fields": ["language"]})
    stored: Any = Client.objects.values_list("name", flat=True).get(id=cast.hana.id)
    assert bytes(stored) == bytes(sealed)


def test_saving_without_a_change_writes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    assert post(signed_in(cast.elif_), cast.hana).status_code == 302
    assert written_about(cast.hana.id) == []


@pytest.mark.parametrize(
    ("persona", "status"), [("amira", 403), ("olga", 404), ("miriam", 404), ("ivo", 404), ("root", 404), ("pavel", 404)]
)
def test_nobody_else_changes_details(cast: Cast, signed_in: SignedIn, persona: str, status: int) -> None:
    assert post(signed_in(getattr(cast, persona)), cast.hana, name="X").status_code == status
    assert str(Client.objects.get(id=cast.hana.id).name) == "Hana Abebe"


@pytest.mark.parametrize(
    ("field", "typed"), [("name", ""), ("name", "x" * 121), ("reference", ""), ("kind", "king"), ("language", "x" * 61)]
)
def test_bad_input_is_said_beside_its_field(cast: Cast, signed_in: SignedIn, field: str, typed: str) -> None:
    answer = post(signed_in(cast.elif_), cast.hana, **{field: typed})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_looking_at_the_form_changes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(cast.elif_).get(reverse("clients:change", args=[cast.hana.id]), {"name": "X"}).status_code == 200
    assert str(Client.objects.get(id=cast.hana.id).name) == "Hana Abebe"
