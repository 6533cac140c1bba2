"""What is written down about training: topics by id, people by id, never what was answered or needed in words."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class TrainingEvent(Event):
    """The events of training."""

    TOPIC_ADDED = "training.topic-added", _("A training topic was added."), "key"
    TOPIC_CHANGED = "training.topic-changed", _("A training topic was changed."), "fields"
    TOPIC_RETIRED = "training.topic-retired", _("A training topic was retired.")
    RECORDED = (
        "training.recorded",
        _("It was recorded that somebody did a training."),
        "person",
        "topic",
        "how",
        "done_on",
        "until",
    )
    TAKEN_BACK = "training.taken-back", _("A record of training was taken back."), "person", "topic"
