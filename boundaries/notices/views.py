"""A person's own list of what is new."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from boundaries.access.doors import Door, opened_to
from boundaries.notices.actions import mark_all_read
from boundaries.notices.queries import items_for


def person_of(request: HttpRequest) -> UUID:
    """Whose list it is."""
    id_: UUID = request.actor.id  # type: ignore[attr-defined]  # set by the middleware of accounts, which stands higher
    return id_


@opened_to(Door.SIGNED_IN, ungated=True)
@require_safe
def list_notices(request: HttpRequest) -> HttpResponse:
    items = items_for(person_of(request))
    shown = {"items": items, "unread": sum(item.is_new for item in items)}
    return render(request, "boundaries/notices/list.html", shown)


@opened_to(Door.SIGNED_IN, ungated=True)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_all_read(person_id=person_of(request))
    return redirect("notices:list")
