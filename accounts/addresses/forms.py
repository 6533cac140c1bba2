"""The form about the address one signs in with."""

from django.utils.translation import gettext_lazy as _

from accounts.secondfactor.forms import current_password
from accounts.signin.forms import email_field
from accounts.staff.forms import ActionForm


class AddressForm(ActionForm):
    """The new address, and the password to show who asks."""

    email = email_field(_("New e-mail address"), "email")
    password = current_password()

    def facts(self) -> dict[str, str]:
        """The address alone."""
        return {"email": self.cleaned_data["email"]}
