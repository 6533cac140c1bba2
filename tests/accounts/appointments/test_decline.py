"""Declining a proposal."""

import pytest
from django.urls import reverse

from accounts.appointments.actions import confirm, decline
from accounts.appointments.choices import AppointmentStatus
from accounts.appointments.models import Appointment
from accounts.demo.cast import Cast
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible
from tests.accounts.kinds import SignedIn, last_written_about

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("persona", ["olga", "wiremu", "noor", "samuel"])
def test_who_may_confirm_may_decline_and_the_proposer_may_take_it_back(
    cast: Cast, proposal: Appointment, signed_in: SignedIn, persona: str
) -> None:
    answer = signed_in(getattr(cast, persona)).post(reverse("appointments:decline", args=[proposal.id]))
    proposal.refresh_from_db()
    assert answer.status_code == 302
    assert proposal.status == AppointmentStatus.DECLINED
    assert b"Elif Demir" not in signed_in(cast.wiremu).get(reverse("appointments:list")).content


def test_it_is_written_down(cast: Cast, proposal: Appointment) -> None:
    decline(actor=cast.noor, appointment_id=proposal.id)
    assert last_written_about(proposal.id)[:2] == ("appointment.declined", cast.noor.id)


def test_nobody_else_declines(cast: Cast, proposal: Appointment) -> None:
    with pytest.raises(NotVisible):
        decline(actor=cast.chidi, appointment_id=proposal.id)
    with pytest.raises(Forbidden):
        decline(actor=cast.elif_, appointment_id=proposal.id)
    with pytest.raises(NotVisible):
        decline(actor=cast.ivo, appointment_id=proposal.id)


def test_what_counts_already_is_not_declined(cast: Cast, proposal: Appointment) -> None:
    confirm(actor=cast.wiremu, appointment_id=proposal.id)
    with pytest.raises(MoveRefused):
        decline(actor=cast.wiremu, appointment_id=proposal.id)


def test_asking_first_declines_nothing(cast: Cast, proposal: Appointment, signed_in: SignedIn) -> None:
    assert signed_in(cast.wiremu).get(reverse("appointments:decline", args=[proposal.id])).status_code == 200
    proposal.refresh_from_db()
    assert proposal.status == AppointmentStatus.PROPOSED
