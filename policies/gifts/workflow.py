"""What may become of an entry. Its words never change: what is said anew is an entry of its own that follows it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from boundaries.workflow.rules import Move, Workflow
from policies.gifts.choices import GiftState as State


class GiftMove(TextChoices):
    """The verbs that change where an entry stands; the first three and the fifth are the rule's."""

    ACCEPT = "accept", _("Accept it by rule: it is a token")
    REFUSE = "refuse", _("Refuse it by rule")
    NOTE = "note", _("Write it down: nothing was kept")
    DECIDE = "decide", _("Decide")
    REOPEN = "reopen", _("Judge it anew: something was kept after all")
    CORRECT = "correct", _("Correct it by another entry")


WORKFLOW: Workflow[GiftMove, State] = Workflow(
    name="gift entry",
    initial=State.WAITING,
    moves=[
        Move(GiftMove.ACCEPT, [State.WAITING], State.ACCEPTED),
        Move(GiftMove.REFUSE, [State.WAITING], State.REFUSED),
        Move(GiftMove.NOTE, [State.WAITING], State.NOTED),
        Move(GiftMove.DECIDE, [State.WAITING], State.DECIDED),
        Move(GiftMove.REOPEN, [State.ACCEPTED, State.NOTED], State.WAITING),
        Move(
            GiftMove.CORRECT,
            [State.WAITING, State.ACCEPTED, State.REFUSED, State.NOTED, State.DECIDED],
            State.CORRECTED,
        ),
    ],
)
BY_RULE = {State.ACCEPTED: GiftMove.ACCEPT, State.REFUSED: GiftMove.REFUSE, State.NOTED: GiftMove.NOTE}
"""Which verb of the rule leads out of waiting; what is left to the line manager stays there."""
