"""What is asked of a million gift entries: by whom, through the product, and by bare SQL."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from accounts.clients.models import Client
from accounts.organisations.models import Organisation, Site
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from accounts.teams.models import Team
from bench.gifts.filling import GIFTS
from bench.turns import PAGE, Asking, Bare, Place, Row, Subject, Way, columns
from boundaries.access.scope import Reason
from boundaries.sealing.models import DataKey
from policies.gifts.choices import Direction, GiftKind, GiftState
from policies.gifts.models import GiftEntry
from policies.gifts.queries import (
    GiftsPage,
    GiverTotal,
    Wanted,
    gift_for,
    near,
    office_of,
    own_gifts,
    own_totals,
    register,
    totals_of_worker,
    waiting_for,
    whole_of,
)
from policies.gifts.rules import year_after, year_before

BY_OFFICE = "FROM policies_giftentry r WHERE {area} AND r.state <> 'corrected' AND NOT r.worker_id = ANY(%(above)s::uuid[])"
ENTRY, KEY, CLIENT = columns("r", GiftEntry), columns("k", DataKey), columns("c", Client)
WORKER, AREA, CLIENTS_KEY = (
    columns("w", StaffMember),
    columns("a", Site),
    f"{columns('o', Organisation)}, {columns('ok', DataKey)}",
)
JOIN_KEY = "JOIN boundaries_datakey k ON k.id = r.data_key_id"
JOIN_WORKER = "JOIN accounts_staffmember w ON w.id = r.worker_id"
JOIN_AREA = "LEFT JOIN accounts_site a ON a.id = r.area_id"
JOIN_CLIENT = """
    LEFT JOIN accounts_client c ON c.id = r.client_id LEFT JOIN accounts_organisation o ON o.id = c.organisation_id
    LEFT JOIN boundaries_datakey ok ON ok.id = o.data_key_id
"""
OWN = Bare(
    "policies_giftentry",
    "FROM policies_giftentry r WHERE r.worker_id = %(person)s AND r.state <> 'corrected'",
    "r.happened_on DESC, r.id DESC",
    "AND (r.happened_on, r.id) < (%(on)s, %(id)s)",
    f"{JOIN_KEY} {JOIN_CLIENT}",
    f"{ENTRY}, {KEY}, {CLIENT}, {CLIENTS_KEY}",
    "r.happened_on, r.id, r.worker_id",
)
WAITING = Bare(
    "policies_giftentry",
    """FROM policies_giftgrant g JOIN policies_giftentry r ON r.id = g.content_object_id WHERE g.user_id = %(user)s
    AND g.sort_at IS NOT NULL AND (g.ends_at IS NULL OR g.ends_at > now()) AND r.state = 'waiting'""",
    "r.due_at, r.id",
    "AND (r.due_at, r.id) > (%(on)s, %(id)s)",
    f"{JOIN_KEY} {JOIN_WORKER} {JOIN_CLIENT}",
    f"{ENTRY}, {KEY}, {WORKER}, {CLIENT}, {CLIENTS_KEY}",
    "r.due_at, r.id, r.worker_id",
)


def in_register(area: str) -> Bare:
    """The register of an area, or of the whole organisation."""
    rows, joins = BY_OFFICE.format(area=area), f"{JOIN_WORKER} {JOIN_AREA}"
    return replace(OWN, rows=rows, joins=joins, columns=f"{ENTRY}, {WORKER}, {AREA}")


LISTS = {
    "worker": OWN,
    "line manager": WAITING,
    "director": in_register("r.area_id = %(area)s"),
    "auditor": in_register("r.organisation_id = %(organisation)s"),
    "the product": OWN,
}
IS = {"worker": "supervisor", "line manager": "supervisor", "the product": "supervisor"}
"""As whom of those who were filled in they ask, where it is not their own name; the product asks about what one person wrote."""
COUNTS = "AND r.direction = %(direction)s AND r.kind IN ('thing', 'cash', 'voucher', 'meal', 'favour')"
COUNTS += " AND r.state <> 'corrected' AND r.fate NOT IN ('returned', 'declined')"
YEAR = f"AND r.happened_on > %(year_before)s AND r.happened_on <= %(today)s {COUNTS}"
NEAR = f"""
    SELECT r.happened_on, r.worth, r.worth_currency, r.amount, r.currency FROM policies_giftentry r WHERE {{same}} {COUNTS}
    AND r.organisation_id = %(organisation)s AND r.happened_on > %(from)s AND r.happened_on < %(until)s
    AND r.amount IS NOT NULL AND r.id <> %(id)s
