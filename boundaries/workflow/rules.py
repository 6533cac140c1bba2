"""What may become what, as a table of moves.

A workflow is data: a first state and rows of (verb, from, to). Everything else is worked out from the rows: which
states there are, which are open, which are the end, and the pictures in the documentation.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from boundaries.errors.exceptions import MoveRefused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

Status = TypeVar("Status", bound=str)
Verb = TypeVar("Verb", bound=str)


@dataclass(frozen=True)
class Move(Generic[Verb, Status]):
    """One row of the table: this verb leads from any of these states to that one."""

    verb: Verb
    sources: Collection[Status]
    target: Status


@dataclass(frozen=True)
class Workflow(Generic[Verb, Status]):
    """One table of moves, with a name and a first state."""

    name: str
    initial: Status
    moves: Collection[Move[Verb, Status]]

    def __post_init__(self) -> None:
        """Refuse a table in which one verb leads from one state to two."""
        rows = [(source, move.verb) for move in self.moves for source in move.sources]
        twice = sorted({f"{verb} from {source}" for source, verb in rows if rows.count((source, verb)) > 1})
        if twice:
            msg = f"{self.name}: more than one row for {', '.join(twice)}"
            raise ValueError(msg)

    def move(self, status: str, verb: str) -> Status:
        """Return the state the verb leads to, or refuse."""
        target = self._by_status.get(status, {}).get(verb)
        if target is None:
            raise MoveRefused
        return target

    def verbs_from(self, status: str) -> tuple[Verb, ...]:
        """Return the verbs that are possible in a state, in the order of the table."""
        return tuple(move.verb for move in self.moves if status in move.sources)

    @cached_property
    def states(self) -> tuple[Status, ...]:
        """Every state, the first one first, then as the table names them."""
        named = (state for move in self.moves for state in (*move.sources, move.target))
        return tuple(dict.fromkeys([self.initial, *named]))

    @cached_property
    def terminal(self) -> frozenset[Status]:
        """The states nothing leads out of."""
        return frozenset(state for state in self.states if not self.verbs_from(state))

    @cached_property
    def open_states(self) -> frozenset[Status]:
        """The states something still leads out of."""
        return frozenset(self.states) - self.terminal

    def faults(self, expected: Iterable[str] = ()) -> tuple[str, ...]:
        """Say what is wrong with the table: states nobody reaches, and states nobody can finish from.

        `expected` names the states there should be, usually the whole enum, so that one without a row is found.
        """
        forward, backward = _arrows(self.moves), _arrows(self.moves, reverse=True)
        reached = _reach(forward, [self.initial])
        ending = _reach(backward, self.terminal)
        states = tuple(dict.fromkeys([*map(str, self.states), *map(str, expected)]))
        unreachable = [f"{state}: nothing leads here from {self.initial!s}" for state in states if state not in reached]
        stuck = [f"{state}: no end can be reached from here" for state in states if state in reached - ending]
        return (*unreachable, *stuck)

    def as_mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram."""
        names = [f'    state "{_words(state)}" as {_symbol(state)}' for state in self.states]
        start = f"    [*] --> {_symbol(self.initial)}"
        arrows = [
            f"    {_symbol(source)} --> {_symbol(move.target)}: {_words(move.verb)}"
            for move in self.moves
            for source in move.sources
        ]
        ends = [f"    {_symbol(state)} --> [*]" for state in self.states if state in self.terminal]
        return "\n".join(["stateDiagram-v2", *names, start, *arrows, *ends]) + "\n"

    def as_text_table(self) -> str:
        """Set the table out in columns: verb, from, to."""
        rows = [("verb", "from", "to")]
        rows += [(_words(move.verb), _words(source), _words(move.target)) for move in self.moves for source in move.sources]
        wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip() for row in rows]
        return "\n".join([lines[0], "  ".join("-" * width for width in wide), *lines[1:]]) + "\n"

    @cached_property
    def _by_status(self) -> Mapping[str, Mapping[str, Status]]:
        table: dict[str, dict[str, Status]] = defaultdict(dict)
        for move in self.moves:
            for source in move.sources:
                table[source][move.verb] = move.target
        return dict(table)


def _arrows(moves: Iterable[Move[Verb, Status]], *, reverse: bool = False) -> Mapping[str, set[str]]:
    """Return which state leads to which, or with `reverse` which comes from which."""
    arrows: dict[str, set[str]] = defaultdict(set)
    for move in moves:
        for source in move.sources:
            here, there = (move.target, source) if reverse else (source, move.target)
            arrows[str(here)].add(str(there))
    return arrows


def _reach(arrows: Mapping[str, set[str]], starts: Iterable[str]) -> set[str]:
    """Return every state that can be reached along the arrows, the starts included."""
    reached: set[str] = set()
    waiting = [str(start) for start in starts]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += arrows.get(state, set())
    return reached


def _words(value: str) -> str:
    return str(value).replace("_", " ").replace("-", " ")


def _symbol(value: str) -> str:
    return str(value).replace("-", "_").replace(" ", "_")
