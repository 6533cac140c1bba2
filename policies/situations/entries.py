"""What an answer leads on to besides a report: the short forms in which something is written down.

The slices that have such a form declare it, under what a clause asks for or is mainly about; where an applying clause does or is,
the answer offers it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from policies.library.choices import Category, Expects
from policies.situations.rules import Applying


@dataclass(frozen=True)
class Entry:
    """A form: what it is called, and the name of its address."""

    label: str | Promise
    name: str

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.name)


_entries: dict[Expects | Category, Entry] = {}


def declare_entry(asked: Expects | Category, entry: Entry) -> None:
    """Let answers lead on to a form; called once for each, where it is known."""
    _entries[asked] = entry


def entries_for(clauses: Iterable[Applying]) -> list[Entry]:
    """The forms that these clauses ask for, or are mainly about, each once."""
    said = {each for clause in clauses for each in (*clause.expects, *clause.categories[:1])}
    return list({entry.name: entry for asked, entry in _entries.items() if asked in said}.values())
