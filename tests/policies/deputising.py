"""Somebody who stands in for a line manager, until a day."""

from datetime import timedelta

from django.contrib.auth import get_user_model

from accounts.appointments.actions import confirm, propose
from accounts.appointments.choices import Role
from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember


def deputy_until_tomorrow(cast: Cast) -> StaffMember:
    """Elif cannot sign in; Dana stands in for her, today and tomorrow."""
    get_user_model().objects.filter(staff_member=cast.elif_).update(is_active=False)
    team, day = cast.amira.team, today(cast.organisation)
    assert team
    assert team == cast.ben.team
    until = day + timedelta(days=1)
    proposed = propose(
        actor=cast.olga, person_id=cast.dana.pk, role=Role.DEPUTY, team_ids=[team.pk], starts_on=day, ends_on=until
    )
    confirm(actor=cast.wiremu, appointment_id=proposed.pk)
    return cast.dana
