"""What a test looks at by itself, past the first wall."""

from typing import TypeVar

from django.db.models import QuerySet

from boundaries.access.protected import Protected

P = TypeVar("P", bound=Protected)


def every(kind: type[P]) -> QuerySet[P]:
    """All rows of a protected model that the database gives: no test has to be somebody to look."""
    return kind._base_manager.all()
