"""The words of tables that come as a file."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DateOrder(TextChoices):
    """What 03/04/2026 means."""

    DAY_FIRST = "day_first", _("The day comes first: 03/04/2026 is 3 April")
    MONTH_FIRST = "month_first", _("The month comes first: 03/04/2026 is 4 March")
