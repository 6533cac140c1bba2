"""The law of access as a map: what is never allowed, and what is.

One map a noun. `never` is asked first, for every permission, and beats everything. `allow` gives each permission
its clauses: one clause must hold, and a clause holds when all its predicates do. Silence means no. A predicate is
a plain function of the actor and the object; what goes wrong inside it is an error, never an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from boundaries.errors.exceptions import Forbidden, NotVisible

Actor = TypeVar("Actor")
Thing = TypeVar("Thing")

Predicate = Callable[[Actor, Thing], bool]
Clause = Sequence[Predicate[Actor, Thing]]


class UnknownPermission(LookupError):
    """A permission that the map does not name was asked for: a slip in the code, not a refusal."""


class AccessMap(Generic[Actor, Thing]):
    """Who may do what to one kind of thing."""

    def __init__(
        self,
        *,
        never: Sequence[Predicate[Actor, Thing]],
        allow: Mapping[str, Sequence[Clause[Actor, Thing]]],
        view: str | None = None,
    ) -> None:
        """Read the map. `view` is the permission to see at all; the one called `noun.view` unless said.

        A clause without predicates would let everybody in, so it is refused here and now.
        """
        for permission, clauses in allow.items():
            if not all(clauses):
                msg = f"{permission}: an empty clause would allow everybody"
                raise ValueError(msg)
        if view is not None and view not in allow:
            msg = f"{view}: the map does not say who may see"
            raise UnknownPermission(msg)
        self.never = tuple(never)
        self.allow = {permission: tuple(map(tuple, clauses)) for permission, clauses in allow.items()}
        self.view = view or next((each for each in allow if each.rpartition(".")[2] == "view"), None)

    def allows(self, actor: Actor | None, permission: str, thing: Thing) -> bool:
        """Whether the actor may: no never-clause holds, and one clause of the permission holds in full."""
        if permission not in self.allow:
            msg = f"{permission}: the map does not name this permission"
            raise UnknownPermission(msg)
        if actor is None or self._is_barred(actor, thing):
            return False
        return self._is_let_in(actor, permission, thing)

    def require(self, actor: Actor | None, permission: str, thing: Thing) -> None:
        """Return only if the actor may. What may not be seen does not exist; what may be seen can be forbidden."""
        if self.allows(actor, permission, thing):
            return
        if self.view is not None and self.allows(actor, self.view, thing):
            raise Forbidden
        raise NotVisible

    def _is_barred(self, actor: Actor, thing: Thing) -> bool:
        return any(_answer(predicate, actor, thing) for predicate in self.never)

    def _is_let_in(self, actor: Actor, permission: str, thing: Thing) -> bool:
        return any(all(_answer(predicate, actor, thing) for predicate in clause) for clause in self.allow[permission])


def _answer(predicate: Predicate[Actor, Thing], actor: Actor, thing: Thing) -> bool:
    """Ask one predicate. Only yes or no will do: a forgotten `return` in a never-clause would open the door."""
    answer: object = predicate(actor, thing)
    if not isinstance(answer, bool):
        msg = f"{getattr(predicate, '__name__', predicate)!s} answered neither yes nor no"
        raise TypeError(msg)
    return answer
