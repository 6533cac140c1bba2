"""What is written down about a person's sessions."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class SessionEvent(Event):
    """The events of a person's sessions."""

    ENDED = "session.ended", _("A person signed out one of their browsers.")
    ALL_ENDED = "session.all-ended", _("A person signed out everywhere else.")
