"""The one place where the family of errors becomes a page."""

from collections.abc import Callable

import structlog
from django.http import Http404, HttpRequest, HttpResponse

from boundaries.errors.exceptions import UNAVAILABLE, ProductError
from boundaries.errors.pages import error_page, in_one_form, is_api, unavailable

log = structlog.get_logger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]


class ErrorPages:
    """Turns a ProductError raised by a view into its page, and a lost database or key into a 503."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and is_api(request) and not response.content:  # noqa: PLR2004 -- "method not allowed"
            return in_one_form(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for what the view raised; None lets Django go on (404, 500)."""
        if isinstance(exception, ProductError):
            if exception.status == 404:  # noqa: PLR2004 -- the one status that must look like any other missing page
                raise Http404 from exception
            return error_page(request, exception.status, str(exception.message))
        if isinstance(exception, UNAVAILABLE):
            log.error("page.unavailable", error=type(exception).__name__)
            return unavailable(request)
        return None
