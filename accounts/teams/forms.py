"""The form of a team."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Site
from accounts.staff.forms import ActionForm
from accounts.staff.models import StaffMember


class TeamForm(ActionForm):
    """A team's name and site."""

    name = forms.CharField(label=_("Name of the team"), max_length=120)
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), required=False, empty_label=_("No site"))

    def __init__(self, *arguments: Any, actor: StaffMember, **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        site = self.fields["site"]
        assert isinstance(site, forms.ModelChoiceField)
        site.queryset = Site.objects.filter(organisation_id=actor.organisation_id).order_by("name")

    def facts(self) -> dict[str, Any]:
        """Name and id of the site."""
        site = self.cleaned_data["site"]
        return {"name": self.cleaned_data["name"], "site_id": site.id if site else None}
