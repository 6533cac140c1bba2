"""Addresses of this slice."""

from django.urls import path

from incidents.excepted import views

app_name = "excepted"
urlpatterns = [
    path("<uuid:report_id>/<uuid:citation_id>/pause/", views.pause, name="pause"),
    path("<uuid:report_id>/<uuid:citation_id>/leave/", views.leave, name="leave"),
]
