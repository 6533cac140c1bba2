"""Addresses of this slice."""

from django.urls import path

from incidents.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("<uuid:report_id>/", views.report, name="report"),
    path("<uuid:report_id>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("<uuid:report_id>/ask/", views.ask, name="ask"),
    path("<uuid:report_id>/take-up/", views.take_up, name="take_up"),
    path("<uuid:report_id>/message/", views.message, name="message"),
    path("<uuid:report_id>/recuse/", views.recuse, name="recuse"),
    path("<uuid:report_id>/intervene/", views.intervene, name="intervene"),
    path("<uuid:report_id>/reassign/", views.reassign, name="reassign"),
    path("<uuid:report_id>/people/", views.add_party, name="add_party"),
    path("<uuid:report_id>/people/<uuid:party_id>/", views.resolve_party, name="resolve_party"),
]
