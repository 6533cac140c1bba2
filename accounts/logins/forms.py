"""The form with which a second person confirms logins."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.staff.forms import ActionForm
from accounts.staff.models import StaffMember
from boundaries.web.forms import CheckboxSelectMultiple


class ConfirmLoginsForm(ActionForm):
    """Whose logins are confirmed."""

    mark_optional = False
    people = forms.MultipleChoiceField(
        label=_("Whose address do you know to be theirs?"), error_messages={"required": _("Choose at least one person.")}
    )

    def __init__(self, *arguments: Any, waiting: list[StaffMember], **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        hints = {str(each.id): in_words(each) for each in waiting}
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.widget = CheckboxSelectMultiple(hints=hints)
        field.choices = [(str(each.id), _described(each)) for each in waiting]

    def facts(self) -> dict[str, Any]:
        """The people by their ids."""
        return {"person_ids": [UUID(each) for each in self.cleaned_data["people"]]}


def _described(person: StaffMember) -> str:
    return f"{person.name}, {person.job_title}" if person.job_title else person.name


def in_words(person: StaffMember) -> str:
    """The address, and who gave it."""
    assert person.user is not None  # only people with a login are listed
    giver = person.user.given_by
    if giver is None:
        return person.user.email
    return _("%(address)s, given by %(name)s") % {"address": person.user.email, "name": giver.name}
