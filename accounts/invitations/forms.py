"""The forms of invitations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.passwords.forms import NewPasswordForm
from accounts.signin.forms import email_field
from accounts.staff.forms import ActionForm


class JoinForm(NewPasswordForm):
    """The code that was told, and a password."""

    code = forms.CharField(
        label=_("Code that you were told"),
        help_text=_("An administrator of your organisation tells it to you. It has two groups of four letters and digits."),
        max_length=60,
        error_messages={"required": _("Enter the code that you were told.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters", "class": "govuk-input--width-10"}
        ),
    )
    field_order = ["code", "password", "password_again"]


class ReopenForm(ActionForm):
    """Where the link is to go."""

    email = email_field(
        _("E-mail address the link is sent to"),
        "off",
        _("Change it only if they can no longer read mail at this address. From then on they sign in with the new one."),
    )
