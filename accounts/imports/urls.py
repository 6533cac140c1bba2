"""Addresses of this slice."""

from django.urls import path

from accounts.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.list_imports, name="list"),
    path("start/", views.start, name="start"),
    path("sample/<slug:kind>/", views.sample, name="sample"),
    path("export/<slug:kind>/", views.export, name="export"),
    path("<uuid:run_id>/", views.show_run, name="run"),
    path("<uuid:run_id>/check/", views.check, name="check"),
    path("<uuid:run_id>/apply/", views.apply, name="apply"),
    path("<uuid:run_id>/discard/", views.discard, name="discard"),
    path("<uuid:run_id>/listing/", views.listing, name="listing"),
]
