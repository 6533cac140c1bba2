"""Named reads of disclosures: one's own, what was routed to one, and what one sees by office."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.assignments.models import Assignment
from accounts.clients.models import Client
from accounts.clients.queries import clients_of, search
from accounts.grants.queries import keeping_out, let_in, live, theirs
from accounts.organisations.queries import today
from accounts.routing.choices import RoutingKind
from accounts.routing.queries import OrganisationFacts
from accounts.routing.rules import RoutingFacts
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from accounts.staff.queries import ids_above
from boundaries.access.protected import way_into
from boundaries.errors.exceptions import NotVisible
from boundaries.record.models import RecordEntry
from boundaries.record.queries import entries_about, entries_of_many
from boundaries.threads.models import Message
from boundaries.threads.queries import messages_about
from policies.adoption.queries import ShownClause, cited
from policies.disclosures.choices import DECIDED, DisclosureStatus, Outcome, Whereabouts
from policies.disclosures.events import DisclosureEvent
from policies.disclosures.models import (
    Disclosure,
    DisclosureChange,
    DisclosureConversation,
    DisclosureDecision,
    DisclosureExclusion,
    DisclosureGrant,
)
from policies.disclosures.permissions import (
    ACCESS,
    OWN_ACCESS,
    REGISTER,
    DisclosurePermission,
    DisclosureRegisterPermission,
    OwnDisclosurePermission,
    areas_directed,
    is_safeguarding_lead,
)
from policies.disclosures.rules import Standing

LAST = datetime(9000, 1, 1, tzinfo=UTC)
"""Where a disclosure stands in lists by time left when nothing is due."""
NOT_TO_LINK = DECIDED | {DisclosureStatus.DRAFT, DisclosureStatus.SUBMITTED, DisclosureStatus.ENDED}
"""In these it is not said any more, or not yet, who the other person is."""
MOST_EARLIER, MOST_FOUND = 50, 20
RELATED = ("data_key", "organisation__data_key", "worker", "client__organisation__data_key", "handler")


# --- The ways in --------------------------------------------------------------------------------------------------------------
@way_into(Disclosure)
def told_themselves(rows: QuerySet[Disclosure], actor: StaffMember) -> QuerySet[Disclosure]:
    """What they disclosed themselves, drafts too."""
    return rows.filter(worker_id=actor.pk)


@way_into(Disclosure)
def routed_to(rows: QuerySet[Disclosure], actor: StaffMember) -> QuerySet[Disclosure]:
    """What was routed to them, and nothing keeps them out of; never their own, nor of somebody above them."""
    sent = rows.exclude(status=DisclosureStatus.DRAFT).exclude(worker_id__in=[actor.pk, *ids_above(actor)])
    return let_in(sent, actor=actor, grants=DisclosureGrant, exclusions=DisclosureExclusion)


@way_into(Disclosure)
def of_those_decided(rows: QuerySet[Disclosure], actor: StaffMember) -> QuerySet[Disclosure]:
    """What the same people disclosed besides of whom one was routed to them; never what the law keeps them out of."""
    kept_out = keeping_out(DisclosureExclusion, actor=actor, thing=OuterRef("pk"))
    sent = rows.exclude(status=DisclosureStatus.DRAFT).exclude(worker_id__in=[actor.pk, *ids_above(actor)])
    decided = let_in(sent, actor=actor, grants=DisclosureGrant, exclusions=DisclosureExclusion)
    return sent.filter(~Exists(kept_out), worker_id__in=decided.values("worker_id"))


@way_into(Disclosure)
def seen_by_office(rows: QuerySet[Disclosure], actor: StaffMember) -> QuerySet[Disclosure]:
    """What they see by office: directors those of their area, auditors that all are there; never what the law keeps them out of."""
    if actor.user_id is None:
        return rows.none()
    kept_out = keeping_out(DisclosureExclusion, actor=actor, thing=OuterRef("pk"))
    sent = rows.exclude(status=DisclosureStatus.DRAFT).exclude(worker_id__in=[actor.pk, *ids_above(actor)])
    sent = sent.filter(~Exists(kept_out))
    areas = areas_directed(actor)
    if None in areas or is_auditor_today(actor):
        return sent
    return sent.filter(area_id__in=[area for area in areas if area])


@way_into(Disclosure)
def put_to_office(rows: QuerySet[Disclosure], actor: StaffMember) -> QuerySet[Disclosure]:
    """Where directors of the area and safeguarding leads are asked whether the other person is a client, and nobody has said so yet."""
    if actor.user_id is None:
        return rows.none()
    kept_out = keeping_out(DisclosureExclusion, actor=actor, thing=OuterRef("pk"))
    asked = RecordEntry.objects.hanging_on(OuterRef("pk")).filter(event=DisclosureEvent.LINK_ASKED)
    waiting = rows.filter(Exists(asked), whereabouts=Whereabouts.OPEN).exclude(status__in=NOT_TO_LINK)
    waiting = waiting.exclude(worker_id__in=[actor.pk, *ids_above(actor)]).filter(~Exists(kept_out))
    areas = areas_directed(actor)
    if None in areas or is_safeguarding_lead(actor, actor.organisation):
        return waiting
    return waiting.filter(area_id__in=[area for area in areas if area])


@way_into(Disclosure)
def to_act_on(rows: QuerySet[Disclosure], actor: StaffMember) -> QuerySet[Disclosure]:
    """The one disclosure they want to act on, locked, so that the law is asked about it as it is: whoever acts asks at once."""
    return rows.select_for_update(of=("self",), no_key=True)


def is_auditor_today(actor: StaffMember) -> bool:
    """Whether they are auditor."""
    held = Appointment.objects.in_force(today(actor.organisation)).filter(person_id=actor.pk, role=Role.AUDITOR)
    return held.exists()


def has_register(actor: StaffMember) -> bool:
    """Whether somebody sees the register at all."""
    return bool(areas_directed(actor)) or is_auditor_today(actor)


def says_who(actor: StaffMember) -> bool:
    """Whether somebody may be asked, by their office, who the other person is."""
    return bool(areas_directed(actor)) or is_safeguarding_lead(actor, actor.organisation)


def to_say_who(actor: StaffMember) -> QuerySet[Disclosure]:
    """Where one is asked by office who the other person is. Raises NotVisible for whoever has no such office."""
    if not says_who(actor):
        raise NotVisible
    return Disclosure.objects.visible_to(actor, by=put_to_office).select_related(*RELATED)


def to_link_by_office(actor: StaffMember, disclosure_id: UUID) -> Disclosure:
    """One of which one may say by office who the other person is. Raises NotVisible, or Forbidden for whoever only sees it there."""
    found = to_say_who(actor).filter(pk=disclosure_id).first() if says_who(actor) else None
    if found is None:
        return registered(actor, disclosure_id, DisclosureRegisterPermission.LINK)
    REGISTER.require(actor, DisclosureRegisterPermission.LINK, found)
    return found


def was_asked(disclosure: Disclosure) -> bool:
    """Whether directors and safeguarding leads were asked already who the other person is."""
    return bool(entries_of_many([disclosure.pk], event=DisclosureEvent.LINK_ASKED))


def asked_by_office(disclosure: Disclosure) -> list[StaffMember]:
    """Who is asked who the other person is: directors of the area and safeguarding leads, never whom the law keeps out."""
    held = Appointment.objects.in_force(today(disclosure.organisation)).filter(organisation_id=disclosure.organisation_id)
    area = Q(area=None) | Q(area_id=disclosure.area_id) if disclosure.area_id else Q(area=None)
    held = held.filter(Q(role=Role.SAFEGUARDING_LEAD) | Q(area, role=Role.DIRECTOR))
    people = StaffMember.objects.filter(pk__in=held.values("person_id"), is_active=True, user__isnull=False)
    kept_out = set(disclosure.exclusions.values_list("person_id", flat=True))
    return [
        each
        for each in people.select_related("organisation").order_by("name", "pk")
        if each.pk not in kept_out | {disclosure.worker_id} and disclosure.worker_id not in ids_above(each)
    ]


def disclosure_to_judge(actor: StaffMember, disclosure_id: UUID) -> Disclosure:
    """One under its lock; the caller asks the law about it at once. Raises NotVisible where there is none."""
    found = Disclosure.objects.visible_to(actor, by=to_act_on).select_related(*RELATED).filter(pk=disclosure_id).first()
    if found is None:
        raise NotVisible
    return found


# --- One's own ----------------------------------------------------------------------------------------------------------------
def own_disclosures(actor: StaffMember) -> QuerySet[Disclosure]:
    """What one disclosed, drafts too."""
    return Disclosure.objects.visible_to(actor, by=told_themselves).select_related(*RELATED)


def own_disclosure(actor: StaffMember, disclosure_id: UUID, permission: str = OwnDisclosurePermission.VIEW) -> Disclosure:
    """One of them. Raises NotVisible for anybody else's."""
    found = own_disclosures(actor).filter(pk=disclosure_id).first()
    if found is None:
        raise NotVisible
    OWN_ACCESS.require(actor, permission, found)
    return found


