"""Who may be assigned to a client, and when."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.assignments.choices import AssignmentRole, BlockExtent, ClientTrait
from boundaries.errors.exceptions import RuleViolation


class Span(NamedTuple):
    """One assignment of a client: who, as what, from when to when (both days included)."""

    worker_id: UUID
    role: AssignmentRole
    starts_on: date
    ends_on: date | None

    def overlaps(self, other: "Span") -> bool:
        """Whether both run on at least one day."""
        return self.starts_on <= (other.ends_on or date.max) and other.starts_on <= (self.ends_on or date.max)


class Block(NamedTuple):
    """That somebody does not work with a client: who, as what, and since which day."""

    worker_id: UUID
    extent: BlockExtent
    began_on: date

    def forbids(self, span: Span) -> bool:
        """Whether such an assignment may not begin: what was over before the block began is history, and stays."""
        meant = self.extent == BlockExtent.ANY or span.role == AssignmentRole.KEY_WORKER
        return meant and self.worker_id == span.worker_id and (span.ends_on or date.max) >= self.began_on

    def still_runs(self, span: Span) -> bool:
        """Whether an assignment goes on that this block forbids: one that ends on the day it begins is ended for it."""
        return self.forbids(span) and span.ends_on != self.began_on

    def is_before(self, span: Span) -> bool:
        """Whether an assignment that this block forbids has not begun when the block does."""
        return self.forbids(span) and span.starts_on > self.began_on


class Required(NamedTuple):
    """A qualification that whoever works with clients of a kind must hold."""

    qualification: UUID
    name: str
    trait: ClientTrait


Held = Mapping[UUID, date]
"""The qualifications somebody holds, each with its last day."""


def traits_of(*, is_minor: bool, has_special_needs: bool) -> frozenset[ClientTrait]:
    """What about a client asks for something of those who work with them."""
    told = {ClientTrait.MINOR: is_minor, ClientTrait.SPECIAL_NEEDS: has_special_needs}
    return frozenset(trait for trait, holds in told.items() if holds)


def lacking(required: Iterable[Required], traits: Collection[ClientTrait], held: Held, on: date) -> list[str]:
    """The names of what somebody would have to hold on a day to work with such a client, and does not."""
    asked = [each for each in required if each.trait in traits]
    return sorted(each.name for each in asked if held.get(each.qualification, date.min) < on)


def check_qualified(names: Collection[str]) -> None:
    """Nobody begins to work with a client before they hold what that asks for (RC-C-3)."""
    if names:
        message = _("Before this person works with this client they must have done: %(names)s. It is not done, or has run out.")
        raise RuleViolation("qualification", message % {"names": ", ".join(names)}, field="worker")


def check_worker(*, works_here: bool, is_outside: bool, in_own_line: bool, is_director: bool) -> None:
    """Assigned is somebody who works here; a line manager assigns only themselves and those who work under them."""
    if not works_here or is_outside:
        raise RuleViolation("left", _("This person does not work here."), field="worker")
    if not (in_own_line or is_director):
        message = _("You can choose yourself and those who work under you. Ask a director for somebody else.")
        raise RuleViolation("line", message, field="worker")


def check_not_blocked(new: Span, blocks: Iterable[Block], *, name: str) -> None:
    """Nobody works with a client whom a standing block keeps from that. Why is never said: the words are the same for all."""
    standing = [block.extent for block in blocks if block.forbids(new)]
    if BlockExtent.ANY in standing:
        message = _("%(name)s does not work with this client. Choose somebody else.")
    elif standing:
        message = _("%(name)s cannot be this client's key worker. Choose somebody else.")
    else:
        return
    raise RuleViolation("blocked", message % {"name": name}, field="worker")


def check_span(new: Span, others: Iterable[Span]) -> None:
    """A client has one key worker at a time, and nobody is assigned twice at the same time."""
    if new.ends_on and new.ends_on < new.starts_on:
        raise RuleViolation("dates", _("The last day must not be before the first day."), field="ends_on")
    for other in others:
        if not new.overlaps(other):
            continue
        if other.worker_id == new.worker_id:
            message = _("This person is assigned to the client in that time already. End that assignment first.")
            raise RuleViolation("twice", message, field="worker")
        if new.role == other.role == AssignmentRole.KEY_WORKER:
            message = _("The client has a key worker in that time. End that assignment first, or begin after its last day.")
            raise RuleViolation("key-worker", message, field="role")


def check_last_day(last_day: date, *, starts_on: date, ends_on: date | None) -> None:
    """An assignment ends between its first day and the last day it has already."""
    if last_day < starts_on:
        raise RuleViolation("dates", _("The last day must not be before the first day."), field="last_day")
    if ends_on and last_day > ends_on:
        raise RuleViolation("longer", _("It ends before that day already. Make a new assignment."), field="last_day")
