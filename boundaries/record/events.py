"""How a slice declares what it writes down: the event's name, its sentence, and the data keys it may carry."""

from enum import Enum
from typing import Self

from django.utils.functional import Promise


class Event(str, Enum):
    """``NAME = "noun.past-participle", sentence, permitted data keys``; no free text and no names in the sentence.

    The sentence may use ``{actor}`` (a role or a name the reader may see) and the permitted keys.
    """

    sentence: Promise | str
    keys: frozenset[str]

    def __new__(cls, value: str, sentence: Promise | str, *keys: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        member.keys = frozenset(keys)
        return member

    def __str__(self) -> str:
        return self.value
