"""Giving reports to those whom the routing rule names, and taking them from those it no longer may (RT-01 to RT-03, RT-10).

`accounts.routing.rules` decides; this obeys, and writes down the whole path. Whoever calls holds the organisation's tree
(`lock_tree`) before the report's own lock, so that no route is decided from facts that are changing.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

import structlog
from django.contrib.auth.models import Permission
from django.db.models import Q

from accounts.grants.choices import Relation
from accounts.grants.queries import live
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.routing.queries import OrganisationFacts, organisation_facts
from accounts.routing.rules import Route, RoutingFacts, conflicts, decide, next_up, stands_in_route
from accounts.staff.models import StaffMember
from boundaries.access.scope import Reason, as_system, seeing_all
from boundaries.clocks.queries import now
from boundaries.notices.actions import take_away
from boundaries.record.actions import append
from incidents.clocks.actions import start_clocks, stop_clocks
from incidents.reports.choices import PartyRole, PartyState, RouteCause
from incidents.reports.events import ReportEvent
from incidents.reports.models import Report, ReportClock, RouteDecision
from incidents.reports.queries import facts_of, with_exclusions
from incidents.routes.rules import path_of

log = structlog.get_logger(__name__)


def facts_today(organisation: Organisation) -> OrganisationFacts:
    """The organisation as it is today."""
    return organisation_facts(organisation.pk, today(organisation))


@seeing_all(Reason.ROUTING)
def route_report(report: Report, cause: RouteCause, organisation: OrganisationFacts | None = None) -> Route:
    """Decide who takes the report and give it to them; with nobody left raise the alarm, and write either down."""
    facts = facts_of(report, organisation or facts_today(report.organisation))
    route = decide(facts)
    if _is_about_outsiders_only(report):
        route = replace(route, held=False)
    _take_from(report, {person for person in _let_in(report) if conflicts(facts, person)})
    _decide(report, route, cause)
    if route.handler_id is None:
        _raise_alarm(report, route, cause)
    else:
        _give(report, route, cause)
    return route


@seeing_all(Reason.ROUTING)
def mend_route(report: Report, cause: RouteCause, organisation: OrganisationFacts | None = None) -> None:
    """Look at a report again after something changed, and route it anew only where it cannot stay as it is.

    Whoever may not see it any more loses it at once, also where they were only told.
    """
    facts = facts_of(report, organisation or facts_today(report.organisation))
    barred = _no_longer_told(report, facts)
    _take_from(report, barred - {report.handler_id})
    if not _may_keep(report, facts):
        if report.handler_id or decide(facts).handler_id:
            route_report(report, cause, organisation)
    elif report.serious and barred:
        _write_routed(report, decide(facts), cause, [])


def _may_keep(report: Report, facts: RoutingFacts) -> bool:
    """Whether the handler stays as things are now: free of conflict, and in the route unless somebody chose them."""
    handler_id = report.handler_id
    if handler_id is None or conflicts(facts, handler_id):
        return False
    return stands_in_route(facts, handler_id) or _was_chosen(report)


def _no_longer_told(report: Report, facts: RoutingFacts) -> set[UUID]:
    """Who was let in and may not stay: whoever is in conflict now, and who was told in an office they have left."""
    offices = {*facts.safeguarding_leads, *facts.chief_executives, *facts.board_chairs, *facts.outside_contacts}
    rows = live(report.grants.all()).values_list("user__staff_member__id", "relation")
    return {
        person
        for person, relation in rows
        if conflicts(facts, person) or (relation == Relation.ALERTED and person not in offices)
    }


@seeing_all(Reason.ROUTING)
def follow_people(report: Report, *, subjects_changed: bool) -> None:
    """It became clearer who is meant, or somebody was named: nobody concerned keeps the report, and its route fits again."""
    if report.held or (subjects_changed and not _was_chosen(report)):
        route_report(report, RouteCause.SUBJECT_CHANGED)
    else:
        mend_route(report, RouteCause.SUBJECT_CHANGED)


@seeing_all(Reason.ROUTING)
def hand_over(report: Report, *, to: StaffMember, by: StaffMember, reason: str) -> None:
    """Give the report to somebody whom a handler chose. The clocks run on: the reporter has waited already."""
    before = report.handler_id
    _take_from(report, {before} if before else ())
    _decide(report, _nobody_asked(to.pk), RouteCause.REASSIGNED, by=by, reason=reason)
    report.handler, report.held, report.alarm_at = to, False, None
    report.save(update_fields=["handler", "held", "alarm_at"])
    _grant(report, to.pk, Relation.HANDLER, given_by=by)
    if before is None:  # the clocks stood still while nobody had it
        start_clocks(report, now())
    _write_down(ReportEvent.REASSIGNED, report, actor_id=by.pk, to=str(to.pk), before=str(before) if before else None)


@seeing_all(Reason.ROUTING)
def step_aside(report: Report, *, by: StaffMember, reason: str) -> None:
    """Somebody stepped aside and is kept out from now on: keep the reason, and route the report anew where they had it."""
    _decide(report, _nobody_asked(None), RouteCause.RECUSED, by=by, reason=reason)
    mend_route(report, RouteCause.RECUSED)


@seeing_all(Reason.ROUTING)
def follow_lifting(report: Report, person_id: UUID) -> None:
    """Somebody is no longer kept out. Nothing of what they held comes back; a report that nobody could take is tried again."""
    _take_from(report, {person_id})
    if report.handler_id is None and report.alarm_at is not None:
        mend_route(report, RouteCause.LIFTED)


@seeing_all(Reason.ROUTING)
def escalate(report: Report, clock: ReportClock) -> None:
    """A clock ran out: tell the next person up who may know; once for each clock, and never somebody kept out."""
    if report.handler_id is None:
        return
    facts = facts_of(report, facts_today(report.organisation))
    route = next_up(facts, report.handler_id)
    clock.escalated_at = now()
    clock.save(update_fields=["escalated_at"])
    _decide(report, route, RouteCause.ESCALATED)
    if route.handler_id is None:
        log.error("report.nobody-above", report=str(report.pk), organisation=str(report.organisation_id))
    else:
        _grant(report, route.handler_id, Relation.ESCALATED)
    to = str(route.handler_id) if route.handler_id else None
    _write_down(ReportEvent.ESCALATED, report, clock=str(clock.kind), to=to, route=path_of(route)["steps"])


def reroute_organisation(organisation_id: UUID) -> None:
    """The organisation changed: look at every report again, in the same transaction. The caller holds the tree."""
    _mend(organisation_id, Q(handler__isnull=False) | Q(alarm_at__isnull=False))


def reroute_alarms(organisation_id: UUID) -> None:
    """Somebody more can take reports: look again at those that nobody has. The caller holds the tree."""
    _mend(organisation_id, Q(handler=None, alarm_at__isnull=False))


def _mend(organisation_id: UUID, which: Q) -> None:
    organisation = Organisation.objects.select_related("data_key").get(pk=organisation_id)
    related = "parties__report__data_key", with_exclusions()
    facts = None
    with as_system(Reason.ROUTING, organisation_id=organisation_id):
        every = Report.objects.unscoped(Reason.ROUTING).filter(which, organisation_id=organisation_id)
        rows = every.select_for_update(of=("self",), no_key=True)
        for report in rows.select_related("data_key").prefetch_related(*related).order_by("pk"):
            report.organisation = organisation
            facts = facts or facts_today(organisation)
            mend_route(report, RouteCause.ORGANISATION_CHANGED, facts)


def _is_about_outsiders_only(report: Report) -> bool:
    """Everybody it is about is known, and none of them works here: nothing is left to wait for."""
    about = [party.state for party in report.parties.all() if party.role == PartyRole.SUBJECT]
    return bool(about) and all(state == PartyState.EXTERNAL for state in about)


def _was_chosen(report: Report) -> bool:
    """Whether the present handler was chosen by a person rather than by the rule."""
    made = report.routes.exclude(cause__in=[RouteCause.ESCALATED, RouteCause.RECUSED]).order_by("-decided_at", "-pk")
    last = next((each for each in made if each.path["handler"] == str(report.handler_id)), None)
    return last is not None and last.cause == RouteCause.REASSIGNED


def _nobody_asked(handler_id: UUID | None) -> Route:
    """A decision that a person took: no path was considered."""
    return Route(handler_id, held=False, alarm=False, alerts=(), steps=())


def _decide(report: Report, route: Route, cause: RouteCause, *, by: StaffMember | None = None, reason: str = "") -> None:
    """Keep the decision with its whole path; with who took it and why, where a person did."""
    decision = RouteDecision(report=report, cause=cause, decided_at=now())
    decision.path = path_of(route) | ({"by": str(by.pk), "reason": reason} if by else {})
    decision.save(force_insert=True)


def _raise_alarm(report: Report, route: Route, cause: RouteCause) -> None:
    """Nobody is left: say so in the record, to the operators and to the reporter. The report is tried again at every change."""
    _take_from(report, {report.handler_id} if report.handler_id else ())
    report.handler, report.held, report.alarm_at = None, route.held, now()
    report.save(update_fields=["handler", "held", "alarm_at"])
    stop_clocks(report)
    new = [str(person_id) for person_id in route.alerts if _grant(report, person_id, Relation.ALERTED)]
    log.error("report.unrouted", report=str(report.pk), organisation=str(report.organisation_id))
    path = path_of(route)
    _write_down(ReportEvent.UNROUTED, report, cause=str(cause), route=path["steps"], alerts=path["alerts"], new=new)


def _give(report: Report, route: Route, cause: RouteCause) -> None:
    """Let the handler in, and those to be told at once; start the clocks for a new handler."""
    assert route.handler_id is not None
    before = report.handler_id
    if before and before != route.handler_id:
        _take_from(report, {before})
    report.handler_id, report.held, report.alarm_at = route.handler_id, route.held, None
    report.save(update_fields=["handler", "held", "alarm_at"])
    _grant(report, route.handler_id, Relation.HOLDER if route.held else Relation.HANDLER)
    new = [str(route.handler_id)] if before != route.handler_id else []
    _write_routed(report, route, cause, new)
    if before != route.handler_id:
        start_clocks(report, report.submitted_at if cause == RouteCause.SUBMITTED else now())


def _write_routed(report: Report, route: Route, cause: RouteCause, new: list[str]) -> None:
    """Let in those to be told at once, and write the decision down with everybody for whom it is new."""
    new = new + [str(person_id) for person_id in route.alerts if _grant(report, person_id, Relation.ALERTED)]
    path = path_of(route)
    _write_down(
        ReportEvent.ROUTED,
        report,
        cause=str(cause),
        route=path["steps"],
        handler=str(report.handler_id) if report.handler_id else None,
        held=report.held,
        alerts=path["alerts"],
        new=new,
    )


def _let_in(report: Report, *but: Relation) -> set[UUID]:
    """Everybody who is let in to the report now, but for those in these relations."""
    rows = live(report.grants.exclude(relation__in=but))
    return set(rows.values_list("user__staff_member__id", flat=True))


def _take_from(report: Report, people: Iterable[UUID]) -> None:
    """End what these people were given, and take the report out of their lists of notices."""
    people = set(people)
    if not people:
        return
    rows = live(report.grants.filter(user__staff_member__id__in=people))
    rows.update(ends_at=now())
    for person_id in people:
        take_away(person_id=person_id, about_id=report.pk)


def _grant(report: Report, person_id: UUID, relation: Relation, given_by: StaffMember | None = None) -> bool:
    """Let one person in; whether that is new for them. Let in before in another relation, they now stand in this one.

    Who handles the report stays its handler when they are told besides, and who was told because it was late keeps what
    they may do when it is also serious.
    """
    if relation in {Relation.ALERTED, Relation.ESCALATED} and report.handler_id == person_id:
        return False
    escalated = live(report.grants.filter(relation=Relation.ESCALATED))
    if relation == Relation.ALERTED and escalated.filter(user__staff_member__id=person_id).exists():
        return False
    is_new = person_id not in _let_in(report, Relation.EMERGENCY)
    user_id = StaffMember.objects.filter(pk=person_id).values_list("user_id", flat=True).get()
    values: dict[str, Any] = {
        "organisation_id": report.organisation_id,
        "permission": Permission.objects.get(content_type__app_label="incidents", codename="open_report"),
        "relation": relation,
        "given_by": given_by,
        "given_at": now(),
        "ends_at": None,
        "sort_at": report.due_at,
    }
    report.grants.update_or_create(user_id=user_id, defaults=values)
    return is_new


def _write_down(event: ReportEvent, report: Report, actor_id: UUID | None = None, **data: object) -> None:
    append(
        event,
        about=("report", report.pk),
        organisation_id=report.organisation_id,
        actor_id=actor_id,
        key=report.data_key,
        data=data,
    )
