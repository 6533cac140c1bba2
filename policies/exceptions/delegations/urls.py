"""The addresses of deciding in somebody's place."""

from django.urls import URLPattern, path

from policies.exceptions.delegations import views

urlpatterns: list[URLPattern] = [
    path("delegations/", views.delegations, name="delegations"),
    path("delegations/<uuid:delegation_id>/end/", views.end_delegation, name="end_delegation"),
]
