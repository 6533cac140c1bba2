"""Saying who works with which client, and ending that."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.assignments import rules
from accounts.assignments.choices import AssignmentRole, BlockExtent, ClientTrait
from accounts.assignments.events import AssignmentEvent
from accounts.assignments.models import Assignment, AssignmentBlock, HeldQualification, RequiredQualification
from accounts.assignments.queries import blocks_of, held_by, required_in
from accounts.clients.models import Client
from accounts.clients.permissions import ACCESS, ClientPermission, is_director
from accounts.organisations.queries import today
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, NotVisible, RuleViolation
from boundaries.record.actions import append


@transaction.atomic
def assign(
    *,
    actor: StaffMember,
    client_id: UUID,
    worker_id: UUID,
    role: AssignmentRole,
    starts_on: date,
    ends_on: date | None = None,
) -> Assignment:
    """Assign somebody to a client, as key worker or worker; from the first day to the last they may know of the client."""
    client = _locked(actor, client_id)
    ACCESS.require(actor, ClientPermission.ASSIGN, client)
    return _begin(actor, client, rules.Span(worker_id, role, starts_on, ends_on))


def begin_with(*, actor: StaffMember, client: Client, worker_id: UUID | None) -> Assignment | None:
    """Assign the key worker of a client who is being added; the caller has asked whether the actor may add one."""
    if worker_id:
        span = rules.Span(worker_id, AssignmentRole.KEY_WORKER, today(actor.organisation), None)
        return _begin(actor, client, span)
    if not is_director(actor, client):
        message = _("Choose who takes the client on. Otherwise you could not see the client yourself.")
        raise RuleViolation("nobody", message, field="worker")
    return None


def _begin(actor: StaffMember, client: Client, new: rules.Span) -> Assignment:
    worker = StaffMember.objects.filter(id=new.worker_id, organisation_id=client.organisation_id).first()
    if worker is None:
        raise NotVisible
    rules.check_worker(
        works_here=worker.is_active,
        is_outside=worker.kind == StaffKind.OUTSIDE,
        in_own_line=StaffMember.objects.at_or_under(actor.id).filter(id=worker.id).exists(),
        is_director=is_director(actor, client),
    )
    rules.check_not_blocked(new, blocks_of([client.id], client.organisation)[client.id], name=worker.name)
    traits = rules.traits_of(is_minor=client.is_minor, has_special_needs=client.has_special_needs)
    on = max(new.starts_on, today(actor.organisation))
    rules.check_qualified(
        rules.lacking(required_in(client.organisation_id), traits, held_by([worker.id])[worker.id], on) if traits else ()
    )
    rules.check_span(new, _spans(Assignment.objects.filter(client=client)))
    assignment = Assignment.objects.create(
        client=client, worker=worker, role=new.role, starts_on=new.starts_on, ends_on=new.ends_on
    )
    _write_down(AssignmentEvent.ASSIGNED, assignment, actor.id, role=str(new.role))
    return assignment


@transaction.atomic
def end(*, actor: StaffMember, assignment_id: UUID, last_day: date) -> Assignment:
    """End an assignment: after the last day the worker may not know of the client any more."""
    found = Assignment.objects.filter(id=assignment_id, client__organisation_id=actor.organisation_id).first()
    if found is None:
        raise NotVisible
    client = _locked(actor, found.client_id)
    assignment = Assignment.objects.select_for_update(of=("self",), no_key=True).get(id=found.id)
    assignment.client = client
    ACCESS.require(actor, ClientPermission.ASSIGN, client)
    if assignment.ends_on and assignment.ends_on < today(actor.organisation):
        raise MoveRefused
    rules.check_last_day(last_day, starts_on=assignment.starts_on, ends_on=assignment.ends_on)
    assignment.ends_on = last_day
    assignment.save(update_fields=["ends_on"])
    _write_down(AssignmentEvent.ENDED, assignment, actor.id, last_day=last_day.isoformat())
    return assignment


def _locked(actor: StaffMember, client_id: UUID) -> Client:
    return _locked_in(actor.organisation_id, client_id)


def _locked_in(organisation_id: UUID, client_id: UUID) -> Client:
    """The client under its lock, so that two assignments at once, or one and a block, are seen by one another."""
    rows = Client.objects.select_for_update(of=("self",), no_key=True).select_related("organisation__data_key")
    found = rows.filter(id=client_id, organisation_id=organisation_id).first()
    if found is None:
        raise NotVisible
    return found


def _spans(assignments: QuerySet[Assignment]) -> list[rules.Span]:
    rows = assignments.values_list("worker_id", "role", "starts_on", "ends_on")
    return [rules.Span(worker_id, AssignmentRole(role), first, last) for worker_id, role, first, last in rows]


def _write_down(event: AssignmentEvent, assignment: Assignment, actor_id: UUID | None, **data: object) -> None:
    append(
        event,
        about=("assignment", assignment.id),
        organisation_id=assignment.client.organisation_id,
        actor_id=actor_id,
        key=assignment.client.data_key,
        data={"client": str(assignment.client_id), "worker": str(assignment.worker_id), **data},
    )


# --- Who does not work with a client ---------------------------------------------------------------------------------------
@transaction.atomic
def block(
    *, organisation_id: UUID, client_id: UUID, worker_id: UUID, extent: BlockExtent, source: UUID, lets_run: bool = False
) -> AssignmentBlock:
    """From now on somebody does not work with a client, as key worker or at all. Whoever calls has asked who may say so.

    One source has one standing block of a pair: another extent takes its place. Refused while an assignment runs that the block
    forbids: the caller ends it first, in the same transaction (``end_for``). With ``lets_run`` it stands at once over what has
    begun, which goes on to its last day and no longer; what has not begun yet never will.
    """
    client = _locked_in(organisation_id, client_id)
    if not StaffMember.objects.filter(id=worker_id, organisation_id=organisation_id).exists():
        raise NotVisible
    standing = AssignmentBlock.objects.filter(client=client, worker_id=worker_id, source=source, ended_at=None)
    found = standing.first()
    if found and found.extent == extent:
        return found
    begins = rules.Block(worker_id, extent, today(client.organisation))
    if lets_run:
        _take_away_what_is_to_come(client, begins)
    elif any(begins.still_runs(span) for span in _spans(Assignment.objects.filter(client=client, worker_id=worker_id))):
        raise MoveRefused
    standing.update(ended_at=now())
    return AssignmentBlock.objects.create(
        organisation_id=organisation_id, client=client, worker_id=worker_id, extent=extent, source=source, began_at=now()
    )


def _take_away_what_is_to_come(client: Client, begins: rules.Block) -> None:
    """What a block forbids and has not begun; the record keeps that it was there."""
    rows = Assignment.objects.select_for_update(of=("self",), no_key=True).filter(client=client, worker_id=begins.worker_id)
    for assignment in rows.order_by("starts_on"):
        span = rules.Span(assignment.worker_id, AssignmentRole(assignment.role), assignment.starts_on, assignment.ends_on)
        if begins.is_before(span):
            assignment.client = client
            Assignment.objects.filter(id=assignment.id).delete()
            _write_down(AssignmentEvent.ENDED, assignment, None, last_day=assignment.starts_on.isoformat())


@transaction.atomic
def lift_blocks(*, source: UUID) -> int:
    """What one source kept somebody from is open again, unless another source still does; how many blocks were lifted."""
    standing = AssignmentBlock.objects.filter(source=source, ended_at=None)
    clients = Client.objects.select_for_update(of=("self",), no_key=True).filter(id__in=standing.values("client"))
    list(clients.order_by("id").values_list("id"))
    return standing.update(ended_at=now())


@transaction.atomic
def end_for(*, client_id: UUID, worker_id: UUID, on: date, actor_id: UUID | None = None) -> Assignment | None:
    """End what somebody has to do with a client, on that day; give back what runs, or None where nothing does.

    Whoever calls has asked who may. What began after that day ends on its first day; what has not begun yet never will: it is
    taken away, and the record keeps that it was there. ``actor_id`` is who decided it, for the record.
    """
    organisation_id = Client.objects.values_list("organisation_id", flat=True).get(id=client_id)
    client = _locked_in(organisation_id, client_id)
    day = today(client.organisation)
    rows = Assignment.objects.select_for_update(of=("self",), no_key=True).filter(client=client, worker_id=worker_id)
    running: Assignment | None = None
    for assignment in rows.exclude(ends_on__lte=on).order_by("starts_on"):
        assignment.client = client
        last_day = max(on, assignment.starts_on)
        if assignment.starts_on <= max(on, day):
            assignment.ends_on = min(last_day, assignment.ends_on or last_day)
            assignment.save(update_fields=["ends_on"])
            running = assignment
        else:
            Assignment.objects.filter(id=assignment.id).delete()
        _write_down(AssignmentEvent.ENDED, assignment, actor_id, last_day=last_day.isoformat())
    return running


# --- What the policies say of those who work with clients --------------------------------------------------------------------
def require_qualification(*, organisation_id: UUID, qualification: UUID, name: str, trait: ClientTrait) -> None:
    """From now on nobody is assigned to such a client without this. Whoever calls has asked who may say so."""
    standing = RequiredQualification.objects.filter(qualification=qualification, ended_at=None)
    if not standing.update(name=name, trait=trait):
        RequiredQualification.objects.create(organisation_id=organisation_id, qualification=qualification, name=name, trait=trait)


def stop_requiring(*, qualification: UUID) -> None:
    """It is not asked for any more."""
    RequiredQualification.objects.filter(qualification=qualification, ended_at=None).update(ended_at=now())


def give_qualification(*, worker_id: UUID, qualification: UUID, until: date | None) -> None:
    """Somebody holds it, until that day at the latest."""
    HeldQualification.objects.update_or_create(worker_id=worker_id, qualification=qualification, defaults={"until": until})


def take_qualification(*, worker_id: UUID, qualification: UUID) -> None:
    """Somebody does not hold it."""
    HeldQualification.objects.filter(worker_id=worker_id, qualification=qualification).delete()
