"""Proposing somebody for a role."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.appointments.actions import propose
from accounts.appointments.choices import AppointmentStatus, Role
from accounts.appointments.models import Appointment
from accounts.appointments.queries import roles_of
from accounts.demo.cast import Cast
from accounts.organisations.models import Organisation, Site
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import Forbidden, NotVisible, RuleViolation
from tests.accounts.kinds import SignedIn, last_written_about, written_about

pytestmark = pytest.mark.django_db


def post(cast: Cast, signed_in: SignedIn, **said: Any) -> Any:
    day = today(cast.organisation)
    usual = {"person": str(cast.elif_.id), "role": "triage_officer"} | in_boxes("starts_on", day)
    return signed_in(cast.olga).post(reverse("appointments:propose"), usual | said)


def in_boxes(field: str, day: date) -> dict[str, Any]:
    return {f"{field}_day": day.day, f"{field}_month": day.month, f"{field}_year": day.year}


def test_a_proposal_waits_for_a_second_person(cast: Cast, signed_in: SignedIn) -> None:
    assert post(cast, signed_in).status_code == 302
    made = Appointment.objects.get(person=cast.elif_)
    assert (made.status, made.proposed_by_id, made.confirmed_by_id) == (AppointmentStatus.PROPOSED, cast.olga.id, None)
    assert roles_of(cast.elif_, today(cast.organisation)) == frozenset()


def test_it_is_written_down(cast: Cast) -> None:
    made = propose(actor=cast.olga, person_id=cast.elif_.id, role=Role.CASE_MANAGER, starts_on=date(2026, 1, 5))
    event, actor_id, data = last_written_about(made.id)
    assert (event, actor_id) == ("appointment.proposed", cast.olga.id)
    told: dict[str, Any] = {"person": str(cast.elif_.id), "role": "case_manager", "teams": [], "area": None}
    assert data == told | {"starts_on": "2026-01-05", "ends_on": None}


def test_before_activation_it_counts_at_once(cast: Cast) -> None:
    Organisation.objects.filter(id=cast.organisation.id).update(activated_at=None)
    made = propose(actor=cast.olga, person_id=cast.elif_.id, role=Role.CASE_MANAGER, starts_on=date(2026, 1, 5))
    assert (made.status, made.confirmed_by_id) == (AppointmentStatus.CONFIRMED, None)
    assert Role.CASE_MANAGER in roles_of(cast.elif_, today(cast.organisation))
    assert [(event, actor) for event, actor, _data in written_about(made.id)] == [
        ("appointment.proposed", cast.olga.id),
        ("appointment.confirmed", None),
    ]


@pytest.mark.parametrize("activated", [True, False])
def test_nobody_appoints_themselves(cast: Cast, activated: bool) -> None:
    if not activated:
        Organisation.objects.filter(id=cast.organisation.id).update(activated_at=None)
    with pytest.raises(RuleViolation, match="own"):
        propose(actor=cast.olga, person_id=cast.olga.id, role=Role.DIRECTOR, starts_on=date(2026, 1, 5))


@pytest.mark.parametrize("persona", ["amira", "elif_", "noor", "samuel", "root"])
def test_only_administrators_propose(cast: Cast, persona: str) -> None:
    with pytest.raises(Forbidden):
        propose(actor=getattr(cast, persona), person_id=cast.ben.id, role=Role.DIRECTOR, starts_on=date(2026, 1, 5))


def test_nothing_of_another_organisation_can_be_named(cast: Cast, signed_in: SignedIn) -> None:
    for wrong in ({"person_id": cast.ivo.id}, {"team_ids": [cast.ivo.team_id]}, {"area_id": cast.ivo.site_id}):
        said: dict[str, Any] = {"person_id": cast.elif_.id} | wrong
        with pytest.raises(NotVisible):
            propose(actor=cast.olga, role=Role.DIRECTOR, starts_on=date(2026, 1, 5), **said)
    answer = post(cast, signed_in, person=str(cast.ivo.id), teams=[str(cast.ivo.team_id)], area=str(cast.ivo.site_id))
    assert set(answer.context["form"].errors) == {"person", "teams", "area"}


@pytest.mark.parametrize(
    ("person", "role", "field"),
    [
        ("elif_", "outside_contact", "person"),  # an employee is no outside contact
        ("miriam", "director", "role"),  # and an outside contact is nothing else
        ("noor", "director", "role"),  # who is director already
    ],
)
def test_a_role_that_does_not_fit_is_refused(cast: Cast, signed_in: SignedIn, person: str, role: str, field: str) -> None:
    answer = post(cast, signed_in, person=str(getattr(cast, person).id), role=role)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_an_outside_contact_can_sign_in(cast: Cast) -> None:
    StaffMember.objects.filter(id=cast.miriam.id).update(user=None)
    Appointment.objects.filter(person=cast.miriam).delete()
    with pytest.raises(RuleViolation, match="outside"):
        propose(actor=cast.olga, person_id=cast.miriam.id, role=Role.OUTSIDE_CONTACT, starts_on=date(2026, 1, 5))


def test_who_has_left_is_not_appointed(cast: Cast) -> None:
    StaffMember.objects.filter(id=cast.ben.id).update(is_active=False)
    with pytest.raises(RuleViolation, match="left"):
        propose(actor=cast.olga, person_id=cast.ben.id, role=Role.TRIAGE_OFFICER, starts_on=date(2026, 1, 5))


@pytest.mark.parametrize("role", ["shift_leader", "deputy"])
def test_a_shift_leader_and_a_deputy_need_teams_and_an_end(cast: Cast, signed_in: SignedIn, role: str) -> None:
    until = in_boxes("ends_on", today(cast.organisation) + timedelta(days=30))
    team = {"teams": [str(cast.ben.team_id)]}
    assert list(post(cast, signed_in, role=role, **team).context["form"].errors) == ["ends_on"]
    assert list(post(cast, signed_in, role=role, **until).context["form"].errors) == ["teams"]
    assert post(cast, signed_in, role=role, **until, **team).status_code == 302
    assert [each.id for each in Appointment.objects.get(role=role).teams.all()] == [cast.ben.team_id]


def test_teams_are_for_nobody_else(cast: Cast, signed_in: SignedIn) -> None:
    assert list(post(cast, signed_in, teams=[str(cast.ben.team_id)]).context["form"].errors) == ["teams"]


def test_a_director_may_answer_for_one_site(cast: Cast) -> None:
    site = Site.objects.get(name="Harbour House")
    made = propose(actor=cast.olga, person_id=cast.farid.id, role=Role.DIRECTOR, starts_on=date(2026, 1, 5), area_id=site.id)
    assert made.area_id == site.id


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        (
            {"person": "", "role": "", "starts_on_day": "", "starts_on_month": "", "starts_on_year": ""},
            {"person", "role", "starts_on"},
        ),
        ({"role": "king"}, {"role"}),
        ({"person": "forged"}, {"person"}),
        ({"teams": ["forged"]}, {"teams"}),
        ({"starts_on_month": "99"}, {"starts_on"}),
        (in_boxes("ends_on", date(2001, 1, 1)), {"ends_on"}),
    ],
)
def test_bad_input_is_said_beside_its_field(cast: Cast, signed_in: SignedIn, said: dict[str, Any], fields: set[str]) -> None:
    answer = post(cast, signed_in, **said)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, fields)
    assert not Appointment.objects.filter(person=cast.elif_).exists()


def test_looking_at_the_form_proposes_nobody(cast: Cast, signed_in: SignedIn) -> None:
    address = reverse("appointments:propose")
    page = signed_in(cast.olga).get(address, {"person": str(cast.ben.id), "role": "director"})
    assert page.context["form"].initial["person"] == cast.ben
    assert signed_in(cast.olga).get(address, {"person": str(cast.ivo.id)}).context["form"].initial["person"] is None
    assert not Appointment.objects.filter(person=cast.ben).exists()
