"""What a proposal to lift an exclusion may become. It lapses by itself once its time is over."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from boundaries.workflow.rules import Move, Workflow
from incidents.lifting.choices import LiftingStatus as Status


class LiftingMove(TextChoices):
    """The verbs that decide on a proposal."""

    CONFIRM = "confirm", _("Lift it, as the second person")
    DECLINE = "decline", _("Leave it as it is")


WORKFLOW: Workflow[LiftingMove, Status] = Workflow(
    name="lifting",
    initial=Status.PROPOSED,
    moves=[
        Move(LiftingMove.CONFIRM, [Status.PROPOSED], Status.CONFIRMED),
        Move(LiftingMove.DECLINE, [Status.PROPOSED], Status.DECLINED),
    ],
)
