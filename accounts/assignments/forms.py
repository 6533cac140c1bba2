"""The forms about who works with a client."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.assignments.choices import AssignmentRole
from accounts.staff.forms import ActionForm, person_field
from accounts.staff.models import StaffMember
from boundaries.web.forms import DateInputField, RadioSelect


class AssignForm(ActionForm):
    """Who works with the client, as what, from when to when."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=AssignmentRole.choices,
        widget=RadioSelect(hints={AssignmentRole.KEY_WORKER: _("A client has one key worker at a time.")}),
    )
    starts_on = DateInputField(label=_("First day"))
    ends_on = DateInputField(label=_("Last day"), required=False)

    def __init__(self, *arguments: Any, people: QuerySet[StaffMember], **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        self.fields["worker"] = person_field(people, label=_("Who works with the client?"))
        self.order_fields(["worker"])

    def facts(self) -> dict[str, Any]:
        """Ids in place of rows."""
        said = self.cleaned_data
        return {
            "worker_id": said["worker"].id,
            "role": AssignmentRole(said["role"]),
            "starts_on": said["starts_on"],
            "ends_on": said["ends_on"],
        }


class EndForm(ActionForm):
    """The last day on which somebody works with the client."""

    last_day = DateInputField(label=_("Last day"), help_text=_("Until the end of that day they may know of the client."))
