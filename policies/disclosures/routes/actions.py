"""Giving disclosures to whom the routing rule names, and taking them from those it no longer may (RC-B-2, LK-4.2-4, PCF-COI-1).

`accounts.routing.rules` decides, as for a report about oneself; this obeys, and writes down the whole path. Whoever calls holds the
organisation's tree (`lock_tree`) before the disclosure's own lock.
"""

from collections.abc import Iterable
from uuid import UUID

import structlog
from django.contrib.auth.models import Permission
from django.db.models import Q

from accounts.grants.choices import Relation
from accounts.grants.queries import live
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.routing.queries import OrganisationFacts, organisation_facts
from accounts.routing.rules import Route, conflicts, decide, next_up, stands_in_route
from accounts.staff.models import StaffMember
from boundaries.access.scope import Reason, as_system, seeing_all
from boundaries.clocks.queries import now
from boundaries.notices.actions import take_away
from policies.disclosures.actions import write_down
from policies.disclosures.choices import WAITS_FOR_DECIDER, DisclosureCause, DisclosureStatus
from policies.disclosures.clocks.actions import start_clock, stop_clock
from policies.disclosures.events import DisclosureEvent
from policies.disclosures.models import Disclosure, DisclosureRoute
from policies.disclosures.queries import routing_facts
from policies.disclosures.rules import path_of
from policies.disclosures.workflow import WORKFLOW, DisclosureMove

log = structlog.get_logger(__name__)


def facts_today(organisation: Organisation) -> OrganisationFacts:
    """The organisation as it is today."""
    return organisation_facts(organisation.pk, today(organisation))


@seeing_all(Reason.ROUTING)
def route_disclosure(disclosure: Disclosure, cause: DisclosureCause, organisation: OrganisationFacts | None = None) -> None:
    """Decide who takes it and give it to them; with nobody left raise the alarm, and write either down."""
    facts = routing_facts(disclosure, organisation or facts_today(disclosure.organisation))
    route = decide(facts)
    _take_from(disclosure, {person for person in _let_in(disclosure) if conflicts(facts, person)})
    _keep(disclosure, route, cause)
    if route.handler_id is None:
        _raise_alarm(disclosure, route, cause)
    else:
        _give(disclosure, route, cause)


@seeing_all(Reason.ROUTING)
def mend_route(disclosure: Disclosure, cause: DisclosureCause, organisation: OrganisationFacts | None = None) -> None:
    """Look at it again after something changed, and route it anew only where it cannot stay as it is."""
    known = organisation or facts_today(disclosure.organisation)
    facts, handler_id = routing_facts(disclosure, known), disclosure.handler_id
    _take_from(disclosure, {person for person in _let_in(disclosure) if conflicts(facts, person)} - {handler_id})
    if handler_id and not conflicts(facts, handler_id) and stands_in_route(facts, handler_id):
        return
    if handler_id or decide(facts).handler_id:
        route_disclosure(disclosure, cause, known)


@seeing_all(Reason.ROUTING)
def escalate(disclosure: Disclosure) -> None:
    """The time ran out: tell the next person up, who may act from then on; never somebody kept out."""
    if disclosure.handler_id is None:
        return
    route = next_up(routing_facts(disclosure, facts_today(disclosure.organisation)), disclosure.handler_id)
    disclosure.escalated_at = now()
    disclosure.save(update_fields=["escalated_at"])
    _keep(disclosure, route, DisclosureCause.ESCALATED)
    if route.handler_id is None:
        log.error("disclosure.nobody-above", organisation=str(disclosure.organisation_id))
    else:
        _grant(disclosure, route.handler_id, Relation.ESCALATED)
    to = str(route.handler_id) if route.handler_id else None
    write_down(DisclosureEvent.ESCALATED, disclosure, None, to=to, route=path_of(route)["steps"])


def reroute_organisation(organisation_id: UUID) -> None:
    """The organisation changed: look at every disclosure again, in the same transaction. The caller holds the tree."""
    _mend(organisation_id, Q(handler__isnull=False) | Q(alarm_at__isnull=False))


def reroute_alarms(organisation_id: UUID) -> None:
    """Somebody more can take them: look again at those that nobody has. The caller holds the tree."""
    _mend(organisation_id, Q(handler=None, alarm_at__isnull=False))


