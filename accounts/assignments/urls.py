"""Addresses of this slice."""

from django.urls import path

from accounts.assignments import views

app_name = "assignments"
urlpatterns = [
    path("client/<uuid:client_id>/add/", views.assign, name="assign"),
    path("<uuid:assignment_id>/end/", views.end, name="end"),
]
