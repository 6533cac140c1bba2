"""Addresses of this slice."""

from django.urls import URLPattern

app_name = "teams"
urlpatterns: list[URLPattern] = []
