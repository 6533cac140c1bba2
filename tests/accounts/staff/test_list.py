"""The list of people, one person's page, and the tree."""

import re
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from accounts.staff.queries import mail_address
from tests.accounts.kinds import SignedIn

pytestmark = pytest.mark.django_db


def names(answer: Any) -> list[str]:
    return [person.name for person in answer.context["people"]]


def many(cast: Cast, count: int = 60) -> None:
    StaffMember.objects.bulk_create(
        StaffMember(organisation=cast.organisation, name=f"Zz {number:03}", manager=cast.elif_) for number in range(count)
    )


def test_the_directory_shows_who_works_here_and_nothing_else(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.amira).get(reverse("staff:list"))
    page = answer.content.decode()
    assert "Ben Okafor" in names(answer)
    assert not {"Miriam Alvarado", "Ivo Maric"} & set(names(answer))
    assert cast.ben.reference not in page
    assert "@relief.example" not in page
    person = signed_in(cast.amira).get(reverse("staff:person", args=[cast.pavel.id])).content.decode()
    assert "Outreach nurse" in person
    assert not [word for word in ("@relief.example", "Open Door Clinic", cast.pavel.reference, "Roles") if word in person]


def test_an_administrator_sees_the_details(cast: Cast, signed_in: SignedIn) -> None:
    page = signed_in(cast.olga).get(reverse("staff:person", args=[cast.pavel.id])).content.decode()
    assert all(word in page for word in ("pavel@relief.example", "Open Door Clinic", cast.pavel.reference, "Roles"))


def test_pages_of_25_lead_on_and_back_without_losing_anybody(cast: Cast, signed_in: SignedIn) -> None:
    many(cast)
    browser, address, seen, pages = signed_in(cast.amira), reverse("staff:list"), [], []
    answer = browser.get(address)
    while True:
        pages.append(names(answer))
        seen += names(answer)
        if not answer.context["next_url"]:
            break
        answer = browser.get(address + answer.context["next_url"])
    assert seen == sorted(seen)
    assert len(seen) == len(set(seen)) == StaffMember.objects.filter(organisation=cast.organisation).count() - 1
    back = browser.get(address + answer.context["previous_url"])
    assert names(back) == pages[-2]
    assert browser.get(address + back.context["next_url"]).context["people"] == answer.context["people"]


def asked_by_the_view(browser: Any, address: str) -> list[str]:
    """The view's own questions: what stands inside the request's transaction, but for the frame's menu and count of notices."""
    with patch("incidents.home.context.menu", return_value=[]), CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    statements = [query["sql"] for query in asked.captured_queries]
    inside = statements[next(n for n, sql in enumerate(statements) if sql.startswith("SAVEPOINT")) + 1 :]
    inside = inside[: next(n for n, sql in enumerate(inside) if sql.startswith("RELEASE"))]
    return [sql for sql in inside if "boundaries_notice" not in sql]


@pytest.mark.parametrize(
    ("persona", "name"),
    [
        ("amira", "staff:list"),
        ("amira", "staff:tree"),
        ("amira", "teams:list"),
        ("olga", "staff:list"),
        ("olga", "appointments:list"),
        ("olga", "organisations:sites"),
        ("noor", "appointments:list"),
        ("elif_", "clients:list"),
    ],
)
def test_a_list_of_any_length_takes_at_most_six_queries(cast: Cast, signed_in: SignedIn, persona: str, name: str) -> None:
    many(cast)
    asked = asked_by_the_view(signed_in(getattr(cast, persona)), reverse(name))
    assert len(asked) <= 6, "\n".join(asked)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"q": "okafor"}, ["Ben Okafor"]),
        ({"q": "BEN oka"}, ["Ben Okafor"]),
        ({"q": "nobody at all"}, []),
        ({"q": "x" * 500}, None),
        ({"team": "Harbour team"}, ["Amira Haddad", "Ben Okafor", "Elif Demir", "Lena Fischer"]),
        ({"team": "forged"}, None),
        ({"site": "Hill Street Centre"}, ["Pavel Horak"]),
    ],
)
def test_the_list_is_narrowed_down(cast: Cast, signed_in: SignedIn, filters: dict[str, str], expected: list[str] | None) -> None:
    known = {"Harbour team": str(cast.ben.team_id), "Hill Street Centre": str(cast.pavel.site_id)}
    answer = signed_in(cast.amira).get(reverse("staff:list"), {key: known.get(value, value) for key, value in filters.items()})
    everybody = names(signed_in(cast.amira).get(reverse("staff:list")))
    assert answer.status_code == 200
    assert names(answer) == (everybody if expected is None else expected)


