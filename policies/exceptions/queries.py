"""Named reads of exceptions: one's own, what was routed to one or lies before one, what one sees by office, and what the team reads."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.assignments.choices import BlockExtent
from accounts.assignments.models import Assignment, AssignmentBlock
from accounts.clients.choices import ClientKind
from accounts.clients.models import Client
from accounts.clients.queries import clients_of
from accounts.grants.queries import keeping_out, let_in, live, theirs
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.routing.choices import RoutingKind
from accounts.routing.queries import OrganisationFacts
from accounts.routing.rules import RoutingFacts
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from accounts.staff.queries import ids_above
from boundaries.access.protected import way_into
from boundaries.errors.exceptions import NotVisible
from boundaries.record.queries import entries_about, entries_of_many
from boundaries.threads.models import Message
from boundaries.threads.queries import messages_about
from policies.adoption.queries import ShownClause, cited, standing
from policies.adoption.rules import strictest_first
from policies.exceptions.choices import (
    CATEGORIES,
    DECIDING_ROLES,
    IN_LIFE,
    UNDECIDED,
    ExceptionStatus,
    Seat,
)
from policies.exceptions.events import ExceptionEvent
from policies.exceptions.models import (
    ExceptionAssessment,
    ExceptionCompanion,
    ExceptionDecision,
    ExceptionDelegation,
    ExceptionExclusion,
    ExceptionGrant,
    ExceptionOutcome,
    ExceptionRequest,
    ExceptionTurn,
)
from policies.exceptions.permissions import (
    ACCESS,
    AFTER_LINE,
    DELEGATING,
    DELEGATIONS,
    OWN_ACCESS,
    TEAM,
    TOLD_TO_TEAM,
    DelegationPermission,
    ExceptionPermission,
    OwnExceptionPermission,
    TeamExceptionPermission,
    areas_directed,
    directed,
    is_auditor,
    is_conflicted,
    roles_held,
    stands_in_for,
)
from policies.exceptions.rules import Free, is_absolute
from policies.library.choices import Strength
from policies.library.models import Clause

LAST = datetime(9000, 1, 1, tzinfo=UTC)
"""Where an exception stands in lists by time left when nothing is due."""
RECENT = timedelta(days=90)
"""So long after its end the team goes on reading of it."""
BINDING = frozenset(Strength) - {Strength.PRINCIPLE, Strength.RESPONSIBILITY}
"""What there is to depart from."""
RELATED = ("data_key", "organisation__data_key", "worker", "client__organisation__data_key", "handler")


# --- The ways in --------------------------------------------------------------------------------------------------------------
@way_into(ExceptionRequest)
def asked_themselves(rows: QuerySet[ExceptionRequest], actor: StaffMember) -> QuerySet[ExceptionRequest]:
    """What they asked for themselves, drafts too."""
    return rows.filter(worker_id=actor.pk)


def without_conflict(rows: QuerySet[ExceptionRequest], actor: StaffMember) -> QuerySet[ExceptionRequest]:
    """Those that were sent, and about which the actor has no conflict."""
    kept_out = keeping_out(ExceptionExclusion, actor=actor, thing=OuterRef("pk"))
    kept_from = AssignmentBlock.objects.filter(client_id=OuterRef("client_id"), worker_id=actor.pk, ended_at=None)
    sent = rows.exclude(status=ExceptionStatus.DRAFT).exclude(worker_id__in=[actor.pk, *ids_above(actor)])
    takes_part = ExceptionCompanion.objects.hanging_on(OuterRef("pk")).filter(person_id=actor.pk)
    return sent.filter(~Exists(takes_part), ~Exists(kept_out), ~Exists(kept_from))


@way_into(ExceptionRequest)
def routed_to(rows: QuerySet[ExceptionRequest], actor: StaffMember) -> QuerySet[ExceptionRequest]:
    """What was routed to them, and about which they have no conflict."""
    return let_in(without_conflict(rows, actor), actor=actor, grants=ExceptionGrant, exclusions=ExceptionExclusion)


@way_into(ExceptionRequest)
def put_before(rows: QuerySet[ExceptionRequest], actor: StaffMember) -> QuerySet[ExceptionRequest]:
    """What lies before them to decide, by their role or in the place of a director who let them; never what they have a conflict in."""
    if actor.user_id is None:
        return rows.none()
    ours = without_conflict(rows, actor).filter(status__in=AFTER_LINE)
    found = _before(roles_held(actor.pk, actor.organisation))
    for director_id in stands_in_for(actor):
        director = StaffMember.objects.select_related("organisation").get(pk=director_id)
        free = without_conflict(rows, director).filter(_before(directed(director_id, actor.organisation)))
        found |= Q(pk__in=free.filter(~Exists(spoken_by(director_id))).values("pk"))
    return ours.filter(found)


def spoken_by(person_id: UUID) -> QuerySet[ExceptionDecision]:
    """What somebody said about the last assessment of the exception in the question around it, themselves or through another."""
    last = ExceptionAssessment.objects.hanging_on(OuterRef("exception_id")).order_by("-pk").values("pk")[:1]
    said = ExceptionDecision.objects.hanging_on(OuterRef("pk")).filter(assessment_id=last)
    return said.filter(Q(decided_by_id=person_id) | Q(on_behalf_of_id=person_id))


def _before(roles: Iterable[tuple[str, UUID | None]]) -> Q:
    """Before the holder of which roles it lies."""
    found = Q(pk__in=())
    for role, area in roles:
        found |= Q(approvers__contains=[role]) & (Q(area_id=area) if area else Q())
    return found


@way_into(ExceptionRequest)
def handled_by(rows: QuerySet[ExceptionRequest], actor: StaffMember) -> QuerySet[ExceptionRequest]:
    """Everything they assess, decide or decided, or direct: what has its page for them."""
    if actor.user_id is None:
        return rows.none()
    routed = Q(pk__in=routed_to(rows, actor).values("pk")) | Q(pk__in=put_before(rows, actor).values("pk"))
    spoke = ExceptionDecision.objects.hanging_on(OuterRef("pk")).filter(decided_by_id=actor.pk)
    areas = areas_directed(actor)
    ours = without_conflict(rows, actor)
    if None in areas:
        return ours
    return ours.filter(routed | Q(Exists(spoke)) | Q(area_id__in=[area for area in areas if area]))


@way_into(ExceptionRequest)
def seen_by_office(rows: QuerySet[ExceptionRequest], actor: StaffMember) -> QuerySet[ExceptionRequest]:
    """What they see by office: directors those of their area, auditors that all are there; never what they have a conflict in."""
    if actor.user_id is None:
        return rows.none()
    ours, areas = without_conflict(rows, actor), areas_directed(actor)
    if None in areas or is_auditor(actor, actor.organisation):
        return ours
    return ours.filter(area_id__in=[area for area in areas if area])


@way_into(ExceptionRequest)
def told_to_team(rows: QuerySet[ExceptionRequest], actor: StaffMember) -> QuerySet[ExceptionRequest]:
    """What was approved for a client they work with today, or in which they take part, worded for the team."""
    if actor.user_id is None or actor.kind == StaffKind.OUTSIDE:
        return rows.none()
    on = today(actor.organisation)
    works = Assignment.objects.lasting(on).filter(client_id=OuterRef("client_id"), worker_id=actor.pk, starts_on__lte=on)
    kept_out = keeping_out(ExceptionExclusion, actor=actor, thing=OuterRef("pk"))
    kept_from = AssignmentBlock.objects.filter(
        client_id=OuterRef("client_id"), worker_id=actor.pk, extent=BlockExtent.ANY, ended_at=None
    )
    told = rows.filter(~Exists(kept_out), ~Exists(kept_from), status__in=TOLD_TO_TEAM)
    takes_part = ExceptionCompanion.objects.hanging_on(OuterRef("pk")).filter(person_id=actor.pk)
    return told.filter(Exists(works) | Exists(takes_part))


@way_into(ExceptionRequest)
def to_act_on(rows: QuerySet[ExceptionRequest], actor: StaffMember) -> QuerySet[ExceptionRequest]:
    """The one exception they want to act on, locked, so that the law is asked about it as it is: whoever acts asks at once."""
    return rows.select_for_update(of=("self",), no_key=True)


def exception_to_judge(actor: StaffMember, exception_id: UUID) -> ExceptionRequest:
    """One under its lock; the caller asks the law about it at once. Raises NotVisible where there is none."""
    found = ExceptionRequest.objects.visible_to(actor, by=to_act_on).select_related(*RELATED).filter(pk=exception_id).first()
    if found is None:
        raise NotVisible
    return found


# --- One's own ----------------------------------------------------------------------------------------------------------------
def own_exceptions(actor: StaffMember) -> QuerySet[ExceptionRequest]:
    """What one asked for, drafts too."""
    return ExceptionRequest.objects.visible_to(actor, by=asked_themselves).select_related(*RELATED)


def own_exception(actor: StaffMember, exception_id: UUID, permission: str = OwnExceptionPermission.VIEW) -> ExceptionRequest:
    """One of them. Raises NotVisible for anybody else's."""
    found = own_exceptions(actor).filter(pk=exception_id).first()
    if found is None:
        raise NotVisible
    OWN_ACCESS.require(actor, permission, found)
    return found


