"""What is written down about an appointment."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class AppointmentEvent(Event):
    """The events of an appointment. Before activation a proposal is confirmed at once, by nobody."""

    PROPOSED = (
        "appointment.proposed",
        _("Somebody was proposed for a role."),
        *("person", "role", "teams", "area", "starts_on", "ends_on"),
    )
    CONFIRMED = "appointment.confirmed", _("The appointment was confirmed and counts."), "person", "role"
    DECLINED = "appointment.declined", _("The appointment was declined."), "person", "role"
    ENDED = "appointment.ended", _("The appointment was ended."), "person", "role", "last_day"
