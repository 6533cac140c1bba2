"""Only doors that say to whom they open are opened; and from here on a request speaks for whoever signed in."""

from collections.abc import Callable
from typing import Any

import structlog
from django.http import Http404, HttpRequest, HttpResponse

from boundaries.access.doors import door_of
from boundaries.access.scope import speaking_for

log = structlog.get_logger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]


class DeclaredDoors:
    """An address that does not say to whom it opens is not there for anybody. Comes before whatever asks who it is."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Nothing for a view that says so; Http404 for one that does not."""
        if door_of(view) is None:
            log.error("page.undeclared")
            raise Http404
        return None


class SpeaksForActor:
    """Tells the database, in each transaction of the request, for whom it is asked. Comes after whatever decides that."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with speaking_for(request.actor):  # type: ignore[attr-defined]  # set by the middleware of accounts, which stands higher
            return self.get_response(request)
