"""What a work account may become: asked for, approved, its notice read, its login handed over, checked again and again, closed."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from boundaries.workflow.rules import Move, Workflow
from policies.channels.choices import AccountStatus as Status


class AccountMove(TextChoices):
    """The verbs that change a work account."""

    APPROVE = "approve", _("Approve it")
    REFUSE = "refuse", _("Do not approve it")
    WITHDRAW = "withdraw", _("Withdraw it")
    ACKNOWLEDGE = "acknowledge", _("Acknowledge the notice")
    HAND_OVER = "hand_over", _("Confirm that the login was handed over")
    CHECK = "check", _("Confirm that the recovery contact was checked")
    CLOSE = "close", _("Close it")


WORKFLOW: Workflow[AccountMove, Status] = Workflow(
    name="work account",
    initial=Status.REQUESTED,
    moves=[
        Move(AccountMove.APPROVE, [Status.REQUESTED], Status.APPROVED),
        Move(AccountMove.REFUSE, [Status.REQUESTED], Status.REFUSED),
        Move(AccountMove.WITHDRAW, [Status.REQUESTED, Status.APPROVED, Status.ACKNOWLEDGED], Status.WITHDRAWN),
        Move(AccountMove.ACKNOWLEDGE, [Status.APPROVED], Status.ACKNOWLEDGED),
        Move(AccountMove.HAND_OVER, [Status.ACKNOWLEDGED], Status.IN_USE),
        Move(AccountMove.CHECK, [Status.IN_USE], Status.IN_USE),
        Move(AccountMove.CLOSE, [Status.APPROVED, Status.ACKNOWLEDGED, Status.IN_USE], Status.CLOSED),
    ],
)
