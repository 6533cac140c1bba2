"""What is written down about logins: whose it is, never the address."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class LoginEvent(Event):
    """The events of a login; they are about the person whose it is."""

    CONFIRMED = "login.confirmed", _("A second person confirmed that a login is its owner's.")
