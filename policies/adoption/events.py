"""What is written down about the policies of an organisation. Their words are no secret, but they stay out of the record."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class AdoptionEvent(Event):
    """The events of an adopted policy."""

    ADOPTED = "policy.adopted", _("A version of a policy was adopted."), "policy", "version", "edition", "before"
    CHANGED = "policy.changed", _("The words, the owner or the review dates of an adopted policy were changed."), "fields"
    ADAPTED = "policy.adapted", _("Something was added to a clause for this organisation."), "clause", "kind", "place"
    UNADAPTED = (
        "policy.unadapted",
        _("Something added to a clause for this organisation was taken away."),
        "clause",
        "kind",
        "place",
    )
    REVIEW_REMINDED = "policy.review-reminded", _("Somebody was reminded of the review of a policy."), "people", "next_review"
    ENDED = "policy.ended", _("A policy is no longer in force here."), "policy", "version", "edition"
