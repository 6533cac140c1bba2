"""What the pages of emergency access ask."""

from django import forms
from django.utils.translation import gettext_lazy as _

from boundaries.web.forms import RadioSelect
from incidents.desk.forms import LONGEST_REFERENCE, VerbForm
from incidents.emergency.rules import LONGEST_REASON

CONFIRM, DECLINE = "confirm", "decline"


class AskForm(VerbForm):
    """Which report, and why it cannot wait."""

    reference = forms.CharField(
        label=_("Reference of the report"),
        help_text=_("As you were told it, like BR-7F3K-92QD"),
        max_length=LONGEST_REFERENCE,
        error_messages={"required": _("Write the reference"), "max_length": _("A reference is shorter than that")},
    )
    reason = forms.CharField(
        label=_("Why can it not wait?"),
        help_text=_("Whoever confirms it reads this, and so do directors afterwards. It is kept and cannot be changed."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write why it cannot wait"),
            "max_length": _("Use at most %(limit_value)d characters. You have written %(show_value)d."),
        },
    )


class DecideForm(VerbForm):
    """Yes or no, as the second person."""

    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[(CONFIRM, _("Confirm: they may read it for an hour from now")), (DECLINE, _("Decline"))],
        widget=RadioSelect(),
        error_messages={"required": _("Choose whether you confirm it"), "invalid_choice": _("Choose one of the answers")},
    )
