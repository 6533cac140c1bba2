"""What a file of clients, or of who works with them, would do: worked out from the clients its reader may know of.

The rules asked are those of the pages, `accounts.assignments.rules`. A client the reader may not know of is never said to exist:
the reference cannot be used, as on the page where a client is added.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from accounts.assignments import rules as assignments
from accounts.assignments.choices import AssignmentRole
from accounts.assignments.rules import Block, Held, Required
from accounts.clients.choices import ClientKind, ClientStatus
from accounts.imports.choices import Act, ImportKind
from accounts.imports.people.rules import NOBODY, Finder, KnownPerson
from accounts.imports.rules import Asking, Change, Plan, Said, Told, by_name, differences, refuse, show, without_repeats
from accounts.staff.choices import StaffKind


class KnownClient(NamedTuple):
    """A client as they are, or would be."""

    id: UUID
    reference: str = ""
    name: str = ""
    kind: ClientKind = ClientKind.DIRECT
    status: ClientStatus = ClientStatus.CURRENT
    is_minor: bool = False
    has_special_needs: bool = False
    is_paid_participant: bool = False
    is_applicant: bool = False
    language: str = ""
    needs_interpreter: bool = False
    site: UUID | None = None


class KnownAssignment(NamedTuple):
    """Who works with a client."""

    id: UUID
    client: str
    worker: UUID
    role: AssignmentRole
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class ClientFacts:
    """What the reader may know. ``clients`` stand by reference; ``hidden`` are references of the file that others have."""

    today: date
    clients: Mapping[str, KnownClient]
    people: Mapping[UUID, KnownPerson]
    sites: Mapping[UUID, str]
    assignments: tuple[KnownAssignment, ...] = ()
    hidden: frozenset[str] = frozenset()
    required: tuple[Required, ...] = ()
    held: Mapping[UUID, Held] = field(default_factory=dict)
    blocks: Mapping[UUID, list[Block]] = field(default_factory=dict)


def plan_clients(plan: Plan, rows: list[Said], facts: ClientFacts) -> None:
    """Clients are found by their reference."""
    find_site = by_name(facts.sites)
    without_repeats(plan, [(said, said.values.get("reference")) for said in rows], "reference")
    for said in rows:
        reference = said.values.get("reference")
        if not reference:
            continue
        if reference in facts.hidden:
            refuse(plan, said, "reference", _("Another client has this reference. Enter a different one."))
            continue
        values = {name: value for name, value in said.values.items() if name != "site"}
        for name in ("kind", "status"):
            if values.get(name, "") is None:
                refuse(plan, said, name, _("This cell must not be empty."))
                values.pop(name)
        if "site" in said.values:
            values["site"] = find_site(said.values["site"]) if said.values["site"] else None
            if said.values["site"] and values["site"] is None:
                refuse(plan, said, "site", _("There is no site with this name. Ask an administrator to add it."))
        _place_client(plan, said, values, facts)


def _place_client(plan: Plan, said: Said, values: Mapping[str, Any], facts: ClientFacts) -> None:
    def write(column: str, value: Any) -> str:
        return facts.sites[value] if column == "site" and value else show(value)

    reference = values["reference"]
    before = facts.clients.get(reference)
    if before is None:
        after = KnownClient(uuid4())._replace(**values)
        told = tuple(Told(name, "", text) for name, value in values.items() if value and (text := write(name, value)))
        plan.changes.append(Change(said.number, Act.ADD, after.id, reference, told, after._asdict()))
    elif told := differences(before._asdict(), values, write):
        different = {each.column: values[each.column] for each in told}
        plan.changes.append(Change(said.number, Act.CHANGE, before.id, reference, told, different))


COLUMN_OF = {"last_day": "ends_on"}


class Named(NamedTuple):
    """A row of an assignment whose client and worker are known."""

    said: Said
    client: KnownClient
    worker: KnownPerson
    role: AssignmentRole
    starts_on: date
    ends_on: date | None


def plan_assignments(plan: Plan, rows: list[Said], facts: ClientFacts) -> None:
    """Somebody is assigned; or, for the same client, worker and first day, gets another last day.

    What ends is taken into account before what begins, in whichever order the rows stand.
    """
    finder = Finder.of(facts.people)
    named = [each for said in rows if (each := _name(plan, said, facts, finder))]
    without_repeats(plan, [(each.said, (each.client.id, each.worker.id, each.starts_on)) for each in named], "client")
    known = {(each.client, each.worker, each.starts_on): each for each in facts.assignments}
    spans = dict[str, list[assignments.Span]]()
    new = list[Named]()
    for row in named:
        found = known.get((row.client.reference, row.worker.id, row.starts_on))
        if found is None:
            new.append(row)
        elif after := _change_end(plan, row, found, facts):
            known[found.client, found.worker, found.starts_on] = after
    for there in known.values():
        span = assignments.Span(there.worker, there.role, there.starts_on, there.ends_on)
        spans.setdefault(there.client, []).append(span)
    for row in new:
        _begin(plan, row, spans.setdefault(row.client.reference, []), facts)
    plan.changes.sort(key=lambda change: change.row)


def _name(plan: Plan, said: Said, facts: ClientFacts, finder: Finder) -> Named | None:
    client = facts.clients.get(said.values.get("client", ""))
    if client is None and said.values.get("client"):
        refuse(plan, said, "client", _("You know of no client with this reference. Import the clients first."))
    worker_id = finder.find(said.values.get("worker", ""))
    if worker_id is None and said.values.get("worker"):
        refuse(plan, said, "worker", NOBODY)
    starts_on = said.values.get("starts_on")
    if client is None or worker_id is None or starts_on is None:
        return None
    role = said.values.get("role") or AssignmentRole.WORKER
    return Named(said, client, facts.people[worker_id], role, starts_on, said.values.get("ends_on"))


def _change_end(plan: Plan, row: Named, found: KnownAssignment, facts: ClientFacts) -> KnownAssignment | None:
    """The assignment with another last day, where the row says so and it may be."""
    if "role" in row.said.values and row.role != found.role:
        message = _("This person is assigned to the client in that time already. End that assignment first.")
        refuse(plan, row.said, "role", message)
        return None
    if "ends_on" not in row.said.values or found.ends_on == row.ends_on:
        return None
    if found.ends_on and found.ends_on < facts.today:
        refuse(plan, row.said, "ends_on", _("This assignment is over. Make a new one."))
        return None
    if row.ends_on is None:
        refuse(plan, row.said, "ends_on", _("It ends before that day already. Make a new assignment."))
        return None
    with Asking(plan, row.said, COLUMN_OF) as asking:
        assignments.check_last_day(row.ends_on, starts_on=found.starts_on, ends_on=found.ends_on)
    if asking.refused:
        return None
    told = (Told("ends_on", show(found.ends_on), show(row.ends_on)),)
    plan.changes.append(Change(row.said.number, Act.END, found.id, _called(row), told, {"ends_on": row.ends_on}))
    return found._replace(ends_on=row.ends_on)


def _begin(plan: Plan, row: Named, others: list[assignments.Span], facts: ClientFacts) -> None:
    span = assignments.Span(row.worker.id, row.role, row.starts_on, row.ends_on)
    with Asking(plan, row.said, {}):
        assignments.check_worker(
            works_here=row.worker.is_active, is_outside=row.worker.kind == StaffKind.OUTSIDE, in_own_line=False, is_director=True
        )
    with Asking(plan, row.said, {}):
        assignments.check_not_blocked(span, facts.blocks.get(row.client.id, ()), name=row.worker.name)
    with Asking(plan, row.said, {}):
        assignments.check_qualified(_lacking(row, facts))
    with Asking(plan, row.said, {}):
        assignments.check_span(span, others)
    others.append(span)
    values = {
        "client": row.client.id,
        "worker": row.worker.id,
        "role": row.role,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
    }
    told = tuple(Told(name, "", text) for name in ("role", "starts_on", "ends_on") if (text := show(values[name])))
    plan.changes.append(Change(row.said.number, Act.ASSIGN, uuid4(), _called(row), told, values))


def _lacking(row: Named, facts: ClientFacts) -> list[str]:
    client, held = row.client, facts.held.get(row.worker.id, {})
    traits = assignments.traits_of(is_minor=client.is_minor, has_special_needs=client.has_special_needs)
    return assignments.lacking(facts.required, traits, held, max(row.starts_on, facts.today))


def _called(row: Named) -> str:
    return f"{row.client.reference}: {row.worker.called}"


PLANNERS: Mapping[ImportKind, Callable[[Plan, list[Said], ClientFacts], None]] = {
    ImportKind.CLIENTS: plan_clients,
    ImportKind.ASSIGNMENTS: plan_assignments,
}
