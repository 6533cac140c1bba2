"""The addresses of those who assess and decide."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
