"""Addresses of this slice."""

from django.urls import URLPattern

app_name = "home"
urlpatterns: list[URLPattern] = []
