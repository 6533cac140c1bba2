"""Forms for pages: which question is the page's heading, and which questions belong to a choice."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from boundaries.web.forms.bound_field import INPUT_CLASSES

REQUIRED = {
    "text": _("Write an answer to “{question}”"),
    "textarea": _("Write an answer to “{question}”"),
    "password": _("Enter “{question}”"),
    "radios": _("Choose an answer to “{question}”"),
    "checkboxes": _("Choose at least one answer to “{question}”"),
    "select": _("Choose an answer to “{question}”"),
    "checkbox": _("Tick the box “{question}”"),
    "file": _("Choose a file for “{question}”"),
}
TOO_LONG = _("“{question}” must have at most %(limit_value)d characters, and it has %(show_value)d")


def _kind(field: forms.Field) -> str:
    return next((kind for type_, kind, _classes in INPUT_CLASSES if isinstance(field.widget, type_)), "")


def name_the_question(name: str, field: forms.Field) -> None:
    """Replaces Django's general words ("This field is required.") by words that name the question.

    Words that a form gives itself stay as they are.
    """
    question = field.label or name.replace("_", " ")
    kind = _kind(field)
    messages = field.error_messages
    if kind in REQUIRED and messages.get("required") == forms.Field.default_error_messages["required"]:
        messages["required"] = format_lazy(REQUIRED[kind], question=question)
    messages.setdefault("max_length", format_lazy(TOO_LONG, question=question))


class _PageFormRules:
    """What a page's form adds to Django's.

    - ``heading_field`` names the one field whose question is the page's heading (one thing per page);
    - ``mark_optional``: "(optional)" is written behind every question that may be left out;
    - a field named in a choice's ``reveals`` counts only while that choice is taken: otherwise it is neither
      required nor kept.
    """

    heading_field: str = ""
    heading_caption: Any = ""
    mark_optional: bool = True
    use_required_attribute = False

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    _errors: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            name_the_question(name, field)

    def reveals(self) -> Iterator[tuple[str, str, str]]:
        """Every (choosing field, choice, revealed field)."""
        for name, field in self.fields.items():
            for choice, revealed in getattr(field.widget, "reveals", {}).items():
                for other in revealed:
                    yield name, choice, other

    @property
    def revealed_names(self) -> frozenset[str]:
        return frozenset(other for _name, _choice, other in self.reveals())

    @property
    def open_fields(self) -> list[forms.BoundField]:
        """The visible fields that stand by themselves: those opened by a choice are shown with it."""
        revealed = self.revealed_names
        return [field for field in self.visible_fields() if field.name not in revealed]  # type: ignore[attr-defined] # mixed into a form

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc] # mixed into a form
        taken = {other for name, choice, other in self.reveals() if choice in self._chosen(name)}
        for other in self.revealed_names - taken:
            self._errors.pop(other, None)
            self.cleaned_data[other] = getattr(self.fields[other], "empty_value", None)

    def _chosen(self, name: str) -> set[str]:
        value = self.cleaned_data.get(name)
        return {str(item) for item in value} if isinstance(value, list | tuple | set) else {str(value)}


class PageForm(_PageFormRules, forms.Form):
    """A form on a page."""


class PageModelForm(_PageFormRules, forms.ModelForm):
    """A form on a page that writes to a model."""
