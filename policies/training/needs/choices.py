"""The words of training needs."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NeedStatus(TextChoices):
    """Where it stands."""

    RAISED = "raised", _("Waits for an answer")
    PLANNED = "planned", _("Planned")
    NOT_NOW = "not_now", _("Not now")


ANSWERS = (NeedStatus.PLANNED, NeedStatus.NOT_NOW)
"""What a line manager can say."""
COLOURS = {NeedStatus.RAISED: "blue", NeedStatus.PLANNED: "green", NeedStatus.NOT_NOW: "grey"}
