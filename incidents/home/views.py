"""The first page after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """What there is to do."""
    return render(request, "incidents/home/home.html")