def clients_to_name(actor: StaffMember) -> QuerySet[Client]:
    """The clients one may know of, from whom one is chosen."""
    return clients_of(actor).order_by("reference")


@dataclass(frozen=True)
class Offered:
    """The clauses from which one is chosen: those one may ask about, and those from which nobody can allow an exception."""

    open: list[ShownClause]
    absolute: list[ShownClause]


def clauses_to_ask(organisation_id: UUID, kind: str) -> Offered:
    """What is in force about a kind, the strictest first; for an event or something else whatever binds."""
    versions = standing(organisation_id).values("version_id")
    rows = Clause.objects.filter(version_id__in=versions, strength__in=BINDING)
    if CATEGORIES.get(kind):
        rows = rows.filter(categories__overlap=list(CATEGORIES[kind]))
    shown = cited(organisation_id, [each.pk for each in strictest_first(rows)])
    return Offered([each for each in shown if not is_absolute(each.clause)], [each for each in shown if is_absolute(each.clause)])


def clauses_in_force(organisation_id: UUID, clause_ids: Collection[UUID]) -> list[Clause]:
    """Those of these clauses that are in force there, the strictest first."""
    versions = standing(organisation_id).values("version_id")
    return strictest_first(Clause.objects.filter(version_id__in=versions, pk__in=clause_ids))


