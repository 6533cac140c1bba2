"""The API's own page, made from its schema."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def openapi_page(request: HttpRequest) -> HttpResponse:
    """Every operation, its parameters and answers."""
    return render(request, "boundaries/api/openapi.html")
