"""Addresses of this slice."""

from django.urls import path

from accounts.appointments import views

app_name = "appointments"
urlpatterns = [
    path("", views.list_roles, name="list"),
    path("propose/", views.propose, name="propose"),
    path("<uuid:appointment_id>/confirm/", views.confirm, name="confirm"),
    path("<uuid:appointment_id>/decline/", views.decline, name="decline"),
    path("<uuid:appointment_id>/end/", views.end, name="end"),
]
