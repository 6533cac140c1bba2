"""The forms of channels and work accounts. None has a place for a secret."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.staff.forms import ActionForm
from boundaries.web.forms import DateInputField, RadioSelect
from policies.channels.choices import ChannelKind
from policies.channels.rules import LONGEST_NAME, LONGEST_PURPOSE, LONGEST_REASON

NO_SECRET = _("Never write a password here.")


class ChannelForm(ActionForm):
    """A channel of the organisation."""

    name = forms.CharField(label=_("What is it called?"), max_length=LONGEST_NAME, help_text=_("Such as: the team's phone."))
    kind = forms.ChoiceField(label=_("What kind of channel is it?"), choices=ChannelKind.choices, widget=RadioSelect)
    monitored = forms.ChoiceField(
        label=_("Can the organisation look at what is said on it?"),
        choices=[("yes", _("Yes, it is monitored")), ("no", _("No"))],
        widget=RadioSelect,
    )
    purpose = forms.CharField(label=_("What is it for?"), required=False, max_length=LONGEST_PURPOSE, help_text=NO_SECRET)

    def facts(self) -> dict[str, Any]:
        """Words of the choices in place of letters."""
        said = self.cleaned_data
        return {**said, "kind": ChannelKind(said["kind"]), "monitored": said["monitored"] == "yes"}


class AskForm(ActionForm):
    """An account in the organisation's name."""

    platform = forms.CharField(label=_("On which platform?"), max_length=LONGEST_NAME, help_text=_("Such as: Instagram."))
    name = forms.CharField(label=_("What is the account called?"), max_length=LONGEST_NAME, help_text=NO_SECRET)
    purpose = forms.CharField(
        label=_("What is it for?"), max_length=LONGEST_PURPOSE, widget=forms.Textarea(attrs={"rows": 3}), help_text=NO_SECRET
    )
    exists_already = forms.BooleanField(label=_("I have made the account already"), required=False)


class ApproveForm(ActionForm):
    """Yes, with a word if one likes."""

    reason = forms.CharField(label=_("A word to them"), required=False, max_length=LONGEST_REASON)


class RefuseForm(ActionForm):
    """No, and why."""

    reason = forms.CharField(label=_("Why not?"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}))


class AcknowledgeForm(ActionForm):
    """The notice was read."""

    read = forms.BooleanField(
        label=_("I have read this, and know that the organisation has access to the account"),
        error_messages={"required": _("Tick the box once you have read it")},
    )

    def facts(self) -> dict[str, Any]:
        """Nothing but the tick."""
        return {}


class HandOverForm(ActionForm):
    """When the login was handed over."""

    on = DateInputField(label=_("On which day was the login handed over?"))


class CheckForm(ActionForm):
    """When the recovery contact was checked."""

    on = DateInputField(label=_("On which day did you check it?"))
