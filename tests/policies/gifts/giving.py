"""What many tests of gifts need: something is written down, and amounts are set."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for
from policies.gifts.actions import add_gift, set_bands, set_rate
from policies.gifts.choices import Direction, Fate, GiftKind, Giver, Happening, OwnIdea
from policies.gifts.models import GiftEntry
from policies.gifts.rules import Bands, Told

WHAT = "A jar of quince jam"


def said(worker: StaffMember, **other: Any) -> Told:
    """A jar of jam from somebody's neighbour, today."""
    facts: dict[str, Any] = {
        "direction": Direction.FROM,
        "happening": Happening.GIVEN,
        "giver": Giver.OTHER,
        "giver_name": "Rosa Lind",
        "kind": GiftKind.THING,
        "what": WHAT,
        "fate": Fate.KEPT,
        "own_idea": OwnIdea.YES,
        "on": today(worker.organisation),
        "amount": Decimal(4),
        "currency": "EUR",
    }
    return Told(**facts | other)


def gave(worker: StaffMember, **other: Any) -> GiftEntry:
    """Somebody writes down a gift."""
    with speaking_for(worker):
        return add_gift(actor=worker, told=said(worker, **other))


def amounts(director: StaffMember, **other: Any) -> Bands:
    """Ten euros are a token, more than fifty too much."""
    facts: dict[str, Any] = {"currency": "EUR", "token": Decimal(10), "large": Decimal(50)}
    bands = Bands(**facts | other)
    set_bands(actor=director, bands=bands)
    return bands


def rate(director: StaffMember, currency: str, worth: str, since: date) -> None:
    """What a unit of a currency is worth from a day on."""
    set_rate(actor=director, currency=currency, worth=Decimal(worth), since=since)
