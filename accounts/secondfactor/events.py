"""What is written down about how somebody signs in: that it changed, never what it is."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class FactorEvent(Event):
    """The events of a person's second factor."""

    APP_ADDED = "factor.app-added", _("A person set up an app for signing in.")
    APP_REMOVED = "factor.app-removed", _("A person removed the app for signing in.")
    PASSKEY_ADDED = "factor.passkey-added", _("A person added a passkey.")
    PASSKEY_REMOVED = "factor.passkey-removed", _("A person removed a passkey.")
    CODES_MADE = "factor.codes-made", _("A person made new recovery codes.")
    CODE_USED = "factor.code-used", _("A person used a recovery code.")
    ALL_REMOVED = "factor.all-removed", _("Everything a person had set up for signing in was removed.")
