"""What may become of a request for emergency access. Its hour runs out by the clock, which is no move."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from boundaries.workflow.rules import Move, Workflow
from incidents.emergency.choices import EmergencyStatus as Status


class EmergencyMove(TextChoices):
    """The verbs that change a request."""

    REPLACE = "replace", _("Ask again")
    CONFIRM = "confirm", _("Confirm it")
    DECLINE = "decline", _("Decline it")
    END = "end", _("End the access early")


WORKFLOW: Workflow[EmergencyMove, Status] = Workflow(
    name="emergency access",
    initial=Status.WAITING,
    moves=[
        Move(EmergencyMove.REPLACE, [Status.WAITING], Status.REPLACED),
        Move(EmergencyMove.CONFIRM, [Status.WAITING], Status.CONFIRMED),
        Move(EmergencyMove.DECLINE, [Status.WAITING], Status.DECLINED),
        Move(EmergencyMove.END, [Status.CONFIRMED], Status.ENDED),
    ],
)
