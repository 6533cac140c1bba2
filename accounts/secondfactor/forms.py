"""The forms of the second factor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.staff.forms import ActionForm
from boundaries.web.forms import PageForm

ONE_TIME = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none", "class": "govuk-input--width-20"}


def current_password(label: Any = None) -> forms.CharField:
    """The field for the password somebody has."""
    return forms.CharField(
        label=label or _("Your password"),
        max_length=1000,
        strip=False,
        error_messages={"required": _("Enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ShowForm(PageForm):
    """A code, or the browser's answer with a passkey, which a script fills in."""

    mark_optional = False
    answer = forms.CharField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(label=_("Code"), required=False, max_length=60, widget=forms.TextInput(attrs=ONE_TIME))

    def __init__(self, *arguments: Any, has_app: bool, **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        if has_app:
            self.fields["code"].label = _("Code from your app, or a recovery code")
            self.fields["code"].help_text = _("The app on your phone shows six digits. A recovery code has four groups of four.")
        else:
            self.fields["code"].label = _("Recovery code")
            self.fields["code"].help_text = _("One of those you wrote down: four groups of four letters and digits.")

    def clean(self) -> dict[str, Any]:
        """Either of the two."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not said.get("answer") and not said.get("code") and "code" not in self.errors:
            self.add_error("code", _("Enter a code."))
        return said


class PasswordAgainForm(PageForm):
    """The password, once more."""

    password = current_password()


class AppForm(ActionForm):
    """The first code from an app."""

    code = forms.CharField(
        label=_("The six digits the app shows now"),
        max_length=60,
        widget=forms.TextInput(attrs=ONE_TIME | {"class": "govuk-input--width-10", "inputmode": "numeric"}),
        error_messages={"required": _("Enter the six digits.")},
    )


class PasskeyForm(ActionForm):
    """A name for a new passkey, with the browser's answer."""

    answer = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("A name for it"),
        help_text=_("So that you know it again, like “my phone” or “blue key”."),
        max_length=60,
        error_messages={"required": _("Give it a name.")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
