"""What is written down about channels and work accounts: ids and days, never a name or a word."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class ChannelEvent(Event):
    """The events of an approved channel."""

    ADDED = "channel.added", _("A channel of the organisation was added."), "kind", "monitored"
    RETIRED = "channel.retired", _("A channel of the organisation is not used any more.")


class AccountEvent(Event):
    """The events of a work account."""

    REQUESTED = "work-account.requested", _("A work account was asked for."), "holder", "exists", "office"
    ROUTED = "work-account.routed", _("It was decided who is asked to approve a work account."), "approver", "before"
    APPROVED = "work-account.approved", _("A work account was approved.")
    REFUSED = "work-account.refused", _("A work account was not approved.")
    WITHDRAWN = "work-account.withdrawn", _("A work account was withdrawn.")
    ACKNOWLEDGED = "work-account.acknowledged", _("The holder acknowledged that the organisation has access to the account.")
    HANDED_OVER = "work-account.handed-over", _("The custodian confirmed that the login was handed over."), "on"
    CHECKED = "work-account.checked", _("The recovery contact was checked."), "on", "again_on"
    CLOSED = "work-account.closed", _("A work account was closed."), "closing"
