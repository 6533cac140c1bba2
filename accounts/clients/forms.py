"""The forms about clients."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.clients.choices import ClientKind, ClientStatus, Tie
from accounts.clients.models import Client
from accounts.clients.rules import LONGEST_NAME
from accounts.organisations.models import Site
from accounts.staff.forms import ActionForm, person_field
from accounts.staff.models import StaffMember
from boundaries.web.forms import CheckboxSelectMultiple, PageForm, RadioSelect

CIRCUMSTANCES = [
    ("is_minor", _("Under age")),
    ("has_special_needs", _("Adult with special needs")),
    ("is_paid_participant", _("Paid participant")),
    ("is_applicant", _("Applicant")),
]


class FindClientsForm(PageForm):
    """How the list of clients is narrowed down."""

    mark_optional = False
    q = forms.CharField(label=_("Name or reference"), required=False, max_length=LONGEST_NAME)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("All")), *ClientStatus.choices])


class ClientForm(ActionForm):
    """What is said of a client. Nothing here asks for a client's fault or story."""

    name = forms.CharField(label=_("Full name"), max_length=LONGEST_NAME)
    reference = forms.CharField(
        label=_("Reference"),
        max_length=40,
        help_text=_("What staff say and write instead of the name."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=ClientKind.choices, widget=RadioSelect)
    status = forms.ChoiceField(label=_("Status"), choices=ClientStatus.choices, widget=RadioSelect)
    circumstances = forms.MultipleChoiceField(
        label=_("Does any of this apply?"), choices=CIRCUMSTANCES, required=False, widget=CheckboxSelectMultiple
    )
    language = forms.CharField(label=_("Language they prefer"), max_length=60, required=False)
    needs_interpreter = forms.BooleanField(label=_("An interpreter is needed"), required=False)
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), required=False, empty_label=_("No site"))

    def __init__(self, *arguments: Any, actor: StaffMember, **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        site = self.fields["site"]
        assert isinstance(site, forms.ModelChoiceField)
        site.queryset = Site.objects.filter(organisation_id=actor.organisation_id).order_by("name")

    @staticmethod
    def said_of(client: Client) -> dict[str, Any]:
        """What is said now."""
        plain = ("name", "reference", "kind", "status", "language", "needs_interpreter", "site")
        flags = [flag for flag, _words in CIRCUMSTANCES if getattr(client, flag)]
        return {**{name: getattr(client, name) for name in plain}, "circumstances": flags}

    def facts(self) -> dict[str, Any]:
        """Flags, choices and ids as the action wants them."""
        said = self.cleaned_data
        details = {
            "kind": ClientKind(said["kind"]),
            "status": ClientStatus(said["status"]),
            "language": said["language"],
            "needs_interpreter": said["needs_interpreter"],
            "site_id": said["site"].id if said["site"] else None,
            **{flag: flag in said["circumstances"] for flag, _words in CIRCUMSTANCES},
        }
        return {"name": said["name"], "reference": said["reference"], "details": details}


class NewClientForm(ClientForm):
    """A client with the key worker who takes them on."""

    def __init__(self, *arguments: Any, people: QuerySet[StaffMember], needs_worker: bool, **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        self.fields["reference"].required = False
        self.fields["reference"].help_text = _("What staff say and write instead of the name. Leave it empty to get one.")
        label = _("Who takes the client on as key worker?")
        self.fields["worker"] = person_field(
            people, nobody=None if needs_worker else _("Nobody yet"), label=label, required=needs_worker
        )

    def facts(self) -> dict[str, Any]:
        """With the key worker."""
        worker = self.cleaned_data["worker"]
        return {**super().facts(), "key_worker_id": worker.id if worker else None}


class RelativeForm(ActionForm):
    """Somebody close to a client."""

    name = forms.CharField(label=_("Full name"), max_length=LONGEST_NAME)
    tie = forms.ChoiceField(label=_("What are they to the client?"), choices=Tie.choices, widget=RadioSelect)

    def facts(self) -> dict[str, Any]:
        """Name and tie."""
        return {"name": self.cleaned_data["name"], "tie": Tie(self.cleaned_data["tie"])}
