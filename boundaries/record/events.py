"""How a slice declares what it writes down: the event's name, its sentence, and the data keys it may carry."""

from enum import StrEnum
from typing import Self

from django.utils.functional import Promise


class Event(StrEnum):
    """``NAME = "noun.past-participle", sentence, permitted data keys``; no free text and no names in the sentence.

    The sentence may use ``{actor}`` (a role or a name the reader may see) and the permitted keys.
    """

    sentence: Promise | str
    keys: frozenset[str]

    def __new__(cls, value: str, sentence: Promise | str | None = None, *keys: str) -> Self:
        """Declare a member; a value alone, as in ``ReportEvent("report.submitted")``, finds the one that has it."""
        if sentence is None:
            raise TypeError(f"{value}: an event says in a sentence what happened")
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        member.keys = frozenset(keys)
        return member
