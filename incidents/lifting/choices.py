"""The words of lifting."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LiftingStatus(TextChoices):
    """Where a proposal to lift an exclusion stands."""

    PROPOSED = "proposed", _("Waits for a second person")
    CONFIRMED = "confirmed", _("Lifted")
    DECLINED = "declined", _("Left as it is")
    LAPSED = "lapsed", _("Nobody decided in time")
