"""A refusal as an answer: a page for people, JSON under ``/api/``."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from boundaries.errors.api import SOON, UNAVAILABLE_WORDS, error_body

WITH_A_PAGE = frozenset({400, 403, 404, 409, 413, 429})


def is_api(request: HttpRequest) -> bool:
    """Whether a machine asks."""
    return request.path.startswith("/api/")


def error_page(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    """The page of one status; a status without a page of its own gets that of a refused request."""
    name = status if status in WITH_A_PAGE else 400
    return render(request, f"errors/{name}.html", {"message": message}, status=status)


def in_one_form(refused: HttpResponse) -> JsonResponse:
    """405 as every refusal below the API is told, for a page that stands among its addresses."""
    body = error_body("method-not-allowed", _("This cannot be done at this address."))
    return JsonResponse(body, status=405, headers={"Allow": refused["Allow"]})


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: rendered without the request, since every context processor may ask for the very thing that is away."""
    if is_api(request):
        return JsonResponse(error_body("unavailable", str(UNAVAILABLE_WORDS)), status=503, headers=SOON)
    return HttpResponse(
        render_to_string("errors/503.html", {"reference": getattr(request, "reference", "")}), status=503, headers=SOON
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: rendered without the request, for the same reason."""
    if is_api(request):
        return JsonResponse(error_body("broken", _("Something went wrong on our side. Wait a moment and try again.")), status=500)
    return HttpResponse(render_to_string("errors/500.html", {"reference": getattr(request, "reference", "")}), status=500)
