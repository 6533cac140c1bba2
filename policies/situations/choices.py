"""The words in which a situation is told and answered."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verdict(TextChoices):
    """What a policy says about a situation, the strictest first."""

    NEVER = "never", _("Never")
    ASK_FIRST = "ask_first", _("Ask first")
    TELL = "tell", _("Tell someone")
    CARE = "care", _("Fine with care")


class Happened(TextChoices):
    """Whether there is still something to ask."""

    NOT_YET = "not_yet", _("Not yet: I want to know first")
    YES = "yes", _("Yes, it has")


class Danger(TextChoices):
    """Whether anyone is in danger now."""

    YES = "yes", _("Yes, or I am not sure")
    NO = "no", _("No")


class Towards(TextChoices):
    """Whom it is about, besides oneself. A child whom one serves is a client."""

    CLIENT = "client", _("A client")
    CHILD = "child", _("A child or young person whom we work with")
    INDIRECT = "indirect", _("An indirect client, such as somebody at a host organisation or a guest at an event")
    FORMER = "former", _("Somebody who was a client before")
    RELATIVE = "relative", _("A relative of a client")


class Worker(TextChoices):
    """How whoever it is about works here."""

    EMPLOYEE = "employee", _("An employee")
    VOLUNTEER = "volunteer", _("A volunteer")
    DELEGATE = "delegate", _("A delegate")
    PARTNER = "partner", _("Somebody of a partner organisation")


class Way(TextChoices):
    """How one goes on from an answer: what the report is called that one would begin."""

    ASK = "guidance", _("Ask for guidance")
    OWN = "self_report", _("Tell us: it is about me")
    OTHER = "concern", _("Tell us: it is about a colleague")
