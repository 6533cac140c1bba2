"""Taking a person back."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.appointments.choices import Role
from accounts.appointments.queries import roles_of
from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.actions import deactivate_person, reactivate_person
from accounts.staff.models import StaffMember, User
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible
from tests.accounts.kinds import SignedIn, last_written_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(cast: Cast) -> StaffMember:
    """Chidi, who was safeguarding lead."""
    return deactivate_person(actor=cast.olga, person_id=cast.chidi.id, last_day=date(2026, 1, 5))


def test_they_can_sign_in_again_and_hold_no_role(cast: Cast, gone: StaffMember, signed_in: SignedIn) -> None:
    answer = signed_in(cast.olga).post(reverse("staff:reactivate", args=[gone.id]))
    gone.refresh_from_db()
    assert answer.status_code == 302
    assert (gone.is_active, gone.left_on) == (True, None)
    assert User.objects.get(staff_member=gone).is_active
    assert Role.SAFEGUARDING_LEAD not in roles_of(gone, today(cast.organisation))


def test_somebody_without_a_login_still_has_none(cast: Cast) -> None:
    deactivate_person(actor=cast.olga, person_id=cast.lena.id, last_day=date(2026, 1, 5))
    lena = reactivate_person(actor=cast.olga, person_id=cast.lena.id)
    assert (lena.is_active, lena.user) == (True, None)


def test_it_is_written_down(cast: Cast, gone: StaffMember) -> None:
    reactivate_person(actor=cast.olga, person_id=gone.id)
    assert last_written_about(gone.id) == ("staff.reactivated", cast.olga.id, {})


def test_only_somebody_who_left_is_taken_back(cast: Cast) -> None:
    with pytest.raises(MoveRefused):
        reactivate_person(actor=cast.olga, person_id=cast.ben.id)


def test_nobody_else_takes_people_back(cast: Cast, gone: StaffMember) -> None:
    with pytest.raises(NotVisible):  # who has left is not in the directory
        reactivate_person(actor=cast.noor, person_id=gone.id)
    with pytest.raises(Forbidden):
        reactivate_person(actor=cast.noor, person_id=cast.ben.id)


def test_another_organisation_does_not_find_the_person(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        reactivate_person(actor=cast.olga, person_id=cast.ivo.id)


def test_asking_first_changes_nothing(cast: Cast, gone: StaffMember, signed_in: SignedIn) -> None:
    assert signed_in(cast.olga).get(reverse("staff:reactivate", args=[gone.id])).status_code == 200
    gone.refresh_from_db()
    assert not gone.is_active
