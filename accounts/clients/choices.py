"""The words of clients."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ClientKind(TextChoices):
    """Whether the service is for the person, or reaches them through somebody else."""

    DIRECT = "direct", _("Direct: the service is for them")
    INDIRECT = "indirect", _("Indirect: the service reaches them through somebody else")


class ClientStatus(TextChoices):
    """Whether the service goes on. Former clients stay in the scope of the policies (PCF-DUAL-3, 5)."""

    CURRENT = "current", _("Current")
    FORMER = "former", _("Former")
    DECEASED = "deceased", _("Deceased")


class Tie(TextChoices):
    """What somebody is to a client."""

    PARENT = "parent", _("Parent")
    CHILD = "child", _("Child")
    SIBLING = "sibling", _("Brother or sister")
    PARTNER = "partner", _("Partner")
    RELATIVE = "relative", _("Other relative")
    GUARDIAN = "guardian", _("Guardian")
    FRIEND = "friend", _("Friend")
