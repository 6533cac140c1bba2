"""What is written down about acknowledgements."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class AcknowledgementEvent(Event):
    """The events of acknowledging: the text by its digest, never by its words."""

    GIVEN = "acknowledgement.given", _("Somebody acknowledged a policy as it read that day."), "policy", "edition", "digest"
    REMINDED = "acknowledgement.reminded", _("A line manager reminded people of policies that wait for them."), "people"
