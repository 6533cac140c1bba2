"""What the pages of lifting ask."""

from django.utils.translation import gettext_lazy as _

from incidents.desk.forms import VerbForm
from incidents.reports.forms import long_text


class ProposeForm(VerbForm):
    """Why somebody should no longer be kept out."""

    reason = long_text(
        _("Why should they no longer be kept out?"),
        _("The second person reads this. They may not know the report, so do not repeat what was told in it."),
        rows=4,
        required=True,
    )
    mark_optional = False


class DecideForm(VerbForm):
    """A question that is answered by one of two buttons."""
