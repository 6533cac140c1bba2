"""The words of adoption."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LocalKind(TextChoices):
    """What an organisation adds to a clause. The clause itself stays as it is; both are shown."""

    WORDING = "wording", _("How we say it here")
    INSTRUCTION = "instruction", _("How we do it here")
