"""The words of training: how it was done, whom it is for, and how somebody stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.assignments.choices import ClientTrait


class How(TextChoices):
    """How somebody came to know a topic."""

    COURSE = "course", _("Course")
    BRIEFING = "briefing", _("Briefing or talk in the team")
    QUIZ = "quiz", _("Quiz")


RECORDED = (How.COURSE, How.BRIEFING)
"""What somebody else records of a person. A quiz is only ever one's own."""


class Clients(TextChoices):
    """Whose work with clients makes a topic needed."""

    ANY = "", _("Whether they work with clients or not")
    DIRECT = "direct", _("Those who work with a client")
    INDIRECT = "indirect", _("Those who work with an indirect client")
    MINOR = "minor", _("Those who work with minors")
    SPECIAL_NEEDS = "special_needs", _("Those who work with adults with special needs")


GUARDED = {Clients.MINOR: ClientTrait.MINOR, Clients.SPECIAL_NEEDS: ClientTrait.SPECIAL_NEEDS}
"""Where a topic is for these, nobody is assigned to such a client before they have done it (RC-C-3)."""


class State(TextChoices):
    """How somebody stands with a topic."""

    DONE = "done", _("Done")
    SOON = "soon", _("Runs out soon")
    RAN_OUT = "ran_out", _("Ran out")
    MISSING = "missing", _("Missing")
    NOT_NEEDED = "not_needed", _("Not needed")


OPEN = frozenset({State.MISSING, State.RAN_OUT})
"""Something is to be done."""

COLOURS = {State.DONE: "green", State.SOON: "yellow", State.RAN_OUT: "red", State.MISSING: "red", State.NOT_NEEDED: "grey"}
"""The traffic light beside the words."""


class Show(TextChoices):
    """Whom the overview shows."""

    ALL = "", _("Everybody")
    LACKING = "lacking", _("Those for whom something is missing or ran out")
    SOON = "soon", _("Those for whom something runs out soon")
