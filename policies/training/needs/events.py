"""What is written down about training needs: never their words."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class NeedEvent(Event):
    """The events of a training need."""

    RAISED = "training-need.raised", _("Somebody told their line manager that they need training."), "topic"
    ANSWERED = "training-need.answered", _("A line manager answered a training need."), "answer"
