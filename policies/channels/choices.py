"""The words of approved channels and work accounts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ChannelKind(TextChoices):
    """What kind of channel it is."""

    PHONE = "phone", _("Phone")
    MESSENGER = "messenger", _("Messenger")
    EMAIL = "email", _("E-mail")
    SOCIAL = "social", _("Social media")
    VIDEO = "video", _("Video calls")
    OTHER = "other", _("Something else")


class AccountStatus(TextChoices):
    """How it stands with a work account."""

    REQUESTED = "requested", _("Waits for the manager")
    APPROVED = "approved", _("Approved: read the notice")
    ACKNOWLEDGED = "acknowledged", _("Login to be handed over")
    IN_USE = "in_use", _("In use")
    REFUSED = "refused", _("Not approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed")


class Closing(TextChoices):
    """Why an account was closed."""

    ENDED = "ended", _("The account has ended")
    LEFT = "left", _("Its holder no longer works here")


class Recovery(TextChoices):
    """How it stands with the recovery contact of an account in use (PQ-COM-7)."""

    NOT_YET = "not_yet", _("Recovery contact not checked yet")
    FINE = "fine", _("Recovery contact checked")
    SOON = "soon", _("Recovery contact to be checked soon")
    OVERDUE = "overdue", _("Recovery contact overdue")


COLOURS = {
    AccountStatus.REQUESTED: "blue",
    AccountStatus.APPROVED: "yellow",
    AccountStatus.ACKNOWLEDGED: "yellow",
    AccountStatus.IN_USE: "green",
    AccountStatus.REFUSED: "grey",
    AccountStatus.WITHDRAWN: "grey",
    AccountStatus.CLOSED: "grey",
}
RECOVERY_COLOURS = {Recovery.NOT_YET: "yellow", Recovery.FINE: "green", Recovery.SOON: "orange", Recovery.OVERDUE: "red"}
