"""The words of campaigns."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.staff.choices import StaffKind

AUDIENCE = tuple(kind for kind in StaffKind if kind is not StaffKind.OUTSIDE)
"""Who may be asked: whoever works here, in whatever way. Contacts outside see reports and nothing else."""


class CampaignStatus(TextChoices):
    """Where a campaign stands."""

    RUNNING = "running", _("Running")
    ENDED = "ended", _("Ended early")
    FINISHED = "finished", _("Finished")


class Step(TextChoices):
    """The reminders, in their order (AK-11, NT-02): each is told once, the last once a working day."""

    START = "start", _("At the start")
    WEEK = "week", _("Seven days before")
    DAY = "day", _("One day before")
    DUE = "due", _("On the last day")
    LATE = "late", _("Late, once a working day")
