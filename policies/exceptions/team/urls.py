"""The addresses of what the team reads."""

from django.urls import URLPattern, path

from policies.exceptions.team import views

urlpatterns: list[URLPattern] = [
    path("team/", views.team, name="team"),
    path("team/<uuid:exception_id>/", views.for_team, name="for_team"),
]
