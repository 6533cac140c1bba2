"""What is written down about an assignment."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class AssignmentEvent(Event):
    """The events of an assignment."""

    ASSIGNED = "assignment.assigned", _("Somebody was assigned to a client."), "client", "worker", "role"
    ENDED = "assignment.ended", _("An assignment was ended."), "client", "worker", "last_day"
