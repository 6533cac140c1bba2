"""What is shown of gifts: one's own, what waits for one's decision, and the register by office; and the sums that are counted."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.db.models import DateField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.formats import date_format

from accounts.assignments.models import Assignment
from accounts.clients.models import Client
from accounts.clients.queries import clients_of
from accounts.grants.queries import live, theirs
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from accounts.staff.queries import ids_above
from boundaries.access.prepared import Asker, Prepared, Values, several, those, values_of
from boundaries.access.protected import ProtectedQuerySet, way_into
from boundaries.access.scope import Reason
from boundaries.errors.exceptions import NotVisible
from boundaries.sealing.actions import blind_index
from policies.adoption.queries import ShownClause, cited, standing
from policies.gifts.choices import Direction, GiftKind, GiftState
from policies.gifts.models import GiftBands, GiftDecision, GiftEntry, GiftGrant, GiftRate
from policies.gifts.permissions import ACCESS, IN_GENERAL, GiftListPermission, GiftPermission, covers, offices_of
from policies.gifts.rules import (
    COUNTED,
    GONE,
    MAINLY,
    REFUSING,
    REWARD,
    Bands,
    Rate,
    converted,
    name_key,
    speaking_of,
    year_after,
    year_before,
)
from policies.library.models import Clause

PAGE, MOST_TO_CHOOSE, MOST_TOTALS = 25, 300, 50
NEWEST = ("-happened_on", "-pk")


# --- The ways in --------------------------------------------------------------------------------------------------------------
@way_into(GiftEntry)
def written_down(entries: ProtectedQuerySet[GiftEntry], actor: StaffMember) -> ProtectedQuerySet[GiftEntry]:
    """What they wrote down themselves."""
    return entries.filter(worker_id=actor.pk)


@way_into(GiftEntry)
def to_decide(entries: ProtectedQuerySet[GiftEntry], actor: StaffMember) -> ProtectedQuerySet[GiftEntry]:
    """What was given to them to decide, also once they have."""
    granted = live(theirs(GiftGrant, actor=actor).filter(content_object=OuterRef("pk")))
    return entries.filter(Exists(granted))


@dataclass(frozen=True)
class Office:
    """Somebody with what their offices let them see: areas directed (None: all of them), whether they audit, who is above."""

    actor: StaffMember
    areas: frozenset[UUID | None]
    audits: bool
    above: tuple[UUID, ...]

    @way_into(GiftEntry)
    def oversees(self, entries: ProtectedQuerySet[GiftEntry], _actor: StaffMember) -> ProtectedQuerySet[GiftEntry]:
        """What they see by office: directors the entries of their area, auditors all; none of those they work under."""
        if not self.areas and not self.audits:
            return entries.none()
        found = entries.exclude(worker__in=self.above) if self.above else entries
        return found if self.audits or None in self.areas else found.filter(area__in=self.areas)

    def reads(self, entry: GiftEntry) -> bool:
        """Whether they may read its words, of an entry that they may see."""
        return covers(self.areas, entry)


def office_of(actor: StaffMember) -> Office:
    """What somebody's offices let them see today. Raises NotVisible for whoever has none, or Forbidden."""
    IN_GENERAL.require(actor, GiftListPermission.REGISTER, actor.organisation)
    return _office(actor)


def _office(actor: StaffMember) -> Office:
    areas, audits = offices_of(actor)
    return Office(actor, areas, audits, tuple(ids_above(actor)) if areas or audits else ())


# --- What a question knows ----------------------------------------------------------------------------------------------------
def _asker(values: Values) -> StaffMember:
    """The person whom these values are of: as much of one as a question may know."""
    return cast("StaffMember", Asker.among(values))


def _values(office: Office) -> dict[str, Any] | None:
    """What a question knows of somebody and their offices; None for whoever sees nothing at all."""
    known = values_of(office.actor)
    return known and known | several("area", sorted(filter(None, office.areas))) | several("above", office.above)


def _shape(office: Office) -> tuple[bool, bool]:
    """Whether they audit, and whether they direct the whole organisation."""
    return office.audits, None in office.areas


def _overseen(values: Values, audits: bool, everywhere: bool) -> ProtectedQuerySet[GiftEntry]:
    """What they see by office."""
    actor, areas = _asker(values), frozenset(those(values, "area"))
    office = Office(actor, areas | {None} if everywhere else areas, audits, those(values, "above"))
    return GiftEntry.objects.visible_to(actor, by=office.oversees)


