"""Linking relatives and friends of a client."""

import pytest
from django.urls import reverse

from accounts.clients.models import Client, Relative
from accounts.demo.cast import Cast
from tests.accounts.kinds import SignedIn, last_written_about, written_about

pytestmark = pytest.mark.django_db


def test_a_line_manager_adds_one(cast: Cast, signed_in: SignedIn) -> None:
    address = reverse("clients:add_relative", args=[cast.hana.id])
    assert signed_in(cast.elif_).post(address, {"name": "Sara Abebe", "tie": "parent"}).status_code == 302
    sara = Relative.objects.exclude(id=cast.jonah.id).get(client=cast.hana)
    assert str(sara.name) == "Sara Abebe"
    data = {"relative": str(sara.id), "tie": "parent"}
    assert last_written_about(cast.hana.id) == ("client.relative-added", cast.elif_.id, data)
    page = signed_in(cast.amira).get(reverse("clients:client", args=[cast.hana.id])).content
    assert b"Sara Abebe" in page
    assert b"Jonah Abebe" in page


def test_a_line_manager_removes_one_after_a_question(cast: Cast, signed_in: SignedIn) -> None:
    address = reverse("clients:remove_relative", args=[cast.hana.id, cast.jonah.id])
    browser = signed_in(cast.elif_)
    assert b"Jonah Abebe" in browser.get(address).content
    assert Relative.objects.filter(id=cast.jonah.id).exists()
    assert browser.post(address).status_code == 302
    assert not Relative.objects.filter(id=cast.jonah.id).exists()
    assert last_written_about(cast.hana.id)[0] == "client.relative-removed"


@pytest.mark.parametrize(
    ("said", "fields"),
    [({}, {"name", "tie"}), ({"name": "x" * 121, "tie": "parent"}, {"name"}), ({"name": "S", "tie": "foe"}, {"tie"})],
)
def test_bad_input_is_said_beside_its_field(cast: Cast, signed_in: SignedIn, said: dict[str, str], fields: set[str]) -> None:
    answer = signed_in(cast.elif_).post(reverse("clients:add_relative", args=[cast.hana.id]), said)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, fields)
    assert written_about(cast.hana.id) == []


@pytest.mark.parametrize(("persona", "status"), [("amira", 403), ("olga", 404), ("miriam", 404), ("ivo", 404), ("root", 404)])
def test_nobody_else_does(cast: Cast, signed_in: SignedIn, persona: str, status: int) -> None:
    browser = signed_in(getattr(cast, persona))
    add, remove = (
        reverse("clients:add_relative", args=[cast.hana.id]),
        reverse("clients:remove_relative", args=[cast.hana.id, cast.jonah.id]),
    )
    assert browser.post(add, {"name": "S", "tie": "parent"}).status_code == status
    assert browser.post(remove).status_code == status
    assert Relative.objects.filter(client=cast.hana).count() == 1


def test_a_relative_of_another_client_is_not_found_under_this_one(cast: Cast, signed_in: SignedIn) -> None:
    other = Client.objects.create(organisation=cast.organisation, reference="C-9", name="Other")
    address = reverse("clients:remove_relative", args=[other.id, cast.jonah.id])
    assert signed_in(cast.noor).post(address).status_code == 404
    assert Relative.objects.filter(id=cast.jonah.id).exists()
