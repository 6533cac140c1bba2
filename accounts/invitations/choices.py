"""The words of invitations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """What an invitation is for."""

    JOIN = "join", _("A first sign-in")
    REOPEN = "reopen", _("A login opened anew")