def chose_client(disclosure: Disclosure) -> bool:
    """Whether the worker chose the client themselves before they sent it. Else whoever decides found out who it is."""
    if disclosure.status == DisclosureStatus.DRAFT:
        return True
    told = entries_of_many([disclosure.pk], event=DisclosureEvent.SUBMITTED)
    return any((line.data or {}).get("client") == str(disclosure.client_id) for _about, line in told)


def clients_to_name(actor: StaffMember) -> QuerySet[Client]:
    """The clients one may know of, from whom one is chosen."""
    return clients_of(actor).order_by("reference")


# --- What was routed to one ---------------------------------------------------------------------------------------------------
def on_desk(actor: StaffMember) -> QuerySet[Disclosure]:
    """What was routed to somebody, by time left."""
    return Disclosure.objects.visible_to(actor, by=routed_to).select_related(*RELATED)


def open_on_desk(actor: StaffMember) -> QuerySet[Disclosure]:
    """Those of them that have not ended."""
    return on_desk(actor).exclude(status=DisclosureStatus.ENDED)


def disclosure_for(actor: StaffMember, disclosure_id: UUID, permission: str = DisclosurePermission.VIEW) -> Disclosure:
    """One of them. Raises NotVisible for whoever it was not given to."""
    found = on_desk(actor).filter(pk=disclosure_id).first()
    if found is None:
        raise NotVisible
    ACCESS.require(actor, permission, found)
    return found


