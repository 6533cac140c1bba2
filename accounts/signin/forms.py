"""The form one signs in with."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from boundaries.web.forms import PageForm


def email_field(label: Any, autocomplete: str = "username", help_text: Any = "") -> forms.EmailField:
    """A field for an address somebody signs in with."""
    return forms.EmailField(
        label=label,
        help_text=help_text,
        max_length=254,
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address in the right form, like name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": autocomplete, "spellcheck": "false", "class": "govuk-input--width-30"}),
    )


class SignInForm(PageForm):
    """An address and a password. What does not fit is said of the whole form, never of one of the two."""

    email = email_field(_("E-mail address"))
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        error_messages={"required": _("Enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
