"""Addresses of this slice."""

from django.urls import path

from accounts.logins import views

app_name = "logins"
urlpatterns = [path("confirm/", views.confirm, name="confirm")]
