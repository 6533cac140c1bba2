"""The forms about passwords."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.secondfactor.forms import current_password
from accounts.signin.forms import email_field
from accounts.staff.forms import ActionForm
from boundaries.web.forms import PageForm


class AddressForm(PageForm):
    """The address somebody signs in with."""

    email = email_field(_("E-mail address you sign in with"))


class NewPasswordForm(ActionForm):
    """A new password, typed twice: nobody sees what they type."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters. Three or four words that do not belong together are good and easy to keep in mind."),
        max_length=1000,
        strip=False,
        error_messages={"required": _("Enter a new password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("The same once more"),
        max_length=1000,
        strip=False,
        error_messages={"required": _("Enter the new password once more.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """A password that nobody guesses; whether it is like the person's address is asked when it is kept."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        """The same twice."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("password") and said.get("password_again") and said["password"] != said["password_again"]:
            self.add_error("password_again", ValidationError(_("The two are not the same.")))
        return said

    def facts(self) -> dict[str, Any]:
        """The password alone."""
        return {"password": self.cleaned_data["password"]}


class ChangePasswordForm(NewPasswordForm):
    """The old password, and the new one twice."""

    current_password = current_password(_("Password you have now"))
    field_order = ["current_password", "password", "password_again"]
