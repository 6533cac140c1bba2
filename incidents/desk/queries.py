"""What the desk shows besides the reports themselves. The caller has the reports from ``visible_to`` or ``report_for``."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.grants.choices import Relation
from accounts.grants.queries import grant_of
from accounts.routing.rules import resembles
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from accounts.staff.permissions import IN_GENERAL, StaffPermission
from accounts.staff.queries import LONGEST_SEARCH, search
from boundaries.access.doors import Only
from boundaries.clocks.queries import now_in_sql
from boundaries.errors.exceptions import NotVisible
from boundaries.notices.models import Notice
from boundaries.record.queries import entries_of_many
from boundaries.sealing.actions import blind_index
from incidents.register.choices import in_words
from incidents.reports.choices import OWN_KINDS, Danger, PartyRole, PartyState
from incidents.reports.events import ReportEvent
from incidents.reports.models import AffectedPerson, Intervention, Party, Report, ReportClock, ReportGrant, RouteDecision
from incidents.reports.permissions import ACCESS, ReportPermission
from incidents.reports.queries import visible_to
from incidents.reports.workflow import WORKFLOW, ReportMove

FOUND = 20
SHORTEST_SEARCH = 2
MOST_COMPARED, MOST_WORDS, BEGINNING = 300, 8, 3
"""So many names are compared with one as it was written: more would keep people waiting."""


# --- The list -----------------------------------------------------------------------------------------------------------
def with_news(actor: StaffMember, reports: Iterable[Report]) -> set[UUID]:
    """Those of the reports that the person has something unread about."""
    marks = {blind_index("notice about", report.pk): report.pk for report in reports}
    unread = Notice.objects.hanging_on(actor.pk).filter(read_at=None, suppressed_at=None, about_index__in=list(marks))
    return {marks[bytes(mark)] for mark in unread.values_list("about_index", flat=True)}


class Subjects(NamedTuple):
    """Whom a report is about, as a list shows it: names of staff, and how many are not, or not yet, known as such."""

    names: list[str]
    unresolved: int
    external: int


def subjects_among(reports: Sequence[Report]) -> dict[UUID, Subjects]:
    """Whom each report is about, without opening anything sealed: staff by name, everybody else by number."""
    about = Party.objects.hanging_on(*reports).filter(role=PartyRole.SUBJECT)
    found: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for report_id, state, name in about.order_by("added_at", "id").values_list("report_id", "state", "person__name"):
        found[report_id].append((state, name))
    return {
        report.pk: Subjects(
            [name for state, name in found[report.pk] if state == PartyState.LINKED],
            sum(state == PartyState.UNRESOLVED for state, _name in found[report.pk]),
            sum(state == PartyState.EXTERNAL for state, _name in found[report.pk]),
        )
        for report in reports
    }


def askers_among(reports: Sequence[Report]) -> dict[UUID, str]:
    """Who asks for guidance or tells of themselves, where they gave their name; opened for these reports only."""
    own = {report.pk: UUID(report.reporter) for report in reports if report.kind in OWN_KINDS and not report.in_confidence}
    names = dict(StaffMember.objects.filter(pk__in=own.values()).values_list("pk", "name"))
    return {report_id: names.get(person_id, "") for report_id, person_id in own.items()}


# --- One report ---------------------------------------------------------------------------------------------------------
def presses(actor: StaffMember, _method: str, named: Mapping[str, Any]) -> bool:
    """Whether the report that an address names stands on the person's desk and is urgent: danger, a serious matter, or late.

    It stays open to whoever has yet to acknowledge a policy. One that they may not see is to them like one that can wait.
    """
    urgent = Q(serious=True) | Q(danger=Danger.UNSURE) | Q(due_at__lt=now_in_sql())
    return visible_to(actor).filter(urgent, pk=named["report_id"]).exists()


PRESSING = Only(presses)


def is_on_desk(actor: StaffMember, report_id: UUID) -> bool:
    """Whether a report still stands on the person's desk."""
    return visible_to(actor).filter(pk=report_id).exists()


def relation_of(actor: StaffMember, report: Report) -> Relation | None:
    """In what relation the person was let in."""
    grant = grant_of(ReportGrant, actor=actor, thing=report)
    return Relation(grant.relation) if grant else None


def emergency_until(actor: StaffMember, report: Report) -> datetime | None:
    """Until when the person reads it in an emergency; None for whoever reads it for another reason."""
    grant = grant_of(ReportGrant, actor=actor, thing=report)
    return grant.ends_at if grant and grant.relation == Relation.EMERGENCY else None


def offered(actor: StaffMember, report: Report) -> frozenset[ReportPermission]:
    """The verbs that the law allows the person and the workflow allows in this status; each clause is asked once."""
    answers: dict[object, bool] = {}
    for permission in ReportPermission:
        clauses = ACCESS.allow[permission]
        if clauses not in answers:
            answers[clauses] = ACCESS.allows(actor, permission, report)
    return frozenset(each for each in ReportPermission if answers[ACCESS.allow[each]] and is_possible(each, report))


