"""What is written down about the moments that ask: ids, never a name, and never what somebody has to tell."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class MomentEvent(Event):
    """The events of the moments that ask."""

    ASKED = "moment.asked", _("People were asked whom they know."), "moment", "people", "client", "due_on"
    ANSWERED = "moment.answered", _("Somebody answered."), "person", "answer"
    TALKED = "moment.talked", _("A line manager has talked with somebody about what they told."), "person"
    MONTH_SET = "moment.month-set", _("It was said in which month everybody is asked."), "month"
