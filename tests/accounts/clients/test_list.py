"""Who may know of which client, and how one is found."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.assignments.models import Assignment
from accounts.clients.models import Client
from accounts.clients.queries import fingerprints
from accounts.clients.rules import searchable
from accounts.demo.cast import Cast
from accounts.organisations.models import Site
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from tests.accounts.kinds import SignedIn

pytestmark = pytest.mark.django_db


def add(cast: Cast, reference: str, name: str, **more: Any) -> Client:
    return Client.objects.create(
        organisation=cast.organisation, reference=reference, name=name, name_index=fingerprints(searchable(name)), **more
    )


def known_to(person: StaffMember) -> set[str]:
    return {client.reference for client in Client.objects.visible_to(person, today(person.organisation))}


@pytest.mark.parametrize("persona", ["amira", "ben", "elif_", "farid", "noor", "ingrid", "samuel", "yara", "chidi"])
def test_workers_those_above_them_leads_and_directors_know_the_client(cast: Cast, persona: str) -> None:
    assert known_to(getattr(cast, persona)) == {"C-1001"}


@pytest.mark.parametrize(
    "persona", ["olga", "wiremu", "root", "pavel", "lena", "tomas", "dana", "maya", "grace", "miriam", "ivo"]
)
def test_nobody_else_knows_the_client(cast: Cast, signed_in: SignedIn, persona: str) -> None:
    person = getattr(cast, persona)
    assert known_to(person) == set()
    if person.user:
        assert signed_in(person).get(reverse("clients:client", args=[cast.hana.id])).status_code == 404
        assert b"C-1001" not in signed_in(person).get(reverse("clients:list"), {"q": "hana"}).content


def test_only_while_the_assignment_lasts(cast: Cast) -> None:
    day = today(cast.organisation)
    Assignment.objects.filter(worker=cast.ben).delete()
    Assignment.objects.filter(worker=cast.amira).update(ends_on=day)
    assert known_to(cast.amira) == known_to(cast.elif_) == {"C-1001"}
    Assignment.objects.filter(worker=cast.amira).update(ends_on=day - timedelta(days=1))
    assert known_to(cast.amira) == known_to(cast.elif_) == known_to(cast.farid) == set()
    Assignment.objects.filter(worker=cast.amira).update(starts_on=day + timedelta(days=1), ends_on=None)
    assert known_to(cast.amira) == set()


def test_only_while_the_role_lasts(cast: Cast) -> None:
    Appointment.objects.filter(person=cast.chidi).update(ends_on=today(cast.organisation) - timedelta(days=1))
    assert known_to(cast.chidi) == set()
    Appointment.objects.filter(person=cast.ingrid).update(confirmed_at=None)
    assert known_to(cast.ingrid) == set()
    StaffMember.objects.filter(id=cast.amira.id).update(is_active=False)
    assert known_to(StaffMember.objects.get(id=cast.amira.id)) == set()


def test_a_director_for_one_site_knows_the_clients_of_that_site(cast: Cast) -> None:
    here, there = Site.objects.get(name="Harbour House"), Site.objects.get(name="Hill Street Centre")
    add(cast, "C-2", "Somebody There", site=there)
    Appointment.objects.filter(person=cast.ingrid, role=Role.DIRECTOR).update(area=here)
    assert known_to(cast.ingrid) == {"C-1001"}
    Appointment.objects.filter(person=cast.ingrid, role=Role.DIRECTOR).update(area=there)
    assert known_to(cast.ingrid) == {"C-2"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hana", {"C-1001"}),
        ("HAN", {"C-1001"}),
        ("abebe hana", {"C-1001"}),
        ("Héléna", {"C-2"}),
        ("helena o", {"C-2"}),  # one letter is too little to search by, so it is left aside
        ("o'brien", {"C-2"}),
        ("c-1001", {"C-1001"}),
        ("C-", {"C-1001", "C-2"}),
        ("hanna", set()),
        ("na", set()),
        ("%", set()),
        ("x" * 120, set()),
    ],
)
def test_a_client_is_found_by_words_of_the_name_or_by_reference(
    cast: Cast, signed_in: SignedIn, typed: str, found: set[str]
) -> None:
    add(cast, "C-2", "Hélèna O'Brien-Lund")
    answer = signed_in(cast.noor).get(reverse("clients:list"), {"q": typed})
    assert {client.reference for client in answer.context["clients"]} == found


def test_the_list_is_narrowed_down_by_status_and_stays_whole_on_bad_input(cast: Cast, signed_in: SignedIn) -> None:
    add(cast, "C-2", "Somebody Former", status="former")
    browser = signed_in(cast.noor)
    for query, count in (
        ({"status": "former"}, 1),
        ({"status": "deceased"}, 0),
        ({"status": "forged"}, 2),
        ({"q": "x" * 500}, 2),
    ):
        assert len(browser.get(reverse("clients:list"), query).context["clients"]) == count


def test_pages_of_25_keep_the_search(cast: Cast, signed_in: SignedIn) -> None:
    for number in range(40):
        add(cast, f"K-{number:03}", "Anna Berg")
    browser = signed_in(cast.noor)
    first = browser.get(reverse("clients:list"), {"q": "anna"})
    second = browser.get(reverse("clients:list") + first.context["next_url"])
    assert (len(first.context["clients"]), len(second.context["clients"])) == (25, 15)
    assert second.context["next_url"] == ""
    back = browser.get(reverse("clients:list") + second.context["previous_url"])
    assert back.context["clients"] == first.context["clients"]


def test_a_client_of_another_organisation_does_not_exist(cast: Cast, signed_in: SignedIn) -> None:
    key = cast.other_organisation
    foreign = Client.objects.create(organisation=key, reference="C-7", name="Foreign")
    Assignment.objects.create(client=foreign, worker=cast.amira, starts_on="2026-01-05")  # a slip that must not open it
    assert known_to(cast.amira) == {"C-1001"}
    assert signed_in(cast.amira).get(reverse("clients:client", args=[foreign.id])).status_code == 404
