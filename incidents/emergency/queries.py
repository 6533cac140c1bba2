"""Named reads of emergency access. What whoever asked is shown never depends on whether there is such a report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.appointments.permissions import holds
from accounts.grants.choices import Relation
from accounts.grants.queries import live, theirs
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from accounts.staff.queries import ids_above
from boundaries.access.protected import way_into
from boundaries.clocks.queries import now, now_in_sql
from boundaries.errors.exceptions import NotVisible
from boundaries.record.queries import entries_of_many
from incidents.emergency.choices import EmergencyStatus, Standing
from incidents.emergency.models import EmergencyRequest
from incidents.emergency.permissions import ACCESS, IN_GENERAL, EmergencyPermission
from incidents.emergency.rules import WAITS, standing_of
from incidents.register.queries import not_kept_from, reader_of, seen_by
from incidents.reports.events import ReportEvent
from incidents.reports.models import Report, ReportGrant
from incidents.reports.queries import visible_to

SHOWN = 20
OPENED = (EmergencyStatus.CONFIRMED, EmergencyStatus.ENDED)
"""What a request was, where the report was opened to whoever asked."""


# --- The ways in --------------------------------------------------------------------------------------------------------
@way_into(Report)
def nameable(reports: QuerySet[Report], actor: StaffMember) -> QuerySet[Report]:
    """What they may ask to read in an emergency, by its reference: whether they named one is not shown to them."""
    return not_kept_from(reports, actor, ids_above(actor))


@way_into(EmergencyRequest)
def asked_for(requests: QuerySet[EmergencyRequest], actor: StaffMember) -> QuerySet[EmergencyRequest]:
    """What they asked for themselves."""
    return requests.filter(asker=actor)


@way_into(EmergencyRequest)
def to_be_seen(requests: QuerySet[EmergencyRequest], actor: StaffMember) -> QuerySet[EmergencyRequest]:
    """Requests of others about a report, of each of which the law is asked at once."""
    rows = requests.exclude(asker=actor).filter(report__isnull=False)
    return rows.select_related("asker__organisation", "decided_by", "report__organisation", "data_key")


# --- Asking -------------------------------------------------------------------------------------------------------------------
class Named(NamedTuple):
    """What a reference names for whoever asks: the report they may ask for, or none; and whether they can read it anyway."""

    report: Report | None
    reads_it: bool


def named_by(actor: StaffMember, reference: str) -> Named:
    """The report of this reference, where nothing keeps it from the actor; always with the same number of questions."""
    reader = reader_of(actor)
    granted = live(theirs(ReportGrant, actor=actor).filter(content_object=OuterRef("pk")))
    rows = Report.objects.visible_to(actor, by=nameable).filter(reference=reference).annotate(granted=Exists(granted))
    found = rows.select_related("data_key").first()
    return Named(found, found is not None and (found.granted or reader.reads(found)))


def requests_of(actor: StaffMember) -> QuerySet[EmergencyRequest]:
    """What somebody asked for, in no order."""
    return EmergencyRequest.objects.visible_to(actor, by=asked_for)


def asked_within_the_hour(actor: StaffMember) -> int:
    """How often somebody has asked within the last hour."""
    return requests_of(actor).filter(asked_at__gt=now_in_sql() - WAITS).count()


@dataclass(frozen=True)
class OwnRequest:
    """One request as whoever asked may know it; ``report_id`` only while they may read it."""

    id: UUID
    reference: str
    asked_at: datetime
    standing: Standing
    until: datetime | None
    report_id: UUID | None


def own_requests(actor: StaffMember) -> list[OwnRequest]:
    """What somebody asked for, the newest first. Raises NotVisible for whoever may not ask."""
    IN_GENERAL.require(actor, EmergencyPermission.ASK, actor.organisation)
    given = theirs(ReportGrant, actor=actor).filter(content_object=OuterRef("report"), relation=Relation.EMERGENCY)
    in_emergency = live(given)
    rows = requests_of(actor).select_related("data_key").order_by("-asked_at", "id")
    moment = now()
    return [
        _as_asked(each, moment)
        for each in rows.annotate(
            reads_it=Exists(in_emergency) & Exists(visible_to(actor).filter(pk=OuterRef("report"))),
        )[:SHOWN]
    ]


def _as_asked(request: EmergencyRequest, moment: datetime) -> OwnRequest:
    reads_it: bool = request.reads_it  # type: ignore[attr-defined]  # annotated by own_requests
    standing = standing_of(request.status, lapses_at=request.lapses_at, reads_it=reads_it, moment=moment)
    until = {Standing.OPEN: request.ends_at, Standing.WAITING: request.lapses_at}.get(standing)
    is_open = standing == Standing.OPEN
    return OwnRequest(
        request.pk, str(request.reference), request.asked_at, standing, until, request.report_id if is_open else None
    )


# --- Deciding -----------------------------------------------------------------------------------------------------------------
def waiting_for(actor: StaffMember) -> list[EmergencyRequest]:
    """The requests that this person may confirm or decline, what lapses first at the top."""
    reader = reader_of(actor)
    reads = Q(report__handler_id=actor.pk) | (Q(report__in=seen_by(reader)) if reader.areas else Q(pk__in=[]))
    rows = EmergencyRequest.objects.visible_to(actor, by=to_be_seen).filter(reads, status=EmergencyStatus.WAITING)
    rows = rows.filter(lapses_at__gt=now_in_sql()).order_by("lapses_at", "id")
    return [each for each in rows if ACCESS.allows(actor, EmergencyPermission.DECIDE, each)]


def request_for(actor: StaffMember, request_id: UUID, permission: EmergencyPermission) -> EmergencyRequest:
    """One request, for those who may see it. Raises NotVisible for everybody else, and for whoever asked.

    For whoever oversees nothing and does not handle its report it is not even fetched: so it takes no longer than nothing would.
    """
    rows = EmergencyRequest.objects.visible_to(actor, by=to_be_seen).filter(pk=request_id)
    oversees = holds(Role.DIRECTOR, Role.AUDITOR, Role.BOARD_CHAIR)(actor, actor)
    found = (rows if oversees else rows.filter(report__handler_id=actor.pk)).first()
    if found is None:
        raise NotVisible
    ACCESS.require(actor, permission, found)
    return found


def is_waiting(request: EmergencyRequest) -> bool:
    """Whether it can still be decided."""
    return request.status == EmergencyStatus.WAITING and now() < request.lapses_at


def may(actor: StaffMember, permission: EmergencyPermission, request: EmergencyRequest) -> bool:
    """Whether somebody may do this with a request."""
    return ACCESS.allows(actor, permission, request)


# --- Who is told --------------------------------------------------------------------------------------------------------------
def deciders_of(request: EmergencyRequest) -> list[UUID]:
    """Those who may decide: directors who read the report, and whoever handles it, none related to whoever asked."""
    return _allowed(request, EmergencyPermission.DECIDE, [Role.DIRECTOR])


def watchers_of(request: EmergencyRequest) -> list[UUID]:
    """Every auditor and whoever chairs the board, as far as nothing keeps them out of the report."""
    return _allowed(request, EmergencyPermission.VIEW, [Role.AUDITOR, Role.BOARD_CHAIR], handler_too=False)


def _allowed(
    request: EmergencyRequest, permission: EmergencyPermission, roles: Iterable[Role], *, handler_too: bool = True
) -> list[UUID]:
    if request.report is None:
        return []
    held = Appointment.objects.in_force(today(request.report.organisation)).filter(role__in=list(roles))
    who = Q(pk__in=held.filter(organisation_id=request.organisation_id).values("person_id"))
    if handler_too:
        who |= Q(pk=request.report.handler_id)
    people = StaffMember.objects.filter(who, organisation_id=request.organisation_id).select_related("organisation")
    return [each.pk for each in people.order_by("pk") if ACCESS.allows(each, permission, request)]


def seen_by_decider(person_id: UUID, request_ids: list[UUID]) -> dict[UUID, str]:
    """Which of these requests wait for a person now, each with its reference."""
    return {each.pk: words for each, words in _seen(person_id, request_ids, EmergencyPermission.DECIDE) if is_waiting(each)}


def seen_by_watcher(person_id: UUID, request_ids: list[UUID]) -> dict[UUID, str]:
    """Of which of these a person may know that the report was opened, each with its reference."""
    return {each.pk: words for each, words in _seen(person_id, request_ids, EmergencyPermission.VIEW) if each.status in OPENED}


def _seen(person_id: UUID, request_ids: list[UUID], permission: EmergencyPermission) -> list[tuple[EmergencyRequest, str]]:
    actor = StaffMember.objects.select_related("organisation").filter(pk=person_id).first()
    rows = EmergencyRequest.objects.visible_to(actor, by=to_be_seen).filter(pk__in=request_ids)
    return [(each, str(each.report)) for each in rows if ACCESS.allows(actor, permission, each)]


# --- What the register shows --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Access:
    """One request about a report, for those who oversee it: who, when and every reading; why only for those who may read."""

    id: UUID
    asker: str
    asked_at: datetime
    lapses_at: datetime
    decided_by: str
    decided_at: datetime | None
    status: str
    status_words: str
    until: datetime | None
    reason: str
    readings: list[datetime]


def accesses_to(report: Report, *, with_reasons: bool) -> list[Access]:
    """Every request about a report, the newest first. The caller has shown the report already."""
    rows = list(report.emergencies.select_related("asker", "decided_by", "data_key").order_by("-asked_at", "-id"))
    opened = entries_of_many([report.pk], event=ReportEvent.OPENED) if any(each.status in OPENED for each in rows) else []
    read = [(line.actor_id, line.at) for _about, line in opened if (line.data or {}).get("relation") == Relation.EMERGENCY]
    moment = now()
    return [_access(each, read, moment, with_reason=with_reasons) for each in rows]


def access_of(request: EmergencyRequest, *, with_reason: bool) -> Access:
    """One request with its readings, for somebody who was shown it."""
    assert request.report is not None  # nobody is shown one without
    return next(each for each in accesses_to(request.report, with_reasons=with_reason) if each.id == request.pk)


def _access(
    request: EmergencyRequest, read: list[tuple[UUID | None, datetime]], moment: datetime, *, with_reason: bool
) -> Access:
    begun, until = request.decided_at, request.ends_at
    lapsed = request.status == EmergencyStatus.WAITING and request.lapses_at <= moment
    return Access(
        id=request.pk,
        asker=request.asker.name,
        asked_at=request.asked_at,
        lapses_at=request.lapses_at,
        decided_by=request.decided_by.name if request.decided_by else "",
        decided_at=begun,
        status=request.status,
        status_words=str(Standing.UNCONFIRMED.label if lapsed else request.get_status_display()),
        until=until,
        reason=str(request.reason) if with_reason else "",
        readings=[
            at for who, at in read if who == request.asker_id and begun is not None and until is not None and begun <= at <= until
        ],
    )
