"""The words of the boundary book (BK-01 to BK-06, LK-5.5)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BookKind(TextChoices):
    """What is written down. Nobody is at fault by it (LK-5.1-1, LK-1.2-2)."""

    BLURRED = "blurred", _("A line was blurred, or I was not sure")
    BROKEN = "broken", _("A line was crossed")
    AVERTED = "averted", _("It nearly happened, and was stopped")
    GOOD_PRACTICE = "good_practice", _("Something that went well, worth learning from")


COLOURS = {
    BookKind.BLURRED: "yellow",
    BookKind.BROKEN: "orange",
    BookKind.AVERTED: "blue",
    BookKind.GOOD_PRACTICE: "green",
}
SHORT = {
    BookKind.BLURRED: _("Blurred"),
    BookKind.BROKEN: _("Crossed"),
    BookKind.AVERTED: _("Averted"),
    BookKind.GOOD_PRACTICE: _("Good practice"),
}


class SourceKind(TextChoices):
    """What was written down elsewhere, and stands in the book by reference: nobody writes one thing twice (design.md 3.16)."""

    CONTACT = "contact", _("A contact outside of work, in the contact log")
    GIFT = "gift", _("A gift, in the gift register")


class DiscussedWhere(TextChoices):
    """Where an entry was talked about (LK-5.6-1, LK-5.6-2)."""

    SUPERVISION = "supervision", _("In supervision")
    TEAM_MEETING = "team_meeting", _("In a team meeting")
    TRAINING = "training", _("In a training or facilitated talk")
