"""The words of imports."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImportKind(TextChoices):
    """What one file is about."""

    TEAMS = "teams", _("Teams")
    STAFF = "staff", _("Staff")
    MANAGERS = "managers", _("Line managers")
    APPOINTMENTS = "appointments", _("Roles")
    CLIENTS = "clients", _("Clients")
    ASSIGNMENTS = "assignments", _("Who works with which client")


ABOUT_CLIENTS = frozenset({ImportKind.CLIENTS, ImportKind.ASSIGNMENTS})
"""What administrators do not see."""


class ImportStatus(TextChoices):
    """Where an import stands."""

    CHECKING = "checking", _("Being checked")
    REFUSED = "refused", _("Something must be mended")
    READY = "ready", _("Ready to be imported")
    UNCHANGED = "unchanged", _("Nothing to change")
    APPLYING = "applying", _("Being imported")
    APPLIED = "applied", _("Imported")
    DISCARDED = "discarded", _("Discarded")
    EXPIRED = "expired", _("Expired")


class Stage(TextChoices):
    """What is being done just now."""

    WAITING = "waiting", _("Waiting for its turn")
    READING = "reading", _("Reading the file")
    CHECKING = "checking", _("Comparing it with what is there")
    SAVING = "saving", _("Saving")
    RECORDING = "recording", _("Writing it down")


class Act(TextChoices):
    """What one row of a file would do."""

    ADD = "add", _("Add")
    CHANGE = "change", _("Change")
    LEAVE = "leave", _("Leaves")
    RETURN = "return", _("Comes back")
    PROPOSE = "propose", _("Propose")
    ASSIGN = "assign", _("Assign")
    END = "end", _("End")
