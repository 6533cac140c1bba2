"""Addresses of this slice."""

from django.urls import path

from policies.reflection import views

app_name = "reflection"
urlpatterns = [
    path("", views.home, name="home"),
    path("check/", views.check, name="check"),
    path("notes/new/", views.write, name="write"),
    path("notes/delete/", views.delete_all, name="delete_all"),
    path("notes/<uuid:note_id>/", views.note, name="note"),
    path("notes/<uuid:note_id>/change/", views.change, name="change"),
    path("notes/<uuid:note_id>/delete/", views.delete, name="delete"),
]
