"""Why all tokens of a person end."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Why(TextChoices):
    """What made all tokens of a person end."""

    REVOKED = "revoked", _("The person revoked them all")
    PASSWORD = "password", _("The password was changed")
    REOPENED = "reopened", _("The login was opened anew")
    LEFT = "left", _("The person left")