def test_only_an_administrator_finds_those_who_left(cast: Cast, signed_in: SignedIn) -> None:
    StaffMember.objects.filter(id=cast.ben.id).update(is_active=False)
    assert names(signed_in(cast.olga).get(reverse("staff:list"), {"state": "left"})) == ["Ben Okafor"]
    assert "Ben Okafor" in names(signed_in(cast.olga).get(reverse("staff:list"), {"state": "all"}))
    assert "Ben Okafor" not in names(signed_in(cast.olga).get(reverse("staff:list")))
    assert "Ben Okafor" not in names(signed_in(cast.elif_).get(reverse("staff:list"), {"state": "left"}))
    assert signed_in(cast.elif_).get(reverse("staff:person", args=[cast.ben.id])).status_code == 404


@pytest.mark.parametrize("forged", ["?after=x", "?before=1f0c6c1a-0000-4000-8000-000000000000", "?after=" + "9" * 4000])
def test_a_forged_place_in_the_list_leads_nowhere(cast: Cast, signed_in: SignedIn, forged: str) -> None:
    assert signed_in(cast.amira).get(reverse("staff:list") + forged).status_code == 404


def test_the_tree_opens_under_one_person_at_a_time(cast: Cast, signed_in: SignedIn) -> None:
    browser, address = signed_in(cast.amira), reverse("staff:tree")
    top = browser.get(address)
    assert {node["label"] for node in top.context["nodes"]} == {"Yara Nasser", "Grace Tan"}
    under = browser.get(address, {"under": str(cast.farid.id)})
    assert [person.name for person in under.context["line"]] == ["Yara Nasser", "Samuel Mensah", "Noor Siddiqui"]
    assert [node["label"] for node in under.context["nodes"]] == ["Elif Demir", "Pavel Horak"]
    assert {node["label"] for node in under.context["nodes"][0]["children"]} == {"Amira Haddad", "Ben Okafor", "Lena Fischer"}
    assert browser.get(address, {"under": str(cast.ben.id)}).context["nodes"] == []
    for wrong in (str(cast.ivo.id), str(cast.miriam.id), "x"):
        assert browser.get(address, {"under": wrong}).status_code == 404


def test_a_very_wide_tree_is_shown_a_page_at_a_time(cast: Cast, signed_in: SignedIn) -> None:
    many(cast, 300)
    answer = signed_in(cast.amira).get(reverse("staff:tree"), {"under": str(cast.elif_.id)})
    assert len(answer.context["nodes"]) == 25
    assert answer.context["next_url"]
    higher = signed_in(cast.amira).get(reverse("staff:tree"), {"under": str(cast.farid.id)})
    assert re.search(r"leads 303 people", higher.content.decode())


def test_the_pages_are_read_only(cast: Cast, signed_in: SignedIn) -> None:
    for address in (reverse("staff:list"), reverse("staff:tree"), reverse("staff:person", args=[cast.ben.id])):
        assert signed_in(cast.olga).post(address).status_code == 405


def test_mail_goes_only_to_those_who_work_here_and_can_sign_in(cast: Cast) -> None:
    assert mail_address(cast.ben.id) == "ben@relief.example"
    assert mail_address(cast.lena.id) is None
    StaffMember.objects.filter(id=cast.ben.id).update(is_active=False)
    assert mail_address(cast.ben.id) is None
