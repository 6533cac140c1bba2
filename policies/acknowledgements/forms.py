"""The form that acknowledges a policy."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.staff.forms import ActionForm


class AcknowledgeForm(ActionForm):
    """One box to tick; which text was before the person's eyes goes with it."""

    kept = forms.BooleanField(
        label=_("I have read this policy as it stands here, and I will keep to it"),
        error_messages={"required": _("Tick the box if you have read the policy and will keep to it")},
    )
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        """Which text it is."""
        return {"digest": self.cleaned_data["digest"]}
