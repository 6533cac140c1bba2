"""The addresses of accounts, slice by slice."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("accounts.signin.urls")),
    path("organisation/", include("accounts.organisations.urls")),
    path("people/", include("accounts.staff.urls")),
    path("teams/", include("accounts.teams.urls")),
    path("clients/", include("accounts.clients.urls")),
    path("assignments/", include("accounts.assignments.urls")),
    path("appointments/", include("accounts.appointments.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("accounts.demo.urls")))
