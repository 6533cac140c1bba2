"""Addresses of this slice."""

from django.urls import path

from accounts.clients import views

app_name = "clients"
urlpatterns = [
    path("", views.list_clients, name="list"),
    path("add/", views.add, name="add"),
    path("<uuid:client_id>/", views.show_client, name="client"),
    path("<uuid:client_id>/change/", views.change, name="change"),
    path("<uuid:client_id>/relatives/add/", views.add_relative, name="add_relative"),
    path("<uuid:client_id>/relatives/<uuid:relative_id>/remove/", views.remove_relative, name="remove_relative"),
]
