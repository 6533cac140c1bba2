"""Helping others to sign in, by the API."""

from datetime import timedelta

import pytest

from accounts.demo.cast import Cast
from accounts.invitations.models import Invitation
from accounts.staff.actions import add_person
from accounts.staff.choices import StaffKind
from boundaries.clocks.queries import at, now
from tests.accounts.calling import calling

pytestmark = pytest.mark.django_db


@pytest.fixture
def kit(cast: Cast) -> str:
    """Somebody new, with a login that was never opened."""
    person = add_person(actor=cast.olga, name="Kit Marlowe", kind=StaffKind.EMPLOYEE, email="kit@relief.example")
    return f"people/{person.id}/signing-in/"


def test_an_invitation_is_sent_once_and_its_code_told_once(cast: Cast, kit: str) -> None:
    olga = calling(cast.olga)
    assert olga.get(kit).body == {"has_login": True, "opened": False, "invited": False, "waits": False, "lapsed": False}
    first, second = (olga.post(f"{kit}invite/", key="i") for _ in range(2))
    assert (first.status, second.status) == (201, 201)
    assert first["code"]
    assert second["code"] is None
    assert Invitation.objects.filter(ended_at=None).count() == 1
    assert olga.get(kit)["invited"] is True
    assert olga.delete(f"{kit}invitation/").status == 204
    assert olga.delete(f"{kit}invitation/").status == 404


def test_a_login_is_opened_anew_by_two(cast: Cast) -> None:
    olga, wiremu, ben = calling(cast.olga), calling(cast.wiremu), f"people/{cast.ben.id}/signing-in/"
    asked = olga.post(f"{ben}anew/", {})
    assert asked.status == 201
    assert olga.get(asked["url"])["waits"] is True
    assert olga.post(f"{ben}anew/agree/").status == 403
    assert wiremu.post(f"{ben}anew/agree/")["code"]
    assert wiremu.post(f"{ben}anew/agree/").status == 409


def test_it_takes_a_fresh_proof(cast: Cast, kit: str) -> None:
    olga = calling(cast.olga)
    with at(now() + timedelta(minutes=6)):
        for path in ("invite/", "anew/", "anew/agree/"):
            refused = olga.post(f"{kit}{path}")
            assert (refused.status, refused.code) == (403, "not-fresh")
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("who", ["amira", "elif_", "noor", "root", "ivo", "miriam"])
def test_nobody_else_learns_or_does_anything(cast: Cast, kit: str, who: str) -> None:
    programme = calling(getattr(cast, who))
    assert programme.get(kit).status == 404
    for path in ("invite/", "anew/", "anew/agree/"):
        assert programme.post(f"{kit}{path}").status == 404
    assert programme.delete(f"{kit}invitation/").status == 404
    assert not Invitation.objects.exists()
