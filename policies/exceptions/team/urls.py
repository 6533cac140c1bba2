"""The addresses of what the team reads."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
