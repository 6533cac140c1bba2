"""The words of staff."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StaffKind(TextChoices):
    """How a person belongs to the organisation."""

    EMPLOYEE = "employee", _("Employee")
    VOLUNTEER = "volunteer", _("Volunteer")
    DELEGATE = "delegate", _("Delegate")
    PARTNER = "partner", _("Partner staff")
    OUTSIDE = "outside", _("Outside contact")
