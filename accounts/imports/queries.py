"""What is shown of imports, and what a file would do."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from accounts.imports.choices import ABOUT_CLIENTS, ImportKind
from accounts.imports.clients import queries as clients
from accounts.imports.clients import rules as client_rules
from accounts.imports.models import ImportRun
from accounts.imports.people import queries as people
from accounts.imports.people import rules as people_rules
from accounts.imports.permissions import ACCESS, IN_GENERAL, ImportPermission, permission_for
from accounts.imports.rules import Plan, headings_of, is_known, read_rows
from accounts.staff.models import StaffMember
from accounts.tables import rules as tables
from accounts.tables.choices import DateOrder
from boundaries.errors.exceptions import NotVisible

KEPT = timedelta(hours=24)
"""How long a file that nobody applies is kept."""
SHOWN = 200
"""So many errors, and so many changes, stand on the page; all of them are in the file to download."""
NEWEST = 20

Tell = Callable[[int], None]


def plan_of(
    actor: StaffMember, kind: ImportKind, content: bytes, order: DateOrder | None, tell: Tell = lambda _done: None
) -> Plan:
    """What a file would do to the organisation as it is at this moment, and everything that is wrong with it."""
    table = tables.read_table(tables.read_text(content), is_known)
    plan, said = read_rows(kind, table, order, tell)
    if kind in ABOUT_CLIENTS:
        client_rules.PLANNERS[kind](plan, said, clients.client_facts(actor, kind, said))
    else:
        people_rules.PLANNERS[kind](plan, said, people.people_facts(actor, said))
        if kind in {ImportKind.STAFF, ImportKind.MANAGERS}:
            people.check_whole(plan, actor)
    plan.problems = sorted(dict.fromkeys(plan.problems), key=lambda each: each.row)
    return plan


def kinds_for(actor: StaffMember) -> list[ImportKind]:
    """What somebody may import and export."""
    return [kind for kind in ImportKind if IN_GENERAL.allows(actor, permission_for(kind), actor.organisation)]


def runs_of(actor: StaffMember) -> QuerySet[ImportRun]:
    """The imports somebody may see, newest first."""
    IN_GENERAL.require(actor, ImportPermission.IMPORT, actor.organisation)
    kinds = kinds_for(actor)
    rows = ImportRun.objects.filter(organisation_id=actor.organisation_id, kind__in=kinds).select_related("started_by")
    own = rows.filter(started_by=actor)
    return (own | rows.exclude(kind__in=sorted(ABOUT_CLIENTS))).order_by("-started_at", "id")


def run_for(actor: StaffMember, run_id: UUID) -> ImportRun:
    """One import, for those who may see it."""
    rows = ImportRun.objects.select_related("started_by", "progress", "file__data_key")
    found = rows.filter(organisation_id=actor.organisation_id, id=run_id).first()
    if found is None:
        raise NotVisible
    ACCESS.require(actor, ImportPermission.VIEW, found)
    return found


def export_of(actor: StaffMember, kind: ImportKind) -> tuple[bytes, int]:
    """The list as a file that is imported again without change, and how many rows it has; asked by the action that writes it down."""
    rows = list((clients if kind in ABOUT_CLIENTS else people).exported(kind, actor))
    return tables.write_table(headings_of(kind), rows), len(rows)
