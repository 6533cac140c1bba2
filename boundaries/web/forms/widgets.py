"""Widgets that carry what a page shows beside a choice: hints, an "or", and the questions a choice opens."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words: TypeAlias = str | Promise


class _Choices:
    """What both kinds of choice list may say about their choices, keyed by the choice's value."""

    hints: Mapping[str, Words]
    reveals: Mapping[str, Sequence[str]]
    divider_before: str | None
    inline: bool
    exclusive: Collection[str]

    def _describe(
        self,
        hints: Mapping[str, Words] | None,
        reveals: Mapping[str, Sequence[str]] | None,
        divider_before: str | None,
        inline: bool,
        exclusive: Collection[str],
    ) -> None:
        self.hints = {str(value): words for value, words in (hints or {}).items()}
        self.reveals = {str(value): tuple(names) for value, names in (reveals or {}).items()}
        self.divider_before = divider_before
        self.inline = inline
        self.exclusive = frozenset(str(value) for value in exclusive)


class RadioSelect(_Choices, forms.RadioSelect):
    """Radios. ``reveals`` names the fields a choice opens; without JavaScript they simply stand below it."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        hints: Mapping[str, Words] | None = None,
        reveals: Mapping[str, Sequence[str]] | None = None,
        divider_before: str | None = None,
        inline: bool = False,
    ) -> None:
        super().__init__(attrs, choices)
        self._describe(hints, reveals, divider_before, inline, ())


class CheckboxSelectMultiple(_Choices, forms.CheckboxSelectMultiple):
    """Checkboxes, in named groups where the choices are. A choice in ``exclusive`` ("not sure") unticks the others."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        hints: Mapping[str, Words] | None = None,
        reveals: Mapping[str, Sequence[str]] | None = None,
        divider_before: str | None = None,
        exclusive: Collection[str] = (),
    ) -> None:
        super().__init__(attrs, choices)
        self._describe(hints, reveals, divider_before, False, exclusive)


class DateBoxes(forms.MultiWidget):
    """Three boxes, day, month and year: nobody has to guess an order or open a calendar."""

    template_name = "django/forms/widgets/date_boxes.html"
    use_fieldset = True
    LABELS: Mapping[str, Words] = {"day": _("Day"), "month": _("Month"), "year": _("Year")}

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({box: forms.TextInput() for box in self.LABELS}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        return [None, None, None]

    def id_for_label(self, id_: str) -> str:
        """The first box, so that a link to the field lands in something one can type in."""
        return f"{id_}_day" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        wrong = (attrs or {}).pop("wrong_boxes", ())
        context = super().get_context(name, value, attrs)
        boxes = context["widget"]["subwidgets"]
        group_id = context["widget"]["attrs"].get("id")
        for (box, label), subwidget in zip(self.LABELS.items(), boxes, strict=True):
            subwidget["box"], subwidget["label"], subwidget["is_wrong"] = box, label, box in wrong
            if group_id:
                subwidget["attrs"]["id"] = f"{group_id}_{box}"
        return context
