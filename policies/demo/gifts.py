"""Gifts of the demo: amounts, a token, one that waits, one that was decided, money that was refused, one that was declined."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from accounts.clients.models import Client
from accounts.demo.cast import RELIEF
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for
from policies.gifts.actions import add_gift, decide_gift, set_bands, set_rate, tell_fate
from policies.gifts.choices import Direction, Fate, GiftKind, Giver, Happening, OwnIdea, Verdict
from policies.gifts.models import GiftEntry
from policies.gifts.rules import Bands, Told

SAID: tuple[dict[str, Any], ...] = (
    {"what": "A card and a bar of chocolate", "amount": Decimal("3.50"), "days": 40},
    {"what": "A scarf she knitted", "amount": Decimal(25), "days": 12, "verdict": Verdict.PASS_ON, "fate": Fate.PASSED_ON},
    {"what": "A jar of coffee", "amount": Decimal(8), "days": 3},
    {"what": "A folded note in an envelope", "amount": Decimal(20), "kind": GiftKind.CASH, "days": 8, "fate": Fate.RETURNED},
    {"what": "Supper at their table", "kind": GiftKind.MEAL, "days": 20, "happening": Happening.OFFERED, "fate": Fate.DECLINED},
    {
        "what": "Two tickets for the ferry",
        "amount": Decimal(70),
        "currency": "USD",
        "days": 1,
        "kind": GiftKind.VOUCHER,
        "fate": Fate.OPEN,
    },
)


def give_in_the_demo() -> None:
    """A director sets the amounts, and Amira writes down what Hana and her brother gave her."""
    noor, amira, elif_ = (person(name) for name in ("noor", "amira", "elif"))
    day = today(noor.organisation)
    set_bands(actor=noor, bands=Bands(currency="EUR", token=Decimal(10), large=Decimal(50), worker=Decimal(100)))
    set_rate(actor=noor, currency="USD", worth=Decimal("0.92"), since=day - timedelta(days=200))
    hana = Client.objects.get(organisation=noor.organisation, reference="C-1001")
    for each in SAID:
        facts: dict[str, Any] = {
            "direction": Direction.FROM,
            "happening": Happening.GIVEN,
            "giver": Giver.CLIENT,
            "client_id": hana.pk,
            "kind": GiftKind.THING,
            "fate": Fate.KEPT,
            "own_idea": OwnIdea.YES,
            "on": day - timedelta(days=each["days"]),
        }
        asked = {name: value for name, value in each.items() if name not in {"days", "verdict"}}
        asked |= {"fate": Fate.OPEN} if "verdict" in each else {}
        with speaking_for(amira):
            entry = add_gift(actor=amira, told=Told(**facts | asked))
        if "verdict" in each:
            _decided(elif_, amira, entry, each)


def _decided(manager: StaffMember, worker: StaffMember, entry: GiftEntry, said: dict[str, Any]) -> None:
    with speaking_for(manager):
        reason = "It is lovely. Let everybody at the day centre use it."
        decide_gift(actor=manager, gift_id=entry.pk, verdict=said["verdict"], reason=reason)
    with speaking_for(worker):
        tell_fate(actor=worker, gift_id=entry.pk, fate=said["fate"])


def person(name: str) -> StaffMember:
    """Somebody of the relief society."""
    return StaffMember.objects.select_related("organisation__data_key", "team").get(user__email=f"{name}@{RELIEF.domain}")
