"""The forms about the organisation."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.organisations.choices import Gate, Weekday
from accounts.organisations.models import Organisation
from accounts.staff.forms import ActionForm
from boundaries.web.forms import CheckboxSelectMultiple, DateInputField, RadioSelect

DAYS = {"class": "govuk-input--width-3", "inputmode": "numeric"}


class SettingsForm(ActionForm):
    """Everything that is set for a whole organisation."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=120)
    zone = forms.CharField(label=_("Time zone"), max_length=60, help_text=_("For example Europe/Oslo."))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Working days"),
        choices=Weekday.choices,
        coerce=int,
        widget=CheckboxSelectMultiple,
        help_text=_("Clocks run on these days only."),
        error_messages={"required": _("Choose at least one working day.")},
    )
    acknowledge_days = forms.IntegerField(
        label=_("Working days to acknowledge a report"), min_value=1, max_value=60, widget=forms.TextInput(attrs=DAYS)
    )
    contact_days = forms.IntegerField(
        label=_("Working days to the first contact with the reporter"),
        min_value=1,
        max_value=60,
        widget=forms.TextInput(attrs=DAYS),
    )
    danger_signposts = forms.CharField(
        label=_("Whom to call when somebody is in danger"),
        max_length=1000,
        widget=forms.Textarea,
        help_text=_("One a line, with the number. Reporters see this before they type anything."),
    )

    gate = forms.ChoiceField(
        label=_("When do policies come before other work?"),
        choices=Gate.choices,
        widget=RadioSelect,
        help_text=_(
            "From then on somebody who has not acknowledged a policy can read, acknowledge, report, answer what is urgent, see "
            "their own drafts and messages, get help and sign out. Everything else waits."
        ),
    )

    @staticmethod
    def said_by(organisation: Organisation) -> dict[str, Any]:
        """What is set now."""
        return {name: getattr(organisation, name) for name in SettingsForm.base_fields}

    def facts(self) -> dict[str, Any]:
        """Lines end as the database keeps them, whatever the browser sent."""
        said = dict(self.cleaned_data)
        said["danger_signposts"] = "\n".join(said["danger_signposts"].splitlines())
        return said


class SiteForm(ActionForm):
    """A site's name."""

    heading_field = "name"
    name = forms.CharField(label=_("What is the site called?"), max_length=120)


class ClosedDayForm(ActionForm):
    """A day on which the organisation does not work."""

    day = DateInputField(label=_("Day"))
    name = forms.CharField(label=_("Name of the day"), max_length=80, help_text=_("For example New Year."))
