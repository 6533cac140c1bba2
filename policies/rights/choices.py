"""The words of client rights."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ItemKind(TextChoices):
    """What a line of the list is about. The limits of confidentiality are told before a service starts (PCF-IC-3)."""

    RIGHT = "right", _("Rights and responsibilities")
    LIMIT = "limit", _("Confidentiality and its limits")


class Form(TextChoices):
    """In what form somebody was told or agreed."""

    SPOKEN = "spoken", _("By word of mouth")
    PAPER = "paper", _("In writing")
    EASY_READ = "easy_read", _("In easy words and pictures (easy read)")


class ConsentState(TextChoices):
    """What the client said. Each time they say something new is a row of its own (PCF-IC-2)."""

    GIVEN = "given", _("Given")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ConsentAbout(TextChoices):
    """To what kind of thing. Passing on what they told us needs it in writing (PCF-CM-1)."""

    SERVICE = "service", _("A service, or a step of one")
    SHARING = "sharing", _("Passing on what they told us")
    TOUCH = "touch", _("Touch or personal care")
    OTHER = "other", _("Something else")


class ConsentTest(TextChoices):
    """The six tests: consent is valid only when all are met (PCF-IC-1)."""

    FREE = "free", _("Nobody forced them or swayed them unfairly")
    ABLE = "able", _("They are able to decide this now, or whoever may decide for them did")
    PARTICULAR = "particular", _("They agreed to particular steps, not to everything at once")
    VALID_FORM = "valid_form", _("It was asked for in the proper way, with the forms it needs")
    MAY_REFUSE = "may_refuse", _("They know that they may say no, and may take it back")
    INFORMED = "informed", _("They know enough to decide")


class GroupKind(TextChoices):
    """Who is served together."""

    FAMILY = "family", _("Family")
    COUPLE = "couple", _("Couple")
    GROUP = "group", _("Group")


class Agreement(TextChoices):
    """Whether somebody agrees that what the others say stays among them (PCF-CM-4)."""

    AGREED = "agreed", _("Agrees to keep what the others say private")
    NOT_AGREED = "not_agreed", _("Does not agree")
