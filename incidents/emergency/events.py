"""What is written down when somebody asks. What follows is written about the report itself (`incidents.reports.events`)."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class EmergencyEvent(Event):
    """Asking, which says nothing of whether there is such a report."""

    ASKED = "emergency.asked", _("Somebody asked for emergency access.")
