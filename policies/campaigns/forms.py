"""The form that starts a campaign."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.staff.choices import StaffKind
from accounts.staff.forms import ActionForm
from accounts.staff.models import StaffMember
from accounts.teams.models import Team
from boundaries.web.forms import CheckboxSelectMultiple, DateInputField
from policies.adoption.queries import in_force
from policies.campaigns.choices import AUDIENCE
from policies.campaigns.rules import MOST_DAYS, USUAL_DAYS

SHORT = {"class": "govuk-input--width-3", "inputmode": "numeric"}


class CampaignForm(ActionForm):
    """Which policies, whom, and until when."""

    policies = forms.MultipleChoiceField(
        label=_("Which policies?"),
        widget=CheckboxSelectMultiple(),
        error_messages={"required": _("Choose at least one policy.")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("Whom do you ask?"),
        choices=[(kind.value, StaffKind(kind).label) for kind in AUDIENCE],
        widget=CheckboxSelectMultiple(),
        error_messages={"required": _("Choose at least one.")},
    )
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(),
        label=_("Only these teams"),
        help_text=_("Choose none to ask all teams, and those who belong to no team."),
        required=False,
        widget=CheckboxSelectMultiple(),
    )
    due_on = DateInputField(
        label=_("What is the last day?"),
        help_text=_("A working day. It is for everybody who works here today."),
        error_messages={"required": _("Enter the last day.")},
    )
    with_starters = forms.BooleanField(
        label=_("Ask those who start later, too"),
        help_text=_("The campaign then goes on until you end it."),
        required=False,
        initial=True,
    )
    days = forms.IntegerField(
        label=_("How many days has somebody who starts later?"),
        help_text=_("So many has also whoever had acknowledged a policy whose words are changed."),
        min_value=1,
        max_value=MOST_DAYS,
        initial=USUAL_DAYS,
        widget=forms.TextInput(attrs=SHORT),
    )

    def __init__(self, *arguments: Any, actor: StaffMember, **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        policies, teams = self.fields["policies"], self.fields["teams"]
        assert isinstance(policies, forms.MultipleChoiceField)
        assert isinstance(teams, forms.ModelMultipleChoiceField)
        policies.choices = [(each.policy.key, each.version.title) for each in in_force(actor)]
        teams.queryset = Team.objects.filter(organisation_id=actor.organisation_id).order_by("name")

    def facts(self) -> dict[str, Any]:
        """The teams by their ids."""
        said = dict(self.cleaned_data)
        return said | {"teams": [team.pk for team in said["teams"]]}
