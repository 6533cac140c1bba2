"""Writing down a gift, correcting it, saying what became of it, deciding about it, and setting what it is judged by."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import structlog
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.grants.choices import Relation
from accounts.grants.queries import live
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.routing.queries import OrganisationFacts, lock_tree, organisation_facts
from accounts.routing.rules import Route, RoutingFacts, conflicts, decide, next_up, stands_in_route
from accounts.staff.models import StaffMember
from boundaries.access.scope import Reason, as_system, seeing_all
from boundaries.clocks.queries import now
from boundaries.clocks.rules import due_at
from boundaries.errors.exceptions import RuleViolation
from boundaries.notices.actions import take_away
from boundaries.outbox.actions import arm_timer, cancel_timers
from boundaries.record.actions import append
from boundaries.sealing.actions import make_key
from policies.gifts import queries, rules
from policies.gifts.choices import Direction, Fate, GiftKind, GiftState, Happening, OwnIdea, Verdict
from policies.gifts.events import GiftEvent
from policies.gifts.models import GiftBands, GiftDecision, GiftEntry, GiftFate, GiftRate
from policies.gifts.permissions import IN_GENERAL, GiftListPermission, GiftPermission
from policies.gifts.rules import Bands, Facts, Rate, Told
from policies.gifts.workflow import BY_RULE, WORKFLOW, GiftMove

DUE = "gift.due"
log = structlog.get_logger(__name__)


# --- Writing it down ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_gift(*, actor: StaffMember, told: Told) -> GiftEntry:
    """Write down a gift; it is judged by rule at once, and given to the line manager where the rule does not decide.

    Raises RuleViolation for what cannot have been, and for a client whom the actor may not know of.
    """
    lock_tree(actor.organisation_id, exclusive=False)
    IN_GENERAL.require(actor, GiftListPermission.ADD, actor.organisation)
    rules.check_told(told, today=today(actor.organisation))
    entry = _entry(actor, told, client=_client_of(actor, told))
    _enter(entry)
    return entry


@transaction.atomic
def correct_gift(*, actor: StaffMember, gift_id: UUID, told: Told) -> GiftEntry:
    """Write it down anew in place of what was written before, which stays readable; it is judged anew.

    Raises MoveRefused where it was corrected already.
    """
    lock_tree(actor.organisation_id, exclusive=False)
    before = queries.gift_for(actor, gift_id, GiftPermission.CORRECT, locked=True)
    corrected = WORKFLOW.move(before.state, GiftMove.CORRECT)
    rules.check_told(told, today=today(actor.organisation))
    client = before.client if told.client_id and told.client_id == before.client_id else _client_of(actor, told)
    entry = _entry(actor, told, client=client)
    entry.corrects, entry.first_id = before, before.first_id or before.pk
    _lock_sums(before, entry)
    _close(before, corrected)
    _enter(entry)
    _write_down(GiftEvent.CORRECTED, before, actor.pk, by=str(entry.pk))
    return entry


def _client_of(actor: StaffMember, told: Told) -> Client | None:
    """The client who was named, where it is one that the actor may know of."""
    if told.client_id is None:
        return None
    client = queries.client_to_name(actor, told.client_id)
    if client is None:
        raise RuleViolation("gift.client", _("Choose a client from the list, or write the name instead."), field="client")
    return client


def _entry(actor: StaffMember, told: Told, *, client: Client | None) -> GiftEntry:
    """What was said, not judged and not kept yet."""
    name = " ".join(told.giver_name.split())
    team = actor.team
    entry = GiftEntry(
        organisation=actor.organisation,
        worker=actor,
        area_id=actor.site_id or (team.site_id if team else None),
        direction=told.direction,
        happening=told.happening,
        giver=told.giver,
        client=client,
        giver_index=queries.giver_index(actor.organisation_id, client_id=client.pk if client else None, name=name),
        kind=told.kind,
        amount=told.amount,
        currency=told.currency,
        own_idea=told.own_idea,
        proposed_by=told.proposed_by or "",
        entitled=told.entitled or "",
        happened_on=told.on,
        state=WORKFLOW.initial,
        fate=told.fate,
        entered_at=now(),
    )
    entry.giver_name, entry.what, entry.pressure = name, told.what.strip(), told.pressure.strip()
    return entry


def _enter(entry: GiftEntry) -> None:
    """Judge it and keep it, and give it to whoever decides."""
    organisation = entry.organisation
    entry.data_key = make_key(organisation_id=organisation.pk)
    _lock_sums(entry)
    _judge(entry)
    entry.save(force_insert=True)
    GiftFate.objects.create(entry=entry, fate=entry.fate, told_by=entry.worker, told_at=entry.entered_at)
    _write_down(
        GiftEvent.ENTERED,
        entry,
        entry.worker_id,
        kind=entry.kind,
        direction=entry.direction,
        state=entry.state,
        basis=entry.basis,
        on=entry.happened_on.isoformat(),
        clauses=[str(each) for each in entry.clauses],
    )
    if entry.state == GiftState.WAITING:
        _route(entry)


# --- The judgement ------------------------------------------------------------------------------------------------------------
def _lock_sums(*entries: GiftEntry) -> None:
    """Hold the sums of their givers and workers until the transaction ends: two entries at once are counted one after the other."""
    givers = {f"gift giver {bytes(entry.giver_index).hex()}" for entry in entries}
    workers = {f"gift worker {entry.worker_id}" for entry in entries}
    with connection.cursor() as cursor:
        for name in sorted(givers | workers):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


@seeing_all(Reason.ROUTING)
def _judge(entry: GiftEntry) -> None:
    """By the clauses in force, by its worth and by what else came over twelve months; whoever calls holds the sums' locks."""
    bands = queries.bands_of(entry.organisation_id)
    kind, asked = GiftKind(entry.kind), entry.happening == Happening.ASKED
    clauses = queries.speaking_here(entry.organisation_id, kind=kind, asked=asked)
    limiting = rules.governing(clauses, who=entry.worker.kind)
    by_giver = queries.near(entry, giver_index=bytes(entry.giver_index))
    to_worker = queries.near(entry, worker_id=entry.worker_id)
    currencies = {entry.currency, *(currency for _on, _worth, currency in (*by_giver, *to_worker))}
    rates = queries.rates_of(entry.organisation_id, currencies, bands.currency)
    entry.worth, entry.worth_currency = None, bands.currency
    if entry.amount is not None:
        entry.worth = rules.converted(entry.amount, entry.currency, into=bands.currency, on=entry.happened_on, rates=rates)
    counts = entry.worth is not None and kind in rules.COUNTED
    sums = (_with(entry, rows, bands.currency, rates) for rows in (by_giver, to_worker)) if counts else (None, None)
    entry.from_giver, entry.to_worker = sums
    entry.clauses = [each.pk for each in clauses]
    entry.basis = rules.judge(
        Facts(
            direction=Direction(entry.direction),
            happening=Happening(entry.happening),
            kind=kind,
            fate=Fate(entry.fate),
            own_idea=OwnIdea(entry.own_idea),
            strength=limiting.strength if limiting else "",
            token_allowed=rules.allows_token(clauses),
            has_value=entry.amount is not None,
            worth=entry.worth,
            from_giver=entry.from_giver,
            to_worker=entry.to_worker,
            ruled_before=queries.was_ruled(entry),
            bands=bands,
        )
    )
    judged = rules.STATES[entry.basis]
    if judged in BY_RULE:
        entry.state = WORKFLOW.move(entry.state, BY_RULE[judged])


