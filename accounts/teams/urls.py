"""Addresses of this slice."""

from django.urls import path

from accounts.teams import views

app_name = "teams"
urlpatterns = [
    path("", views.list_teams, name="list"),
    path("add/", views.add, name="add"),
    path("<uuid:team_id>/", views.show_team, name="team"),
    path("<uuid:team_id>/change/", views.change, name="change"),
]
