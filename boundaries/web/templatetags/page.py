"""Tags that pages and components share. Load with ``{% load page %}`` (settings: TEMPLATES, "libraries")."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms, template
from django.conf import settings
from django.templatetags.static import static

from boundaries.web.time_left import TimeLeft
from boundaries.web.time_left import time_left as count_time_left

register = template.Library()


@dataclass(frozen=True)
class ErrorLink:
    """One line of the error summary; without an id it is about the form as a whole."""

    field_id: str
    message: str


@register.simple_tag
def error_links(form: Any, errors: Any = ()) -> list[Any]:
    """Every error of a form (or formset) in the order of its questions, with the id of the input to go to.

    ``errors`` are errors of anything else, each with ``message`` and ``field_id``.
    """
    if isinstance(form, forms.BaseFormSet):
        own = [ErrorLink("", str(error)) for error in form.non_form_errors()]
        return own + [link for member in form.forms for link in _links(member)]
    return [*(_links(form) if isinstance(form, forms.BaseForm) else []), *(errors or ())]


def _links(form: forms.BaseForm) -> list[ErrorLink]:
    if not form.is_bound:
        return []
    links = [ErrorLink("", str(error)) for error in form.non_field_errors()]
    for field in form:
        field_id = "" if field.is_hidden else getattr(field, "first_wrong_id", field.id_for_label)
        links += [ErrorLink(field_id, str(error)) for error in field.errors]
    return links


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built file; an unbuilt one gives a plain address, so that an error page never fails itself."""
    try:
        return static(name)
    except ValueError:
        return f"{settings.STATIC_URL}{name}"


@register.simple_tag
def time_left(due_at: datetime | None, now: datetime, waiting: bool = False) -> TimeLeft:
    """Words and tone of what is left until ``due_at``: see boundaries/web/time_left.py."""
    return count_time_left(due_at, now, waiting=waiting)


@register.filter
def is_list(value: Any) -> bool:
    """Whether a value is several values."""
    return isinstance(value, list | tuple)


@register.filter
def at(values: Any, index: int) -> Any:
    """The value at a place in a list."""
    return values[index]
