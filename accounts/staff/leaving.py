"""What somebody who leaves has in hand: named by reference and counted, never read.

The slices that know of such work stand higher and declare here how it is listed. Whoever lets a person go is shown a list of
theirs, so each lister leaves out, without a gap or a count, what this very reader is kept out of: an administrator whom a
report is about sees the same page whether or not there is one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.staff.models import StaffMember


@dataclass(frozen=True)
class OpenWork:
    """Things of one kind: what they are called, by which references they are known, and what becomes of them."""

    label: str | Promise
    references: list[str]
    becomes: str | Promise


Lister = Callable[[StaffMember, StaffMember], OpenWork]
_listers: list[Lister] = []


def declare_open_work(lister: Lister) -> Lister:
    """Let one kind of work be listed; called once for each, where it is known. The lister is asked with reader and leaver."""
    _listers.append(lister)
    return lister


def open_work_of(person: StaffMember, *, reader: StaffMember) -> list[OpenWork]:
    """Everything a person has in hand, as far as the reader may know of it."""
    found = [lister(reader, person) for lister in _listers]
    return [work for work in found if work.references]
