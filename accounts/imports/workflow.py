"""What an import may become."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.imports.choices import ImportStatus as Status
from boundaries.workflow.rules import Move, Workflow


class ImportMove(TextChoices):
    """The verbs that change an import; those of the system stand first."""

    REFUSE = "refuse", _("Say what must be mended")
    OFFER = "offer", _("Show what would change")
    PASS = "pass", _("Say that nothing would change")
    FINISH = "finish", _("Have done it")
    EXPIRE = "expire", _("Forget a file that nobody came back for")
    CHECK = "check", _("Check it again")
    APPLY = "apply", _("Import it")
    DISCARD = "discard", _("Discard it")


AT_WORK = (Status.CHECKING, Status.APPLYING)
CHECKED = (Status.REFUSED, Status.READY, Status.UNCHANGED)

WORKFLOW: Workflow[ImportMove, Status] = Workflow(
    name="import",
    initial=Status.CHECKING,
    moves=[
        Move(ImportMove.REFUSE, AT_WORK, Status.REFUSED),
        Move(ImportMove.OFFER, AT_WORK, Status.READY),
        Move(ImportMove.PASS, AT_WORK, Status.UNCHANGED),
        Move(ImportMove.CHECK, CHECKED, Status.CHECKING),
        Move(ImportMove.APPLY, [Status.READY], Status.APPLYING),
        Move(ImportMove.FINISH, [Status.APPLYING], Status.APPLIED),
        Move(ImportMove.DISCARD, [Status.CHECKING, *CHECKED], Status.DISCARDED),
        Move(ImportMove.EXPIRE, [*AT_WORK, *CHECKED], Status.EXPIRED),
    ],
)
