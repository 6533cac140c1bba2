"""The words in which a situation is answered."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verdict(TextChoices):
    """What a policy says about a situation, the strictest first."""

    NEVER = "never", _("Never")
    ASK_FIRST = "ask_first", _("Ask first")
    TELL = "tell", _("Tell someone")
    CARE = "care", _("Fine with care")


class Towards(TextChoices):
    """Whom it is about, besides oneself. A child whom one serves is a client."""

    CLIENT = "client", _("A client")
    CHILD = "child", _("A child or young person whom we work with")
    INDIRECT = "indirect", _("An indirect client, such as somebody at a host organisation or a guest at an event")
    FORMER = "former", _("Somebody who was a client before")
    RELATIVE = "relative", _("A relative of a client")
