"""Programmes that speak to the API for the people of these tests, and what many of these tests ask of lists."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.staff.models import StaffMember
from tests.incidents.api.calls import Answer, Programme


def calling(person: StaffMember) -> Programme:
    """A programme of this person."""
    return Programme(person)


def asked(act: Callable[[], Any]) -> int:
    """How many questions the database is asked."""
    with CaptureQueriesContext(connection) as found:
        act()
    return len(found)


def all_of(programme: Programme, path: str, name: str, *, between: Callable[[], Any] = lambda: None, **query: Any) -> list[str]:
    """The ids of a whole list, page by page, with something happening between the pages."""
    page: Answer = programme.get(path, **query)
    found = [each["id"] for each in page[name]]
    while page["next"]:
        between()
        page = programme.get(page["next"])
        found += [each["id"] for each in page[name]]
    return found
