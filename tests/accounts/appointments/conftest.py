"""A proposal that waits. Django is imported inside: this file is read before it is set up."""

from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from accounts.appointments.models import Appointment
    from accounts.demo.cast import Cast


@pytest.fixture
def proposal(cast: "Cast") -> "Appointment":
    """Olga proposes Elif as triage officer."""
    from accounts.appointments.actions import propose
    from accounts.appointments.choices import Role

    return propose(actor=cast.olga, person_id=cast.elif_.id, role=Role.TRIAGE_OFFICER, starts_on=date(2026, 1, 5))
