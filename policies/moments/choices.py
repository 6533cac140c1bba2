"""The words of the moments that ask."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Moment(TextChoices):
    """When people are asked whom they know, and what could draw them in two directions."""

    STARTER = "starter", _("New at work")
    ROLE = "role", _("New role or team")
    INTAKE = "intake", _("New client in the team")
    KEY_WORKER = "key_worker", _("Key worker of a client")
    YEARLY = "yearly", _("Once a year")


ABOUT_CLIENT = frozenset({Moment.INTAKE, Moment.KEY_WORKER})
"""The moments that ask about one client; the others ask about all of them."""


class AskingStatus(TextChoices):
    """Where one question to one person stands."""

    ASKED = "asked", _("Waits for an answer")
    NOTHING = "nothing", _("Nothing to tell")
    TOLD = "told", _("To be talked about")
    TALKED = "talked", _("Talked about")


class Answer(TextChoices):
    """What somebody can answer."""

    NOTHING = "nothing", _("Nothing to tell")
    SOMETHING = "something", _("Something to tell")


COLOURS = {
    AskingStatus.ASKED: "blue",
    AskingStatus.NOTHING: "grey",
    AskingStatus.TOLD: "yellow",
    AskingStatus.TALKED: "green",
}
"""The colour beside the words."""