def has_desk(actor: StaffMember) -> bool:
    """Whether any was ever routed to this person."""
    return actor.user_id is not None and live(theirs(DisclosureGrant, actor=actor)).exists()


@dataclass(frozen=True)
class Earlier:
    """Something else the same worker disclosed: what its line says of it, and where more of it is read, if anywhere."""

    disclosure: Disclosure
    outcome: Outcome | None
    routed: bool
    in_register: bool


def earlier_of(actor: StaffMember, disclosure: Disclosure) -> list[Earlier]:
    """What else the worker disclosed of whom this person has one to decide, the newest first (IN-22).

    Of each its reference, kind, dates and outcome; its page is open to those alone who may read it besides.
    """
    rows = Disclosure.objects.visible_to(actor, by=of_those_decided).filter(worker_id=disclosure.worker_id)
    rows = rows.exclude(pk=disclosure.pk).select_related(*RELATED).order_by("-submitted_at", "-pk")
    found = list(rows[:MOST_EARLIER])
    made = DisclosureDecision.objects.hanging_on(*found).exclude(outcome=Outcome.EXCEPTED).order_by("pk")
    last = {disclosure_id: Outcome(outcome) for disclosure_id, outcome in made.values_list("disclosure_id", "outcome")}
    routed = set(on_desk(actor).filter(pk__in=[each.pk for each in found]).values_list("pk", flat=True))
    areas = reads_areas(actor)
    return [Earlier(each, last.get(each.pk), each.pk in routed, covers(areas, each)) for each in found]


