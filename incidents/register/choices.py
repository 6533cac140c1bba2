"""In what office somebody reads the register."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.grants.choices import Relation


class Office(TextChoices):
    """The offices that see reports without having been given them."""

    DIRECTOR = "director", _("Director of the area")
    AUDITOR = "auditor", _("Auditor, without its content")


def in_words(relation: str) -> str:
    """In what relation somebody opened a report: one they were given, or an office."""
    if not relation:
        return ""
    return str(Office(relation).label if relation in Office else Relation(relation).label)
