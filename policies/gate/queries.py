"""Whether policies come before other work for somebody, as their organisation wants it (AK-11, PQ-DIR-4)."""

from accounts.organisations.choices import Gate
from accounts.staff.models import StaffMember
from policies.acknowledgements.queries import count_waiting
from policies.campaigns.queries import in_short


def is_gated(actor: StaffMember) -> bool:
    """Whether they may do nothing yet but what is ungated (`boundaries.access.doors`). Nobody is where the gate stands open."""
    match Gate(actor.organisation.gate):
        case Gate.OPEN:
            return False
        case Gate.DEADLINE:
            return in_short(actor).days_late > 0
    return count_waiting(actor) > 0
