"""One line for each request, and a reference by which whoever met an error and whoever reads the log can talk about it."""

import secrets
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from boundaries.logs import rules

log = structlog.get_logger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]
HEADER = "X-Request-ID"
SELDOM_READ = frozenset({"healthz", "ready"})
BROKEN = 500


class RequestLine:
    """Everything said while a request is answered carries its reference; then its line is written: no address, nobody's name."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reference = rules.reference_of("".join(secrets.choice(rules.ALPHABET) for _ in range(rules.REFERENCE_LETTERS)))
        request.reference = reference  # type: ignore[attr-defined]  # for the pages of errors
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request=reference):
            response = self.get_response(request)
            match = request.resolver_match
            route = (match.view_name if match else None) or "none"
            say = log.warning if response.status_code >= BROKEN else log.debug if route in SELDOM_READ else log.info
            method = request.method if request.method in rules.METHODS else "OTHER"
            took = round((time.perf_counter() - began) * 1000)
            say("request.answered", route=route, method=method, status=response.status_code, ms=took)
        response[HEADER] = reference
        return response
