"""The forms about training."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Site
from accounts.staff.choices import StaffKind
from accounts.staff.forms import ActionForm
from accounts.staff.models import StaffMember
from accounts.staff.queries import LONGEST_SEARCH
from accounts.teams.models import Team
from boundaries.web.forms import CheckboxSelectMultiple, DateInputField, PageForm, RadioSelect
from policies.library.choices import CATEGORY_GROUPS, Category
from policies.training import rules
from policies.training.choices import RECORDED, Clients, How, Show
from policies.training.models import Topic

LONGEST_LIST = 4000


class Lines(forms.CharField):
    """One thing a line."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_LIST, **kwargs)

    def clean(self, value: Any) -> Any:
        """The lines that say something, each once."""
        text = super().clean(value)
        return list(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))

    def prepare_value(self, value: Any) -> Any:
        """The lines as they are typed."""
        return "\n".join(value) if isinstance(value, list) else value


class TopicForm(ActionForm):
    """What a topic is about, who needs it, and how long it counts."""

    title = forms.CharField(label=_("What is the topic called?"), max_length=rules.LONGEST_TITLE)
    about = forms.CharField(
        label=_("What is it about?"), max_length=rules.LONGEST_ABOUT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    categories = forms.MultipleChoiceField(
        label=_("Which boundaries is it about?"),
        help_text=_("The clauses of your policies about these belong to it, and its quiz asks about them."),
        required=False,
        choices=[
            (group, [(each.value, each.label) for each in inside])
            for group, inside in CATEGORY_GROUPS
            if Category.UNSURE not in inside
        ],
        widget=CheckboxSelectMultiple,
    )
    codes = Lines(label=_("Which clauses besides?"), help_text=_("The ids of clauses, one a line, such as RC-B-9."))
    kinds = forms.MultipleChoiceField(
        label=_("Who needs it?"),
        help_text=_("Tick none for everybody. What you choose here and below must all fit."),
        required=False,
        choices=[(each.value, each.label) for each in StaffKind if each != StaffKind.OUTSIDE],
        widget=CheckboxSelectMultiple,
    )
    posts = Lines(label=_("Only with these job titles"), help_text=_("One a line. Leave it empty for all."))
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Only of this team"), required=False, empty_label=_("All teams"))
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Only at this site"), required=False, empty_label=_("All sites"))
    clients = forms.ChoiceField(
        label=_("Does it depend on whom they work with?"),
        required=False,
        choices=Clients.choices,
        widget=RadioSelect(
            hints={
                Clients.MINOR: _("Nobody is assigned to a minor before they have done it."),
                Clients.SPECIAL_NEEDS: _("Nobody is assigned to such a client before they have done it."),
            }
        ),
    )
    months = forms.IntegerField(
        label=_("For how many months does it count?"),
        help_text=_("Leave it empty if it does not run out."),
        required=False,
        min_value=rules.LEAST_MONTHS,
        max_value=rules.MOST_MONTHS,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )

    by_quiz = forms.BooleanField(
        label=_("Passing its quiz will do"),
        help_text=_("Otherwise it is done with somebody, and the quiz is for practice."),
        required=False,
    )

    def __init__(self, *arguments: Any, actor: StaffMember, **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        for name, model in (("team", Team), ("site", Site)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = model._default_manager.filter(organisation_id=actor.organisation_id).order_by("name")

    def facts(self) -> dict[str, Any]:
        """Ids in place of rows."""
        said = dict(self.cleaned_data)
        for name in ("team", "site"):
            chosen = said.pop(name)
            said[f"{name}_id"] = chosen.pk if chosen else None
        return said


def said_of(topic: Topic) -> dict[str, Any]:
    """What a topic says now."""
    names = ("title", "about", "categories", "codes", "kinds", "posts", "clients", "months", "by_quiz")
    return {name: getattr(topic, name) for name in names} | {"team": topic.team_id, "site": topic.site_id}


class FindStandingsForm(PageForm):
    """How the overview is narrowed down."""

    mark_optional = False
    q = forms.CharField(label=_("Name or staff number"), required=False, max_length=LONGEST_SEARCH)
    show = forms.ChoiceField(label=_("Show"), required=False, choices=Show.choices)
    topic = forms.ModelChoiceField(Topic.objects.none(), label=_("Topic"), required=False, empty_label=_("All topics"))
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), required=False, empty_label=_("All teams"))
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), required=False, empty_label=_("All sites"))

    def __init__(self, data: Any, *, actor: StaffMember, topics: QuerySet[Topic]) -> None:
        super().__init__(data)
        ours = {"organisation_id": actor.organisation_id}
        rows = {
            "topic": topics,
            "team": Team.objects.filter(**ours).order_by("name"),
            "site": Site.objects.filter(**ours).order_by("name"),
        }
        for name, queryset in rows.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset
        self.fields["topic"].label_from_instance = lambda topic: topic.title  # type: ignore[attr-defined]  # Django's own

    def filters(self) -> dict[str, Any]:
        """What was chosen."""
        return dict(self.cleaned_data) if self.is_valid() else {}


class PeopleChoice(forms.ModelMultipleChoiceField):
    """Several people out of a list."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}, {obj.job_title}" if obj.job_title else str(obj.name)


class RecordForm(ActionForm):
    """Which topic, when, how, and who."""

    topic = forms.ModelChoiceField(
        Topic.objects.none(),
        label=_("Which topic?"),
        empty_label=_("Choose a topic"),
        error_messages={"required": _("Choose a topic")},
    )
    done_on = DateInputField(label=_("On which day?"))
    how = forms.ChoiceField(
        label=_("How was it done?"), choices=[(each.value, each.label) for each in RECORDED], widget=RadioSelect
    )
    people = PeopleChoice(
        StaffMember.objects.none(),
        label=_("Who was there?"),
        widget=CheckboxSelectMultiple,
        error_messages={"required": _("Choose who was there")},
    )

    def __init__(self, *arguments: Any, people: QuerySet[StaffMember], topics: QuerySet[Topic], **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        for name, queryset in (("people", people), ("topic", topics)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset
        self.fields["topic"].label_from_instance = lambda topic: topic.title  # type: ignore[attr-defined]  # Django's own

    def facts(self) -> dict[str, Any]:
        """Ids in place of rows."""
        said = self.cleaned_data
        return {
            "topic_id": said["topic"].pk,
            "people": [each.pk for each in said["people"]],
            "how": How(said["how"]),
            "done_on": said["done_on"],
        }
