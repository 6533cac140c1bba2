"""Contacts outside of work in the demo: one in town that was read, a message that has not moved yet, and a feast to come."""

from datetime import timedelta

from accounts.clients.models import Client, Relative
from accounts.organisations.queries import today
from boundaries.access.scope import speaking_for
from policies.contacts.actions import announce_event, log_contact, read_contact
from policies.contacts.choices import BegunBy, CompanyKind, ContactChannel, ContactKind, Lasted, Moved, Recognised
from policies.contacts.rules import Facts, With
from policies.demo.rights import person


def log_contacts_in_the_demo() -> None:
    """Amira met Hana at the fish market; Jonah wrote to Ben's own phone; Amira sings at the harbour feast."""
    amira, ben, elif_ = (person(name) for name in ("amira", "ben", "elif"))
    hana = Client.objects.get(organisation=amira.organisation, reference="C-1001")
    jonah = Relative.objects.get(client=hana)
    day = today(amira.organisation)
    market = Facts(
        kind=ContactKind.MET,
        on=day - timedelta(days=6),
        began=BegunBy.THEY,
        channel=ContactChannel.IN_PERSON,
        lasted=Lasted.TEN,
        recognised=Recognised.WISHED,
        place="The fish market",
        about="She greeted me and showed me what she had bought. Nothing about our work.",
    )
    with speaking_for(amira):
        met = log_contact(actor=amira, facts=market, people=[With(kind=CompanyKind.CLIENT, client_id=hana.pk)])
    with speaking_for(elif_):
        read_contact(actor=elif_, contact_id=met.pk, word="Thank you. That was well handled.")
    message = Facts(
        kind=ContactKind.MESSAGE,
        on=day - timedelta(days=1),
        began=BegunBy.THEY,
        channel=ContactChannel.OWN_MESSENGER,
        lasted=Lasted.MOMENT,
        about="He asked whether Thursday still holds. I do not know where he has my number from.",
        moved=Moved.NOT_YET,
    )
    with speaking_for(ben):
        log_contact(actor=ben, facts=message, people=[With(kind=CompanyKind.RELATIVE, relative_id=jonah.pk)])
    feast = Facts(kind=ContactKind.EVENT, on=day + timedelta(days=9), about="The harbour feast: my choir sings there.")
    with speaking_for(amira):
        announce_event(actor=amira, facts=feast)
