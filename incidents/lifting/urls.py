"""Addresses of this slice."""

from django.urls import path

from incidents.lifting import views

app_name = "lifting"
urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("report/<uuid:report_id>/", views.kept_out, name="kept_out"),
    path("report/<uuid:report_id>/<uuid:exclusion_id>/", views.propose, name="propose"),
    path("<uuid:lifting_id>/", views.decide, name="decide"),
]
