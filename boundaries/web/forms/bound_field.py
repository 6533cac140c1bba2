"""A field together with what was typed in it, as GOV.UK Frontend wants it marked up.

Any Django field works; nothing about looks has to be said in a form. What the browser would enforce by itself
(``required``, ``maxlength``) is left out: a browser cuts long text silently, we say what is wrong and keep it all.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

LONG_TEXT = 1000
ENFORCED_BY_BROWSERS = ("required", "maxlength", "minlength", "min", "max", "step")
INPUT_CLASSES: tuple[tuple[type[forms.Widget], str, str], ...] = (
    # widget, kind, classes; the first that fits
    (forms.HiddenInput, "hidden", ""),
    (forms.Textarea, "textarea", "govuk-textarea"),
    (forms.CheckboxSelectMultiple, "checkboxes", ""),  # to Django a kind of RadioSelect, so it comes first
    (forms.RadioSelect, "radios", ""),
    (forms.CheckboxInput, "checkbox", "govuk-checkboxes__input"),
    (forms.FileInput, "file", "govuk-file-upload"),
    (forms.Select, "select", "govuk-select"),
    (forms.PasswordInput, "password", "govuk-input govuk-password-input__input govuk-js-password-input-input"),
    (forms.MultiWidget, "boxes", ""),
    (forms.widgets.Input, "text", "govuk-input"),
)
UNTOUCHED = ("", "")


@dataclass(frozen=True)
class Choice:
    """One radio or checkbox with what stands beside it."""

    id: str
    name: str
    value: str
    label: str
    checked: bool
    disabled: bool
    hint: Any
    divider: bool
    exclusive: bool
    reveals: list[forms.BoundField]


@dataclass(frozen=True)
class ChoiceGroup:
    """Choices under one heading; an empty label means they stand by themselves."""

    label: str
    choices: list[Choice]


class PageBoundField(forms.BoundField):
    """Tells the field templates ids, classes, choices and which part is wrong."""

    @cached_property
    def kind(self) -> str:
        return self._look[0]

    @property
    def _look(self) -> tuple[str, str]:
        widget = self.field.widget
        return next(((kind, classes) for type_, kind, classes in INPUT_CLASSES if isinstance(widget, type_)), UNTOUCHED)

    # --- words ---------------------------------------------------------------------------------------------------

    @property
    def is_heading(self) -> bool:
        return getattr(self.form, "heading_field", "") == self.name

    @property
    def heading_caption(self) -> Any:
        return getattr(self.form, "heading_caption", "") if self.is_heading else ""

    @property
    def shows_optional(self) -> bool:
        return not self.field.required and bool(getattr(self.form, "mark_optional", False))

    @property
    def counted_to(self) -> int | None:
        """The most characters a long answer may have, shown while typing."""
        return getattr(self.field, "max_length", None) if self.kind == "textarea" else None

    @property
    def count_threshold(self) -> int:
        """From which part (in per cent) of the limit on the count is shown: a long limit should not press anyone."""
        return 75 if (self.counted_to or 0) >= LONG_TEXT else 0

    # --- ids -----------------------------------------------------------------------------------------------------

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}-hint"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}-error"

    @property
    def info_id(self) -> str:
        return f"{self.auto_id}-info"

    @property
    def aria_describedby(self) -> str | None:
        """Hint, error and count, in the order they are shown."""
        if not self.auto_id or self.is_hidden:
            return None
        ids = [
            self.field.widget.attrs.get("aria-describedby", ""),
            self.hint_id if self.help_text else "",
            self.error_id if self.errors else "",
            self.info_id if self.counted_to else "",
        ]
        return " ".join(filter(None, ids)) or None

    @property
    def first_wrong_id(self) -> str:
        """Where a link from the error summary must land: the first wrong box, or the first of a group."""
        if self.kind in {"radios", "checkboxes"}:
            first = next((group.choices[0] for group in self.choice_groups if group.choices), None)
            return first.id if first else self.auto_id
        if self.wrong_boxes:
            return f"{self.auto_id}_{self.wrong_boxes[0]}"
        return self.id_for_label or self.auto_id

    @property
    def wrong_boxes(self) -> tuple[str, ...]:
        """The boxes of a date that its errors name; all of them where an error names none."""
        names = getattr(self.field.widget, "widgets_names", None)
        if self.kind != "boxes" or not self.errors or names is None:
            return ()
        all_boxes = tuple(str(name).removeprefix("_") for name in names)
        errors = self.form.errors.as_data().get(self.name, [])
        named = [box for error in errors for box in (error.params or {}).get("boxes", ())]
        return tuple(box for box in all_boxes if box in named) or all_boxes

    # --- choices -------------------------------------------------------------------------------------------------

    @cached_property
    def choice_groups(self) -> list[ChoiceGroup]:
        widget: Any = self.field.widget
        attrs = self.build_widget_attrs({"id": self.auto_id} if self.auto_id else {})
        groups: list[ChoiceGroup] = []
        for label, options, _index in widget.get_context(self.html_name, self.value(), attrs)["widget"]["optgroups"]:
            choices = [self._choice(option) for option in options]
            if not label and groups and not groups[-1].label:
                groups[-1].choices.extend(choices)
            else:
                groups.append(ChoiceGroup(label or "", choices))
        return groups

    def _choice(self, option: dict[str, Any]) -> Choice:
        widget, value = self.field.widget, str(option["value"])
        return Choice(
            id=option["attrs"].get("id", ""),
            name=option["name"],
            value=value,
            label=option["label"],
            checked=option["selected"],
            disabled=bool(option["attrs"].get("disabled")),
            hint=getattr(widget, "hints", {}).get(value, ""),
            divider=getattr(widget, "divider_before", None) == value,
            exclusive=value in getattr(widget, "exclusive", ()),
            reveals=[self.form[name] for name in getattr(widget, "reveals", {}).get(value, ())],
        )

    # --- rendering -----------------------------------------------------------------------------------------------

    def as_widget(
        self, widget: forms.Widget | None = None, attrs: dict[str, Any] | None = None, only_initial: bool = False
    ) -> SafeString:
        if widget is None and self.kind in {"radios", "checkboxes"}:
            return mark_safe(self.renderer.render("django/forms/choices.html", {"field": self}))  # noqa: S308 -- a template escaped it
        return super().as_widget(widget, attrs, only_initial)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        built: dict[str, Any] = dict(super().build_widget_attrs(attrs, widget))
        shown = widget or self.field.widget
        if shown.is_hidden:
            return built
        for enforced in ENFORCED_BY_BROWSERS:
            if enforced in built or enforced in shown.attrs:
                built[enforced] = False
        if self.kind in {"radios", "checkboxes", "boxes"}:
            built.pop("aria-invalid", None)
        if self.kind == "boxes":
            built["wrong_boxes"] = self.wrong_boxes
        elif classes := self._classes(shown):
            built["class"] = classes
        return built

    def _classes(self, widget: forms.Widget) -> str:
        kind, base = self._look
        error = f"{base.split(' ', maxsplit=1)[0]}--error" if self.errors and base and kind != "checkbox" else ""
        counted = "govuk-js-character-count" if self.counted_to else ""
        return " ".join(filter(None, [base, error, counted, widget.attrs.get("class", "")]))