"""
ONE = f"""
    SELECT {ENTRY}, {KEY}, {columns("ro", Organisation)}, {columns("rk", DataKey)}, {WORKER}, {columns("t", Team)}, {CLIENT},
    {CLIENTS_KEY}, {columns("h", StaffMember)}, {AREA} FROM policies_giftentry r {JOIN_KEY} {JOIN_WORKER} {JOIN_CLIENT} {JOIN_AREA}
    JOIN accounts_organisation ro ON ro.id = r.organisation_id JOIN boundaries_datakey rk ON rk.id = ro.data_key_id
    LEFT JOIN accounts_team t ON t.id = w.team_id LEFT JOIN accounts_staffmember h ON h.id = r.handler_id WHERE r.id = %(id)s
"""


def begin(place: Place, who: str) -> Asking:
    """Look up what there is for this person, in their name; or for the product, which judges what they wrote."""
    actor = place.begin(getattr(place.filled, IS.get(who, who)), by_itself=who == "the product")
    office = office_of(actor) if who in {"director", "auditor"} else None
    day = today(actor.organisation)
    values: dict[str, Any] = {
        "user": actor.user_id,
        "person": actor.pk,
        "organisation": actor.organisation_id,
        "area": next(iter(office.areas), None) if office else None,
        "above": list(office.above) if office else [],
        "direction": Direction.FROM.value,
        "today": day,
        "year_before": year_before(day),
        "since": day - timedelta(days=730),
        "until_day": day - timedelta(days=640),
    }
    visible, (on, id_, worker_id) = place.find(LISTS[who], values)
    values |= {"on": on, "id": id_, "worker": worker_id, "worker_themselves": StaffMember.objects.get(pk=worker_id)}
    if who == "the product":
        values["entry"] = entry = GiftEntry.objects.unscoped(Reason.ROUTING).get(pk=id_)
        values |= {
            "giver": bytes(entry.giver_index),
            "direction": entry.direction,
            "from": year_before(on),
            "until": year_after(on),
        }
    return Asking(place, who, actor, office, visible, f"{on.isoformat()}_{id_}", values)


def listing(each: Asking, *, after: str = "") -> GiftsPage:
    """Their list: what they wrote down, what waits for them, or the register."""
    if each.office:
        return register(each.office, after=after)
    return waiting_for(each.actor, after=after) if each.who == "line manager" else own_gifts(each.actor, after=after)


def listed(answer: GiftsPage, rows: Sequence[Row]) -> bool:
    return [entry.pk for entry in answer.entries] == [row[0] for row in rows[:PAGE]]


def summed(answer: Sequence[GiverTotal], rows: Sequence[Row]) -> bool:
    return whole_of(answer).count == len(rows)


def narrowed(what: str, more: str, **wanted: Any) -> Way:
    """The register, narrowed down; what is wanted is named as the values are."""

    def product(each: Asking) -> GiftsPage:
        told = {name: each.values[value] if isinstance(value, str) else value for name, value in wanted.items()}
        return register(each.office, wanted=Wanted(**told))

    return Way(what, product, lambda each: LISTS[each.who].page(more), listed)


PAGES = (
    Way("first page", listing, lambda each: LISTS[each.who].page(), listed),
    Way(
        "deep page",
        lambda each: listing(each, after=each.after),
        lambda each: LISTS[each.who].page(LISTS[each.who].behind),
        listed,
    ),
)
CHECK = Way(
    "object check",
    lambda each: gift_for(each.actor, each.values["id"]),
    lambda _each: ONE,
    lambda answer, rows: bool(answer.pk == rows[0][0]),
)
TOTALS = Way("twelve months", lambda each: own_totals(each.actor), lambda _each: OWN.whole(YEAR), summed)
REGISTER = (
    *PAGES,
    narrowed("of a rare kind", "AND r.kind = 'bequest'", kinds=[GiftKind.BEQUEST.value]),
    narrowed("what was decided", "AND r.state = 'decided'", states=[GiftState.DECIDED.value]),
    narrowed("of three months", "AND r.happened_on BETWEEN %(since)s AND %(until_day)s", since="since", until="until_day"),
    narrowed("of a worker", "AND r.worker_id = %(worker)s", worker_id="worker"),
    Way(
        "a worker's twelve months",
        lambda each: totals_of_worker(each.office, each.values["worker_themselves"]),
        lambda each: replace(OWN, rows=LISTS[each.who].rows).whole(f"AND r.worker_id = %(worker)s {YEAR}"),
        summed,
    ),
    CHECK,
)


def judged_with(what: str, name: str, same: str) -> Way:
    """What counts together with an entry before it is judged."""
    return Way(
        what,
        lambda each: near(each.values["entry"], **{name: each.values[same]}),
        lambda _each: NEAR.format(same=f"r.{name} = %({same})s"),
        lambda answer, rows: len(answer) == len(rows),
    )


SUBJECT = Subject(
    GIFTS,
    begin,
    {
        "worker": (*PAGES, TOTALS, CHECK),
        "line manager": (*PAGES, CHECK),
        "director": REGISTER,
        "auditor": REGISTER,
        "the product": (
            judged_with("a giver's gifts", "giver_index", "giver"),
            judged_with("a worker's gifts", "worker_id", "person"),
        ),
    },
)
