"""Holds back whoever asks more of the API than a programme in order would, so that it stays quick for all others."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import ngettext

from accounts.limits import rules
from accounts.signin.source import client_address
from boundaries.errors.api import error_body
from boundaries.errors.pages import is_api
from boundaries.sealing.actions import blind_index
from boundaries.web.counting import counter

Handler = Callable[[HttpRequest], HttpResponse]


class ApiLimits:
    """Counts every request to the API for its person and its token, or for where a stranger comes from.

    It stands before the view and its transaction, and asks the database nothing.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seconds = _wait(request) if is_api(request) else 0
        return _too_many(seconds) if seconds else self.get_response(request)


def _wait(request: HttpRequest) -> int:
    actor = request.actor  # type: ignore[attr-defined]  # set by CurrentActor, which comes before
    token = request.token if actor else None  # type: ignore[attr-defined]  # set by TokenBearer, which comes before
    limits = rules.limits_on(
        rules.Limits(
            person=settings.API_REQUESTS_PER_MINUTE,
            writes=settings.API_WRITES_PER_MINUTE,
            token=settings.API_TOKEN_REQUESTS_PER_MINUTE,
            unknown=settings.API_UNKNOWN_REQUESTS_PER_MINUTE,
        ),
        person=actor.id if actor else None,
        token=token.id if token else None,
        source=client_address(request),
        method=str(request.method),
    )
    names = [f"api:{limit.kind}:{blind_index(f'api limit {limit.kind}', limit.whose).hex()}" for limit in limits]
    return rules.seconds_to_wait(limits, counter().count(names, seconds=rules.SECONDS)) if names else 0


def _too_many(seconds: int) -> HttpResponse:
    """429 in the one form of errors."""
    words = ngettext(
        "This was asked too often. You can go on in %(seconds)d second.",
        "This was asked too often. You can go on in %(seconds)d seconds.",
        seconds,
    )
    return JsonResponse(
        error_body("too-many-requests", words % {"seconds": seconds}), status=429, headers={"Retry-After": str(seconds)}
    )
