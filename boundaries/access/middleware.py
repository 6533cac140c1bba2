"""From here on a request speaks for whoever signed in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from boundaries.access.scope import speaking_for

Handler = Callable[[HttpRequest], HttpResponse]


class SpeaksForActor:
    """Tells the database, in each transaction of the request, for whom it is asked. Comes after whatever decides that."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with speaking_for(request.actor):  # type: ignore[attr-defined]  # set by the middleware of accounts, which stands higher
            return self.get_response(request)