# --- What one assesses and decides ----------------------------------------------------------------------------------------------
def handled(actor: StaffMember) -> QuerySet[ExceptionRequest]:
    """Everything that has its page for somebody who assesses, decides or directs."""
    return ExceptionRequest.objects.visible_to(actor, by=handled_by).select_related(*RELATED)


def exception_for(actor: StaffMember, exception_id: UUID, permission: str = ExceptionPermission.VIEW) -> ExceptionRequest:
    """One of them. Raises NotVisible for whoever it is not for."""
    found = handled(actor).filter(pk=exception_id).first()
    if found is None:
        raise NotVisible
    ACCESS.require(actor, permission, found)
    return found


def waiting_for(actor: StaffMember) -> QuerySet[ExceptionRequest]:
    """What waits for somebody: to be assessed where it was routed to them, or to be decided where it lies before them."""
    routed = ExceptionRequest.objects.visible_to(actor, by=routed_to)
    routed = routed.filter(status__in=[ExceptionStatus.REQUESTED, ExceptionStatus.ASSESSED])
    before = ExceptionRequest.objects.visible_to(actor, by=put_before).filter(status=ExceptionStatus.DIRECTOR_REVIEW)
    before = before.filter(~Exists(spoken_by(actor.pk)))
    rows = ExceptionRequest.objects.visible_to(actor, by=handled_by).select_related(*RELATED)
    return rows.filter(Q(pk__in=routed.values("pk")) | Q(pk__in=before.values("pk")))


def has_desk(actor: StaffMember) -> bool:
    """Whether any was ever routed to this person, or may lie before them."""
    if actor.user_id is None:
        return False
    routed = live(theirs(ExceptionGrant, actor=actor)).exists()
    return routed or bool(roles_held(actor.pk, actor.organisation)) or bool(stands_in_for(actor))


def owners_for(organisation_id: UUID) -> QuerySet[StaffMember]:
    """Who may see to a safeguard: everybody who works here."""
    rows = StaffMember.objects.filter(organisation_id=organisation_id, is_active=True).exclude(kind=StaffKind.OUTSIDE)
    return rows.order_by("name", "id")


