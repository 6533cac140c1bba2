"""The forms for looking at oneself, and for writing something for oneself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.staff.forms import ActionForm
from boundaries.web.forms import CheckboxSelectMultiple, PageForm, RadioSelect
from policies.reflection.rules import LONGEST_NOTE


class SignsForm(PageForm):
    """The warning signs, from mild to grave. Ticking none is an answer too."""

    signs = forms.MultipleChoiceField(
        label=_("Which of these fit, even a little?"), required=False, widget=CheckboxSelectMultiple()
    )
    mark_optional = False

    def __init__(self, data: Any = None, *, offered: list[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["signs"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered


class NoteForm(ActionForm):
    """What one writes for oneself."""

    text = forms.CharField(
        label=_("What goes through your mind?"),
        help_text=_("Only you can read it, and you can delete it at any time."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write something first")},
    )


class NewNoteForm(NoteForm):
    """With a question to begin from, if one wants one."""

    prompt = forms.ChoiceField(label=_("Would a question help you to begin?"), required=False, widget=RadioSelect())
    field_order = ("prompt", "text")

    def __init__(self, *arguments: Any, prompts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        field = self.fields["prompt"]
        assert isinstance(field, forms.ChoiceField)
        self.prompts = dict(prompts)
        if prompts:
            field.choices = [*prompts, ("", _("No, I just want to write"))]
        else:
            del self.fields["prompt"]

    def facts(self) -> dict[str, Any]:
        """The words, and the words of the question."""
        said = self.cleaned_data
        return {"text": said["text"], "prompt": self.prompts.get(said.get("prompt", ""), "")}
