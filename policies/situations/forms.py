"""What is chosen of a situation, page by page. It comes with every page and is kept nowhere."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from boundaries.web.forms import PageForm, RadioSelect
from policies.library.choices import Category
from policies.situations.choices import Danger, Happened, Towards, Worker
from policies.situations.rules import Circumstances, Question

LONGEST_WORDS, LONGEST_SEARCH = 1000, 100
NONE_OF_THEM = "none"
"""The topic of what is about no topic."""


class ChosenForm(forms.Form):
    """What has been chosen so far. What cannot be is taken for nothing."""

    topic = forms.ChoiceField(choices=[*Category.choices, (NONE_OF_THEM, "")], required=False)
    q = forms.CharField(max_length=LONGEST_SEARCH, required=False)
    words = forms.CharField(max_length=LONGEST_WORDS, required=False)
    step = forms.ChoiceField(choices=[(each, each) for each in ("topics", "search", "asked", "none")], required=False)

    def chosen(self) -> dict[str, str]:
        """The answers that are in order; empty words for the others."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class QuestionsForm(PageForm):
    """The few questions that change the answer. None has to be answered: what is not known is answered strictly."""

    danger = forms.ChoiceField(
        label=_("Is anyone in danger now?"), choices=Danger, widget=RadioSelect(), required=False
    )  # fmt: skip
    happened = forms.ChoiceField(label=_("Has it happened already?"), choices=Happened, widget=RadioSelect(), required=False)
    towards = forms.ChoiceField(label=_("Who is it about, besides you?"), choices=Towards, widget=RadioSelect(), required=False)
    who = forms.ChoiceField(
        label=_("How does the person who does it work here?"), choices=Worker, widget=RadioSelect(), required=False
    )

    def __init__(self, data: Any = None, *, asked: list[Question]) -> None:
        super().__init__(data)
        offered = [str(each) for each in asked]
        for name in [name for name in self.fields if name not in offered]:
            del self.fields[name]
        self.order_fields(offered)


def circumstances(said: dict[str, str], *, who: str) -> Circumstances:
    """What was answered; ``who`` where the person themselves is known."""
    happened = said.get("happened", "")
    return Circumstances(
        happened={Happened.YES: True, Happened.NOT_YET: False}.get(Happened(happened)) if happened else None,
        danger=said.get("danger") == Danger.YES,
        towards=said.get("towards", ""),
        who=said.get("who") or who,
    )