MOVES = {
    ReportPermission.ACKNOWLEDGE: ReportMove.ACKNOWLEDGE,
    ReportPermission.ASK: ReportMove.ASK,
    ReportPermission.TAKE_UP: ReportMove.TAKE_UP,
}
"""The verbs that move a report from one status to another."""


def is_possible(permission: ReportPermission, report: Report) -> bool:
    """Whether the report's status leaves room for the verb."""
    move = MOVES.get(permission)
    return move is None or move in WORKFLOW.verbs_from(report.status)


def parties_of(report: Report) -> list[Party]:
    """The people of a report, those it is about first."""
    order = list(PartyRole)
    rows = report.parties.select_related("person__team").order_by("added_at", "id")
    return sorted(rows, key=lambda party: order.index(PartyRole(party.role)))


def party_of(report: Report, party_id: UUID) -> Party:
    """One person of this report and of no other. Raises NotVisible."""
    party = report.parties.filter(pk=party_id).first()
    if party is None:
        raise NotVisible
    return party


def affected_of(report: Report) -> list[AffectedPerson]:
    """Clients, relatives and friends who may have been harmed."""
    rows = list(report.affected.select_related("client").order_by("id"))
    for affected in rows:
        if affected.client is not None:
            affected.client.organisation = report.organisation
    return rows


def routes_of(report: Report) -> list[RouteDecision]:
    """Every decision on who takes the report, newest first."""
    return list(report.routes.order_by("-decided_at", "-pk"))


def interventions_of(report: Report) -> list[Intervention]:
    """What was done and noted, oldest first."""
    return list(report.interventions.select_related("recorded_by").order_by("happened_at", "recorded_at", "id"))


def clocks_of(report: Report) -> list[ReportClock]:
    """The clocks, in the order in which they run out."""
    return sorted(report.clocks.all(), key=lambda clock: clock.allowance_days)


@dataclass(frozen=True)
class Reading:
    """Who opened a report, when, and in what relation to it."""

    at: datetime
    name: str
    relation: str


def readings_of(report: Report) -> list[Reading]:
    """Who opened the report, the newest first: once a day each, in an emergency each time."""
    lines = [line for _report_id, line in entries_of_many([report.pk], event=ReportEvent.OPENED)]
    names = dict(StaffMember.objects.filter(pk__in={line.actor_id for line in lines}).values_list("pk", "name"))
    return [
        Reading(line.at, names.get(line.actor_id, "") if line.actor_id else "", in_words((line.data or {}).get("relation", "")))
        for line in reversed(lines)
    ]


def people_named(report: Report, ids: Collection[UUID]) -> dict[UUID, StaffMember]:
    """These members of staff of the report's organisation, by their id."""
    rows = StaffMember.objects.filter(organisation_id=report.organisation_id, pk__in=ids).select_related("team")
    return {person.pk: person for person in rows}


# --- Finding people -------------------------------------------------------------------------------------------------------
class FoundPeople(NamedTuple):
    """People found, and whether there are more than are given."""

    people: list[StaffMember]
    many: bool


def find_staff(actor: StaffMember, text: str) -> FoundPeople:
    """Everybody with these words in their name, also those who have left; nobody for whoever may not see the directory."""
    words = " ".join(text.split())
    if not SHORTEST_SEARCH <= len(words) <= LONGEST_SEARCH:
        return FoundPeople([], many=False)
    return _first(search(colleagues_of(actor), {"q": words}))


def alike_staff(actor: StaffMember, written: str) -> FoundPeople:
    """Everybody who may be meant by a name as somebody wrote it; among very many, those whose name begins alike."""
    people = colleagues_of(actor)
    named = list(people.order_by("pk").values_list("pk", "name")[: MOST_COMPARED + 1])
    if len(named) > MOST_COMPARED:
        begins = Q(pk__in=[])
        for word in written.split()[:MOST_WORDS]:
            begins |= Q(name__icontains=word[:BEGINNING])
        named = list(people.filter(begins).order_by("pk").values_list("pk", "name")[:MOST_COMPARED])
    alike = [id_ for id_, name in named if resembles(written, name)]
    return _first(people.filter(pk__in=alike))


def may_look_up(actor: StaffMember) -> bool:
    """Whether the person may see the directory at all: an outside contact may not."""
    return IN_GENERAL.allows(actor, StaffPermission.VIEW, actor.organisation)


def colleagues_of(actor: StaffMember) -> QuerySet[StaffMember]:
    """Those whom one may name in a report on one's desk."""
    rows = StaffMember.objects.filter(organisation_id=actor.organisation_id).exclude(pk=actor.pk)
    rows = rows.exclude(kind=StaffKind.OUTSIDE).select_related("team")
    return rows if may_look_up(actor) else rows.none()


def _first(people: QuerySet[StaffMember]) -> FoundPeople:
    rows = list(people.order_by("name", "id")[: FOUND + 1])
    return FoundPeople(rows[:FOUND], many=len(rows) > FOUND)
