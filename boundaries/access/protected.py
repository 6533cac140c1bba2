"""One way in (design.md 3.3, 3.4; security.md AZ-13): nothing protected is read before it is said for whom.

A protected model has one manager. Whatever it gives refuses to run until it was narrowed to what an actor may see, by a way
that the model's slice declares; or hangs on an object that was read already; or the product asks by itself and says why.
What is asked is the query, not the method that runs it: sub-queries, counts, unions and updates are no way round.

This is the first wall's door. The second wall, row-level security, stands behind it for joins and for SQL written by hand.
"""

from collections.abc import Callable
from typing import Any, ClassVar, NoReturn, Protocol, Self, TypeVar, cast
from uuid import UUID

from django.db import models
from django.db.models import OuterRef
from django.db.models.sql import Query

from boundaries.access.scope import Person, Reason, speaks_for_a_person


class Unscoped(RuntimeError):
    """Something protected was asked for without saying for whom: a slip in the code, never an answer to anybody."""


class Reader(Person, Protocol):
    """For whom something protected is read."""

    @property
    def is_active(self) -> bool:
        """Whether they still may see anything at all."""


M = TypeVar("M", bound=models.Model)
Narrowing = TypeVar("Narrowing", bound=Callable[..., Any])
Way = Callable[[Any, Any], Any]
_ways: dict[type[models.Model], dict[Way, str]] = {}


def way_into(*kinds: type[models.Model]) -> Callable[[Narrowing], Narrowing]:
    """Declare a way in: a function of a queryset and an actor that gives those of the rows which the actor may see by it.

    Its docstring begins with the words that docs/access.md has for it. A way into an abstract model is one into each of its kind.
    """

    def declare(way: Narrowing) -> Narrowing:
        assert way.__doc__, "a way in says in words whom it lets in"
        for kind in kinds:
            _ways.setdefault(kind, {})[way] = way.__doc__.partition("\n")[0]
        return way

    return declare


def ways_into(kind: type[models.Model]) -> dict[Way, str]:
    """The ways into a model that were declared, each with its words."""
    return {way: words for each in kind.__mro__ for way, words in _ways.get(cast("type[models.Model]", each), {}).items()}


class ProtectedQuery(Query):
    """Does not become SQL before it is known for whom."""

    scope: str = ""
    """What allows it to run: a way in, what it hangs on, or a reason; nothing yet where it is empty."""

    def get_compiler(self, *arguments: Any, **named: Any) -> Any:
        """What would make SQL of it. Raises Unscoped."""
        self.check_scope()
        return super().get_compiler(*arguments, **named)

    def check_scope(self) -> None:
        """Raise Unscoped where nothing allows it to run."""
        if not self.scope:
            msg = f"{self.model._meta.label if self.model else self}: say for whom (visible_to), on what it hangs (hanging_on), or why not (unscoped)"
            raise Unscoped(msg)


