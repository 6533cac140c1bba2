"""What many tests of contacts need: something that happened, logged by somebody."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from policies.contacts.actions import announce_event, log_contact
from policies.contacts.choices import BegunBy, CompanyKind, ContactChannel, ContactKind, Lasted, Moved, Recognised
from policies.contacts.models import Contact
from policies.contacts.rules import Facts, With

ABOUT = "She asked how my daughter is."


def facts_on(day: date, **other: Any) -> Facts:
    """They met in town."""
    said: dict[str, Any] = {
        "kind": ContactKind.MET,
        "began": BegunBy.THEY,
        "channel": ContactChannel.IN_PERSON,
        "on": day,
        "lasted": Lasted.TEN,
        "recognised": Recognised.WISHED,
        "place": "The fish market",
        "about": ABOUT,
    }
    return Facts(**said | other)


def message_on(day: date, **other: Any) -> Facts:
    """A message on a phone of one's own, not moved yet."""
    own: dict[str, Any] = {"channel": ContactChannel.OWN_PHONE, "recognised": None, "moved": Moved.NOT_YET}
    return facts_on(day, **{"kind": ContactKind.MESSAGE, **own, **other})


def somebody(name: str = "A mother at the school") -> With:
    """Somebody written."""
    return With(kind=CompanyKind.OTHER, name=name)


def met(actor: StaffMember, *people: With, colleagues: Collection[StaffMember] = (), **other: Any) -> Contact:
    """Somebody logs that they met somebody today."""
    facts = facts_on(today(actor.organisation), **other)
    ids = [each.pk for each in colleagues]
    return log_contact(actor=actor, facts=facts, people=people or [somebody()], colleague_ids=ids)


def written_to(actor: StaffMember, *people: With, **other: Any) -> Contact:
    """Somebody logs a message on their own phone."""
    return log_contact(actor=actor, facts=message_on(today(actor.organisation), **other), people=people or [somebody()])


def feast(actor: StaffMember, *people: With, days: int = 3) -> Contact:
    """Somebody tells of a feast to come."""
    day = today(actor.organisation) + timedelta(days=days)
    return announce_event(actor=actor, facts=Facts(kind=ContactKind.EVENT, on=day, about="The harbour feast"), people=people)


def hana_of(cast: Cast) -> With:
    """The client of the cast."""
    return With(kind=CompanyKind.CLIENT, client_id=cast.hana.pk)


def jonah_of(cast: Cast) -> With:
    """Her brother."""
    return With(kind=CompanyKind.RELATIVE, relative_id=cast.jonah.pk)
