"""Confirming, as the second person, what another proposed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.appointments.actions import confirm, decline, propose
from accounts.appointments.choices import AppointmentStatus, Role
from accounts.appointments.models import Appointment
from accounts.appointments.queries import roles_of
from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from tests.accounts.kinds import SignedIn, last_written_about

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("persona", ["wiremu", "noor", "samuel"])
def test_another_administrator_a_director_or_the_chief_executive_confirms(
    cast: Cast, proposal: Appointment, signed_in: SignedIn, persona: str
) -> None:
    second = getattr(cast, persona)
    assert signed_in(second).post(reverse("appointments:confirm", args=[proposal.id])).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.status, proposal.confirmed_by_id) == (AppointmentStatus.CONFIRMED, second.id)
    assert roles_of(cast.elif_, today(cast.organisation)) == {Role.TRIAGE_OFFICER}


def test_it_is_written_down(cast: Cast, proposal: Appointment) -> None:
    confirm(actor=cast.wiremu, appointment_id=proposal.id)
    data = {"person": str(cast.elif_.id), "role": "triage_officer"}
    assert last_written_about(proposal.id) == ("appointment.confirmed", cast.wiremu.id, data)


def test_never_the_one_who_proposed_it(cast: Cast, proposal: Appointment, signed_in: SignedIn) -> None:
    with pytest.raises(Forbidden):
        confirm(actor=cast.olga, appointment_id=proposal.id)
    assert signed_in(cast.olga).post(reverse("appointments:confirm", args=[proposal.id])).status_code == 403


def test_never_the_person_appointed(cast: Cast) -> None:
    made = propose(actor=cast.olga, person_id=cast.noor.id, role=Role.SAFEGUARDING_LEAD, starts_on=date(2026, 1, 5))
    with pytest.raises(Forbidden):
        confirm(actor=cast.noor, appointment_id=made.id)


@pytest.mark.parametrize(
    ("persona", "error"), [("amira", NotVisible), ("chidi", NotVisible), ("elif_", Forbidden), ("root", NotVisible)]
)
def test_nobody_else_confirms(cast: Cast, proposal: Appointment, persona: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        confirm(actor=getattr(cast, persona), appointment_id=proposal.id)


def test_another_organisation_does_not_find_it(cast: Cast, proposal: Appointment, signed_in: SignedIn) -> None:
    susan = StaffMember.objects.get(name="Susan Okalik")
    with pytest.raises(NotVisible):
        confirm(actor=susan, appointment_id=proposal.id)
    assert signed_in(susan).get(reverse("appointments:confirm", args=[proposal.id])).status_code == 404


def test_what_is_confirmed_or_declined_is_not_confirmed_again(cast: Cast, proposal: Appointment) -> None:
    other = propose(actor=cast.olga, person_id=cast.elif_.id, role=Role.CASE_MANAGER, starts_on=date(2026, 1, 5))
    confirm(actor=cast.wiremu, appointment_id=proposal.id)
    decline(actor=cast.wiremu, appointment_id=other.id)
    for done in (proposal, other):
        with pytest.raises(MoveRefused):
            confirm(actor=cast.wiremu, appointment_id=done.id)


def test_a_proposal_about_somebody_who_left_or_that_is_over_is_not_confirmed(cast: Cast) -> None:
    day = today(cast.organisation)
    short = propose(actor=cast.olga, person_id=cast.elif_.id, role=Role.CASE_MANAGER, starts_on=day, ends_on=day)
    with at(now() + timedelta(days=2)), pytest.raises(RuleViolation, match="past"):
        confirm(actor=cast.wiremu, appointment_id=short.id)
    StaffMember.objects.filter(id=cast.elif_.id).update(is_active=False)
    with pytest.raises(RuleViolation, match="left"):
        confirm(actor=cast.wiremu, appointment_id=short.id)


def test_asking_first_confirms_nothing(cast: Cast, proposal: Appointment, signed_in: SignedIn) -> None:
    page = signed_in(cast.wiremu).get(reverse("appointments:confirm", args=[proposal.id]))
    assert b"Elif Demir: Triage officer<br>From 5 January 2026" in page.content
    proposal.refresh_from_db()
    assert proposal.status == AppointmentStatus.PROPOSED