# --- One entry ----------------------------------------------------------------------------------------------------------------
WHOLE = ("data_key", "organisation__data_key", "worker__team", "client__organisation__data_key", "handler", "area")


def gift_for(
    actor: StaffMember, gift_id: UUID, permission: GiftPermission = GiftPermission.VIEW, *, locked: bool = False
) -> GiftEntry:
    """One entry, under its lock where something is to be done about it. Raises NotVisible, or Forbidden."""
    office = _office(actor)
    known = _values(office)
    for found in ONE.ask(known | {"entry": gift_id}, *_shape(office), locked) if known else ():
        ACCESS.require(actor, permission, found)
        return found
    raise NotVisible


def _one(values: Values, audits: bool, everywhere: bool, locked: bool) -> QuerySet[GiftEntry]:
    """By whichever way somebody sees it."""
    actor = _asker(values)
    seen = GiftEntry.objects.visible_to(actor, by=written_down) | GiftEntry.objects.visible_to(actor, by=to_decide)
    if audits or everywhere or those(values, "area"):
        seen |= _overseen(values, audits, everywhere)
    rows = seen.filter(pk=values["entry"]).select_related(*WHOLE)
    return rows.select_for_update(of=("self",), no_key=True) if locked else rows


ONE: Prepared[GiftEntry] = Prepared(_one)


def versions_of(entry: GiftEntry) -> list[GiftEntry]:
    """What was written of the same gift, the first text first; of an entry that was read."""
    first = entry.first or entry
    later = GiftEntry.objects.hanging_on(first).select_related("data_key", "client__organisation__data_key")
    return [first, *later.order_by("pk")]


def clauses_of(entry: GiftEntry) -> list[ShownClause]:
    """The clauses it falls under, as they were in force then, the strictest first."""
    return cited(entry.organisation_id, entry.clauses)


def decision_on(entry: GiftEntry) -> GiftDecision | None:
    """The last decision about an entry that was read, if any."""
    found: GiftDecision | None = entry.decisions.select_related("decided_by", "entry__data_key").order_by("-pk").first()
    return found


# --- Lists --------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class GiftsPage:
    """One page of a list: at most 25 entries, and the key of the next page (None at the end)."""

    entries: list[GiftEntry]
    after: str | None


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed down by."""

    kinds: Sequence[str] = field(default=())
    states: Sequence[str] = field(default=())
    worker_id: UUID | None = None
    since: date | None = None
    until: date | None = None

    def values(self) -> dict[str, Any]:
        """As much of it as a question takes as values."""
        told = {"worker": self.worker_id, "since": self.since, "until": self.until}
        return {name: each for name, each in told.items() if each}

    def among(self, entries: QuerySet[GiftEntry]) -> QuerySet[GiftEntry]:
        """Those of the entries that fit."""
        if self.kinds:
            entries = entries.filter(kind__in=self.kinds)
        if self.states:
            entries = entries.filter(state__in=self.states)
        if self.worker_id:
            entries = entries.filter(worker_id=self.worker_id)
        if self.since:
            entries = entries.filter(happened_on__gte=self.since)
        if self.until:
            entries = entries.filter(happened_on__lte=self.until)
        return entries


EVERYTHING = Wanted()


def _row(*values: Any) -> Func:
    return Func(*values, function="ROW", output_field=DateField())


def _place(after: str) -> tuple[date, UUID]:
    """The row behind which a page begins. Raises NotVisible for a key that no page gave."""
    try:
        on, id_ = after.split("_")
        return date.fromisoformat(on), UUID(id_)
    except ValueError as error:
        raise NotVisible from error


def _behind(after: str) -> dict[str, Any]:
    """The row behind which a page begins, as a question knows it. Raises NotVisible."""
    return dict(zip(("on", "last"), _place(after), strict=True)) if after else {}


def _newest(entries: QuerySet[GiftEntry], values: Values) -> QuerySet[GiftEntry]:
    """Those that stand, the newest first, from a place in the list."""
    found = entries.exclude(state=GiftState.CORRECTED)
    if "last" in values:
        found = found.filter(LessThan(_row(F("happened_on"), F("pk")), _row(Value(values["on"]), Value(values["last"]))))
    return found.order_by(*NEWEST)


def _page(rows: list[GiftEntry], size: int) -> GiftsPage:
    last = rows[size - 1] if len(rows) > size else None
    return GiftsPage(rows[:size], f"{last.happened_on.isoformat()}_{last.pk}" if last else None)


def _own(values: Values, most: int) -> QuerySet[GiftEntry]:
    rows = GiftEntry.objects.visible_to(_asker(values), by=written_down)
    return _newest(rows.select_related("data_key", "client__organisation__data_key"), values)[:most]


OWN: Prepared[GiftEntry] = Prepared(_own)


def own_gifts(actor: StaffMember, *, after: str = "", size: int = PAGE) -> GiftsPage:
    """What somebody wrote down, the newest first."""
    IN_GENERAL.require(actor, GiftListPermission.ADD, actor.organisation)
    asked, known = _behind(after), values_of(actor)
    return _page(OWN.ask(known | asked, size + 1) if known else [], size)


def waiting_for(actor: StaffMember, *, after: str = "", size: int = PAGE) -> GiftsPage:
    """What waits for somebody's decision, the least time left first."""
    IN_GENERAL.require(actor, GiftListPermission.ADD, actor.organisation)
    asked, known = _due_place(after) if after else {}, values_of(actor)
    rows = WAITING.ask(known | asked, size + 1) if known else []
    last = rows[size - 1] if len(rows) > size else None
    return GiftsPage(rows[:size], f"{last.due_at.isoformat()}_{last.pk}" if last and last.due_at else None)


