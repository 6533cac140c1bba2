"""What the page asks on which a cited exception is paused."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.desk.forms import VerbForm
from incidents.reports.forms import long_text


class PauseForm(VerbForm):
    """Why, in words for the worker whose exception it is."""

    reason = long_text(
        _("What should the worker read?"),
        _("They read this. Keep it to what they may know: no word of a report, of who wrote it, or of what was seen."),
        rows=4,
        required=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args, **{"initial": {"reason": _("We look at it again together. Until then, do not act on it.")}, **kwargs}
        )
