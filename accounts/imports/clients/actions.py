"""Carrying out what a file of clients, or of who works with them, would do: in bulk, within one transaction.

The plan has asked every rule; the caller holds the clients' locks. Names are sealed and fingerprinted as on the page.
"""

from collections.abc import Callable, Mapping

from accounts.assignments.choices import AssignmentRole
from accounts.assignments.events import AssignmentEvent
from accounts.assignments.models import Assignment
from accounts.clients.events import ClientEvent
from accounts.clients.models import Client
from accounts.clients.queries import fingerprints
from accounts.clients.rules import searchable
from accounts.imports.choices import Act, ImportKind
from accounts.imports.rules import Change
from accounts.staff.models import StaffMember
from boundaries.record.actions import Happening

AT_A_TIME = 500
Tell = Callable[[int], None]
FIELDS = [
    *("reference", "name", "name_index", "kind", "status", "is_minor", "has_special_needs"),
    *("is_paid_participant", "is_applicant", "language", "needs_interpreter", "site"),
]


def lock_clients(actor: StaffMember) -> None:
    """Hold every client of the organisation, as each action on one of them does, until the transaction ends."""
    rows = Client.objects.select_for_update(of=("self",), no_key=True).filter(organisation_id=actor.organisation_id)
    list(rows.order_by("id").values_list("id"))


def save_clients(actor: StaffMember, changes: list[Change], tell: Tell) -> list[Happening]:
    """Add clients, and change what is said of them."""
    old = {each.thing: each for each in changes if each.act == Act.CHANGE}
    rows = {each.id: each for each in Client.objects.filter(id__in=old)}
    for change in changes:
        client = rows.setdefault(change.thing, Client(id=change.thing))
        client.organisation = actor.organisation
        for name, value in change.values.items():
            setattr(client, "site_id" if name == "site" else name, value)
        if "name" in change.values:
            client.name_index = fingerprints(searchable(change.values["name"]))
    everybody = [rows[each.thing] for each in changes]
    for start in range(0, len(everybody), AT_A_TIME):
        part = everybody[start : start + AT_A_TIME]
        Client.objects.bulk_create(part, update_conflicts=True, unique_fields=["id"], update_fields=FIELDS)
        tell(start + len(part))
    return [_client_told(each) for each in changes]


def _client_told(change: Change) -> Happening:
    about = ("client", change.thing)
    if change.act == Act.ADD:
        return Happening(ClientEvent.ADDED, about)
    return Happening(ClientEvent.CHANGED, about, {"fields": sorted(change.values)})


def save_assignments(_actor: StaffMember, changes: list[Change], _tell: Tell) -> list[Happening]:
    """End assignments first, then begin those that are new."""
    ending = {each.thing: each.values["ends_on"] for each in changes if each.act == Act.END}
    ended = list(Assignment.objects.select_for_update(of=("self",), no_key=True).filter(id__in=ending))
    for each in ended:
        each.ends_on = ending[each.id]
    Assignment.objects.bulk_update(ended, ["ends_on"], batch_size=AT_A_TIME)
    new = [
        Assignment(
            id=each.thing,
            client_id=each.values["client"],
            worker_id=each.values["worker"],
            role=each.values["role"],
            starts_on=each.values["starts_on"],
            ends_on=each.values["ends_on"],
        )
        for each in changes
        if each.act == Act.ASSIGN
    ]
    Assignment.objects.bulk_create(new, batch_size=AT_A_TIME)
    return [_ended(each) for each in ended] + [_assigned(each) for each in new]


def _ended(assignment: Assignment) -> Happening:
    data = {"client": str(assignment.client_id), "worker": str(assignment.worker_id)}
    last_day = assignment.ends_on.isoformat() if assignment.ends_on else ""
    return Happening(AssignmentEvent.ENDED, ("assignment", assignment.id), {**data, "last_day": last_day})


def _assigned(assignment: Assignment) -> Happening:
    data = {"client": str(assignment.client_id), "worker": str(assignment.worker_id)}
    role = AssignmentRole(assignment.role).value
    return Happening(AssignmentEvent.ASSIGNED, ("assignment", assignment.id), {**data, "role": role})


SAVERS: Mapping[ImportKind, Callable[[StaffMember, list[Change], Tell], list[Happening]]] = {
    ImportKind.CLIENTS: save_clients,
    ImportKind.ASSIGNMENTS: save_assignments,
}