def is_about_a_minor(exception: ExceptionRequest) -> bool:
    """Whether it is about a direct client under age; or about somebody whose name alone is known, who may be."""
    client = exception.client
    if client is None:
        return bool(str(exception.words.get("person", "")).strip())
    return client.is_minor and client.kind == ClientKind.DIRECT


def free_to_decide(exception: ExceptionRequest) -> list[Free]:
    """Who holds a role in which they might decide it, can sign in, has no conflict and has not spoken about its last assessment."""
    on = today(exception.organisation)
    held = Appointment.objects.in_force(on).filter(organisation_id=exception.organisation_id, role__in=DECIDING_ROLES)
    held = held.filter(person__is_active=True, person__user__is_active=True)
    held = held.exclude(Q(role=Role.DIRECTOR) & Q(area__isnull=False) & ~Q(area_id=exception.area_id))
    last = exception.assessments.order_by("-pk").first()
    spoken = last.decisions.values_list("decided_by_id", "on_behalf_of_id") if last else ()
    said = {each for row in spoken for each in row if each}
    rows = list(held.order_by("person__name", "person_id").values_list("person_id", "role"))
    barred = {person_id for person_id in {person for person, _role in rows} if is_conflicted(person_id, exception)}
    return [Free(person_id, Role(role)) for person_id, role in rows if person_id not in barred | said]


# --- By office, and for the team ------------------------------------------------------------------------------------------------
def has_register(actor: StaffMember) -> bool:
    """Whether somebody sees the register at all."""
    return bool(areas_directed(actor)) or is_auditor(actor, actor.organisation)


def register_of(actor: StaffMember) -> QuerySet[ExceptionRequest]:
    """What one sees by office. Raises NotVisible for whoever has none."""
    if not has_register(actor):
        raise NotVisible
    return ExceptionRequest.objects.visible_to(actor, by=seen_by_office).select_related(*RELATED)


def of_team(actor: StaffMember) -> QuerySet[ExceptionRequest]:
    """What was approved for clients somebody works with, while it lasts and for some time after."""
    on = today(actor.organisation)
    rows = ExceptionRequest.objects.visible_to(actor, by=told_to_team).select_related(*RELATED)
    return rows.filter(Q(status__in=IN_LIFE) | Q(ends_on__gte=on - RECENT))


def team_exception(actor: StaffMember, exception_id: UUID) -> ExceptionRequest:
    """One of them. Raises NotVisible."""
    found = of_team(actor).filter(pk=exception_id).first()
    if found is None:
        raise NotVisible
    TEAM.require(actor, TeamExceptionPermission.VIEW, found)
    return found


def running_for(
    actor: StaffMember, *, client_ids: Collection[UUID] = (), worker_ids: Collection[UUID] = ()
) -> list[ExceptionRequest]:
    """What the team may know to be approved, or was lately, about these clients or these colleagues; either alone is enough."""
    rows = of_team(actor)
    return list(rows.filter(Q(client_id__in=client_ids) | Q(worker_id__in=worker_ids)).order_by("ends_on", "pk"))


def approved_for(
    actor: StaffMember, ids: Collection[UUID], *, client_ids: Collection[UUID] = (), worker_ids: Collection[UUID] = ()
) -> list[ExceptionRequest]:
    """Those of these that the team may know of and that are about these clients or colleagues, however they stand now."""
    rows = of_team(actor).filter(Q(client_id__in=client_ids) | Q(worker_id__in=worker_ids), pk__in=ids)
    return list(rows.order_by("ends_on", "pk"))


@way_into(ExceptionRequest)
def raised_in_a_concern(rows: QuerySet[ExceptionRequest], actor: StaffMember) -> QuerySet[ExceptionRequest]:
    """What was approved and is cited where the actor reads it: whoever asks has asked the law of what cites it, and names it by id."""
    if actor.user_id is None or actor.kind == StaffKind.OUTSIDE:
        return rows.none()
    return rows.exclude(worker_id=actor.pk).filter(status__in=TOLD_TO_TEAM)


def told_in_a_concern(actor: StaffMember, ids: Collection[UUID]) -> list[ExceptionRequest]:
    """These, to be read in the words meant for the team by somebody who handles what cites them; never by their own worker."""
    rows = ExceptionRequest.objects.visible_to(actor, by=raised_in_a_concern).select_related(*RELATED)
    return list(rows.filter(pk__in=ids))


