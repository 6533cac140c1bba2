"""Saying who works with which client, and ending that."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.assignments import rules
from accounts.assignments.choices import AssignmentRole, ClientTrait
from accounts.assignments.events import AssignmentEvent
from accounts.assignments.models import Assignment, HeldQualification, RequiredQualification
from accounts.assignments.queries import held_by, required_in
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
    traits = rules.traits_of(is_minor=client.is_minor, has_special_needs=client.has_special_needs)
    on = max(new.starts_on, today(actor.organisation))
    rules.check_qualified(
        rules.lacking(required_in(client.organisation_id), traits, held_by([worker.id])[worker.id], on) if traits else ()
    )
    rows = Assignment.objects.filter(client=client).values_list("worker_id", "role", "starts_on", "ends_on")
    rules.check_span(new, [rules.Span(worker, AssignmentRole(role), first, last) for worker, role, first, last in rows])
    assignment = Assignment.objects.create(
        client=client, worker=worker, role=new.role, starts_on=new.starts_on, ends_on=new.ends_on
    )
    _write_down(AssignmentEvent.ASSIGNED, assignment, actor, role=str(new.role))
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
    _write_down(AssignmentEvent.ENDED, assignment, actor, last_day=last_day.isoformat())
    return assignment


def _locked(actor: StaffMember, client_id: UUID) -> Client:
    """The client under its lock, so that two assignments at once are seen by one another."""
    rows = Client.objects.select_for_update(of=("self",), no_key=True).select_related("organisation__data_key")
    found = rows.filter(id=client_id, organisation_id=actor.organisation_id).first()
    if found is None:
        raise NotVisible
    return found


def _write_down(event: AssignmentEvent, assignment: Assignment, actor: StaffMember, **data: object) -> None:
    append(
        event,
        about=("assignment", assignment.id),
        organisation_id=assignment.client.organisation_id,
        actor_id=actor.id,
        key=assignment.client.data_key,
        data={"client": str(assignment.client_id), "worker": str(assignment.worker_id), **data},
    )


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
