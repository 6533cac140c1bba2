"""The words of an organisation."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Weekday(IntegerChoices):
    """Days of the week as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Gate(TextChoices):
    """From when on somebody who has not acknowledged a policy may only read, acknowledge, report and answer what is urgent."""

    OPEN = "open", _("Never: everybody can work, acknowledged or not")
    DEADLINE = "deadline", _("Once the last day that a campaign gave them has gone by")
    AT_ONCE = "at_once", _("As soon as a policy waits for them")
