"""Addresses of this slice."""

from django.urls import path

from policies.paper import views

app_name = "paper"
urlpatterns = [
    path("acknowledgements/paper/", views.list_pages, name="list"),
    path("acknowledgements/paper/<uuid:page_id>/scan/", views.open_scan, name="open"),
    path("acknowledgements/people/<uuid:person_id>/", views.show_person, name="person"),
    path("acknowledgements/people/<uuid:person_id>/<slug:key>/print/", views.print_page, name="print"),
    path("acknowledgements/people/<uuid:person_id>/<slug:key>/enter/", views.enter, name="enter"),
]
