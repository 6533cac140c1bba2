"""Addresses of this slice."""

from django.urls import URLPattern

app_name = "signin"
urlpatterns: list[URLPattern] = []
