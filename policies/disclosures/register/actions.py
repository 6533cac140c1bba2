"""Reading a disclosure by office: who did is written down once a day."""

from uuid import UUID

from django.db import transaction

from accounts.staff.models import StaffMember
from policies.disclosures.deciding.actions import write_opening
from policies.disclosures.models import Disclosure
from policies.disclosures.queries import registered, to_link_by_office


@transaction.atomic
def open_registered(*, actor: StaffMember, disclosure_id: UUID) -> Disclosure:
    """Open one in the register, by office."""
    disclosure = registered(actor, disclosure_id)
    write_opening(disclosure, actor, relation="office")
    return disclosure


@transaction.atomic
def open_to_link(*, actor: StaffMember, disclosure_id: UUID) -> Disclosure:
    """Open one of which one may say by office who the other person is."""
    disclosure = to_link_by_office(actor, disclosure_id)
    write_opening(disclosure, actor, relation="office")
    return disclosure
