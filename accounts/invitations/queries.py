"""How far somebody is with signing in."""

from dataclasses import dataclass

from accounts.invitations.models import Invitation
from accounts.invitations.rules import counts
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now


@dataclass(frozen=True)
class Standing:
    """What an administrator is shown of somebody's login: whether it was ever opened, and what is on its way."""

    has_login: bool
    opened: bool
    invitation: Invitation | None
    """The one that is open, if there is one."""
    waits: bool
    """A second person has not agreed yet."""
    lapsed: bool
    """It was not used in time, or a wrong code was tried too often."""


def standing_of(person: StaffMember) -> Standing:
    """How far a person is."""
    rows = Invitation.objects.select_related("asked_by").filter(person=person, used_at=None, ended_at=None)
    found = rows.first()
    waits = found is not None and found.confirmed_at is None
    opened = bool(person.user and person.user.has_usable_password())
    lapsed = found is not None and not waits and not still_counts(found)
    return Standing(person.user is not None, opened, found, waits, lapsed)


def still_counts(invitation: Invitation) -> bool:
    """Whether an invitation still opens something."""
    return counts(
        confirmed_at=invitation.confirmed_at,
        used_at=invitation.used_at,
        ended_at=invitation.ended_at,
        wrong_codes=invitation.wrong_codes,
        now=now(),
    )
