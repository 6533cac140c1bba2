"""Letting a person go."""

from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from accounts.appointments.actions import propose
from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.demo.cast import Cast
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.staff.actions import deactivate_person
from accounts.staff.models import StaffMember, User
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from tests.accounts.kinds import SignedIn, last_written_about, written_about

pytestmark = pytest.mark.django_db


def on(day: date) -> dict[str, int]:
    return {"last_day_day": day.day, "last_day_month": day.month, "last_day_year": day.year}


def test_they_cannot_sign_in_and_their_sessions_end(cast: Cast, signed_in: SignedIn) -> None:
    bens, amiras = signed_in(cast.ben), signed_in(cast.amira)
    day = today(cast.organisation)
    answer = signed_in(cast.olga).post(reverse("staff:deactivate", args=[cast.ben.id]), on(day))
    cast.ben.refresh_from_db()
    assert answer.status_code == 302
    assert (cast.ben.is_active, cast.ben.left_on) == (False, day)
    assert not User.objects.get(staff_member=cast.ben).is_active
    assert not Session.objects.filter(session_key=bens.session.session_key).exists()
    assert Session.objects.filter(session_key=amiras.session.session_key).exists()
    assert bens.get(reverse("staff:list")).status_code == 302


def test_it_is_written_down(cast: Cast) -> None:
    deactivate_person(actor=cast.olga, person_id=cast.lena.id, last_day=date(2026, 1, 5))
    assert last_written_about(cast.lena.id) == ("staff.deactivated", cast.olga.id, {"last_day": "2026-01-05"})


def test_their_roles_end_with_them(cast: Cast) -> None:
    held = Appointment.objects.get(person=cast.chidi)
    deactivate_person(actor=cast.olga, person_id=cast.chidi.id, last_day=today(cast.organisation))
    held.refresh_from_db()
    assert held.ended_at is not None
    assert last_written_about(held.id)[0] == "appointment.ended"


def test_a_proposal_that_waits_for_them_is_declined(cast: Cast) -> None:
    waits = propose(actor=cast.olga, person_id=cast.ben.id, role=Role.CASE_MANAGER, starts_on=date(2026, 1, 5))
    deactivate_person(actor=cast.olga, person_id=cast.ben.id, last_day=today(cast.organisation))
    assert last_written_about(waits.id)[0] == "appointment.declined"


def test_nobody_deactivates_themselves(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        deactivate_person(actor=cast.olga, person_id=cast.olga.id, last_day=today(cast.organisation))


def test_the_last_other_way_for_reports_is_not_let_go(cast: Cast) -> None:
    day = today(cast.organisation)
    deactivate_person(actor=cast.olga, person_id=cast.miriam.id, last_day=day)  # two unrelated directors are left
    with pytest.raises(RuleViolation, match="alternate-route") as refusal:
        deactivate_person(actor=cast.olga, person_id=cast.ingrid.id, last_day=day)
    assert "outside contact" in str(refusal.value.message)
    Organisation.objects.filter(id=cast.organisation.id).update(activated_at=None)
    assert not deactivate_person(actor=cast.olga, person_id=cast.ingrid.id, last_day=day).is_active


def test_the_page_says_what_to_do_first(cast: Cast, signed_in: SignedIn) -> None:
    StaffMember.objects.filter(id=cast.miriam.id).update(is_active=False)
    answer = signed_in(cast.olga).post(reverse("staff:deactivate", args=[cast.noor.id]), on(today(cast.organisation)))
    assert answer.status_code == 422
    assert b"First appoint another director" in answer.content


@pytest.mark.parametrize("persona", ["amira", "elif_", "noor", "root"])
def test_nobody_else_lets_people_go(cast: Cast, persona: str) -> None:
    with pytest.raises(Forbidden):
        deactivate_person(actor=getattr(cast, persona), person_id=cast.ben.id, last_day=date(2026, 1, 5))


def test_twice_is_refused(cast: Cast) -> None:
    deactivate_person(actor=cast.olga, person_id=cast.ben.id, last_day=date(2026, 1, 5))
    with pytest.raises(MoveRefused):
        deactivate_person(actor=cast.olga, person_id=cast.ben.id, last_day=date(2026, 1, 5))


def test_another_organisation_does_not_find_the_person(cast: Cast, signed_in: SignedIn) -> None:
    with pytest.raises(NotVisible):
        deactivate_person(actor=cast.olga, person_id=cast.ivo.id, last_day=date(2026, 1, 5))
    assert signed_in(cast.olga).get(reverse("staff:deactivate", args=[cast.ivo.id])).status_code == 404


def test_asking_first_lets_nobody_go(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(cast.olga).get(reverse("staff:deactivate", args=[cast.ben.id])).status_code == 200
    cast.ben.refresh_from_db()
    assert cast.ben.is_active
    assert written_about(cast.ben.id) == []


def test_the_last_day_is_a_day_of_work_that_has_come(cast: Cast, signed_in: SignedIn) -> None:
    tomorrow = today(cast.organisation) + timedelta(days=1)
    for typed in ({}, on(tomorrow), on(date(1999, 1, 1)), on(tomorrow) | {"last_day_month": "13"}):
        answer = signed_in(cast.olga).post(reverse("staff:deactivate", args=[cast.ben.id]), typed)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["last_day"])
