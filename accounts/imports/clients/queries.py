"""The clients that the planning of an import may know of, and the same clients as a file."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from accounts.assignments.choices import AssignmentRole
from accounts.assignments.models import Assignment
from accounts.assignments.queries import blocks_of, held_by, required_in
from accounts.clients.choices import ClientKind, ClientStatus
from accounts.clients.models import Client
from accounts.clients.queries import clients_of
from accounts.imports.choices import ImportKind
from accounts.imports.clients.rules import ClientFacts, KnownAssignment, KnownClient
from accounts.imports.people.queries import people_known
from accounts.imports.rules import COLUMNS, Said, show
from accounts.organisations.models import Site
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember


def client_facts(actor: StaffMember, kind: ImportKind, said: list[Said] | None = None) -> ClientFacts:
    """What a file is compared with: the clients its reader may know of; without a file, all of them."""
    organisation = actor.organisation
    column = "reference" if kind == ImportKind.CLIENTS else "client"
    rows = clients_of(actor).order_by("reference", "id")
    hidden = frozenset[str]()
    if said is not None:
        named = {str(each.values[column]) for each in said if each.values.get(column)}
        rows = rows.filter(reference__in=named)
        there = Client.objects.filter(organisation=organisation, reference__in=named).values_list("reference", flat=True)
        hidden = frozenset(there) - set(rows.values_list("reference", flat=True))
    opens_names = kind == ImportKind.CLIENTS
    clients = {each.reference: _known(each, opens_names=opens_names) for each in rows}
    people = people_known(organisation.id)
    required = () if opens_names else tuple(required_in(organisation.id))
    return ClientFacts(
        today=today(organisation),
        clients=clients,
        people=people,
        sites=dict(Site.objects.filter(organisation=organisation).values_list("id", "name")),
        assignments=() if opens_names else tuple(_assignments({each.id: each.reference for each in clients.values()})),
        hidden=hidden,
        required=required,
        held=held_by(list(people)) if required else {},
        blocks={} if opens_names else blocks_of([each.id for each in clients.values()], organisation),
    )


def _known(client: Client, *, opens_names: bool) -> KnownClient:
    return KnownClient(
        client.id,
        client.reference,
        client.name if opens_names else "",
        ClientKind(client.kind),
        ClientStatus(client.status),
        client.is_minor,
        client.has_special_needs,
        client.is_paid_participant,
        client.is_applicant,
        client.language,
        client.needs_interpreter,
        client.site_id,
    )


def _assignments(references: dict[UUID, str]) -> Iterator[KnownAssignment]:
    rows = Assignment.objects.filter(client__in=list(references))
    columns = ("id", "client_id", "worker_id", "role", "starts_on", "ends_on")
    for id_, client, worker, role, first, last in rows.order_by("client__reference", "starts_on", "id").values_list(*columns):
        yield KnownAssignment(id_, references[client], worker, AssignmentRole(role), first, last)


def exported(kind: ImportKind, actor: StaffMember) -> Iterator[list[str]]:
    """The rows of an export, cell by cell in the order of the columns. Assignments that are over are left out."""
    facts = client_facts(actor, kind)

    def write(column: str, value: Any) -> str:
        if column == "site":
            return facts.sites[value] if value else ""
        return facts.people[value].key if column == "worker" else show(value)

    lasting = [each for each in facts.assignments if each.ends_on is None or each.ends_on >= facts.today]
    for thing in facts.clients.values() if kind == ImportKind.CLIENTS else lasting:
        row = thing._asdict()
        yield [write(column.name, row[column.name]) for column in COLUMNS[kind]]
