"""The forms of imports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.staff.forms import ActionForm
from accounts.tables.choices import DateOrder
from boundaries.web.forms import RadioSelect


class FileForm(ActionForm):
    """The file. What it is about is told from its headings."""

    file = forms.FileField(
        label=_("CSV file"),
        max_length=255,
        help_text=_("At most 10 MB and 20,000 rows. Nothing is changed before you have seen what would change."),
        error_messages={"required": _("Choose a file"), "empty": _("The file is empty.")},
    )

    def facts(self) -> dict[str, Any]:
        """Name and content."""
        file = self.cleaned_data["file"]
        return {"name": file.name, "content": file.read()}


class OrderForm(ActionForm):
    """What a date with slashes means."""

    order = forms.ChoiceField(label=_("How does the file write dates?"), choices=DateOrder.choices, widget=RadioSelect)

    def facts(self) -> dict[str, Any]:
        """The order."""
        return {"order": DateOrder(self.cleaned_data["order"])}
