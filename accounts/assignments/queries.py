"""What is shown of assignments: always with a client the reader may know of."""

from collections.abc import Collection
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.assignments.choices import BlockExtent, ClientTrait
from accounts.assignments.models import Assignment, AssignmentBlock, HeldQualification, RequiredQualification
from accounts.assignments.rules import Block, Held, Required
from accounts.clients.models import Client
from accounts.clients.permissions import is_director
from accounts.clients.queries import client_for
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import NotVisible


def of_client(client: Client) -> QuerySet[Assignment]:
    """Who works with a client now or is to, the key worker first; who may know of the client is asked before."""
    rows = Assignment.objects.lasting(today(client.organisation)).filter(client=client).select_related("worker")
    return rows.order_by("role", "starts_on", "worker__name", "id")


def assignment_for(actor: StaffMember, assignment_id: UUID) -> Assignment:
    """One assignment, for those who may know of its client."""
    rows = Assignment.objects.select_related("worker")
    found = rows.filter(id=assignment_id, client__organisation_id=actor.organisation_id).first()
    if found is None:
        raise NotVisible
    found.client = client_for(actor, found.client_id)
    return found


def assignable_by(actor: StaffMember) -> QuerySet[StaffMember]:
    """Whom somebody may assign: for directors everybody who works here, for line managers themselves and their line.

    Whom a block keeps from a client is offered like everybody else, and refused when chosen. A list without them would show at a
    glance who all does not work with a client, also to somebody who never thought of assigning them.
    """
    everybody = StaffMember.objects.filter(organisation_id=actor.organisation_id, is_active=True).exclude(kind=StaffKind.OUTSIDE)
    if is_director(actor, actor.organisation):
        return everybody
    return everybody.filter(id__in=StaffMember.objects.at_or_under(actor.id).values("id"))


def working_with(worker: StaffMember) -> int:
    """With how many clients somebody works now. A number alone: whoever lets people go need not know a single client."""
    running = Assignment.objects.filter(worker=worker).lasting(today(worker.organisation))
    return running.values("client").distinct().count()


def blocks_of(client_ids: Collection[UUID], organisation: Organisation) -> dict[UUID, list[Block]]:
    """The standing blocks of these clients. They are asked when somebody is assigned, and shown to nobody."""
    found: dict[UUID, list[Block]] = {client_id: [] for client_id in client_ids}
    zone = ZoneInfo(organisation.zone)
    rows = AssignmentBlock.objects.filter(client__in=client_ids, organisation=organisation, ended_at=None)
    for client_id, worker_id, extent, began_at in rows.values_list("client_id", "worker_id", "extent", "began_at"):
        found[client_id].append(Block(worker_id, BlockExtent(extent), began_at.astimezone(zone).date()))
    return found


def required_in(organisation_id: UUID) -> list[Required]:
    """What those who work with clients of a kind must hold first, in an organisation now."""
    rows = RequiredQualification.objects.filter(organisation_id=organisation_id, ended_at=None)
    columns = rows.order_by("name").values_list("qualification", "name", "trait")
    return [Required(qualification, name, ClientTrait(trait)) for qualification, name, trait in columns]


def held_by(worker_ids: Collection[UUID]) -> dict[UUID, Held]:
    """What each of these people holds, and until when."""
    found: dict[UUID, dict[UUID, date]] = {worker_id: {} for worker_id in worker_ids}
    rows = HeldQualification.objects.filter(worker_id__in=worker_ids)
    for worker_id, qualification, until in rows.values_list("worker_id", "qualification", "until"):
        found[worker_id][qualification] = until or date.max
    return dict(found)
