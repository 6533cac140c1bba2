"""Addresses of this slice."""

from django.urls import path

from incidents.emergency import views

app_name = "emergency"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("requests/<uuid:request_id>/", views.access, name="access"),
    path("requests/<uuid:request_id>/decide/", views.decide, name="decide"),
    path("<uuid:report_id>/end/", views.end, name="end"),
]
