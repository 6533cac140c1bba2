"""The addresses of accounts, slice by slice."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("accounts.signin.urls")),
    path("", include("accounts.secondfactor.urls")),
    path("", include("accounts.passwords.urls")),
    path("", include("accounts.sessions.urls")),
    path("", include("accounts.tokens.urls")),
    path("", include("accounts.addresses.urls")),
    path("", include("accounts.invitations.urls")),
    path("organisation/", include("accounts.organisations.urls")),
    path("logins/", include("accounts.logins.urls")),
    path("people/", include("accounts.staff.urls")),
    path("teams/", include("accounts.teams.urls")),
    path("clients/", include("accounts.clients.urls")),
    path("assignments/", include("accounts.assignments.urls")),
    path("appointments/", include("accounts.appointments.urls")),
    path("imports/", include("accounts.imports.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("accounts.demo.urls")))