def find_clients(actor: StaffMember, text: str) -> list[Client]:
    """Clients whoever decides may know of, by words of their name or their reference."""
    if not text.strip():
        return []
    return list(search(clients_of(actor), text).order_by("reference")[:MOST_FOUND])


def owners_for(organisation_id: UUID) -> QuerySet[StaffMember]:
    """Who may see to a safeguard, or take a client over: everybody who works here."""
    rows = StaffMember.objects.filter(organisation_id=organisation_id, is_active=True).exclude(kind=StaffKind.OUTSIDE)
    return rows.order_by("name", "id")


# --- By office ----------------------------------------------------------------------------------------------------------------
def register_of(actor: StaffMember) -> QuerySet[Disclosure]:
    """What one sees by office. Raises NotVisible for whoever has none."""
    if not has_register(actor):
        raise NotVisible
    return Disclosure.objects.visible_to(actor, by=seen_by_office).select_related(*RELATED)


def reads_areas(actor: StaffMember) -> frozenset[UUID | None]:
    """The areas whose disclosures a director reads; None among them stands for the whole organisation."""
    return frozenset(areas_directed(actor))


def covers(areas: frozenset[UUID | None], disclosure: Disclosure) -> bool:
    """Whether the disclosure belongs to one of these areas."""
    return None in areas or (disclosure.area_id is not None and disclosure.area_id in areas)


def registered(actor: StaffMember, disclosure_id: UUID, permission: str = DisclosureRegisterPermission.VIEW) -> Disclosure:
    """One of them. Raises NotVisible."""
    found = register_of(actor).filter(pk=disclosure_id).first()
    if found is None:
        raise NotVisible
    REGISTER.require(actor, permission, found)
    return found


# --- What hangs on one --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Whole:
    """Everything that hangs on a disclosure that was read."""

    disclosure: Disclosure
    thread: list[Message]
    conversations: list[DisclosureConversation]
    decisions: list[DisclosureDecision]
    changes: list[DisclosureChange]
    clauses: list[ShownClause]

    @property
    def question(self) -> Message | None:
        """What the worker was asked and has not answered."""
        if self.disclosure.status != DisclosureStatus.RETURNED:
            return None
        return next((each for each in reversed(self.thread) if each.is_question), None)

    @property
    def decision(self) -> DisclosureDecision | None:
        """What was decided last."""
        made = [each for each in self.decisions if each.outcome != Outcome.EXCEPTED]
        return made[0] if made else None


def whole(disclosure: Disclosure) -> Whole:
    """Everything about one that was read, the newest first but for the thread."""

    def with_it(rows: Iterable[Any]) -> list[Any]:
        found = list(rows)
        for each in found:
            each.disclosure = disclosure
        return found

    decisions = with_it(
        disclosure.decisions.select_related("decided_by", "takes_over").prefetch_related("safeguards__owner").order_by("-pk")
    )
    for decision in decisions:
        for safeguard in decision.safeguards.all():
            safeguard.decision = decision
    return Whole(
        disclosure,
        messages_about(disclosure.pk),
        with_it(disclosure.conversations.select_related("recorded_by").order_by("-pk")),
        decisions,
        with_it(disclosure.changes.order_by("-pk")),
        cited(disclosure.organisation_id, disclosure.clauses),
    )


