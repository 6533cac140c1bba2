"""For whom the database is asked: the second wall, PostgreSQL's row-level security, reads it (design.md 3.5).

Each transaction carries four settings of its own: ``app.organisation``, ``app.actor`` (the member of staff), ``app.author``
(the keyed fingerprint under which their own reports are found) and ``app.system``. Where none is set no protected row is seen.

A request speaks for whoever signed in, from the moment that is known. What the product does by itself says why, with one of
a fixed list of reasons and for one organisation: then it sees that organisation whole, and nothing of another.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast
from uuid import UUID

from django.db import connection

from boundaries.access.backend.base import DatabaseWrapper
from boundaries.sealing.actions import blind_index


class Reason(StrEnum):
    """Why the product looks at rows that no person is looking at. The database knows the same list (`boundaries_system`)."""

    OUTBOX = "outbox"  # what follows an act after its commit, and timers: relay and workers
    RECORD = "record"  # an act is written down, and what must follow at once follows
    KEEPING_OUT = "keeping-out"  # somebody is kept out, who may be the one who acts
    ROUTING = "routing"  # who takes a report is decided from facts that the one who acts may not see
    CLOCKS = "clocks"  # a report's clocks move
    NOTICES = "notices"  # somebody is told something, who is not the one who acts


class Belongs(Protocol):
    """Anything of an organisation."""

    organisation_id: UUID


class Person(Belongs, Protocol):
    """A member of staff, as far as the frame knows one."""

    id: UUID


Thing = TypeVar("Thing", bound=Belongs)
Rest = ParamSpec("Rest")
Given = TypeVar("Given")


@dataclass(frozen=True)
class Scope:
    """The four settings of one transaction."""

    organisation: str = ""
    actor: str = ""
    author: str = ""
    system: str = ""


NOBODY = Scope()
"""Nobody has signed in: nothing protected is seen."""


def author_index(person_id: UUID) -> bytes:
    """The fingerprint under which a person's own drafts and reports are found."""
    return blind_index("reporter", person_id)


def scope_of(actor: Person | None) -> Scope:
    """What a person may be shown at most; nothing for nobody."""
    if actor is None:
        return NOBODY
    return Scope(organisation=str(actor.organisation_id), actor=str(actor.id), author=author_index(actor.id).hex())


@contextmanager
def speaking_for(actor: Person | None) -> Iterator[None]:
    """Whatever is asked inside is asked for this person."""
    with _within(scope_of(actor)):
        yield


@contextmanager
def as_system(reason: Reason, *, organisation_id: UUID) -> Iterator[None]:
    """Whatever is asked inside is asked by the product itself, for this reason, about this organisation alone."""
    scope = Scope(organisation=str(organisation_id), system=Reason(reason).value)
    now = _database().walls or {}
    if now.get("system") and now["organisation"] == scope.organisation:  # it sees the same already
        yield
        return
    with _within(scope):
        yield


def speaks_for_a_person() -> bool:
    """Whether the database is asked for somebody now, or for nobody, rather than by the product itself."""
    walls = _database().walls
    return walls is not None and not walls["system"]


def seeing_all(
    reason: Reason,
) -> Callable[[Callable[Concatenate[Thing, Rest], Given]], Callable[Concatenate[Thing, Rest], Given]]:
    """Do it `as_system`, in the organisation of the first argument: what it must know and change is more than the actor sees."""

    def around(act: Callable[Concatenate[Thing, Rest], Given]) -> Callable[Concatenate[Thing, Rest], Given]:
        @wraps(act)
        def done(thing: Thing, /, *rest: Rest.args, **named: Rest.kwargs) -> Given:
            with as_system(reason, organisation_id=thing.organisation_id):
                return act(thing, *rest, **named)

        return done

    return around


@contextmanager
def _within(scope: Scope) -> Iterator[None]:
    database = _database()
    outside, before = database.walls, database.change_walls(asdict(scope))
    try:
        yield
    finally:
        database.restore_walls(outside, before)


def _database() -> DatabaseWrapper:
    return cast("DatabaseWrapper", connection)
