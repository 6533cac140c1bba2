"""People by the API: the same law as the pages, told in JSON."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.actions import add_person, deactivate_person
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from tests.accounts.calling import all_of, asked, calling
from tests.accounts.kinds import last_written_about, written_about
from tests.incidents.told import send

pytestmark = pytest.mark.django_db
KIT = {"name": "Kit Marlowe", "kind": "employee"}


def crowd(cast: Cast, number: int, name: str = "Anna") -> list[StaffMember]:
    """That many more people, at the beginning of the list."""
    return [add_person(actor=cast.olga, name=f"{name} {place:03}", kind=StaffKind.EMPLOYEE) for place in range(number)]


# --- The directory ----------------------------------------------------------------------------------------------------------
def test_everybody_who_works_here_reads_the_directory(cast: Cast) -> None:
    shown = calling(cast.amira).get("people/", limit=100)
    names = [each["name"] for each in shown["people"]]
    assert names == sorted(names)
    assert {cast.amira.name, cast.olga.name} <= set(names)
    assert not {cast.ivo.name, cast.miriam.name} & set(names)  # of another organisation; an outside contact
    assert (shown["after"], shown["next"]) == (None, None)


def test_an_outside_contact_finds_no_directory(cast: Cast) -> None:
    assert calling(cast.miriam).get("people/").status == 404


def test_it_is_narrowed_down_as_on_the_page(cast: Cast) -> None:
    olga = calling(cast.olga)
    deactivate_person(actor=cast.olga, person_id=cast.pavel.id, last_day=cast.pavel.started_on or today(cast.organisation))
    looked: list[tuple[dict[str, Any], StaffMember, StaffMember]] = [
        ({"q": "ben"}, cast.ben, cast.amira),
        ({"team": str(cast.ben.team_id)}, cast.ben, cast.olga),
        ({"manager": str(cast.elif_.id)}, cast.ben, cast.elif_),
        ({"state": "left"}, cast.pavel, cast.ben),
        ({"state": "all", "q": "pavel"}, cast.pavel, cast.ben),
    ]
    for query, there, missing in looked:
        found = {each["id"] for each in olga.get("people/", **query)["people"]}
        assert str(there.id) in found, query
        assert str(missing.id) not in found, query
    top = olga.get("people/", top="true")["people"]
    assert top
    assert all(each["manager"] is None for each in top)


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"state": "gone"}, "state"),
        ({"state": "left"}, "state"),
        ({"team": "x"}, "team"),
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"limit": "1.0"}, "limit"),
        ({"top": "yes"}, "top"),
        ({"ordering": "name"}, "ordering"),
        ({"user__email": "a"}, "user__email"),
        ({"q": "a\0"}, "q"),
    ],
)
def test_nothing_else_can_be_asked_of_it(cast: Cast, query: dict[str, Any], wrong: str) -> None:
    refused = calling(cast.amira).get("people/", **query)
    assert (refused.status, list(refused.wrong)) == (422, [wrong])


def test_a_place_that_no_page_of_this_organisation_gave_is_not_found(cast: Cast) -> None:
    amira = calling(cast.amira)
    for after in ("x", str(uuid4()), str(cast.ivo.id)):
        assert amira.get("people/", after=after).status == 404


def test_pages_neither_repeat_nor_leave_out_while_people_are_added(cast: Cast) -> None:
    there = {str(each.id) for each in crowd(cast, 12)}
    numbers = iter(range(100))

    def somebody_comes() -> None:
        crowd(cast, 1, name=f"Aaron {next(numbers)}")  # before every page that was read
        crowd(cast, 1, name=f"Zoe {next(numbers)}")

    found = all_of(calling(cast.amira), "people/", "people", between=somebody_comes, limit=5)
    assert len(found) == len(set(found))
    assert there <= set(found)


def test_a_longer_list_asks_the_database_no_more(cast: Cast) -> None:
    amira = calling(cast.amira)
    amira.get("people/")
    few = asked(lambda: amira.get("people/", limit=3))
    crowd(cast, 30)
    assert asked(lambda: amira.get("people/", limit=25)) == few


# --- One person -------------------------------------------------------------------------------------------------------------
def test_only_administrators_read_the_details(cast: Cast) -> None:
    assert calling(cast.amira).get(f"people/{cast.ben.id}/")["details"] is None
    shown = calling(cast.olga).get(f"people/{cast.ben.id}/")
    assert shown["details"]["email"] == "ben@relief.example"
    assert [each["name"] for each in shown["line"]][-1] == "Elif Demir"


@pytest.mark.parametrize("who", ["ivo", "miriam"])
def test_people_of_others_do_not_exist(cast: Cast, who: str) -> None:
    assert calling(getattr(cast, who)).get(f"people/{cast.ben.id}/").status == 404


def test_an_administrator_adds_a_person_once(cast: Cast) -> None:
    olga, told = calling(cast.olga), KIT | {"email": "kit@relief.example", "manager": str(cast.elif_.id)}
    first, second = (olga.post("people/", told, key="kit") for _ in range(2))
    assert (first.status, first.body) == (second.status, second.body)
    kit = StaffMember.objects.get(name="Kit Marlowe")
    assert (first.id, kit.manager_id, kit.organisation_id) == (kit.id, cast.elif_.id, cast.organisation.id)
    assert [event for event, _actor, _data in written_about(kit.id)] == ["staff.added"]
    assert olga.get(first.response["Location"])["name"] == "Kit Marlowe"


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"name": "  "}, "name"),
        ({"kind": "chief"}, "kind"),
        ({"kind": "partner"}, "partner"),
        ({"email": "x"}, "email"),
        ({"email": "ben@relief.example"}, "email"),
        ({"team": str(uuid4())}, "team"),
        ({"site": str(uuid4())}, "site"),
        ({"manager": str(uuid4())}, "manager"),
        ({"started_on": "2026-1-2"}, "started_on"),
        ({"is_superuser": True}, "is_superuser"),
        ({"organisation": str(uuid4())}, "organisation"),
    ],
)
def test_what_the_page_refuses_is_refused_with_its_field(cast: Cast, told: dict[str, Any], wrong: str) -> None:
    refused = calling(cast.olga).post("people/", KIT | told)
    assert (refused.status, list(refused.wrong)) == (422, [wrong])


def test_a_manager_of_another_organisation_is_none(cast: Cast) -> None:
    refused = calling(cast.olga).post("people/", KIT | {"manager": str(cast.ivo.id)})
    assert (refused.status, list(refused.wrong)) == (422, ["manager"])


def test_what_is_left_out_of_a_change_stays(cast: Cast) -> None:
    before = calling(cast.olga).get(f"people/{cast.ben.id}/").body
    changed = calling(cast.olga).patch(f"people/{cast.ben.id}/", {"job_title": "Night worker"})
    assert changed.status == 200
    assert changed.body == before | {"job_title": "Night worker"}
    assert last_written_about(cast.ben.id) == ("staff.changed", cast.olga.id, {"fields": ["job_title"]})


def test_a_line_manager_is_changed_and_a_loop_refused(cast: Cast) -> None:
    olga = calling(cast.olga)
    assert olga.put(f"people/{cast.ben.id}/manager/", {"manager": str(cast.farid.id)})["manager"]["name"] == cast.farid.name
    refused = olga.put(f"people/{cast.farid.id}/manager/", {"manager": str(cast.ben.id)})
    assert (refused.status, list(refused.wrong)) == (422, ["manager"])
    assert olga.put(f"people/{cast.ben.id}/manager/", {}).status == 422
    assert olga.put(f"people/{cast.ben.id}/manager/", {"manager": None})["manager"] is None


def test_open_work_is_named_by_reference_and_as_far_as_one_may_know(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    about_olga = send(cast.ben, cast.olga)
    shown = calling(cast.olga).get(f"people/{report.handler_id}/open-work/")
    assert [each["references"] for each in shown["open_work"]] == [[report.reference]]
    assert "Ben Okafor" in {each["name"] for each in shown["leads"]}
    other = calling(cast.olga).get(f"people/{about_olga.handler_id}/open-work/")
    assert about_olga.reference not in str(other.body)


def test_somebody_leaves_and_comes_back(cast: Cast) -> None:
    olga, day = calling(cast.olga), today(cast.organisation).isoformat()
    left = olga.post(f"people/{cast.pavel.id}/deactivate/", {"last_day": day}, key="p")
    assert (left.status, left.id) == (200, cast.pavel.id)
    assert olga.post(f"people/{cast.pavel.id}/deactivate/", {"last_day": day}, key="p").body == left.body
    assert olga.post(f"people/{cast.pavel.id}/deactivate/", {"last_day": day}).status == 409
    assert calling(cast.amira).get(f"people/{cast.pavel.id}/").status == 404
    assert olga.post(f"people/{cast.pavel.id}/reactivate/").status == 200
    assert olga.post(f"people/{cast.pavel.id}/reactivate/").status == 409
    later = olga.post(f"people/{cast.pavel.id}/deactivate/", {"last_day": "2999-01-01"})
    assert (later.status, list(later.wrong)) == (422, ["last_day"])


def test_nobody_but_an_administrator_changes_anybody(cast: Cast) -> None:
    before = len(written_about(cast.ben.id))
    for who, status in ((cast.amira, 403), (cast.elif_, 403), (cast.root, 403), (cast.ivo, 404)):
        programme, ben = calling(who), f"people/{cast.ben.id}/"
        assert programme.patch(ben, {"name": "B"}).status == status
        assert programme.put(f"{ben}manager/", {"manager": None}).status == status
        assert programme.get(f"{ben}open-work/").status == status
        assert programme.post(f"{ben}deactivate/", {"last_day": "2026-01-01"}).status == status
        assert programme.post(f"{ben}reactivate/").status == status
        if who != cast.ivo:
            assert programme.post("people/", KIT).status == 403
    assert len(written_about(cast.ben.id)) == before


def test_nobody_lets_themselves_go(cast: Cast) -> None:
    assert calling(cast.olga).post(f"people/{cast.olga.id}/deactivate/", {"last_day": "2026-01-01"}).status == 403
