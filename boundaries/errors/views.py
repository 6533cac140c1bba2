"""The pages Django itself asks for when something is refused, missing or broken."""

import sys

import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from boundaries.errors import pages
from boundaries.errors.api import error_body
from boundaries.errors.exceptions import UNAVAILABLE

log = structlog.get_logger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 when too much was sent."""
    too_large = isinstance(exception, RequestDataTooBig)
    status, code = (413, "too-large") if too_large else (400, "bad-request")
    if pages.is_api(request):
        words = _("This is too much to send at once. Send less.") if too_large else _("We cannot read this request.")
        return JsonResponse(error_body(code, words), status=status)
    return pages.error_page(request, status)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403"""
    if pages.is_api(request):
        return JsonResponse(error_body("forbidden", _("You cannot do this.")), status=403)
    return pages.error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the same words whether the thing is missing or not for this reader."""
    if pages.is_api(request):
        return JsonResponse(error_body("not-found", _("We cannot find that.")), status=404)
    return pages.error_page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500; or 503 for what passes by itself, raised where no view was reached: by a middleware, or by an error page."""
    error = sys.exception()
    if isinstance(error, UNAVAILABLE):
        log.error("page.unavailable", error=type(error).__name__)
        return pages.unavailable(request)
    return pages.broken(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was not sent from our own page, or from one that is too old."""
    return pages.error_page(request, 403)
