"""What an appointment may become."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import AppointmentStatus as Status
from boundaries.workflow.rules import Move, Workflow


class AppointmentMove(TextChoices):
    """The verbs that change an appointment."""

    CONFIRM = "confirm", _("Confirm it as the second person")
    DECLINE = "decline", _("Decline it")
    END = "end", _("End it")


WORKFLOW: Workflow[AppointmentMove, Status] = Workflow(
    name="appointment",
    initial=Status.PROPOSED,
    moves=[
        Move(AppointmentMove.CONFIRM, [Status.PROPOSED], Status.CONFIRMED),
        Move(AppointmentMove.DECLINE, [Status.PROPOSED], Status.DECLINED),
        Move(AppointmentMove.END, [Status.CONFIRMED], Status.ENDED),
    ],
)
