"""The words of grants and exclusions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Relation(TextChoices):
    """In what relation somebody was let in."""

    HANDLER = "handler", _("Handles it")
    HOLDER = "holder", _("Holds it until it is clear who is meant")
    ALERTED = "alerted", _("Was told at once because it is serious")
    ESCALATED = "escalated", _("Was told because it was late")
    EMERGENCY = "emergency", _("Reads it in an emergency, for an hour")


class ExclusionSource(TextChoices):
    """Why somebody is kept out (security.md 3.3)."""

    SUBJECT = "subject", _("The report is about them")
    IMPLICATED = "implicated", _("They may be involved")
    WITNESS = "witness", _("They are a witness")
    NOT_TO_RECEIVE = "not_to_receive", _("The reporter named them as not to receive it")
    RECUSED = "recused", _("They stepped aside")
    CONFLICT = "conflict", _("They declared a conflict of interest")


class LiftingVerdict(TextChoices):
    """What a second person said to the proposal to lift an exclusion."""

    CONFIRMED = "confirmed", _("It was lifted")
    DECLINED = "declined", _("It was left as it is")
