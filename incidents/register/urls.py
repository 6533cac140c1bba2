"""Addresses of this slice."""

from django.urls import path

from incidents.register import views

app_name = "register"
urlpatterns = [
    path("", views.list_reports, name="list"),
    path("<uuid:report_id>/", views.report, name="report"),
]