def _least_time_left(values: Values, most: int) -> QuerySet[GiftEntry]:
    found = _waiting(_asker(values))
    if "last" in values:
        found = found.filter(GreaterThan(_row(F("due_at"), F("pk")), _row(Value(values["due"]), Value(values["last"]))))
    return found.select_related("data_key", "worker", "client__organisation__data_key").order_by("due_at", "pk")[:most]


WAITING: Prepared[GiftEntry] = Prepared(_least_time_left)


def _waiting(actor: StaffMember) -> QuerySet[GiftEntry]:
    standing_on = live(theirs(GiftGrant, actor=actor)).filter(sort_at__isnull=False)
    rows = GiftEntry.objects.visible_to(actor, by=to_decide)
    return rows.filter(state=GiftState.WAITING, pk__in=standing_on.values("content_object"))


def _due_place(after: str) -> dict[str, Any]:
    try:
        due, id_ = after.split("_")
        moment, last_id = datetime.fromisoformat(due), UUID(id_)
    except ValueError as error:
        raise NotVisible from error
    if moment.tzinfo is None:
        raise NotVisible
    return {"due": moment, "last": last_id}


def how_many_wait(actor: StaffMember) -> int:
    """How many wait for somebody's decision; no more than a hundred are counted."""
    return _waiting(actor)[:100].count()


def register(office: Office, *, wanted: Wanted = EVERYTHING, after: str = "", size: int = PAGE) -> GiftsPage:
    """The register, the newest first."""
    asked, known = _behind(after) | wanted.values(), _values(office)
    if known is None:
        return GiftsPage([], None)
    return _page(REGISTER.ask(known | asked, *_shape(office), tuple(wanted.kinds), tuple(wanted.states), size + 1), size)


Words = tuple[str, ...]


def _register(values: Values, audits: bool, everywhere: bool, kinds: Words, states: Words, most: int) -> QuerySet[GiftEntry]:
    wanted = Wanted(kinds, states, values.get("worker"), values.get("since"), values.get("until"))
    rows = wanted.among(_overseen(values, audits, everywhere))
    return _newest(rows.select_related("worker", "area"), values)[:most]


REGISTER: Prepared[GiftEntry] = Prepared(_register)


def workers_in_register(office: Office) -> QuerySet[StaffMember]:
    """By whom the register may be narrowed down: those of the areas somebody directs; for auditors, everybody."""
    people = StaffMember.objects.filter(organisation_id=office.actor.organisation_id).exclude(pk__in=office.above)
    if office.audits or None in office.areas:
        return people
    return people.filter(Q(site__in=office.areas) | Q(site=None, team__site__in=office.areas))


# --- Sums -------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Total:
    """What came from one giver, or to one worker, over twelve months: by currency, and how often its worth is not known."""

    sums: dict[str, Decimal]
    count: int
    unknown: int


@dataclass(frozen=True)
class GiverTotal:
    """What one giver gave somebody; with the newest entry of theirs, by which they are known."""

    entry: GiftEntry
    total: Total


def counted(entries: QuerySet[GiftEntry], direction: str = Direction.FROM) -> QuerySet[GiftEntry]:
    """Those that count: gifts to somebody who works here (or from them), of which something stayed."""
    found = entries.filter(direction=direction, kind__in=sorted(COUNTED)).exclude(state=GiftState.CORRECTED)
    return found.exclude(fate__in=sorted(GONE))


