"""Ending an appointment."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.appointments.actions import end
from accounts.appointments.choices import AppointmentStatus, Role
from accounts.appointments.models import Appointment
from accounts.appointments.queries import roles_of
from accounts.demo.cast import Cast
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from tests.accounts.kinds import SignedIn, last_written_about

pytestmark = pytest.mark.django_db


def held(person: StaffMember) -> Appointment:
    return Appointment.objects.get(person=person, ended_at=None)


def test_at_once(cast: Cast, signed_in: SignedIn) -> None:
    leads = held(cast.chidi)
    assert signed_in(cast.olga).post(reverse("appointments:end", args=[leads.id]), {"when": "at_once"}).status_code == 302
    leads.refresh_from_db()
    assert leads.status == AppointmentStatus.ENDED
    assert roles_of(cast.chidi, today(cast.organisation)) == frozenset()


def test_with_a_last_day_that_is_still_included(cast: Cast, signed_in: SignedIn) -> None:
    leads, last = held(cast.chidi), today(cast.organisation) + timedelta(days=3)
    said = {"when": "that_day", "last_day_day": last.day, "last_day_month": last.month, "last_day_year": last.year}
    assert signed_in(cast.olga).post(reverse("appointments:end", args=[leads.id]), said).status_code == 302
    assert roles_of(cast.chidi, last) == {Role.SAFEGUARDING_LEAD}
    assert roles_of(cast.chidi, last + timedelta(days=1)) == frozenset()


def test_it_is_written_down(cast: Cast) -> None:
    ended, day = held(cast.chidi), today(cast.organisation)
    end(actor=cast.olga, appointment_id=ended.id, last_day=day)
    data = {"person": str(cast.chidi.id), "role": "safeguarding_lead", "last_day": day.isoformat()}
    assert last_written_about(ended.id) == ("appointment.ended", cast.olga.id, data)


def test_the_alternate_route_of_an_activated_organisation_stays(cast: Cast, signed_in: SignedIn) -> None:
    end(actor=cast.olga, appointment_id=held(cast.miriam).id)  # two unrelated directors are left
    with pytest.raises(RuleViolation, match="alternate-route"):
        end(actor=cast.olga, appointment_id=held(cast.noor).id)
    with pytest.raises(RuleViolation, match="alternate-route"):
        end(actor=cast.olga, appointment_id=held(cast.ingrid).id, last_day=today(cast.organisation) + timedelta(days=9))
    answer = signed_in(cast.olga).post(reverse("appointments:end", args=[held(cast.noor).id]), {"when": "at_once"})
    assert answer.status_code == 422
    assert b"without an alternate route" in answer.content


def test_before_activation_it_may_go(cast: Cast) -> None:
    Organisation.objects.filter(id=cast.organisation.id).update(activated_at=None)
    end(actor=cast.olga, appointment_id=held(cast.miriam).id)
    assert end(actor=cast.olga, appointment_id=held(cast.noor).id).status == AppointmentStatus.ENDED


def test_what_an_organisation_lacks_already_keeps_no_other_role(cast: Cast) -> None:
    Appointment.objects.filter(role__in=[Role.DIRECTOR, Role.OUTSIDE_CONTACT]).delete()
    assert end(actor=cast.olga, appointment_id=held(cast.chidi).id).status == AppointmentStatus.ENDED


def test_nobody_gives_up_a_role_that_no_other_holds(cast: Cast) -> None:
    end(actor=cast.olga, appointment_id=held(cast.wiremu).id)
    with pytest.raises(RuleViolation, match="own-end"):
        end(actor=cast.olga, appointment_id=held(cast.olga).id)


def test_one_of_two_administrators_may_give_it_up(cast: Cast) -> None:
    assert end(actor=cast.olga, appointment_id=held(cast.olga).id).status == AppointmentStatus.ENDED


def test_the_last_administrator_who_can_sign_in_stays(cast: Cast) -> None:
    acting = Appointment.objects.create(
        organisation=cast.organisation,
        person=cast.lena,
        role=Role.ADMINISTRATOR,
        starts_on=date(2026, 1, 5),
        confirmed_at="2026-01-05T00:00Z",
    )
    StaffMember.objects.filter(id=cast.wiremu.id).update(is_active=False)
    assert acting.status == AppointmentStatus.CONFIRMED  # but Lena has no login
    with pytest.raises(RuleViolation, match="last-administrator"):
        end(actor=cast.olga, appointment_id=held(cast.olga).id)


@pytest.mark.parametrize(
    ("persona", "error"),
    [("noor", Forbidden), ("chidi", Forbidden), ("amira", NotVisible), ("ivo", NotVisible), ("root", NotVisible)],
)
def test_only_administrators_end_roles(cast: Cast, persona: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        end(actor=getattr(cast, persona), appointment_id=held(cast.chidi).id)


def test_twice_is_refused(cast: Cast) -> None:
    ended = held(cast.chidi)
    end(actor=cast.olga, appointment_id=ended.id)
    with pytest.raises(MoveRefused):
        end(actor=cast.olga, appointment_id=ended.id)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "when"),
        ({"when": "never"}, "when"),
        ({"when": "that_day"}, "last_day"),
        ({"when": "that_day", "last_day_day": "1", "last_day_month": "1", "last_day_year": "2001"}, "last_day"),
    ],
)
def test_bad_input_is_said_beside_its_field(cast: Cast, signed_in: SignedIn, said: dict[str, Any], field: str) -> None:
    answer = signed_in(cast.olga).post(reverse("appointments:end", args=[held(cast.chidi).id]), said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_a_role_is_made_shorter_and_never_longer(cast: Cast) -> None:
    day = today(cast.organisation)
    Appointment.objects.filter(person=cast.chidi).update(ends_on=day + timedelta(days=5), starts_on=day + timedelta(days=2))
    for wrong, code in ((day + timedelta(days=9), "longer"), (day + timedelta(days=1), "dates")):
        with pytest.raises(RuleViolation, match=code):
            end(actor=cast.olga, appointment_id=held(cast.chidi).id, last_day=wrong)


def test_asking_first_ends_nothing(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(cast.olga).get(reverse("appointments:end", args=[held(cast.chidi).id])).status_code == 200
    assert held(cast.chidi).status == AppointmentStatus.CONFIRMED
