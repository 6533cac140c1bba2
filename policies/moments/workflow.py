"""What one question to one person may become. What was answered with nothing may be put right later; it stays written down."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from boundaries.workflow.rules import Move, Workflow
from policies.moments.choices import AskingStatus as Status


class AskingMove(TextChoices):
    """The verbs that change a question."""

    NOTHING = "nothing", _("Answer that there is nothing to tell")
    SOMETHING = "something", _("Answer that there is something to tell")
    TALK = "talk", _("Write down that it was talked about")


WORKFLOW: Workflow[AskingMove, Status] = Workflow(
    name="asking",
    initial=Status.ASKED,
    moves=[
        Move(AskingMove.NOTHING, [Status.ASKED], Status.NOTHING),
        Move(AskingMove.SOMETHING, [Status.ASKED, Status.NOTHING], Status.TOLD),
        Move(AskingMove.TALK, [Status.TOLD], Status.TALKED),
    ],
)