# --- What hangs on one ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Whole:
    """Everything that hangs on an exception that was read, the newest first but for the thread."""

    exception: ExceptionRequest
    clauses: list[ShownClause]
    companions: list[StaffMember]
    thread: list[Message]
    assessments: list[ExceptionAssessment]
    decisions: list[ExceptionDecision]
    turns: list[ExceptionTurn]
    outcome: ExceptionOutcome | None

    @property
    def assessment(self) -> ExceptionAssessment | None:
        """The last one."""
        return self.assessments[0] if self.assessments else None

    @property
    def question(self) -> Message | None:
        """What the worker was asked and has not answered."""
        if self.exception.status != ExceptionStatus.RETURNED:
            return None
        return next((each for each in reversed(self.thread) if each.is_question), None)

    @property
    def approval(self) -> ExceptionDecision | None:
        """The word by which it was approved."""
        if self.exception.status in UNDECIDED | {ExceptionStatus.REFUSED, ExceptionStatus.WITHDRAWN}:
            return None
        return next((each for each in self.decisions if each.seat != Seat.RECOMMENDS), None)


def whole(exception: ExceptionRequest) -> Whole:
    """Everything about one that was read."""

    def with_it(rows: Iterable[Any]) -> list[Any]:
        found = list(rows)
        for each in found:
            each.exception = exception
        return found

    assessments = with_it(
        exception.assessments.select_related("assessed_by").prefetch_related("safeguards__owner").order_by("-pk")
    )
    for assessment in assessments:
        for safeguard in assessment.safeguards.all():
            safeguard.assessment = assessment
    outcome = with_it(ExceptionOutcome.objects.hanging_on(exception))
    return Whole(
        exception,
        cited(exception.organisation_id, exception.clauses),
        list(StaffMember.objects.filter(pk__in=exception.companions.values("person_id")).order_by("name", "pk")),
        messages_about(exception.pk),
        assessments,
        with_it(exception.decisions.select_related("decided_by", "on_behalf_of", "assessment").order_by("-pk")),
        with_it(exception.turns.select_related("made_by").order_by("-pk")),
        outcome[0] if outcome else None,
    )


@dataclass(frozen=True)
class ExceptionLine:
    """One line of what happened: when, the sentence, and by whom."""

    at: datetime
    sentence: Any
    actor: str


DECIDERS_ONLY = frozenset(
    {
        ExceptionEvent.ROUTED,
        ExceptionEvent.UNROUTED,
        ExceptionEvent.EXCLUDED,
        ExceptionEvent.PUT_BEFORE,
        ExceptionEvent.RECUSED,
        ExceptionEvent.REMINDED,
        ExceptionEvent.ESCALATED,
        ExceptionEvent.OUTCOME_LATE,
    }
)
"""What the worker's own timeline leaves out: it would tell who was passed over, and why."""
NAMELESS = frozenset({ExceptionEvent.SUSPENDED, ExceptionEvent.RESUMED})
"""By whom is left out for everybody: who paused it could tell that somebody reported something (design.md 1)."""
NAMELESS_TO_WORKER = NAMELESS | {ExceptionEvent.REVOKED}
"""The same for the worker, who is not told who revoked it either."""


def timeline(exception: ExceptionRequest, *, own: bool) -> list[ExceptionLine]:
    """What happened to one that was read, in sentences, the newest first; openings are left out."""
    left_out = {ExceptionEvent.OPENED} | (DECIDERS_ONLY if own else frozenset())
    lines = [line for line in entries_about(exception.pk) if line.event not in left_out]
    names = dict(StaffMember.objects.filter(pk__in={each.actor_id for each in lines if each.actor_id}).values_list("pk", "name"))
    found, nameless = [], NAMELESS_TO_WORKER if own else NAMELESS
    for line in lines:
        name = names.get(line.actor_id, "") if line.actor_id and line.event not in nameless else ""
        found.append(ExceptionLine(line.at, ExceptionEvent(line.event).sentence, name))
    return found[::-1]


def was_in_force(exception: ExceptionRequest) -> bool:
    """Whether it was ever in force."""
    return bool(entries_of_many([exception.pk], event=ExceptionEvent.ACTIVATED))


