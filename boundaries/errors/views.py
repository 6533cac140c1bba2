"""The pages Django itself asks for when something is refused, missing or broken."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from boundaries.errors.api import error_body
from boundaries.errors.middleware import error_page


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 when too much was sent."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    if _is_api(request):
        return JsonResponse(error_body("too-large" if status == 413 else "bad-request", ""), status=status)  # noqa: PLR2004
    return error_page(request, status, "")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403"""
    return error_page(request, 403, "")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the same words whether the thing is missing or not for this reader."""
    if _is_api(request):
        return JsonResponse(error_body("not-found", ""), status=404)
    return error_page(request, 404, "")


def broken(request: HttpRequest) -> HttpResponse:
    """500: rendered without database, session or context processors, since any of them may be what broke."""
    if _is_api(request):
        return JsonResponse(error_body("broken", ""), status=500)
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was not sent from our own page, or from one that is too old."""
    return error_page(request, 403, "")
