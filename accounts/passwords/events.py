"""What is written down about a password: that it is a new one."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class PasswordEvent(Event):
    """The events of a person's password."""

    CHANGED = "password.changed", _("A person changed their password.")
    RESET = "password.reset", _("A person chose a new password by mail and second factor.")
