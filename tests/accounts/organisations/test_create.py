"""Making the first organisation and its administrator."""

import pytest

from accounts.appointments.choices import Role
from accounts.appointments.queries import roles_of
from accounts.organisations.actions import create_organisation
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import RuleViolation
from tests.accounts.kinds import written_about

pytestmark = pytest.mark.django_db


def made(name: str = "Harbour Relief", email: str = "Olga@relief.example", zone: str = "Europe/Lisbon") -> Organisation:
    return create_organisation(
        name=name, administrator_name="Olga Petrova", administrator_email=email, password="open sesame 12", zone=zone
    )


def test_it_has_an_administrator_who_can_sign_in_and_takes_no_reports_yet() -> None:
    organisation = made()
    olga = StaffMember.objects.get(organisation=organisation)
    assert organisation.activated_at is None
    assert roles_of(olga, today(organisation)) == {Role.ADMINISTRATOR}
    assert olga.user is not None
    assert olga.user.email == "olga@relief.example"
    assert olga.user.check_password("open sesame 12")


def test_it_is_written_down_as_the_systems_doing() -> None:
    organisation = made()
    olga = StaffMember.objects.get(organisation=organisation)
    assert written_about(organisation.id) == [("organisation.created", None, {"administrator": str(olga.id)})]


def test_a_name_or_an_address_is_used_once() -> None:
    made()
    with pytest.raises(RuleViolation) as refusal:
        made(email="other@relief.example")
    assert refusal.value.field == "name"
    with pytest.raises(RuleViolation) as refusal:
        made(name="Another society")
    assert refusal.value.field == "administrator_email"
    assert Organisation.objects.count() == 1


def test_its_time_zone_is_known() -> None:
    with pytest.raises(RuleViolation) as refusal:
        made(zone="Europe/Atlantis")
    assert refusal.value.field == "zone"
