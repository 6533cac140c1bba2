"""A million gift entries, as an installation has them after some years.

Every entry has a key of its own, and what was given and by whom is really sealed under it; clients' names under their
organisation's. Most is small and fine at once; what lies between goes to the line manager, who is some months behind.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from uuid import UUID

from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.clients.choices import ClientKind, ClientStatus
from accounts.grants.choices import Relation
from accounts.staff.models import StaffMember
from bench.filling import UNDER_ONE, YEARS, Kind, People, Rows, Sealer, an_id, one_of
from boundaries.sealing.actions import open_key
from boundaries.sealing.rules import place, seal
from policies.gifts.choices import Basis, Direction, Fate, GiftKind, GiftState, Giver, Happening, OwnIdea
from policies.gifts.queries import giver_index
from policies.gifts.rules import COUNTED, GONE, rounded

KINDS = {
    GiftKind.THING: 500,
    GiftKind.MEAL: 180,
    GiftKind.CASH: 90,
    GiftKind.VOUCHER: 90,
    GiftKind.FAVOUR: 60,
    GiftKind.SALE: 30,
    GiftKind.DONATION: 25,
    GiftKind.LOAN: 20,
    GiftKind.BEQUEST: 5,
}
HAPPENINGS = {Happening.GIVEN: 80, Happening.OFFERED: 17, Happening.ASKED: 3}
DIRECTIONS = {Direction.FROM: 94, Direction.TO: 6}
GIVERS = {Giver.CLIENT: 60, Giver.RELATIVE: 25, Giver.OTHER: 15}
FATES = {Fate.KEPT: 60, Fate.PASSED_ON: 14, Fate.RETURNED: 12, Fate.DECLINED: 9, Fate.OPEN: 5}
CURRENCIES = {"EUR": 80, "CZK": 8, "USD": 6, "GBP": 3, "JPY": 2, "KWD": 1}
WORTH = {each: Decimal(worth) for each, worth in {"CZK": "0.04", "USD": "0.9", "GBP": "1.15", "JPY": "0.006"}.items()}
"""What a unit of each was worth in euros; of dinars nobody has said it."""
TOKEN, LARGE = Decimal(10), Decimal(80)
NO_AMOUNT, CORRECTED, MOVED_UP = 0.08, 0.03, 0.1
"""The shares of entries of which the worth is not known, which were corrected since, and which went to the next person up."""
BEHIND = timedelta(days=300)
"""Nobody has decided yet what was written down since then."""
CLIENTS_EACH, NAMES_EACH = 2, 5
"""So many clients, and names of givers who are no clients, there are for each who works there."""
WHAT = "A jar of quince jam, and a card that the whole family had signed."
COLUMNS = {
    "accounts_client": "id organisation_id reference name name_index kind status is_minor has_special_needs is_paid_participant "
    "is_applicant language needs_interpreter site_id",
    "policies_giftentry": "id organisation_id worker_id area_id first_id corrects_id direction happening giver client_id giver_name "
    "giver_index kind what amount currency worth worth_currency own_idea proposed_by pressure entitled happened_on clauses "
    "entered_at basis state fate handler_id due_at data_key_id",
    "policies_giftgrant": "relation reason given_at ends_at sort_at content_object_id permission_id user_id organisation_id",
}


@dataclass(frozen=True)
class Drawn:
    """What the lot gave one entry."""

    id: UUID
    told: datetime
    days_ago: int
    worker: StaffMember
    managers: Sequence[StaffMember]
    direction: Direction
    happening: Happening
    giver: Giver
    client: UUID | None
    name: str
    kind: GiftKind
    amount: Decimal | None
    currency: str
    fate: Fate
    state: GiftState
    first: UUID | None = None
    corrects: UUID | None = None

    @property
    def worth(self) -> Decimal | None:
        """What it is worth in euros, where that is known."""
        if self.amount is None or self.currency == "EUR":
            return self.amount
        return rounded(self.amount * WORTH[self.currency], "EUR") if self.currency in WORTH else None

    @property
    def due(self) -> datetime | None:
        """When the next person is told, while it waits."""
        return self.told + timedelta(days=5 + self.told.day % 4) if self.state == GiftState.WAITING else None


def _gifts(people: People, numbers: range, lots: random.Random) -> Iterator[Rows]:
    """The rows of the clients, and of one entry after another; what was corrected is followed by what corrects it."""
    end = timezone.now()
    clients = [an_id(lots) for _ in range(len(people.staff) * CLIENTS_EACH)]
    key = open_key(people.key)
    yield {"accounts_client": [_client(people, key, number, id_) for number, id_ in enumerate(clients)]}
    permission = Permission.objects.get(content_type__app_label="policies", codename="open_gift").pk
    index = cache(lambda client, name: giver_index(people.organisation_id, client_id=client, name=name))
    before: Drawn | None = None
    for number in numbers:
        drawn = _after(before, lots) if before else _draw(people, number, clients, lots, end)
        if before is None and number + 1 in numbers and lots.random() < CORRECTED:
            before = drawn = replace(drawn, state=GiftState.CORRECTED)
        else:
            before = None
        yield _rows(people.organisation_id, drawn, index(drawn.client, drawn.name), permission, lots)


def _client(people: People, key: bytes, number: int, id_: UUID) -> tuple[object, ...]:
    """One client of the organisation, at the site of those whom they know."""
    organisation, site = people.organisation_id, people.staff[number // CLIENTS_EACH].site_id
    name = seal(key, f"Client {number}".encode(), place("accounts_client", "name", id_))
    kind, status = ClientKind.DIRECT.value, ClientStatus.CURRENT.value
    return (id_, organisation, f"C-{number}", name, "{}", kind, status, False, False, False, False, "", False, site)


def _draw(people: People, number: int, clients: Sequence[UUID], lots: random.Random, end: datetime) -> Drawn:
    """Everybody who has a line manager writes down as often, most of it about the same few clients."""
    staff = people.staff
    worker = 1 + number % (len(staff) - 1)
    manager = (worker - 1) // UNDER_ONE
    giver, kind, currency = one_of(lots, GIVERS), one_of(lots, KINDS), one_of(lots, CURRENCIES)
    euros = Decimal(round(min(lots.lognormvariate(2.2, 1.1), 900), 2)) + 1
    told = end - lots.random() * YEARS
    drawn = Drawn(
        id=_id_of(told, lots),
        told=told,
        days_ago=int(lots.expovariate(0.3)),
        worker=staff[worker],
        managers=[staff[manager], staff[max(manager - 1, 0) // UNDER_ONE]],
        direction=one_of(lots, DIRECTIONS),
        happening=one_of(lots, HAPPENINGS),
        giver=giver,
        client=None if giver == Giver.OTHER else clients[(worker * CLIENTS_EACH + lots.randrange(4)) % len(clients)],
        name="" if giver == Giver.CLIENT else f"Giver {worker * NAMES_EACH + lots.randrange(NAMES_EACH)}",
        kind=kind,
        amount=None if lots.random() < NO_AMOUNT else rounded(euros / WORTH.get(currency, 1), currency),
        currency=currency,
        fate=one_of(lots, FATES),
        state=GiftState.WAITING,
    )
    return replace(drawn, state=_state(drawn, end))


def _id_of(moment: datetime, lots: random.Random) -> UUID:
    """An id as the product draws one for an entry: a UUID of version 7, which follows the clock."""
    return UUID(int=int(moment.timestamp() * 1000) << 80 | 7 << 76 | lots.getrandbits(12) << 64 | 2 << 62 | lots.getrandbits(62))


def _state(drawn: Drawn, end: datetime) -> GiftState:
    """Where it stands, much as the rule has it where a policy allows a token."""
    if drawn.happening == Happening.ASKED or drawn.kind in {GiftKind.CASH, GiftKind.BEQUEST}:
        return GiftState.REFUSED
    if drawn.fate in GONE:
        return GiftState.NOTED
    if drawn.worth is not None and drawn.kind in COUNTED and drawn.direction == Direction.FROM:
        if drawn.worth <= TOKEN:
            return GiftState.ACCEPTED
        if drawn.worth > LARGE:
            return GiftState.REFUSED
    return GiftState.WAITING if drawn.told > end - BEHIND else GiftState.DECIDED


def _after(before: Drawn, lots: random.Random) -> Drawn:
    """What was written down a day after in place of it: nothing was kept."""
    told = before.told + timedelta(days=1)
    return replace(
        before,
        id=_id_of(told, lots),
        told=told,
        days_ago=before.days_ago + 1,
        fate=Fate.RETURNED,
        state=GiftState.NOTED,
        first=before.id,
        corrects=before.id,
    )


BASES = {
    GiftState.ACCEPTED: Basis.TOKEN,
    GiftState.REFUSED: Basis.LARGE,
    GiftState.NOTED: Basis.NOTHING_TAKEN,
    GiftState.WAITING: Basis.MIDDLE,
    GiftState.DECIDED: Basis.MIDDLE,
    GiftState.CORRECTED: Basis.MIDDLE,
}


def _rows(organisation_id: UUID, drawn: Drawn, index: bytes, permission: int, lots: random.Random) -> Rows:
    """The entry with its key, and those let in to decide."""
    key = Sealer.drawn(organisation_id, drawn.told, lots)
    sealed = {
        column: key.seal(words, "policies_giftentry", column, drawn.id) if words else None
        for column, words in (("giver_name", drawn.name), ("what", WHAT))
    }
    goes_up = drawn.state in {GiftState.WAITING, GiftState.DECIDED, GiftState.CORRECTED}
    moved = goes_up and drawn.managers[0].pk != drawn.managers[1].pk and lots.random() < MOVED_UP
    let_in = (drawn.managers if moved else drawn.managers[:1]) if goes_up else []
    entry = (
        *(drawn.id, organisation_id, drawn.worker.pk, drawn.worker.site_id, drawn.first, drawn.corrects),
        *(drawn.direction.value, drawn.happening.value, drawn.giver.value, drawn.client, sealed["giver_name"], index),
        *(drawn.kind.value, sealed["what"], drawn.amount, drawn.currency, drawn.worth, "EUR", OwnIdea.YES.value, "", None, ""),
        *((drawn.told - timedelta(days=drawn.days_ago)).date(), "{}", drawn.told, BASES[drawn.state].value, drawn.state.value),
        *(drawn.fate.value, let_in[-1].pk if let_in else None, drawn.due, key.id),
    )
    ends = drawn.told + timedelta(days=1) if drawn.state == GiftState.CORRECTED else None
    return {
        "boundaries_datakey": [key.row],
        "policies_giftentry": [entry],
        "policies_giftgrant": [
            (relation.value, "", drawn.told, ends, drawn.due, drawn.id, permission, person.user_id, organisation_id)
            for person, relation in zip(let_in, (Relation.HANDLER, Relation.ESCALATED), strict=False)
        ],
    }


GIFTS = Kind("gift entries", COLUMNS, _gifts)