def _with(entry: GiftEntry, rows: Iterable[tuple[date, Decimal, str]], currency: str, rates: list[Rate]) -> Decimal | None:
    """What the entry comes to together with these; None where that cannot be known."""
    others = queries.in_currency(rows, currency, rates)
    if entry.worth is None or others is None:
        return None
    return rules.together([*others, (entry.happened_on, entry.worth)], entry.happened_on)


# --- What became of it --------------------------------------------------------------------------------------------------------
@transaction.atomic
def tell_fate(*, actor: StaffMember, gift_id: UUID, fate: Fate) -> GiftEntry:
    """Write down what became of a gift. Where nothing stayed there is nothing left to decide; where something stays after all, it
    is judged anew.

    Raises MoveRefused where it was corrected.
    """
    lock_tree(actor.organisation_id, exclusive=False)
    entry = queries.gift_for(actor, gift_id, GiftPermission.CORRECT, locked=True)
    rules.check_open(entry.state, rules.STANDING)
    if fate == entry.fate:
        raise RuleViolation("gift.same", _("That is what it says already. Choose what became of it since."), field="fate")
    _lock_sums(entry)
    before, entry.fate = entry.fate, fate
    GiftFate.objects.create(entry=entry, fate=fate, told_by=actor, told_at=now())
    anew = rules.is_judged_anew(entry.state, before=before, after=fate)
    if anew:
        entry.state = WORKFLOW.move(entry.state, GiftMove.REOPEN)
        _judge(entry)
    elif entry.state == GiftState.WAITING and fate in rules.GONE:
        _close(entry, WORKFLOW.move(entry.state, GiftMove.NOTE))
    entry.save(update_fields=["fate", "state", "basis", "worth", "worth_currency", "from_giver", "to_worker", "clauses"])
    _write_down(GiftEvent.FATE_TOLD, entry, actor.pk, fate=fate.value, state=entry.state)
    if anew and entry.state == GiftState.WAITING:
        _route(entry)
    return entry


