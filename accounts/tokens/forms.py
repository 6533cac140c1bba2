"""The form for a new token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.staff.forms import ActionForm
from boundaries.access.choices import Scope
from boundaries.web.forms import CheckboxSelectMultiple, DateInputField

LONGEST_NAME = 60


class TokenForm(ActionForm):
    """What it is for, what it may do, and until when."""

    name = forms.CharField(
        label=_("What is it for?"),
        help_text=_("A name by which you know it again, like “report form of our intranet”."),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Say what it is for.")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it be used for?"),
        help_text=_("It never opens more than you may do yourself."),
        choices=Scope.choices,
        widget=CheckboxSelectMultiple(),
        error_messages={"required": _("Choose at least one thing that it may be used for.")},
    )
    last_day = DateInputField(
        label=_("Last day"),
        help_text=_("It ends with this day. 90 days are the most."),
        error_messages={"required": _("Enter the last day.")},
    )
