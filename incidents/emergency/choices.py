"""The words of emergency access."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role


class EmergencyStatus(TextChoices):
    """What became of a request. Whether its hour is over is said by the clock."""

    WAITING = "waiting", _("Waiting for a second person")
    REPLACED = "replaced", _("Asked again since")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    ENDED = "ended", _("Ended early")


class Standing(TextChoices):
    """How a request stands, as whoever asked may know it: that it was declined would tell that there is a report."""

    WAITING = "waiting", _("Waiting for a second person")
    REPLACED = "replaced", _("Asked again since")
    OPEN = "open", _("You may read it")
    OVER = "over", _("Over")
    UNCONFIRMED = "unconfirmed", _("Nobody confirmed it within the hour")


ASKERS = (
    Role.DIRECTOR,
    Role.CHIEF_EXECUTIVE,
    Role.BOARD_CHAIR,
    Role.SAFEGUARDING_LEAD,
    Role.CASE_MANAGER,
    Role.ADMINISTRATOR,
)
"""The offices from which one may ask for emergency access."""