def _mend(organisation_id: UUID, which: Q) -> None:
    organisation = Organisation.objects.select_related("data_key").get(pk=organisation_id)
    facts = None
    with as_system(Reason.ROUTING, organisation_id=organisation_id):
        every = Disclosure.objects.unscoped(Reason.ROUTING).filter(which, organisation_id=organisation_id)
        rows = every.exclude(status=DisclosureStatus.ENDED).select_for_update(of=("self",), no_key=True)
        for disclosure in rows.select_related("data_key").order_by("pk"):
            disclosure.organisation = organisation
            facts = facts or facts_today(organisation)
            mend_route(disclosure, DisclosureCause.ORGANISATION_CHANGED, facts)


def waits_for_decider(disclosure: Disclosure) -> bool:
    """Whether it is whoever decides who has something to do."""
    ending = disclosure.end_asked_on is not None and disclosure.status != DisclosureStatus.ENDED
    return disclosure.status in WAITS_FOR_DECIDER or ending


def _give(disclosure: Disclosure, route: Route, cause: DisclosureCause) -> None:
    """Let the new handler in, and start their clock where it waits for them."""
    assert route.handler_id is not None
    before = disclosure.handler_id
    if before and before != route.handler_id:
        _take_from(disclosure, {before})
    if disclosure.status == DisclosureStatus.SUBMITTED:
        disclosure.status = WORKFLOW.move(disclosure.status, DisclosureMove.ROUTE)
    disclosure.handler_id, disclosure.alarm_at = route.handler_id, None
    disclosure.save(update_fields=["handler", "alarm_at", "status"])
    _grant(disclosure, route.handler_id, Relation.HANDLER)
    is_new = before != route.handler_id
    new = [str(route.handler_id)] if is_new else []
    path = path_of(route)
    write_down(DisclosureEvent.ROUTED, disclosure, None, cause=str(cause), route=path["steps"], handler=path["handler"], new=new)
    if is_new and waits_for_decider(disclosure):
        start_clock(disclosure)


def _raise_alarm(disclosure: Disclosure, route: Route, cause: DisclosureCause) -> None:
    """Nobody is left: say so in the record, to the operators and to the worker. It is tried again at every change."""
    if disclosure.handler_id:
        _take_from(disclosure, {disclosure.handler_id})
    disclosure.handler, disclosure.alarm_at = None, now()
    disclosure.save(update_fields=["handler", "alarm_at"])
    stop_clock(disclosure)
    log.error("disclosure.unrouted", organisation=str(disclosure.organisation_id))
    write_down(DisclosureEvent.UNROUTED, disclosure, None, cause=str(cause), route=path_of(route)["steps"])


def _keep(disclosure: Disclosure, route: Route, cause: DisclosureCause) -> None:
    """Keep the decision with its whole path."""
    decision = DisclosureRoute(disclosure=disclosure, cause=cause, decided_at=now())
    decision.path = path_of(route)
    decision.save(force_insert=True)


def _let_in(disclosure: Disclosure) -> set[UUID]:
    return set(live(disclosure.grants.all()).values_list("user__staff_member__id", flat=True))


def _take_from(disclosure: Disclosure, people: Iterable[UUID]) -> None:
    """End what these people were given, and take it out of their lists of notices."""
    people = set(people)
    if not people:
        return
    live(disclosure.grants.filter(user__staff_member__id__in=people)).update(ends_at=now())
    for person_id in people:
        take_away(person_id=person_id, about_id=disclosure.pk)


def _grant(disclosure: Disclosure, person_id: UUID, relation: Relation) -> None:
    """Let one person in; who has it stays its handler when they are told besides."""
    if relation == Relation.ESCALATED and disclosure.handler_id == person_id:
        return
    user_id = StaffMember.objects.filter(pk=person_id).values_list("user_id", flat=True).get()
    values = {
        "organisation_id": disclosure.organisation_id,
        "permission": Permission.objects.get(content_type__app_label="policies", codename="open_disclosure"),
        "relation": relation,
        "given_by": None,
        "given_at": now(),
        "ends_at": None,
        "sort_at": disclosure.due_at,
    }
    disclosure.grants.update_or_create(user_id=user_id, defaults=values)
