"""Every address says to whom it opens; one that does not is told before anybody finds it shut."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import get_resolver

from boundaries.access.doors import door_of, views_within


@register(Tags.urls)
def check_doors(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """BND.E003: an address whose view does not say to whom it opens is shut for everybody."""
    hint = "Put @opened_to(Door.…) above the page, or door = Door.… into the view of the API (boundaries/access/doors.py)."
    return [
        Error(f"“{name}” does not say to whom it opens.", hint=hint, id="BND.E003")
        for name, view in views_within(get_resolver().url_patterns)
        if door_of(view) is None
    ]
