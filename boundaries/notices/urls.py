"""Addresses of this slice."""

from django.urls import path

from boundaries.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.list_notices, name="list"),
    path("read/", views.read_all, name="read_all"),
]
