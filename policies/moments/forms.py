"""The form about the month in which everybody is asked."""

from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from accounts.staff.forms import ActionForm


class MonthForm(ActionForm):
    """The month."""

    heading_field = "month"
    mark_optional = False

    month = forms.TypedChoiceField(
        label=_("In which month is everybody asked?"),
        help_text=_("On its first working day. Not within half a year of the last time."),
        choices=list(MONTHS.items()),
        coerce=int,
        error_messages={"required": _("Choose a month.")},
    )

    def facts(self) -> dict[str, Any]:
        """The month as a number."""
        return {"month": self.cleaned_data["month"]}