# --- Delegations ----------------------------------------------------------------------------------------------------------------
def delegations_of(actor: StaffMember) -> QuerySet[ExceptionDelegation]:
    """What one gave, and in whose place one decides, the newest first."""
    rows = ExceptionDelegation.objects.filter(organisation_id=actor.organisation_id).select_related("director", "delegate")
    return rows.filter(Q(director_id=actor.pk) | Q(delegate_id=actor.pk)).order_by("-given_at", "pk")


def delegation_for(actor: StaffMember, delegation_id: UUID, permission: str = DelegationPermission.VIEW) -> ExceptionDelegation:
    """One of them. Raises NotVisible."""
    found = delegations_of(actor).filter(pk=delegation_id).first()
    if found is None:
        raise NotVisible
    DELEGATIONS.require(actor, permission, found)
    return found


def may_delegate(actor: StaffMember) -> bool:
    """Whether somebody may let others decide in their place."""
    return DELEGATING.allows(actor, DelegationPermission.GIVE, actor.organisation)


# --- Routing, and what is told --------------------------------------------------------------------------------------------------
def routing_facts(exception: ExceptionRequest, organisation: OrganisationFacts) -> RoutingFacts:
    """It goes to the worker's own line, past whoever takes part, stepped aside, or is kept from the client and never outside the organisation."""
    recused = frozenset(exception.exclusions.values_list("person_id", flat=True))
    part = set(exception.companions.values_list("person_id", flat=True))
    if exception.client_id is not None:
        rows = AssignmentBlock.objects.filter(client_id=exception.client_id, ended_at=None)
        part |= set(rows.values_list("worker_id", flat=True))
    facts = organisation.for_report(
        kind=RoutingKind.SELF_REPORT,
        reporter_id=exception.worker_id,
        implicated_ids=frozenset(part) - {exception.worker_id},
        recused_ids=recused,
    )
    return replace(facts, outside_contacts=())


def _reader(person_id: UUID) -> StaffMember | None:
    return StaffMember.objects.select_related("organisation").filter(pk=person_id).first()


def _references(rows: QuerySet[ExceptionRequest] | None, ids: list[UUID]) -> dict[UUID, str]:
    found = rows.filter(pk__in=ids).values_list("pk", "reference") if rows is not None else ()
    return {pk: reference or "" for pk, reference in found}


def seen_by_handler(person_id: UUID, ids: list[UUID]) -> dict[UUID, str]:
    """Which of these a person assesses or decides, with their references."""
    actor = _reader(person_id)
    return _references(handled(actor) if actor else None, ids)


def seen_by_worker(person_id: UUID, ids: list[UUID]) -> dict[UUID, str]:
    """Which of these a person asked for, with their references."""
    actor = _reader(person_id)
    return _references(own_exceptions(actor) if actor else None, ids)


def seen_by_team(person_id: UUID, ids: list[UUID]) -> dict[UUID, str]:
    """Which of these a person reads as one of the team, with their references."""
    actor = _reader(person_id)
    return _references(of_team(actor) if actor else None, ids)


def team_of(exception: ExceptionRequest) -> list[UUID]:
    """Who works with its client today or takes part, but for the worker themselves."""
    found = set(exception.companions.values_list("person_id", flat=True))
    if exception.client_id is not None:
        on = today(exception.organisation)
        found |= set(
            Assignment.objects.lasting(on)
            .filter(client_id=exception.client_id, starts_on__lte=on)
            .values_list("worker_id", flat=True)
        )
    return sorted(found - {exception.worker_id})


def people_before(exception: ExceptionRequest) -> list[UUID]:
    """Before whom it lies now: who holds one of the roles asked, and who takes a director's place."""
    free = [each.person_id for each in free_to_decide(exception) if str(each.role) in exception.approvers]
    on = today(Organisation.objects.get(pk=exception.organisation_id))
    directors = [each.person_id for each in free_to_decide(exception) if each.role == Role.DIRECTOR and each.person_id in free]
    stand_ins = ExceptionDelegation.objects.in_force(on).filter(director_id__in=directors).values_list("delegate_id", flat=True)
    return list(dict.fromkeys([*free, *(each for each in stand_ins if not is_conflicted(each, exception))]))