class ProtectedQuerySet(models.QuerySet[M]):
    """Rows that nobody sees before it is said for whom."""

    query: ProtectedQuery

    def __init__(self, model: type[M] | None = None, query: Query | None = None, *rest: Any, **named: Any) -> None:
        super().__init__(model, query or ProtectedQuery(model), *rest, **named)

    # --- The three ways in ---
    def visible_to(self, actor: Reader | None, *, by: Way) -> Self:
        """What an actor may see by one declared way: of their organisation, and nothing once they have left.

        Raises Unscoped for a way that was not declared for this model.
        """
        way = getattr(by, "__func__", by)
        if way not in ways_into(self.model):
            msg = f"{self.model.__name__}: {way.__qualname__} is no way in that was declared for it"
            raise Unscoped(msg)
        if actor is None or not actor.is_active:
            return self.none()
        found = self._opened(way.__qualname__)
        if _has_organisation(self.model):
            found = found.filter(organisation_id=actor.organisation_id)
        return cast("Self", by(found, actor))

    def hanging_on(self, *things: "Protected | OuterRef | UUID") -> Self:
        """What hangs on these objects, which were read already; or on the row of the question around this one.

        Raises Unscoped for an object that did not come from the database; and for a bare id, but where the model is one of
        the frame, which knows objects by their ids alone: then whoever calls has read the object.
        """
        kind = cast("type[Protected]", self.model)
        for thing in things:
            if not (isinstance(thing, OuterRef) or _was_read(thing) or (kind.hangs_by_id and isinstance(thing, UUID))):
                msg = f"{kind.__name__}: it can only hang on what was read"
                raise Unscoped(msg)
        found = self._opened("hanging_on")
        if len(things) == 1:
            return found.filter(**{kind.hangs_by: _id_of(things[0])})
        return found.filter(**{f"{kind.hangs_by}__in": [_id_of(thing) for thing in things]})

    def unscoped(self, reason: Reason) -> Self:
        """All of the organisation, for what the product does by itself. Raises Unscoped while it speaks for a person."""
        if speaks_for_a_person():
            msg = f"{self.model.__name__}: {reason} is no reason while somebody is asking (as_system)"
            raise Unscoped(msg)
        return self._opened(reason)

    def _opened(self, scope: str) -> Self:
        found = self._chain()  # type: ignore[attr-defined]  # Django's own, which its stubs leave out
        found.query.scope = scope
        return cast("Self", found)

    # --- What does not go by the query's compiler, or would widen what was narrowed ---
    def none(self) -> Self:
        """Nothing, for whoever asks."""
        nothing = super().none()
        nothing.query.scope = "none"
        return nothing

    def update(self, **values: Any) -> int:
        """Change the rows that may be seen. Raises Unscoped."""
        self.query.check_scope()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows that may be seen. Raises Unscoped."""
        self.query.check_scope()
        return super().delete()

    def _raw_delete(self, using: str | None) -> int:
        self.query.check_scope()
        return super()._raw_delete(using)

    def raw(self, *_statement: Any, **_named: Any) -> NoReturn:
        """SQL written by hand says for nobody whom it is for. Raises Unscoped."""
        msg = f"{self.model.__name__}: no SQL by hand"
        raise Unscoped(msg)

    def __or__(self, other: models.QuerySet[M]) -> Self:
        return self._joined(other, super().__or__)

    def __and__(self, other: models.QuerySet[M]) -> Self:
        return self._joined(other, super().__and__)

    def __xor__(self, other: models.QuerySet[M]) -> Self:
        return self._joined(other, super().__xor__)

    def _joined(self, other: models.QuerySet[M], join: Callable[[Any], Any]) -> Self:
        """Two may be joined when each may run alone: what only one of them shows must not come in by the other."""
        self.query.check_scope()
        cast("ProtectedQuerySet[M]", other).query.check_scope()
        return cast("Self", join(other))

    def _add_hints(self, **hints: Any) -> None:
        """Django says here from which object a queryset was reached (`report.parties`): what was read opens what hangs on it."""
        super()._add_hints(**hints)  # type: ignore[misc]  # Django's own
        if _was_read(hints.get("instance")):
            self.query.scope = self.query.scope or "hanging_on"


ProtectedManager = models.Manager.from_queryset(ProtectedQuerySet)


class Protected(models.Model):
    """A model that has one way in."""

    objects = ProtectedManager()

    hangs_by: ClassVar[str] = ""
    """By which column it hangs on an object, for `hanging_on`."""
    hangs_by_id: ClassVar[bool] = False
    """Whether that column holds the id of any kind of object, as with the models of the frame."""

    class Meta:
        abstract = True


def _has_organisation(model: type[models.Model]) -> bool:
    return any(field.attname == "organisation_id" for field in model._meta.concrete_fields)


def _id_of(thing: object) -> object:
    return thing.pk if isinstance(thing, Protected) else thing


def _was_read(thing: object) -> bool:
    return isinstance(thing, Protected) and not thing._state.adding and thing.pk is not None
