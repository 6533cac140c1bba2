"""What is written down about the revision of a policy."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class VersionEvent(Event):
    """The events of a version. Clauses and other parts stand in them by their ids, never by their words."""

    BEGUN = "policy-version.begun", _("A revision of a policy was begun."), "policy", "edition", "based_on"
    EDITED = (
        "policy-version.edited", _("A part of a draft was changed, added or removed."),
        "front", "section", "clause", "appendix", "document", "how",
    )  # fmt: skip
    SUBMITTED = "policy-version.submitted", _("A revision was sent for review.")
    RETURNED = "policy-version.returned", _("A revision was given back to be worked on.")
    PUBLISHED = "policy-version.published", _("A second person approved a revision; it was published."), "policy", "edition"
    WITHDRAWN = "policy-version.withdrawn", _("A version was withdrawn."), "policy", "edition"
    DISCARDED = "policy-version.discarded", _("A revision that was begun was discarded."), "policy", "edition"
