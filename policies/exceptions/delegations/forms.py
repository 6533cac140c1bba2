"""The form by which a director lets somebody decide in their place."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.staff.forms import ActionForm, person_field
from accounts.staff.models import StaffMember
from boundaries.web.forms import DateInputField
from policies.exceptions.queries import owners_for


class DelegationForm(ActionForm):
    """Who, from when, until when."""

    starts_on = DateInputField(label=_("From which day?"))
    ends_on = DateInputField(label=_("Until which day?"), help_text=_("This day included. It ends by itself."))
    field_order = ("delegate", "starts_on", "ends_on")

    def __init__(self, data: Any = None, files: Any = None, *, actor: StaffMember) -> None:
        super().__init__(data, files)
        people = owners_for(actor.organisation_id).exclude(pk=actor.pk)
        self.fields["delegate"] = person_field(people, label=_("Who decides in your place?"))
        self.order_fields(self.field_order)

    def facts(self) -> dict[str, Any]:
        """The person by their id."""
        told = dict(self.cleaned_data)
        return {"delegate_id": told["delegate"].pk, "starts_on": told["starts_on"], "ends_on": told["ends_on"]}
