"""The words of assignments."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AssignmentRole(TextChoices):
    """How somebody works with a client."""

    KEY_WORKER = "key_worker", _("Key worker")
    WORKER = "worker", _("Worker")


class BlockExtent(TextChoices):
    """As what somebody may not work with a client."""

    KEY_WORKER = "key_worker", _("As key worker")
    ANY = "any", _("At all")


class ClientTrait(TextChoices):
    """What about a client asks for something of those who work with them."""

    MINOR = "minor", _("Under age")
    SPECIAL_NEEDS = "special_needs", _("Adult with special needs")
