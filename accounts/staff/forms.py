"""The forms about people, and what every form of this package shares."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Site
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from accounts.staff.queries import LONGEST_SEARCH
from accounts.teams.models import Team
from boundaries.errors.exceptions import RuleViolation
from boundaries.web.forms import DateInputField, PageForm, RadioSelect

LONGEST_LIST = 300
"""So many people can be chosen from a list; among more than that, a name is typed."""


class ActionForm(PageForm):
    """A form that asks an action to do what it says; a rule that does not agree is said beside its field."""

    result: Any = None

    def does(self, action: Callable[..., Any], **facts: Any) -> bool:
        """Whether the form is in order and the action agreed; nothing typed is lost if not."""
        if not self.is_valid():
            return False
        try:
            self.result = action(**facts, **self.facts())
        except RuleViolation as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)
            return False
        return True

    def facts(self) -> dict[str, Any]:
        """What the action is to be told."""
        return dict(self.cleaned_data)


class ConfirmForm(ActionForm):
    """A question that is answered by its button."""


class PersonChoice(forms.ModelChoiceField):
    """Somebody out of a list, told apart by their job."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}, {obj.job_title}" if obj.job_title else str(obj.name)


class TypedPerson(forms.CharField):
    """Somebody among very many, by their full name or staff number."""

    def __init__(self, people: QuerySet[StaffMember], **kwargs: Any) -> None:
        self.people = people
        super().__init__(max_length=LONGEST_SEARCH, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The name of somebody who was chosen before, or whatever was typed."""
        return value.name if isinstance(value, StaffMember) else value

    def clean(self, value: Any) -> Any:
        """The one person with this name or number."""
        typed = super().clean(value)
        if not typed:
            return None
        found = list(self.people.filter(reference__iexact=typed)[:1]) or list(self.people.filter(name__iexact=typed)[:2])
        if not found:
            raise ValidationError(_("Nobody has this name or staff number. Check how it is written."))
        if len(found) > 1:
            raise ValidationError(_("Several people have this name. Enter the staff number instead."))
        return found[0]


def person_field(people: QuerySet[StaffMember], *, nobody: Any = None, **kwargs: Any) -> forms.Field:
    """A field for one of these people: a list, or a name to be typed where the list would be too long."""
    people = people.select_related(None)
    kwargs.setdefault("error_messages", {"required": _("Choose a person"), "invalid_choice": _("Choose a person from the list")})
    if people.order_by()[: LONGEST_LIST + 1].count() > LONGEST_LIST:
        kwargs |= {"help_text": _("Enter the full name or the staff number."), "error_messages": {"required": _("Enter a name")}}
        return TypedPerson(people, **kwargs)
    return PersonChoice(people.order_by("name", "id"), empty_label=nobody or _("Choose a person"), **kwargs)


class FindPeopleForm(PageForm):
    """How the list of people is narrowed down."""

    mark_optional = False
    q = forms.CharField(label=_("Name or staff number"), required=False, max_length=LONGEST_SEARCH)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), required=False, empty_label=_("All teams"))
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), required=False, empty_label=_("All sites"))
    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("People who work here")), ("left", _("People who have left")), ("all", _("Everybody"))],
    )

    def __init__(self, data: Any, *, actor: StaffMember, details: bool) -> None:
        super().__init__(data)
        _own(self.fields["team"], Team.objects.filter(organisation_id=actor.organisation_id).order_by("name"))
        _own(self.fields["site"], Site.objects.filter(organisation_id=actor.organisation_id).order_by("name"))
        if not details:
            del self.fields["state"]

    def filters(self) -> dict[str, Any]:
        """What was chosen; without a choice, those who work here."""
        chosen = self.cleaned_data if self.is_valid() else {}
        return {**chosen, "state": chosen.get("state") or "active"}


class PersonForm(ActionForm):
    """Everything that is said of a person but their line manager, who has a page of their own."""

    name = forms.CharField(label=_("Full name"), max_length=120)
    kind = forms.ChoiceField(
        label=_("How do they belong to the organisation?"),
        choices=StaffKind.choices,
        widget=RadioSelect(
            hints={StaffKind.OUTSIDE: _("Somebody outside who is last in the route of reports and sees nothing else.")},
            reveals={StaffKind.PARTNER: ["partner"]},
        ),
    )
    partner = forms.CharField(label=_("Name of the partner organisation"), max_length=120)
    job_title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    reference = forms.CharField(
        label=_("Staff number"), max_length=40, required=False, widget=forms.TextInput(attrs={"class": "govuk-input--width-10"})
    )
    email = forms.EmailField(
        label=_("E-mail address to sign in with"),
        max_length=254,
        required=False,
        help_text=_("Leave it empty for somebody without a login."),
    )
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), required=False, empty_label=_("No team"))
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), required=False, empty_label=_("No site"))
    started_on = DateInputField(label=_("First day of work"), required=False)

    def __init__(self, *arguments: Any, actor: StaffMember, **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        _own(self.fields["team"], Team.objects.filter(organisation_id=actor.organisation_id).order_by("name"))
        _own(self.fields["site"], Site.objects.filter(organisation_id=actor.organisation_id).order_by("name"))

    def facts(self) -> dict[str, Any]:
        """Ids in place of rows."""
        said = dict(self.cleaned_data)
        said["kind"] = StaffKind(said["kind"])
        said["partner"] = said.get("partner") or ""
        for name in ("team", "site", "manager"):
            if name in said:
                chosen = said.pop(name)
                said[f"{name}_id"] = chosen.id if chosen else None
        return said


class NewPersonForm(PersonForm):
    """A person with their line manager."""

    def __init__(self, *arguments: Any, people: QuerySet[StaffMember], **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        nobody = _("Nobody")
        self.fields["manager"] = person_field(people, nobody=nobody, label=_("Line manager"), required=False)
        self.order_fields(["name", "kind", "partner", "job_title", "manager"])


class ManagerForm(ActionForm):
    """Who is the line manager from now on."""

    heading_field = "manager"
    mark_optional = False

    def __init__(self, *arguments: Any, people: QuerySet[StaffMember], **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        label = _("Who is the line manager?")
        self.fields["manager"] = person_field(people, nobody=_("Nobody"), label=label, required=False)

    def facts(self) -> dict[str, Any]:
        """The id, or None for nobody."""
        chosen = self.cleaned_data["manager"]
        return {"manager_id": chosen.id if chosen else None}


class LastDayForm(ActionForm):
    """The last day of work."""

    last_day = DateInputField(label=_("Last day of work"))


def _own(field: forms.Field, rows: QuerySet[Any]) -> None:
    """Let a field offer the organisation's own rows and no others."""
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
