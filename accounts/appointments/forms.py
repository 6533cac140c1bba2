"""The forms about appointments."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.organisations.models import Site
from accounts.staff.forms import ActionForm, person_field
from accounts.staff.models import StaffMember
from accounts.teams.models import Team
from boundaries.web.forms import CheckboxSelectMultiple, DateInputField, RadioSelect

AT_ONCE, THAT_DAY = "at_once", "that_day"


class ProposalForm(ActionForm):
    """Who is to hold which role, where and how long."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose a role")), *Role.choices])
    starts_on = DateInputField(label=_("First day"))
    ends_on = DateInputField(
        label=_("Last day"),
        required=False,
        help_text=_("The role counts until the end of that day. Shift leaders and deputies need one."),
    )
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(),
        label=_("Teams"),
        required=False,
        help_text=_("Only for shift leaders and deputies."),
        widget=CheckboxSelectMultiple,
    )
    area = forms.ModelChoiceField(
        Site.objects.none(),
        label=_("Site"),
        required=False,
        empty_label=_("The whole organisation"),
        help_text=_("Only for directors who answer for one site."),
    )

    def __init__(self, *arguments: Any, actor: StaffMember, people: QuerySet[StaffMember], **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        self.fields["person"] = person_field(people, label=_("Person"))
        self.order_fields(["person"])
        for name, rows in (("teams", Team.objects.all()), ("area", Site.objects.all())):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows.filter(organisation_id=actor.organisation_id).order_by("name")

    def facts(self) -> dict[str, Any]:
        """Ids in place of rows."""
        said = self.cleaned_data
        return {
            "person_id": said["person"].id,
            "role": Role(said["role"]),
            "starts_on": said["starts_on"],
            "ends_on": said["ends_on"],
            "team_ids": [team.id for team in said["teams"]],
            "area_id": said["area"].id if said["area"] else None,
        }


class EndForm(ActionForm):
    """When a role ends."""

    when = forms.ChoiceField(
        label=_("When does it end?"),
        choices=[(AT_ONCE, _("At once")), (THAT_DAY, _("At the end of a day"))],
        widget=RadioSelect(reveals={THAT_DAY: ["last_day"]}),
    )
    last_day = DateInputField(label=_("Last day"))

    def facts(self) -> dict[str, date | None]:
        """The last day, or None for at once."""
        return {"last_day": self.cleaned_data["last_day"] if self.cleaned_data["when"] == THAT_DAY else None}
