"""Confirming logins by the API."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.demo.cast import Cast
from accounts.staff.actions import add_person, change_manager
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at, now
from tests.accounts.calling import calling
from tests.accounts.kinds import last_written_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def ingo(cast: Cast) -> StaffMember:
    """Somebody whom Olga added and to whom reports would go, were their login confirmed."""
    person = add_person(
        actor=cast.olga, name="Ingo Frey", kind=StaffKind.EMPLOYEE, email="ingo@relief.example", manager_id=cast.farid.pk
    )
    assert person.user is not None
    person.user.set_password("four words no bird")
    person.user.save()
    change_manager(actor=cast.olga, person_id=cast.amira.pk, manager_id=person.pk)
    return person


def test_a_second_person_confirms_a_login_once(cast: Cast, ingo: StaffMember) -> None:
    noor, told = calling(cast.noor), {"people": [str(ingo.pk)]}
    assert str(ingo.pk) in {each["id"] for each in noor.get("logins/")["people"]}
    assert str(ingo.pk) not in {each["id"] for each in calling(cast.olga).get("logins/")["people"]}
    assert noor.post("logins/", told, key="l").status == noor.post("logins/", told, key="l").status == 204
    assert last_written_about(ingo.pk) == ("login.confirmed", cast.noor.pk, {})
    assert str(ingo.pk) not in {each["id"] for each in noor.get("logins/")["people"]}


def test_whoever_gave_the_address_confirms_nothing(cast: Cast, ingo: StaffMember) -> None:
    assert calling(cast.olga).post("logins/", {"people": [str(ingo.pk)]}).status == 403
    for who, status in ((cast.amira, 404), (cast.root, 404), (cast.ivo, 404), (cast.miriam, 404)):
        assert calling(who).get("logins/").status == status
        assert calling(who).post("logins/", {"people": [str(ingo.pk)]}).status == status
    for people in ([], [str(uuid4())], [str(cast.ivo.pk)]):
        refused = calling(cast.noor).post("logins/", {"people": people})
        assert (refused.status, list(refused.wrong)) == (422, ["people"])
    assert StaffMember.objects.get(pk=ingo.pk).user.confirmed_at is None  # type: ignore[union-attr]  # the fixture gave one


def test_it_takes_a_fresh_proof(cast: Cast, ingo: StaffMember) -> None:
    noor = calling(cast.noor)
    with at(now() + timedelta(minutes=6)):
        assert noor.get("logins/").code == noor.post("logins/", {"people": [str(ingo.pk)]}).code == "not-fresh"