def giver_index(organisation_id: UUID, *, client_id: object = None, name: str = "") -> bytes:
    """The fingerprint of a giver: a client with their relatives, or else a name, however it is typed."""
    who = f"client {client_id}" if client_id else f"name {name_key(name)}"
    return blind_index("gift giver", f"{organisation_id} {who}")


def total_of(entries: Iterable[GiftEntry]) -> Total:
    """The sum of these, each currency by itself."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    count = unknown = 0
    for each in entries:
        count += 1
        if each.worth is None:
            unknown += 1
        else:
            sums[each.worth_currency] += each.worth
    return Total(dict(sums), count, unknown)


def _a_year(actor: StaffMember) -> dict[str, Any]:
    """The twelve months up to today, as a question knows them."""
    on = today(actor.organisation)
    return {"before": year_before(on), "on": on}


def _over_a_year(entries: QuerySet[GiftEntry], values: Values) -> QuerySet[GiftEntry]:
    within = counted(entries).filter(happened_on__gt=values["before"], happened_on__lte=values["on"])
    return within.select_related("data_key", "client__organisation__data_key").order_by(*NEWEST)


def _by_giver(entries: Iterable[GiftEntry]) -> list[GiverTotal]:
    """Each giver with what they gave, whoever gave last first, of entries the newest first."""
    givers: dict[bytes, list[GiftEntry]] = defaultdict(list)
    for each in entries:
        givers[bytes(each.giver_index)].append(each)
    return [GiverTotal(given[0], total_of(given)) for given in givers.values()]


def own_totals(actor: StaffMember) -> list[GiverTotal]:
    """What each giver gave oneself over the last twelve months."""
    known = values_of(actor)
    return _by_giver(OWN_YEAR.ask(known | _a_year(actor))) if known else []


def _own_year(values: Values) -> QuerySet[GiftEntry]:
    return _over_a_year(GiftEntry.objects.visible_to(_asker(values), by=written_down), values)


OWN_YEAR: Prepared[GiftEntry] = Prepared(_own_year)


def worker_for(office: Office, worker_id: UUID) -> StaffMember:
    """One of those by whom the register may be narrowed down. Raises NotVisible."""
    found = workers_in_register(office).filter(pk=worker_id).first()
    if found is None:
        raise NotVisible
    return found


def totals_of_worker(office: Office, worker: StaffMember) -> list[GiverTotal]:
    """What each giver gave one worker over the last twelve months, as far as somebody sees it by office."""
    known = _values(office)
    if known is None:
        return []
    return _by_giver(YEAR_OF_WORKER.ask(known | _a_year(office.actor) | {"worker": worker.pk}, *_shape(office)))


def _year_of_worker(values: Values, audits: bool, everywhere: bool) -> QuerySet[GiftEntry]:
    return _over_a_year(_overseen(values, audits, everywhere).filter(worker_id=values["worker"]), values)


YEAR_OF_WORKER: Prepared[GiftEntry] = Prepared(_year_of_worker)


def whole_of(totals: Sequence[GiverTotal]) -> Total:
    """All of them together."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for each in totals:
        for currency, amount in each.total.sums.items():
            sums[currency] += amount
    return Total(dict(sums), sum(each.total.count for each in totals), sum(each.total.unknown for each in totals))


def near(entry: GiftEntry, **same: Any) -> list[tuple[date, Decimal, str]]:
    """What counts together with an entry, by day, worth and currency: the product asks, before it judges.

    What was never put in money is left out; what could not be converted then is given as it was told.
    """
    GiftEntry.objects.unscoped(Reason.ROUTING)  # refused while somebody is asking
    on = entry.happened_on
    within = {"after": year_before(on), "before": year_after(on)}
    columns = NEAR.rows({"organisation": entry.organisation_id, "entry": entry.pk} | within | same, entry.direction, *same)
    found = [(day, amount, told) if worth is None else (day, worth, known) for day, worth, known, amount, told in columns]
    return [(day, amount, currency) for day, amount, currency in found if amount is not None]


def was_ruled(entry: GiftEntry) -> bool:
    """Whether an earlier text of it was refused by rule, or decided; the product asks, before it judges."""
    if entry.first_id is None:
        return False
    texts = GiftEntry.objects.unscoped(Reason.ROUTING).filter(Q(pk=entry.first_id) | Q(first=entry.first_id)).exclude(pk=entry.pk)
    decided = GiftDecision.objects.hanging_on(OuterRef("pk"))
    return texts.filter(Q(basis__in=sorted(REFUSING)) | Exists(decided)).exists()


