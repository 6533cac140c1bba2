"""Addresses of this slice."""

from django.urls import path

from incidents.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.own_list, name="list"),
    path("start/", views.start, name="start"),
    path("draft/<uuid:draft_id>/discard/", views.discard, name="discard"),
    path("draft/<uuid:draft_id>/check/", views.check, name="check"),
    path("draft/<uuid:draft_id>/<slug:slug>/", views.step, name="step"),
    path("draft/<uuid:draft_id>/<slug:slug>/autosave/", views.autosave, name="autosave"),
    path("<uuid:report_id>/", views.report, name="report"),
    path("<uuid:report_id>/receipt/", views.receipt, name="receipt"),
    path("<uuid:report_id>/receipt.txt", views.receipt_text, name="receipt_text"),
    path("<uuid:report_id>/message/", views.message, name="message"),
    path("<uuid:report_id>/add/", views.add, name="add"),
    path("<uuid:report_id>/answer/", views.answer, name="answer"),
    path("<uuid:report_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:report_id>/files/", views.add_files, name="files"),
]
