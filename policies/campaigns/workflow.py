"""What a campaign may become."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from boundaries.workflow.rules import Move, Workflow
from policies.campaigns.choices import CampaignStatus as Status


class CampaignMove(TextChoices):
    """The verbs that change a campaign; the second is the system's."""

    END = "end", _("End it early")
    FINISH = "finish", _("Finish it when nothing waits any more")


WORKFLOW: Workflow[CampaignMove, Status] = Workflow(
    name="campaign",
    initial=Status.RUNNING,
    moves=[
        Move(CampaignMove.END, [Status.RUNNING], Status.ENDED),
        Move(CampaignMove.FINISH, [Status.RUNNING], Status.FINISHED),
    ],
)