def _near(values: Values, direction: str, *same: str) -> object:
    rows = counted(GiftEntry.objects.unscoped(Reason.ROUTING), direction).exclude(pk=values["entry"])
    rows = rows.filter(organisation_id=values["organisation"], **{name: values[name] for name in same})
    rows = rows.filter(happened_on__gt=values["after"], happened_on__lt=values["before"], amount__isnull=False)
    return list(rows.values_list("happened_on", "worth", "worth_currency", "amount", "currency"))


NEAR: Prepared[GiftEntry] = Prepared(_near)


def in_currency(
    rows: Iterable[tuple[date, Decimal, str]], currency: str, rates: Sequence[Rate]
) -> list[tuple[date, Decimal]] | None:
    """These sums in one currency, each by the rate of its day; None where one of them is not known."""
    found = []
    for on, worth, its_currency in rows:
        amount = converted(worth, its_currency, into=currency, on=on, rates=rates)
        if amount is None:
            return None
        found.append((on, amount))
    return found


# --- What they are judged by ----------------------------------------------------------------------------------------------------
def bands_of(organisation_id: UUID) -> Bands:
    """The organisation's amounts as they are now; whoever calls has asked the law."""
    found = newest_bands(organisation_id)
    if found is None:
        return Bands()
    return Bands(currency=found.currency, token=found.token, large=found.large, worker=found.worker, days=found.days)


def newest_bands(organisation_id: UUID) -> GiftBands | None:
    """The setting that holds."""
    return GiftBands.objects.filter(organisation_id=organisation_id).order_by("-edition").first()


def rates_of(organisation_id: UUID, currencies: Collection[str], into: str) -> list[Rate]:
    """The rates of these currencies into another, those set later after those set before."""
    wanted = sorted(set(currencies) - {into})
    if not wanted:
        return []
    rows = GiftRate.objects.filter(organisation_id=organisation_id, into=into, currency__in=wanted).order_by("since", "pk")
    return [Rate(each.currency, each.into, each.since, each.worth) for each in rows]


def settings_of(actor: StaffMember) -> tuple[list[GiftBands], list[GiftRate]]:
    """Every setting of the amounts, and the rates, the newest first."""
    IN_GENERAL.require(actor, GiftListPermission.SETTINGS, actor.organisation)
    bands = GiftBands.objects.filter(organisation_id=actor.organisation_id).select_related("set_by").order_by("-edition")
    rates = GiftRate.objects.filter(organisation_id=actor.organisation_id).select_related("set_by").order_by("-since", "-pk")
    return list(bands[:MOST_TOTALS]), list(rates[:MOST_TOTALS])


def speaking_here(organisation_id: UUID, *, kind: GiftKind, asked: bool) -> list[Clause]:
    """The clauses in force in an organisation that an entry falls under, the strictest first."""
    versions = standing(organisation_id).values("version_id")
    about = Clause.objects.filter(version_id__in=versions, categories__overlap=sorted(MAINLY[kind] | REWARD))
    return speaking_of(about, kind=kind, asked=asked)


# --- Whom one may name --------------------------------------------------------------------------------------------------------
def clients_to_name(actor: StaffMember, *, also: UUID | None = None) -> list[Client]:
    """The clients one works with today, and one more whom one may know of; by reference."""
    on = today(actor.organisation)
    running = Assignment.objects.lasting(on).filter(starts_on__lte=on, worker=actor)
    wanted = Q(pk__in=running.values("client_id")) | (Q(pk=also) if also else Q())
    return list(clients_of(actor).filter(wanted).order_by("reference")[:MOST_TO_CHOOSE])


def client_to_name(actor: StaffMember, client_id: UUID) -> Client | None:
    """A client whom one may know of."""
    return clients_of(actor).filter(pk=client_id).first()


# --- Notices --------------------------------------------------------------------------------------------------------------------
def still_told(person_id: UUID, ids: list[UUID]) -> Mapping[UUID, str]:
    """For the list of notices: the day of one's own that were decided, and of those that wait for one."""
    actor = StaffMember.objects.select_related("organisation").filter(pk=person_id).first()
    if actor is None:
        return {}
    mine = GiftEntry.objects.visible_to(actor, by=written_down).filter(pk__in=ids, state=GiftState.DECIDED)
    waiting = GiftEntry.objects.visible_to(actor, by=to_decide).filter(pk__in=ids).exclude(state=GiftState.CORRECTED)
    days = dict(mine.values_list("pk", "happened_on")) | dict(waiting.values_list("pk", "happened_on"))
    return {pk: date_format(on, "j F Y") for pk, on in days.items()}
