"""Adding a client."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.assignments.models import Assignment
from accounts.clients.actions import Details, add_client, change_client
from accounts.clients.choices import ClientKind, ClientStatus
from accounts.clients.models import Client
from accounts.demo.cast import Cast
from boundaries.errors.exceptions import NotVisible, RuleViolation
from tests.accounts.kinds import SignedIn, last_written_about

pytestmark = pytest.mark.django_db

MINIMAL = {"name": "Sélam Tekle", "kind": "direct", "status": "current"}

DETAILS: Details = {
    "kind": ClientKind.DIRECT,
    "status": ClientStatus.CURRENT,
    "is_minor": False,
    "has_special_needs": False,
    "is_paid_participant": False,
    "is_applicant": False,
    "language": "",
    "needs_interpreter": False,
    "site_id": None,
}


def post(browser: Any, **said: Any) -> Any:
    return browser.post(reverse("clients:add"), MINIMAL | said)


def test_a_line_manager_adds_a_client_with_a_key_worker(cast: Cast, signed_in: SignedIn) -> None:
    said = {
        "worker": str(cast.amira.id),
        "circumstances": ["is_minor", "is_applicant"],
        "needs_interpreter": "on",
        "language": "Tigrinya",
    }
    assert post(signed_in(cast.elif_), **said).status_code == 302
    client = Client.objects.exclude(id=cast.hana.id).get(organisation=cast.organisation)
    assert str(client.name) == "Sélam Tekle"
    assert (client.is_minor, client.is_applicant, client.has_special_needs, client.needs_interpreter) == (True, True, False, True)
    assert client.reference.startswith("CL-")
    assert Assignment.objects.get(client=client).worker_id == cast.amira.id
    assert last_written_about(client.id) == ("client.added", cast.elif_.id, {})


def test_the_name_is_not_readable_in_the_database(cast: Cast, signed_in: SignedIn) -> None:
    post(signed_in(cast.noor))
    stored: list[Any] = list(Client.objects.values_list("name", flat=True))
    sealed = [bytes(each) for each in stored if each is not None]
    assert sealed
    assert not [each for each in sealed if b"Tekle" in each]


def test_a_director_may_leave_the_key_worker_out(cast: Cast, signed_in: SignedIn) -> None:
    assert post(signed_in(cast.noor)).status_code == 302


@pytest.mark.parametrize("worker", ["", "farid", "olga", "miriam", "ivo"])
def test_a_line_manager_chooses_somebody_of_their_own_line(cast: Cast, signed_in: SignedIn, worker: str) -> None:
    chosen = str(getattr(cast, worker).id) if worker else ""
    answer = post(signed_in(cast.elif_), worker=chosen)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["worker"])
    assert Client.objects.filter(organisation=cast.organisation).count() == 1


def test_the_law_stands_behind_the_form(cast: Cast) -> None:
    with pytest.raises(RuleViolation, match="nobody"):
        add_client(actor=cast.elif_, name="Selam", details=DETAILS)
    with pytest.raises(NotVisible):
        add_client(actor=cast.noor, name="Selam", details={**DETAILS, "site_id": cast.ivo.site_id})
    with pytest.raises(NotVisible):
        change_client(actor=cast.ivo, client_id=cast.hana.id, name="Mine", details=DETAILS, reference="C-1")
    assert Client.objects.filter(organisation=cast.organisation).count() == 1


@pytest.mark.parametrize("persona", ["amira", "olga", "miriam", "root"])
def test_nobody_else_adds_clients(cast: Cast, signed_in: SignedIn, persona: str) -> None:
    assert post(signed_in(getattr(cast, persona))).status_code == 404
    assert Client.objects.filter(organisation=cast.organisation).count() == 1


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"name": "", "kind": "", "status": ""}, {"name", "kind", "status"}),
        ({"name": "x" * 121}, {"name"}),
        ({"reference": "x" * 41}, {"reference"}),
        ({"reference": "C-1001"}, {"reference"}),
        ({"kind": "king"}, {"kind"}),
        ({"status": "x" * 5000}, {"status"}),
        ({"circumstances": ["is_guilty"]}, {"circumstances"}),
        ({"language": "x" * 61}, {"language"}),
        ({"site": "forged"}, {"site"}),
        ({"worker": "forged"}, {"worker"}),
    ],
)
def test_bad_input_is_said_beside_its_field(cast: Cast, signed_in: SignedIn, said: dict[str, Any], fields: set[str]) -> None:
    answer = post(signed_in(cast.noor), **said)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, fields)
    assert Client.objects.filter(organisation=cast.organisation).count() == 1


def test_looking_at_the_form_adds_nobody(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(cast.noor).get(reverse("clients:add"), MINIMAL).status_code == 200
    assert Client.objects.filter(organisation=cast.organisation).count() == 1
