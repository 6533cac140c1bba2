"""What is written down about client rights: ids and numbers, never a word that was said."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class RightsEvent(Event):
    """The events of client rights."""

    PUBLISHED = "rights.published", _("The list of what clients are told was published anew."), "edition", "items"
    TOLD = "rights.told", _("A client was told of their rights."), "telling", "checklist", "items", "told_by", "told_on"
    GIVEN = "consent.given", _("A client gave their consent to something."), "consent", "matter", "on"
    REFUSED = "consent.refused", _("A client refused their consent to something."), "consent", "matter", "on"
    WITHDRAWN = "consent.withdrawn", _("A client took their consent back."), "consent", "matter", "on"
    GROUPED = "client-group.made", _("Clients who are served together were named as a group."), "clients"
    AGREED = "client-group.agreed", _("It was written down what somebody in a group agreed."), "client", "agreement", "on"
    OPENED = "rights.opened", _("Somebody opened what a client, or a group of them, was told and agreed to.")
