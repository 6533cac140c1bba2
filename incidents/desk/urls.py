"""Addresses of this slice."""

from django.urls import path

from incidents.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("<uuid:report_id>/", views.report, name="report"),
]
