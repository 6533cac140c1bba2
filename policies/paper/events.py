"""What is written down about signed pages."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class PaperEvent(Event):
    """The events of paper: the text by its digest, the scan by its own; never a word of either."""

    ENTERED = (
        "acknowledgement.entered",
        _("A line manager entered that somebody without a login signed a policy on paper."),
        "person",
        "policy",
        "edition",
        "digest",
        "signed_on",
        "scan",
        "sha256",
    )
    OPENED = "acknowledgement.scan-opened", _("Somebody opened the scan of a signed page."), "scan"
