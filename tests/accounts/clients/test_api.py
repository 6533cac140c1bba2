"""Clients by the API: only those one may know of, and only to those who may know of them."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.clients.actions import add_client
from accounts.clients.api import details_of
from accounts.clients.models import Client, Relative
from accounts.demo.cast import Cast
from tests.accounts.calling import all_of, asked, calling
from tests.accounts.kinds import last_written_about

pytestmark = pytest.mark.django_db


def crowd(cast: Cast, number: int, letter: str = "B") -> list[str]:
    """That many more clients, taken on by Ben."""
    made = [
        add_client(
            actor=cast.noor,
            name=f"Ruth {place}",
            details=details_of({}),
            reference=f"{letter}-{place:03}",
            key_worker_id=cast.ben.id,
        )
        for place in range(number)
    ]
    return [str(each.id) for each in made]


def test_the_list_holds_those_one_may_know_of(cast: Cast) -> None:
    for who, knows in (("ben", True), ("elif_", True), ("noor", True), ("olga", False), ("root", False), ("ivo", False)):
        found = {each["id"] for each in calling(getattr(cast, who)).get("clients/")["clients"]}
        assert (str(cast.hana.id) in found) is knows, who
    assert calling(cast.miriam).get("clients/").status == 404


def test_a_client_is_found_by_the_fingerprints_of_the_name(cast: Cast) -> None:
    ben = calling(cast.ben)
    crowd(cast, 2)
    for words, number in (("Ruth", 2), ("ru", 2), ("B-00", 2), ("uth", 0), ("Nobody", 0)):
        assert len(ben.get("clients/", q=words)["clients"]) == number, words
    assert ben.get("clients/", q="Ruth", status="former")["clients"] == []
    assert ben.get("clients/", status="gone").status == 422
    assert ben.get("clients/", name_index="x").status == 422


def test_pages_neither_repeat_nor_leave_out(cast: Cast) -> None:
    there = set(crowd(cast, 7))
    letters = iter("ACDEFGH")
    ben = calling(cast.ben)
    found = all_of(ben, "clients/", "clients", between=lambda: crowd(cast, 1, letter=next(letters)), limit=3)
    assert len(found) == len(set(found))
    assert there <= set(found)
    few = asked(lambda: ben.get("clients/", limit=2))
    assert asked(lambda: ben.get("clients/", limit=50)) == few


def test_a_client_one_may_not_know_of_is_no_place_to_go_on_from(cast: Cast) -> None:
    """By the API and by the page: there is nothing, whether there is such a client or not."""
    amira, hidden = calling(cast.amira), str(crowd(cast, 1)[0])
    assert calling(cast.ben).get("clients/", after=hidden).status == 200
    for after in (hidden, str(uuid4())):
        assert amira.get("clients/", after=after).status == 404
        assert amira.browser.get("/clients/", {"after": after}).status_code == 404


def test_one_is_read_with_those_close_and_those_who_work_with_them(cast: Cast) -> None:
    shown = calling(cast.ben).get(f"clients/{cast.hana.id}/")
    assert str(cast.jonah.id) in {each["id"] for each in shown["relatives"]}
    assert cast.ben.name in {each["worker"]["name"] for each in shown["assignments"]}
    for who in (cast.olga, cast.root, cast.ivo, cast.miriam):
        assert calling(who).get(f"clients/{cast.hana.id}/").status == 404
        assert calling(who).get(f"clients/{cast.hana.id}/relatives/{cast.jonah.id}/").status == 404


def test_a_line_manager_adds_a_client_once(cast: Cast) -> None:
    elif_, told = calling(cast.elif_), {"name": "Ruth Amsel", "worker": str(cast.ben.id), "is_minor": True}
    first, second = (elif_.post("clients/", told, key="r") for _ in range(2))
    assert (first.status, first.body) == (201, second.body)
    shown = calling(cast.ben).get(f"clients/{first.id}/")
    assert (shown["name"], shown["is_minor"], shown["assignments"][0]["role"]) == ("Ruth Amsel", True, "key_worker")
    assert Client.objects.filter(id=first.id).count() == 1


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"kind": "x"}, "kind"),
        ({"is_minor": "true"}, "is_minor"),
        ({"reference": "C-1001"}, "reference"),
        ({"worker": None}, "worker"),
        ({"worker": str(uuid4())}, "worker"),
        ({"site": str(uuid4())}, "site"),
        ({"fault": "none"}, "fault"),
    ],
)
def test_what_the_page_refuses_is_refused_with_its_field(cast: Cast, told: dict[str, Any], wrong: str) -> None:
    refused = calling(cast.elif_).post("clients/", {"name": "Ruth", "worker": str(cast.ben.id)} | told)
    assert (refused.status, list(refused.wrong)) == (422, [wrong])


def test_only_a_director_leaves_the_key_worker_out(cast: Cast) -> None:
    assert calling(cast.noor).post("clients/", {"name": "Ruth"}).status == 201
    assert calling(cast.olga).post("clients/", {"name": "Ruth"}).status == 404
    assert calling(cast.amira).post("clients/", {"name": "Ruth"}).status == 404


def test_what_is_left_out_of_a_change_stays(cast: Cast) -> None:
    elif_, path = calling(cast.elif_), f"clients/{cast.hana.id}/"
    before = elif_.get(path).body
    assert elif_.patch(path, {"language": "German"}).body == before | {"language": "German"}
    assert last_written_about(cast.hana.id) == ("client.changed", cast.elif_.id, {"fields": ["language"]})
    assert elif_.patch(path, {"name": "Hana New"})["name"] == "Hana New"
    assert calling(cast.ben).get("clients/", q="New")["clients"]


def test_relatives_are_linked_and_unlinked(cast: Cast) -> None:
    elif_ = calling(cast.elif_)
    first, second = (
        elif_.post(f"clients/{cast.hana.id}/relatives/", {"name": "Vera", "tie": "parent"}, key="v") for _ in range(2)
    )
    assert (first.status, first.body) == (201, second.body)
    assert elif_.get(first["url"]).body == {"id": str(first.id), "name": "Vera", "tie": "parent"}
    assert elif_.delete(first["url"]).status == 204
    assert elif_.delete(first["url"]).status == 404
    assert not Relative.objects.filter(id=first.id).exists()


def test_a_worker_knows_of_a_client_and_changes_nothing(cast: Cast) -> None:
    ben, path = calling(cast.ben), f"clients/{cast.hana.id}/"
    assert ben.patch(path, {"language": "X"}).status == 403
    assert ben.post(f"{path}relatives/", {"name": "X", "tie": "parent"}).status == 403
    assert ben.delete(f"{path}relatives/{cast.jonah.id}/").status == 403
    assert (
        ben.post(f"{path}assignments/", {"worker": str(cast.ben.id), "role": "worker", "starts_on": "2026-01-01"}).status == 403
    )
