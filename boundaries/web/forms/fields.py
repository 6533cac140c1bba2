"""Fields for the two things people type in many ways: a date and a time."""

import re
from collections.abc import Callable, Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from boundaries.web.forms.widgets import DateBoxes

BOXES = ("day", "month", "year")
LAST_MONTH, LAST_DAY, NOON = 12, 31, 12
FOUR_NUMBERS = re.compile(r"[1-9][0-9]{3}")
SMALL_NUMBER = re.compile(r"\d{1,2}")
CLOCK = re.compile(r"(\d{1,2})(?:[:.h ]?([0-5]\d))?\s*(am|pm|a\.m\.|p\.m\.)?")


def _wrong(message: Any, *boxes: str, code: str = "invalid") -> ValidationError:
    """An error that names the boxes it is about, so that only those are marked."""
    return ValidationError(message, code=code, params={"boxes": boxes})


def _month_number(text: str) -> int | None:
    """A month as a number or by its name ("March", "mar") in the reader's language."""
    if SMALL_NUMBER.fullmatch(text) and 1 <= int(text) <= LAST_MONTH:
        return int(text)
    name = text.casefold().rstrip(".")
    for names in (MONTHS, MONTHS_3):
        for number, month in names.items():
            if name == str(month).casefold().rstrip("."):
                return int(number)
    return None


class DateInputField(forms.Field):
    """A date in three boxes. An error says which box is wrong; whatever was typed stays in its box.

    ``not_after`` (a date, or a function giving one when the form is checked) refuses later dates.
    """

    widget = DateBoxes
    default_error_messages = {"required": _("Enter a date"), "not_after": _("The date must be today or in the past")}

    def __init__(self, *, not_after: date | Callable[[], date] | None = None, **kwargs: Any) -> None:
        self.not_after = not_after
        super().__init__(**kwargs)

    def clean(self, value: Any) -> date | None:
        """The date that the three boxes say, or None where an answer is not required."""
        parts = self._parts(value)
        if not any(parts):
            if self.required:
                raise _wrong(self.error_messages["required"], *BOXES, code="required")
            return None
        self._check_complete(parts)
        moment = self._as_date(*parts)
        latest = self.not_after() if callable(self.not_after) else self.not_after
        if latest and moment > latest:
            raise _wrong(self.error_messages["not_after"], *BOXES, code="not_after")
        self.run_validators(moment)
        return moment

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = DateBoxes().decompress(initial)
        return self._parts(before) != self._parts(data)

    @staticmethod
    def _parts(value: Sequence[Any] | None) -> list[str]:
        return [str(part if part is not None else "").strip() for part in (value or ("", "", ""))]

    @staticmethod
    def _check_complete(parts: Sequence[str]) -> None:
        missing = tuple(box for box, text in zip(BOXES, parts, strict=True) if not text)
        messages = {
            ("day",): _("The date must include a day"),
            ("month",): _("The date must include a month"),
            ("year",): _("The date must include a year"),
            ("day", "month"): _("The date must include a day and a month"),
            ("day", "year"): _("The date must include a day and a year"),
            ("month", "year"): _("The date must include a month and a year"),
        }
        if missing:
            raise _wrong(messages[missing], *missing, code="incomplete")

    @staticmethod
    def _as_date(day: str, month: str, year: str) -> date:
        month_number = _month_number(month)
        if not SMALL_NUMBER.fullmatch(day) or not 1 <= int(day) <= LAST_DAY:
            raise _wrong(_("The day must be a number from 1 to 31"), "day")
        if month_number is None:
            raise _wrong(_("The month must be a number from 1 to 12, or its name"), "month")
        if not FOUR_NUMBERS.fullmatch(year):
            raise _wrong(_("The year must have four numbers, like 2026"), "year")
        try:
            return date(int(year), month_number, int(day))
        except ValueError as error:
            raise _wrong(_("That month does not have that many days"), "day") from error


class ClockTimeField(forms.Field):
    """A time of day, typed as people write it: 14:30, 2.30pm, 2pm, noon."""

    widget = forms.TextInput(attrs={"class": "govuk-input--width-5"})
    default_error_messages = {
        "required": _("Enter a time, like 2:30pm or 14:30"),
        "invalid": _("Enter a time, like 2:30pm or 14:30"),
    }

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or isinstance(value, time):
            return value or None
        text = str(value).strip().casefold()
        if text in {gettext("noon"), gettext("midday")}:
            return time(NOON)
        if text == gettext("midnight"):
            return time(0)
        found = CLOCK.fullmatch(text)
        if not found:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return self._as_time(int(found[1]), int(found[2] or 0), (found[3] or "").replace(".", ""), bare=not found[2])

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%H:%M") if isinstance(value, time) else value

    def _as_time(self, hour: int, minute: int, half: str, *, bare: bool) -> time:
        if half and not 1 <= hour <= NOON:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if bare and not half:  # "3" alone could be night or day
            raise ValidationError(_("Say whether it was am or pm, like 3pm"), code="unclear")
        if half:
            hour = hour % NOON + (NOON if half == "pm" else 0)
        try:
            return time(hour, minute)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