# --- The decision -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def decide_gift(*, actor: StaffMember, gift_id: UUID, verdict: Verdict, reason: str) -> GiftDecision:
    """Decide what is done with a gift, with a word of why. Raises MoveRefused where nothing waits any more."""
    entry = queries.gift_for(actor, gift_id, GiftPermission.DECIDE, locked=True)
    decided = WORKFLOW.move(entry.state, GiftMove.DECIDE)
    said = rules.check_reason(reason)
    decision = GiftDecision(entry=entry, verdict=verdict, decided_by=actor, decided_at=now())
    decision.reason = said
    decision.save(force_insert=True)
    _close(entry, decided)
    _write_down(GiftEvent.DECIDED, entry, actor.pk, verdict=verdict.value)
    return decision


@seeing_all(Reason.ROUTING)
def _close(entry: GiftEntry, state: GiftState) -> None:
    """It waits no more: it stands on nobody's list, and its clock stops. Corrected, nobody it was given to keeps it."""
    entry.state, entry.due_at = state, None
    entry.save(update_fields=["state", "due_at"])
    cancel_timers(about_id=entry.pk, kinds=[DUE])
    if state == GiftState.CORRECTED:
        _take_from(entry, _let_in(entry))
    entry.grants.update(sort_at=None)


# --- Who decides --------------------------------------------------------------------------------------------------------------
def facts_today(organisation: Organisation) -> OrganisationFacts:
    """The organisation as it is today."""
    return organisation_facts(organisation.pk, today(organisation))


def _facts_of(entry: GiftEntry, organisation: OrganisationFacts) -> RoutingFacts:
    """What the way of an entry depends on: the worker's own line. Nobody outside of the organisation decides about gifts."""
    return organisation.within(of=entry.worker_id)


@seeing_all(Reason.ROUTING)
def _route(entry: GiftEntry, organisation: OrganisationFacts | None = None) -> None:
    """Give it to the first in the worker's line who may decide, and start the clock. With nobody left it is tried again later."""
    route = decide(_facts_of(entry, organisation or facts_today(entry.organisation)))
    before, entry.handler_id = entry.handler_id, route.handler_id
    _take_from(entry, _let_in(entry) - {route.handler_id})
    _run_clock(entry)
    if route.handler_id is None:
        log.error("gift.unrouted", organisation=str(entry.organisation_id))
        _write_down(GiftEvent.UNROUTED, entry, None, route=_steps(route))
        return
    _grant(entry, route.handler_id, Relation.HANDLER)
    told = {"to": str(route.handler_id), "before": str(before) if before else None, "route": _steps(route)}
    _write_down(GiftEvent.ROUTED, entry, None, **told)


@seeing_all(Reason.CLOCKS)
def escalate(entry: GiftEntry) -> None:
    """The clock ran out: the next person up is let in too. Where nobody had it, a way is looked for again."""
    if entry.state != GiftState.WAITING:
        return
    if entry.handler_id is None:
        _route(entry)
        return
    route = next_up(_facts_of(entry, facts_today(entry.organisation)), entry.handler_id)
    to = route.handler_id
    if to is not None:
        entry.handler_id = to
        _run_clock(entry)
        _grant(entry, to, Relation.ESCALATED)
    _write_down(GiftEvent.ESCALATED, entry, None, to=str(to) if to else None, route=_steps(route))


def reroute_organisation(organisation_id: UUID) -> None:
    """The organisation changed: what waits goes to somebody else where it cannot stay. The caller holds the tree."""
    with as_system(Reason.ROUTING, organisation_id=organisation_id):
        rows = GiftEntry.objects.unscoped(Reason.ROUTING).filter(organisation_id=organisation_id, state=GiftState.WAITING)
        waiting = list(
            rows.select_for_update(of=("self",), no_key=True).select_related("organisation__data_key", "data_key").order_by("pk")
        )
        facts = facts_today(waiting[0].organisation) if waiting else None
        for entry in waiting:
            assert facts is not None
            own = _facts_of(entry, facts)
            _take_from(entry, {each for each in _let_in(entry) - {entry.handler_id} if each and not _may_keep(own, each)})
            if entry.handler_id and _may_keep(own, entry.handler_id):
                continue
            if entry.handler_id or decide(own).handler_id:
                _route(entry, facts)


def _may_keep(own: RoutingFacts, person_id: UUID) -> bool:
    """Whether somebody still has a place on its way, and nothing that keeps them out."""
    return not conflicts(own, person_id) and stands_in_route(own, person_id)


