"""Addresses of this slice."""

from django.urls import path

from policies.parts import views

app_name = "parts"
urlpatterns = [
    path("versions/<uuid:version_id>/sections/add/", views.add_section, name="add_section"),
    path("versions/<uuid:version_id>/sections/<str:section>/change/", views.change_section, name="change_section"),
    path("versions/<uuid:version_id>/sections/<str:section>/remove/", views.remove_section, name="remove_section"),
    path("versions/<uuid:version_id>/appendices/add/", views.add_appendix, name="add_appendix"),
    path("versions/<uuid:version_id>/appendices/<str:appendix>/change/", views.change_appendix, name="change_appendix"),
    path("versions/<uuid:version_id>/appendices/<str:appendix>/remove/", views.remove_appendix, name="remove_appendix"),
    path("versions/<uuid:version_id>/documents/add/", views.add_document, name="add_document"),
    path("versions/<uuid:version_id>/documents/<int:number>/remove/", views.remove_document, name="remove_document"),
]
