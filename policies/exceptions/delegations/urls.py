"""The addresses of deciding in somebody's place."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
