"""The words of the second factor."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Proof(TextChoices):
    """What somebody showed, besides their password, when they signed in."""

    APP = "app", _("a code from an app")
    PASSKEY = "passkey", _("a passkey")
    RECOVERY = "recovery", _("a recovery code")