def _run_clock(entry: GiftEntry) -> None:
    """From now on, so many working days until the next person is told."""
    days = queries.bands_of(entry.organisation_id).days
    entry.due_at = due_at(entry.organisation.calendar(), now(), days)
    entry.save(update_fields=["handler", "due_at"])
    entry.grants.filter(sort_at__isnull=False).update(sort_at=entry.due_at)
    arm_timer(kind=DUE, organisation_id=entry.organisation_id, about_id=entry.pk, due_at=entry.due_at)


def _grant(entry: GiftEntry, person_id: UUID, relation: Relation) -> None:
    """Let one person in, until it is corrected or given to somebody else."""
    user_id = StaffMember.objects.filter(pk=person_id).values_list("user_id", flat=True).get()
    values: dict[str, Any] = {
        "organisation_id": entry.organisation_id,
        "permission": Permission.objects.get(content_type__app_label="policies", codename="open_gift"),
        "relation": relation,
        "given_at": now(),
        "ends_at": None,
        "sort_at": entry.due_at,
    }
    entry.grants.update_or_create(user_id=user_id, defaults=values)


def _let_in(entry: GiftEntry) -> set[UUID | None]:
    """Everybody who is let in to it now."""
    return set(live(entry.grants.all()).values_list("user__staff_member__id", flat=True))


def _take_from(entry: GiftEntry, people: Iterable[UUID | None]) -> None:
    """End what these people were given, and take it out of their lists of notices."""
    for person_id in people:
        if person_id is not None:
            live(entry.grants.filter(user__staff_member__id=person_id)).update(ends_at=now(), sort_at=None)
            take_away(person_id=person_id, about_id=entry.pk)


def _steps(route: Route) -> list[dict[str, Any]]:
    """The way that was looked for, as the record keeps it: people by their ids."""
    return [
        {"person": str(step.person_id) if step.person_id else None, "role": str(step.role), "verdict": str(step.verdict)}
        for step in route.steps
    ]


# --- What it is judged by -----------------------------------------------------------------------------------------------------
@transaction.atomic
def set_bands(*, actor: StaffMember, bands: Bands) -> GiftBands:
    """Set the organisation's amounts. What was set before is kept; what was judged before stays as it was judged."""
    organisation = Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.organisation_id)
    IN_GENERAL.require(actor, GiftListPermission.SETTINGS, organisation)
    rules.check_bands(bands)
    before = queries.newest_bands(organisation.pk)
    if before is not None and queries.bands_of(organisation.pk) == bands:
        raise RuleViolation("gift.unchanged", _("These are the amounts as they are. Change something, or leave it."))
    made = GiftBands.objects.create(
        organisation=organisation,
        edition=before.edition + 1 if before else 1,
        currency=bands.currency,
        token=bands.token,
        large=bands.large,
        worker=bands.worker,
        days=bands.days,
        set_by=actor,
        set_at=now(),
    )
    amounts = {name: str(value) if (value := getattr(bands, name)) is not None else None for name in ("token", "large", "worker")}
    _write_setting(GiftEvent.BANDS_SET, actor, made.pk, currency=bands.currency, days=bands.days, **amounts)
    return made


@transaction.atomic
def set_rate(*, actor: StaffMember, currency: str, worth: Decimal, since: date) -> GiftRate:
    """Set what one unit of a currency is worth in the organisation's own, from a day on."""
    organisation = Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.organisation_id)
    IN_GENERAL.require(actor, GiftListPermission.SETTINGS, organisation)
    rate = Rate(currency, queries.bands_of(organisation.pk).currency, since, worth)
    rules.check_rate(rate)
    made = GiftRate.objects.create(
        organisation=organisation,
        currency=rate.currency,
        into=rate.into,
        since=rate.since,
        worth=rate.worth,
        set_by=actor,
        set_at=now(),
    )
    told = {"currency": currency, "into": rate.into, "since": since.isoformat(), "worth": str(worth)}
    _write_setting(GiftEvent.RATE_SET, actor, made.pk, **told)
    return made


def _write_setting(event: GiftEvent, actor: StaffMember, id_: UUID, **data: object) -> None:
    append(
        event,
        about=("gift-setting", id_),
        organisation_id=actor.organisation_id,
        actor_id=actor.pk,
        key=actor.organisation.data_key,
        data=data,
    )


def _write_down(event: GiftEvent, entry: GiftEntry, actor_id: UUID | None, **data: object) -> None:
    append(
        event,
        about=("gift", entry.pk),
        organisation_id=entry.organisation_id,
        actor_id=actor_id,
        key=entry.data_key,
        data=data,
    )
