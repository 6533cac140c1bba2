"""The addresses of accounts, slice by slice."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.signin.urls")),
    path("organisation/", include("accounts.organisations.urls")),
    path("people/", include("accounts.staff.urls")),
    path("teams/", include("accounts.teams.urls")),
    path("clients/", include("accounts.clients.urls")),
    path("assignments/", include("accounts.assignments.urls")),
    path("appointments/", include("accounts.appointments.urls")),
]