def standing_of(disclosure: Disclosure) -> Standing:
    """What a decision on it depends on."""
    clauses = cited(disclosure.organisation_id, disclosure.clauses)
    return Standing(
        talked=disclosure.conversations.exists(),
        whereabouts=disclosure.whereabouts,
        bars=disclosure.bars and not disclosure.excepted,
        nature=disclosure.nature,
        timing=disclosure.timing,
        strictest=clauses[0].strength if clauses else "",
    )


def is_assigned(disclosure: Disclosure) -> bool:
    """Whether the worker works with the client now, or is to."""
    if disclosure.client_id is None:
        return False
    rows = Assignment.objects.filter(client_id=disclosure.client_id, worker_id=disclosure.worker_id)
    return rows.lasting(today(disclosure.organisation)).exists()


@dataclass(frozen=True)
class DisclosureLine:
    """One line of what happened: when, the sentence, and by whom."""

    at: datetime
    sentence: Any
    actor: str


DECIDERS_ONLY = frozenset(
    {
        DisclosureEvent.ROUTED,
        DisclosureEvent.UNROUTED,
        DisclosureEvent.EXCLUDED,
        DisclosureEvent.RECUSED,
        DisclosureEvent.REMINDED,
        DisclosureEvent.ESCALATED,
        DisclosureEvent.UNANSWERED,
    }
)
"""What the worker's own timeline leaves out: it would tell who was passed over, and why."""


def timeline(disclosure: Disclosure, *, own: bool) -> list[DisclosureLine]:
    """What happened to one that was read, in sentences, the newest first; openings are left out."""
    left_out = {DisclosureEvent.OPENED} | (DECIDERS_ONLY if own else frozenset())
    lines = [line for line in entries_about(disclosure.pk) if line.event not in left_out]
    names = dict(StaffMember.objects.filter(pk__in={each.actor_id for each in lines if each.actor_id}).values_list("pk", "name"))
    found = [
        DisclosureLine(line.at, DisclosureEvent(line.event).sentence, names.get(line.actor_id, "") if line.actor_id else "")
        for line in lines
    ]
    return found[::-1]


# --- Routing, and what is told ------------------------------------------------------------------------------------------------
def routing_facts(disclosure: Disclosure, organisation: OrganisationFacts) -> RoutingFacts:
    """Everything the routing rule needs to know: it goes to the worker's own line, past whoever is part of it or stepped aside."""
    kept_out = dict(disclosure.exclusions.values_list("person_id", "source"))
    return organisation.for_report(
        kind=RoutingKind.SELF_REPORT,
        reporter_id=disclosure.worker_id,
        implicated_ids=frozenset(person for person, source in kept_out.items() if source != "recused"),
        recused_ids=frozenset(person for person, source in kept_out.items() if source == "recused"),
    )


def seen_by_decider(person_id: UUID, ids: list[UUID]) -> dict[UUID, str]:
    """Which of these were routed to a person, with their references."""
    actor = StaffMember.objects.select_related("organisation").filter(pk=person_id).first()
    rows = on_desk(actor).filter(pk__in=ids).values_list("pk", "reference") if actor else ()
    return {pk: reference or "" for pk, reference in rows}


def seen_by_asked(person_id: UUID, ids: list[UUID]) -> dict[UUID, str]:
    """In which of these a person is asked who the other person is, with their references."""
    actor = StaffMember.objects.select_related("organisation").filter(pk=person_id).first()
    rows = to_say_who(actor).filter(pk__in=ids).values_list("pk", "reference") if actor and says_who(actor) else ()
    return {pk: reference or "" for pk, reference in rows}


def seen_by_worker(person_id: UUID, ids: list[UUID]) -> dict[UUID, str]:
    """Which of these a person disclosed, with their references."""
    actor = StaffMember.objects.select_related("organisation").filter(pk=person_id).first()
    rows = own_disclosures(actor).filter(pk__in=ids).values_list("pk", "reference") if actor else ()
    return {pk: reference for pk, reference in rows if reference}
