"""Addresses of this slice."""

from django.urls import path

from policies.situations import views

app_name = "situations"
urlpatterns = [path("", views.check, name="check")]
