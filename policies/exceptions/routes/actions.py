"""Giving exceptions to whom the routing rule names, and putting them before those who decide (RC-R-2, RC-B-8, LK-5.7-2).

`accounts.routing.rules` decides who assesses, as for a report about oneself, and `rules.roles_asked` who authorises; this obeys, and
writes both down. Whoever calls holds the organisation's tree (`lock_tree`) before the exception's own lock.
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
from policies.exceptions.actions import write_down
from policies.exceptions.choices import DECIDING_ROLES, UNDECIDED, WAITS_FOR_LINE, ExceptionCause, ExceptionStatus, Seat
from policies.exceptions.clocks.actions import start_clock, stop_clock
from policies.exceptions.events import ExceptionEvent
from policies.exceptions.models import ExceptionRequest, ExceptionRoute
from policies.exceptions.queries import free_to_decide, people_before, routing_facts
from policies.exceptions.rules import path_of, roles_asked, roles_from

log = structlog.get_logger(__name__)
NOT_MENDED = frozenset({ExceptionStatus.DRAFT, ExceptionStatus.REFUSED, ExceptionStatus.WITHDRAWN, ExceptionStatus.OUTCOME_TOLD})
"""In these nothing waits for anybody any more, or not yet."""


def facts_today(organisation: Organisation) -> OrganisationFacts:
    """The organisation as it is today."""
    return organisation_facts(organisation.pk, today(organisation))


@seeing_all(Reason.ROUTING)
def route_exception(exception: ExceptionRequest, cause: ExceptionCause, organisation: OrganisationFacts | None = None) -> None:
    """Decide who takes it and give it to them; with nobody left raise the alarm, and write either down."""
    facts = routing_facts(exception, organisation or facts_today(exception.organisation))
    route = decide(facts)
    _take_from(exception, {person for person in _let_in(exception) if conflicts(facts, person)})
    _keep(exception, route, cause)
    if route.handler_id is None:
        _raise_alarm(exception, route, cause)
    else:
        _give(exception, route, cause)


@seeing_all(Reason.ROUTING)
def mend_route(exception: ExceptionRequest, cause: ExceptionCause, organisation: OrganisationFacts | None = None) -> None:
    """Look at it again after something changed, and route it anew only where it cannot stay as it is."""
    known = organisation or facts_today(exception.organisation)
    facts, handler_id = routing_facts(exception, known), exception.handler_id
    _take_from(exception, {person for person in _let_in(exception) if conflicts(facts, person)} - {handler_id})
    if handler_id and not conflicts(facts, handler_id) and stands_in_route(facts, handler_id):
        return
    if handler_id or decide(facts).handler_id:
        route_exception(exception, cause, known)


def mend(exception: ExceptionRequest, cause: ExceptionCause, organisation: OrganisationFacts | None = None) -> None:
    """Look again at both: who assesses it, and before whom it lies."""
    mend_route(exception, cause, organisation)
    if exception.status == ExceptionStatus.DIRECTOR_REVIEW:
        put_before_deciders(exception)


@seeing_all(Reason.ROUTING)
def put_before_deciders(exception: ExceptionRequest) -> None:
    """Lay it before those who hold the office, or who come next where too few of them are free; with nobody left raise the alarm."""
    last = exception.assessments.order_by("-pk").first()
    spoken = set(last.decisions.values_list("seat", flat=True)) if last else set()
    wanted = (Seat.FIRST not in spoken) + exception.second
    roles = roles_asked(exception.office, free_to_decide(exception), wanted=max(wanted, 1))
    before, was_alarm = list(exception.approvers), exception.alarm_at
    told = exception.escalated_at is not None
    exception.approvers = [str(each) for each in DECIDING_ROLES if each in roles or (told and roles and str(each) in before)]
    exception.alarm_at = None if roles else was_alarm or now()
    exception.save(update_fields=["approvers", "alarm_at"])
    if not roles:
        stop_clock(exception)
        if was_alarm:
            return
        log.error("exception.nobody-decides", organisation=str(exception.organisation_id))
        write_down(ExceptionEvent.NOBODY_DECIDES, exception, None, office=exception.office)
        return
    people = [str(each) for each in people_before(exception)]
    if exception.waits_since is None or before != exception.approvers:
        write_down(
            ExceptionEvent.PUT_BEFORE, exception, None, roles=exception.approvers, people=people, second=Seat.FIRST in spoken
        )
    if exception.waits_since is None:
        start_clock(exception)


@seeing_all(Reason.ROUTING)
def escalate(exception: ExceptionRequest) -> None:
    """The time ran out: tell the next person up, who may act from then on; never somebody with a conflict."""
    exception.escalated_at = now()
    exception.save(update_fields=["escalated_at"])
    if exception.status == ExceptionStatus.DIRECTOR_REVIEW:
        _widen(exception)
        return
    if exception.handler_id is None:
        return
    route = next_up(routing_facts(exception, facts_today(exception.organisation)), exception.handler_id)
    _keep(exception, route, ExceptionCause.ESCALATED)
    if route.handler_id is None:
        log.error("exception.nobody-above", organisation=str(exception.organisation_id))
    else:
        _grant(exception, route.handler_id, Relation.ESCALATED)
    to = [str(route.handler_id)] if route.handler_id else []
    write_down(ExceptionEvent.ESCALATED, exception, None, to=to, route=path_of(route)["steps"])


def _widen(exception: ExceptionRequest) -> None:
    """Those who decide let the time run out: the next office up may decide too."""
    free = free_to_decide(exception)
    allowed = roles_from(exception.office)
    asked = [allowed.index(each) for each in allowed if str(each) in exception.approvers]
    above = [role for role in allowed[max(asked, default=-1) + 1 :] if any(each.role == role for each in free)]
    if above:
        exception.approvers = [*exception.approvers, str(above[0])]
        exception.save(update_fields=["approvers"])
    else:
        log.error("exception.nobody-above", organisation=str(exception.organisation_id))
    to = [str(each) for each in people_before(exception)]
    write_down(ExceptionEvent.ESCALATED, exception, None, to=to, roles=exception.approvers)


def reroute_organisation(organisation_id: UUID) -> None:
    """The organisation changed: look at every exception again, in the same transaction. The caller holds the tree."""
    _mend(organisation_id, Q(handler__isnull=False) | Q(alarm_at__isnull=False) | Q(status__in=UNDECIDED))


def reroute_alarms(organisation_id: UUID) -> None:
    """Somebody more can take them: look again at those that nobody has. The caller holds the tree."""
    _mend(organisation_id, Q(alarm_at__isnull=False) | Q(handler=None, status__in=UNDECIDED))


def _mend(organisation_id: UUID, which: Q) -> None:
    organisation = Organisation.objects.select_related("data_key").get(pk=organisation_id)
    facts = None
    with as_system(Reason.ROUTING, organisation_id=organisation_id):
        every = ExceptionRequest.objects.unscoped(Reason.ROUTING).filter(which, organisation_id=organisation_id)
        rows = every.exclude(status__in=NOT_MENDED).select_for_update(of=("self",), no_key=True)
        for exception in rows.select_related("data_key").order_by("pk"):
            exception.organisation = organisation
            facts = facts or facts_today(organisation)
            mend(exception, ExceptionCause.ORGANISATION_CHANGED, facts)


def _give(exception: ExceptionRequest, route: Route, cause: ExceptionCause) -> None:
    """Let the new handler in, and start their clock where it waits for them."""
    assert route.handler_id is not None
    before = exception.handler_id
    if before and before != route.handler_id:
        _take_from(exception, {before})
    exception.handler_id, exception.alarm_at = route.handler_id, None
    exception.save(update_fields=["handler", "alarm_at"])
    _grant(exception, route.handler_id, Relation.HANDLER)
    is_new = before != route.handler_id
    new = [str(route.handler_id)] if is_new else []
    path = path_of(route)
    write_down(ExceptionEvent.ROUTED, exception, None, cause=str(cause), route=path["steps"], handler=path["handler"], new=new)
    if is_new and exception.status in WAITS_FOR_LINE:
        start_clock(exception)


def _raise_alarm(exception: ExceptionRequest, route: Route, cause: ExceptionCause) -> None:
    """Nobody is left: say so in the record, to the operators and to the worker. It is tried again at every change."""
    if exception.handler_id:
        _take_from(exception, {exception.handler_id})
    exception.handler, exception.alarm_at = None, now()
    exception.save(update_fields=["handler", "alarm_at"])
    if exception.status in WAITS_FOR_LINE:
        stop_clock(exception)
    log.error("exception.unrouted", organisation=str(exception.organisation_id))
    write_down(ExceptionEvent.UNROUTED, exception, None, cause=str(cause), route=path_of(route)["steps"])


def _keep(exception: ExceptionRequest, route: Route, cause: ExceptionCause) -> None:
    """Keep the decision with its whole path."""
    decision = ExceptionRoute(exception=exception, cause=cause, decided_at=now())
    decision.path = path_of(route)
    decision.save(force_insert=True)


def _let_in(exception: ExceptionRequest) -> set[UUID]:
    return set(live(exception.grants.all()).values_list("user__staff_member__id", flat=True))


def _take_from(exception: ExceptionRequest, people: Iterable[UUID]) -> None:
    """End what these people were given, and take it out of their lists of notices."""
    people = set(people)
    if not people:
        return
    live(exception.grants.filter(user__staff_member__id__in=people)).update(ends_at=now())
    for person_id in people:
        take_away(person_id=person_id, about_id=exception.pk)


def _grant(exception: ExceptionRequest, person_id: UUID, relation: Relation) -> None:
    """Let one person in; who has it stays its handler when they are told besides."""
    if relation == Relation.ESCALATED and exception.handler_id == person_id:
        return
    user_id = StaffMember.objects.filter(pk=person_id).values_list("user_id", flat=True).get()
    values = {
        "organisation_id": exception.organisation_id,
        "permission": Permission.objects.get(content_type__app_label="policies", codename="open_exception"),
        "relation": relation,
        "given_by": None,
        "given_at": now(),
        "ends_at": None,
        "sort_at": exception.due_at,
    }
    exception.grants.update_or_create(user_id=user_id, defaults=values)
