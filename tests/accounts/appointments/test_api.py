"""Roles by the API: two people for each, and a fresh proof where the pages ask for one."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.appointments.models import Appointment
from accounts.demo.cast import Cast
from boundaries.clocks.queries import at, now
from tests.accounts.calling import all_of, asked, calling
from tests.accounts.kinds import last_written_about, written_about

pytestmark = pytest.mark.django_db


def told(cast: Cast, **more: Any) -> dict[str, Any]:
    """A proposal."""
    return {"person": str(cast.maya.id), "role": "case_manager", "starts_on": "2026-01-05", **more}


def test_one_proposes_and_another_confirms(cast: Cast) -> None:
    olga, wiremu = calling(cast.olga), calling(cast.wiremu)
    first, second = (olga.post("appointments/", told(cast), key="p") for _ in range(2))
    assert (first.status, first.body) == (201, second.body)
    path = f"appointments/{first.id}/"
    assert olga.get(path)["status"] == "proposed"
    assert str(first.id) in {each["id"] for each in olga.get("appointments/", status="proposed")["appointments"]}
    assert olga.post(f"{path}confirm/").status == 403
    assert wiremu.post(f"{path}confirm/").status == 200
    assert wiremu.post(f"{path}confirm/").status == 409
    assert olga.get(path)["confirmed_by"]["name"] == cast.wiremu.name
    assert last_written_about(first.id)[:2] == ("appointment.confirmed", cast.wiremu.id)


def test_a_session_that_is_not_fresh_proposes_and_confirms_nothing(cast: Cast) -> None:
    olga = calling(cast.olga)
    waiting = olga.post("appointments/", told(cast)).id
    wiremu = calling(cast.wiremu)
    before = Appointment.objects.count()
    with at(now() + timedelta(minutes=6)):
        refused = olga.post("appointments/", told(cast, role="investigator"))
        assert (refused.status, refused.code) == (403, "not-fresh")
        late = wiremu.post(f"appointments/{waiting}/confirm/")
        assert (late.status, late.code) == (403, "not-fresh")
        assert olga.get("appointments/").status == 200
    assert Appointment.objects.count() == before
    assert Appointment.objects.get(id=waiting).confirmed_at is None


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"role": "chief"}, "role"),
        ({"role": "shift_leader"}, "ends_on"),
        ({"role": "shift_leader", "ends_on": "2099-01-01"}, "teams"),
        ({"ends_on": "2025-01-01"}, "ends_on"),
        ({"person": str(uuid4())}, "person"),
        ({"teams": [str(uuid4())]}, "teams"),
        ({"area": str(uuid4())}, "area"),
        ({"confirmed_at": None}, "confirmed_at"),
    ],
)
def test_what_the_page_refuses_is_refused_with_its_field(cast: Cast, more: dict[str, Any], wrong: str) -> None:
    refused = calling(cast.olga).post("appointments/", told(cast, **more))
    assert (refused.status, list(refused.wrong)) == (422, [wrong])


def test_a_role_is_declined_or_ended(cast: Cast) -> None:
    olga = calling(cast.olga)
    proposed = olga.post("appointments/", told(cast)).id
    assert olga.post(f"appointments/{proposed}/decline/").status == 200
    assert olga.post(f"appointments/{proposed}/decline/").status == 409
    chidis = Appointment.objects.get(person=cast.chidi)
    past = olga.post(f"appointments/{chidis.id}/end/", {"last_day": "2020-01-01"})
    assert (past.status, list(past.wrong)) == (422, ["last_day"])
    assert olga.post(f"appointments/{chidis.id}/end/").status == 200
    assert olga.get(f"appointments/{chidis.id}/")["status"] == "ended"


def test_the_list_comes_page_by_page_and_asks_the_same(cast: Cast) -> None:
    olga = calling(cast.olga)
    everything = olga.get("appointments/", limit=100)["appointments"]
    assert all_of(olga, "appointments/", "appointments", limit=3) == [each["id"] for each in everything]
    assert len(everything) > 6
    few = asked(lambda: olga.get("appointments/", limit=2))
    assert asked(lambda: olga.get("appointments/", limit=50)) == few
    assert list(olga.get("appointments/", status="ended").wrong) == ["status"]


def test_one_sees_ones_own_roles_and_overseers_everybodys(cast: Cast) -> None:
    chidis = Appointment.objects.get(person=cast.chidi)
    for who, status in (("chidi", 200), ("olga", 200), ("noor", 200), ("amira", 403), ("root", 403), ("ivo", 404)):
        assert calling(getattr(cast, who)).get(f"people/{cast.chidi.id}/appointments/").status == status, who
    for who, status in (("chidi", 200), ("noor", 200), ("amira", 404), ("root", 404), ("ivo", 404)):
        assert calling(getattr(cast, who)).get(f"appointments/{chidis.id}/").status == status, who


def test_others_do_nothing_about_roles(cast: Cast) -> None:
    chidis = Appointment.objects.get(person=cast.chidi)
    before = len(written_about(chidis.id))
    for who, status in (("amira", 404), ("elif_", 404), ("ivo", 404), ("chidi", 403), ("noor", 403)):
        programme = calling(getattr(cast, who))
        assert programme.post(f"appointments/{chidis.id}/end/").status == status, who
        assert programme.post("appointments/", told(cast)).status in {403, 422}, who
    assert len(written_about(chidis.id)) == before
    assert calling(cast.amira).get("appointments/").status == 403
