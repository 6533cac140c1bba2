"""Addresses of this slice."""

from django.urls import path

from policies.acknowledgements import views

app_name = "acknowledgements"
urlpatterns = [
    path("acknowledgements/", views.list_own, name="list"),
    path("acknowledgements/team/", views.list_team, name="team"),
    path("acknowledgements/team/remind/", views.remind, name="remind"),
    path("<slug:key>/acknowledge/", views.acknowledge, name="acknowledge"),
]
