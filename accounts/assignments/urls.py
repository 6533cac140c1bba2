"""Addresses of this slice."""

from django.urls import URLPattern

app_name = "assignments"
urlpatterns: list[URLPattern] = []
