"""The forms about training needs."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.staff.forms import ActionForm
from boundaries.web.forms import DateInputField, RadioSelect
from policies.training.models import Topic
from policies.training.needs import rules
from policies.training.needs.choices import ANSWERS, NeedStatus


class RaiseForm(ActionForm):
    """What one needs."""

    text = forms.CharField(
        label=_("What do you need training in?"),
        help_text=_("For example what you were never shown, or what you are unsure about. Name no client."),
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea,
    )
    topic = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Does it belong to a topic?"), required=False, empty_label=_("None, or I do not know")
    )

    def __init__(self, *arguments: Any, topics: QuerySet[Topic], **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        field = self.fields["topic"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = topics
        self.fields["topic"].label_from_instance = lambda topic: topic.title  # type: ignore[attr-defined]  # Django's own

    def facts(self) -> dict[str, Any]:
        """The topic by its id."""
        chosen = self.cleaned_data["topic"]
        return {"text": self.cleaned_data["text"], "topic_id": chosen.pk if chosen else None}


class AnswerForm(ActionForm):
    """When it is planned, or why not now."""

    answer = forms.ChoiceField(
        label=_("What do you answer?"),
        choices=[(each.value, each.label) for each in ANSWERS],
        widget=RadioSelect(reveals={NeedStatus.PLANNED: ["planned_for"], NeedStatus.NOT_NOW: ["reason"]}),
    )
    planned_for = DateInputField(label=_("For which day?"))
    reason = forms.CharField(label=_("Why not now?"), max_length=rules.LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))

    def facts(self) -> dict[str, Any]:
        """What was said for the chosen answer."""
        said = self.cleaned_data
        return {
            "answer": NeedStatus(said["answer"]),
            "planned_for": said.get("planned_for") or None,
            "reason": said.get("reason") or "",
        }
