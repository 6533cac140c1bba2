"""What is written down about an address: that it is another one, never which."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class AddressEvent(Event):
    """The events of the address a person signs in with."""

    ASKED = "address.asked", _("A person asked to sign in with another address.")
    CHANGED = "address.changed", _("A person signs in with another address.")
