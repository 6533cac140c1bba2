"""Who may import and export what: exactly those who may add it on its page, and see it afterwards.

An administrator brings in people, teams, line managers and roles; clients, whom administrators never see, are a director's.
"""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments import permissions as appointments
from accounts.appointments.permissions import NEVER, AppointmentPermission
from accounts.clients import permissions as clients
from accounts.clients.permissions import ClientPermission, is_director
from accounts.imports.choices import ABOUT_CLIENTS, ImportKind
from accounts.imports.models import ImportRun
from accounts.organisations.models import Organisation
from accounts.staff import permissions as staff
from accounts.staff.models import StaffMember
from accounts.staff.permissions import StaffPermission
from accounts.teams import permissions as teams
from accounts.teams.permissions import TeamPermission
from boundaries.access.rules import AccessMap


class ImportPermission(TextChoices):
    """What may be done with imports."""

    IMPORT = "import.import", _("Import or export something at all")
    IMPORT_PEOPLE = "import.import-people", _("Import and export staff, teams, line managers and roles")
    IMPORT_CLIENTS = "import.import-clients", _("Import and export clients and who works with them")
    VIEW = "import.view", _("See an import, and what it would change")
    CHECK = "import.check", _("Check a file again")
    APPLY = "import.apply", _("Import what was shown")
    DISCARD = "import.discard", _("Discard a file")


def may_add_people(actor: StaffMember, organisation: Organisation) -> bool:
    """The actor may add people, teams and proposals one by one."""
    return (
        staff.IN_GENERAL.allows(actor, StaffPermission.ADD, organisation)
        and teams.ACCESS.allows(actor, TeamPermission.ADD, organisation)
        and appointments.IN_GENERAL.allows(actor, AppointmentPermission.PROPOSE, organisation)
    )


def may_add_clients(actor: StaffMember, organisation: Organisation) -> bool:
    """The actor may add clients one by one, for others to work with: line managers add only those they take on themselves."""
    return clients.IN_GENERAL.allows(actor, ClientPermission.ADD, organisation) and is_director(actor, organisation)


def permission_for(kind: ImportKind) -> ImportPermission:
    """The permission that a kind of file takes."""
    return ImportPermission.IMPORT_CLIENTS if kind in ABOUT_CLIENTS else ImportPermission.IMPORT_PEOPLE


def is_own(actor: StaffMember, run: ImportRun) -> bool:
    """The actor brought the file."""
    return actor.id == run.started_by_id


def may_import_its_kind(actor: StaffMember, run: ImportRun) -> bool:
    """The actor may still import this kind of thing."""
    return IN_GENERAL.allows(actor, permission_for(ImportKind(run.kind)), actor.organisation)


def is_about_people(actor: StaffMember, run: ImportRun) -> bool:
    """It says nothing of clients: every administrator may see it."""
    return run.kind not in ABOUT_CLIENTS


IN_GENERAL: AccessMap[StaffMember, Any] = AccessMap(
    never=NEVER,
    view="import.import",
    allow={
        ImportPermission.IMPORT: [[may_add_people], [may_add_clients]],
        ImportPermission.IMPORT_PEOPLE: [[may_add_people]],
        ImportPermission.IMPORT_CLIENTS: [[may_add_clients]],
    },
)
ACCESS: AccessMap[StaffMember, ImportRun] = AccessMap(
    never=NEVER,
    allow={
        ImportPermission.VIEW: [[may_import_its_kind, is_own], [may_import_its_kind, is_about_people]],
        ImportPermission.CHECK: [[may_import_its_kind, is_own]],
        ImportPermission.APPLY: [[may_import_its_kind, is_own]],
        ImportPermission.DISCARD: [[may_import_its_kind, is_own]],
    },
)
