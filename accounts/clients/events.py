"""What is written down about a client: ids and names of fields, never a name or a circumstance."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class ClientEvent(Event):
    """The events of a client."""

    ADDED = "client.added", _("A client was added.")
    CHANGED = "client.changed", _("A client's details were changed."), "fields"
    RELATIVE_ADDED = "client.relative-added", _("A relative or friend was added."), "relative", "tie"
    RELATIVE_REMOVED = "client.relative-removed", _("A relative or friend was removed."), "relative"
