"""A campaign of the demo: people who are no employees are asked, too, and one of them is late."""

from datetime import timedelta

from accounts.demo.cast import RELIEF
from accounts.organisations.queries import today
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from policies.acknowledgements.actions import acknowledge
from policies.adoption.models import Adoption
from policies.campaigns.actions import start_campaign
from policies.campaigns.rules import last_day

ASKED_FOR = "putting-clients-first"
KINDS = (StaffKind.VOLUNTEER, StaffKind.DELEGATE, StaffKind.PARTNER)
GIVEN = timedelta(days=26)
"""The story goes on for thirty days after this: those who have not acknowledged by then are some days late."""
LEFT_OUT = 3
"""Every so many of them has not acknowledged; Pavel has not either."""


def ask_in_the_demo() -> None:
    """Ingrid asks volunteers, delegates and partner staff; most have acknowledged."""
    ingrid = StaffMember.objects.select_related("organisation__data_key").get(user__email=f"ingrid@{RELIEF.domain}")
    organisation = ingrid.organisation
    due_on = last_day(organisation.calendar(), today(organisation), GIVEN.days)
    start_campaign(actor=ingrid, policies=[ASKED_FOR], due_on=due_on, kinds=[kind.value for kind in KINDS])
    adoption = Adoption.objects.get(organisation=organisation, policy__key=ASKED_FOR, ended_at=None)
    people = StaffMember.objects.select_related("organisation__data_key").filter(organisation=organisation, is_active=True)
    able = people.filter(kind__in=KINDS, user__isnull=False).exclude(name="Pavel Horak").order_by("name", "id")
    for number, person in enumerate(able):
        if number % LEFT_OUT:
            acknowledge(actor=person, adoption_id=adoption.pk, digest=adoption.digest)
