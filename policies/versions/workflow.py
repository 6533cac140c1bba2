"""What one dated text of a policy may become. The owner revises, a different person approves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from boundaries.workflow.rules import Move, Workflow
from policies.library.choices import VersionStatus as Status


class VersionMove(TextChoices):
    """The verbs that change a version."""

    SUBMIT = "submit", _("Send it for review")
    RETURN = "return", _("Give it back to be worked on")
    APPROVE = "approve", _("Approve and publish it")
    SUPERSEDE = "supersede", _("Let the next version take its place")
    WITHDRAW = "withdraw", _("Withdraw it")


WORKFLOW: Workflow[VersionMove, Status] = Workflow(
    name="policy_version",
    initial=Status.DRAFT,
    moves=[
        Move(VersionMove.SUBMIT, [Status.DRAFT], Status.IN_REVIEW),
        Move(VersionMove.RETURN, [Status.IN_REVIEW], Status.DRAFT),
        Move(VersionMove.APPROVE, [Status.IN_REVIEW], Status.PUBLISHED),
        Move(VersionMove.SUPERSEDE, [Status.PUBLISHED], Status.SUPERSEDED),
        Move(VersionMove.WITHDRAW, [Status.PUBLISHED], Status.WITHDRAWN),
    ],
)
