"""What an answer leads on to besides a report: the short forms in which something is written down.

The slices that have such a form declare it, under what a clause asks for; where an applying clause does, the answer offers it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from policies.library.choices import Expects
from policies.situations.rules import Answering


@dataclass(frozen=True)
class Entry:
    """A form: what it is called, and the name of its address."""

    label: str | Promise
    name: str

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.name)


_entries: dict[Expects, Entry] = {}


def declare_entry(expects: Expects, entry: Entry) -> None:
    """Let answers lead on to a form; called once, where it is known."""
    _entries[expects] = entry


def entries_for(clauses: Iterable[Answering]) -> list[Entry]:
    """The forms that these clauses ask for, each once."""
    asked = {each for clause in clauses for each in clause.expects}
    return [entry for expects, entry in _entries.items() if expects in asked]
