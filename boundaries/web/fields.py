"""Values that are read strictly where Django REST framework is generous: what the schema says is what is taken, and no more."""

import re
from datetime import date, time
from typing import Any

from rest_framework import serializers

LARGEST_NUMBER = 2**31 - 1
LONGEST_NUMBER = len(str(-LARGEST_NUMBER))
_A_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)")
A_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
_A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Number(serializers.IntegerField):
    """A whole number: as such in JSON, in plain digits in an address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_value": LARGEST_NUMBER, "min_value": 0, **kwargs})

    def to_internal_value(self, data: Any) -> int:
        """The number; true is none, nor is a word for one."""
        if isinstance(data, str):
            is_one = len(data) <= LONGEST_NUMBER and _A_NUMBER.fullmatch(data) is not None
        else:
            is_one = not isinstance(data, bool) and (isinstance(data, int) or (isinstance(data, float) and data.is_integer()))
        if not is_one:
            self.fail("invalid")
        return int(data)


class Day(serializers.DateField):
    """A day, as 2026-03-27."""

    def to_internal_value(self, value: Any) -> date:
        """The day; one written in another way is refused."""
        if not isinstance(value, str) or not _A_DAY.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        day: date = super().to_internal_value(value)
        return day


class TimeOfDay(serializers.TimeField):
    """A time of the day to the minute, as 18:05, where the organisation is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"input_formats": ["%H:%M"], "format": "%H:%M", **kwargs})

    def to_internal_value(self, value: Any) -> time:
        """The time; one written in another way, or with a zone, is refused."""
        if not isinstance(value, str) or not re.fullmatch(A_TIME, value):
            self.fail("invalid", format="hh:mm")
        of_day: time = super().to_internal_value(value)
        return of_day


class Flag(serializers.BooleanField):
    """true or false, also where it stands in an address; not a word or a number for it."""

    def to_internal_value(self, data: Any) -> bool:
        """The answer itself."""
        if not isinstance(data, bool) and (not isinstance(data, str) or data not in {"true", "false"}):
            self.fail("invalid", input=data)
        return data in (True, "true")
