"""What is shown of gifts: one's own, what waits for one's decision, and the register by office; and the sums that are counted."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
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
    return entries.filter(worker=actor)


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
    areas, audits = offices_of(actor)
    return Office(actor, areas, audits, tuple(ids_above(actor)))


# --- One entry ----------------------------------------------------------------------------------------------------------------
WHOLE = ("data_key", "organisation__data_key", "worker__team", "client__organisation__data_key", "handler", "area")


def gift_for(
    actor: StaffMember, gift_id: UUID, permission: GiftPermission = GiftPermission.VIEW, *, locked: bool = False
) -> GiftEntry:
    """One entry, under its lock where something is to be done about it. Raises NotVisible, or Forbidden."""
    areas, audits = offices_of(actor)
    ways: list[Any] = [written_down, to_decide]
    if areas or audits:
        ways.append(Office(actor, areas, audits, tuple(ids_above(actor))).oversees)
    for way in ways:
        rows = GiftEntry.objects.visible_to(actor, by=way).filter(pk=gift_id).select_related(*WHOLE)
        found = (rows.select_for_update(of=("self",), no_key=True) if locked else rows).first()
        if found is not None:
            ACCESS.require(actor, permission, found)
            return found
    raise NotVisible


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


def _page(entries: QuerySet[GiftEntry], after: str, size: int) -> GiftsPage:
    found = entries.exclude(state=GiftState.CORRECTED)
    if after:
        on, id_ = _place(after)
        found = found.filter(LessThan(_row(F("happened_on"), F("pk")), _row(Value(on), Value(id_))))
    rows = list(found.order_by(*NEWEST)[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return GiftsPage(rows[:size], f"{last.happened_on.isoformat()}_{last.pk}" if last else None)


def own_gifts(actor: StaffMember, *, after: str = "", size: int = PAGE) -> GiftsPage:
    """What somebody wrote down, the newest first."""
    IN_GENERAL.require(actor, GiftListPermission.ADD, actor.organisation)
    rows = GiftEntry.objects.visible_to(actor, by=written_down)
    return _page(rows.select_related("data_key", "client__organisation__data_key"), after, size)


def waiting_for(actor: StaffMember, *, after: str = "", size: int = PAGE) -> GiftsPage:
    """What waits for somebody's decision, the least time left first."""
    IN_GENERAL.require(actor, GiftListPermission.ADD, actor.organisation)
    found = _waiting(actor)
    if after:
        due, id_ = _due_place(after)
        found = found.filter(GreaterThan(_row(F("due_at"), F("pk")), _row(Value(due), Value(id_))))
    rows = list(found.select_related("data_key", "worker", "client__organisation__data_key").order_by("due_at", "pk")[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return GiftsPage(rows[:size], f"{last.due_at.isoformat()}_{last.pk}" if last and last.due_at else None)


def _waiting(actor: StaffMember) -> QuerySet[GiftEntry]:
    standing_on = live(theirs(GiftGrant, actor=actor)).filter(sort_at__isnull=False)
    rows = GiftEntry.objects.visible_to(actor, by=to_decide)
    return rows.filter(state=GiftState.WAITING, pk__in=standing_on.values("content_object"))


def _due_place(after: str) -> tuple[datetime, UUID]:
    try:
        due, id_ = after.split("_")
        moment, last_id = datetime.fromisoformat(due), UUID(id_)
    except ValueError as error:
        raise NotVisible from error
    if moment.tzinfo is None:
        raise NotVisible
    return moment, last_id


def how_many_wait(actor: StaffMember) -> int:
    """How many wait for somebody's decision; no more than a hundred are counted."""
    return _waiting(actor)[:100].count()


def register(office: Office, *, wanted: Wanted = EVERYTHING, after: str = "", size: int = PAGE) -> GiftsPage:
    """The register, the newest first."""
    rows = wanted.among(GiftEntry.objects.visible_to(office.actor, by=office.oversees))
    return _page(rows.select_related("worker", "area"), after, size)


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


def _over_a_year(entries: QuerySet[GiftEntry], on: date) -> QuerySet[GiftEntry]:
    return counted(entries).filter(happened_on__gt=year_before(on), happened_on__lte=on)


def _by_giver(entries: QuerySet[GiftEntry]) -> list[GiverTotal]:
    """Each giver with what they gave, whoever gave last first."""
    givers: dict[bytes, list[GiftEntry]] = defaultdict(list)
    for each in entries.order_by(*NEWEST):
        givers[bytes(each.giver_index)].append(each)
    return [GiverTotal(given[0], total_of(given)) for given in givers.values()]


def own_totals(actor: StaffMember) -> list[GiverTotal]:
    """What each giver gave oneself over the last twelve months."""
    rows = GiftEntry.objects.visible_to(actor, by=written_down).select_related("data_key", "client__organisation__data_key")
    return _by_giver(_over_a_year(rows, today(actor.organisation)))


def worker_for(office: Office, worker_id: UUID) -> StaffMember:
    """One of those by whom the register may be narrowed down. Raises NotVisible."""
    found = workers_in_register(office).filter(pk=worker_id).first()
    if found is None:
        raise NotVisible
    return found


def totals_of_worker(office: Office, worker: StaffMember) -> list[GiverTotal]:
    """What each giver gave one worker over the last twelve months, as far as somebody sees it by office."""
    rows = GiftEntry.objects.visible_to(office.actor, by=office.oversees).filter(worker=worker)
    return _by_giver(
        _over_a_year(rows.select_related("data_key", "client__organisation__data_key"), today(office.actor.organisation))
    )


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
    rows = counted(GiftEntry.objects.unscoped(Reason.ROUTING), entry.direction)
    rows = rows.filter(organisation_id=entry.organisation_id, **same)
    on = entry.happened_on
    rows = rows.filter(happened_on__gt=year_before(on), happened_on__lt=year_after(on), amount__isnull=False).exclude(pk=entry.pk)
    columns = rows.values_list("happened_on", "worth", "worth_currency", "amount", "currency")
    found = [(day, amount, told) if worth is None else (day, worth, known) for day, worth, known, amount, told in columns]
    return [(day, amount, currency) for day, amount, currency in found if amount is not None]


def was_ruled(entry: GiftEntry) -> bool:
    """Whether an earlier text of it was refused by rule, or decided; the product asks, before it judges."""
    if entry.first_id is None:
        return False
    texts = GiftEntry.objects.unscoped(Reason.ROUTING).filter(Q(pk=entry.first_id) | Q(first=entry.first_id)).exclude(pk=entry.pk)
    decided = GiftDecision.objects.hanging_on(OuterRef("pk"))
    return texts.filter(Q(basis__in=sorted(REFUSING)) | Exists(decided)).exists()


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
