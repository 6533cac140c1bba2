"""Reading a disclosure by office: who did is written down once a day."""

from uuid import UUID

from django.db import transaction

from accounts.staff.models import StaffMember
from policies.disclosures.deciding.actions import write_opening
from policies.disclosures.models import Disclosure
from policies.disclosures.queries import registered


@transaction.atomic
def open_registered(*, actor: StaffMember, disclosure_id: UUID) -> Disclosure:
    """Open one in the register, by office."""
    disclosure = registered(actor, disclosure_id)
    write_opening(disclosure, actor, relation="office")
    return disclosure
