"""Addresses of this slice."""

from django.urls import path

from accounts.staff import views

app_name = "staff"
urlpatterns = [
    path("", views.list_people, name="list"),
    path("tree/", views.show_tree, name="tree"),
    path("add/", views.add, name="add"),
    path("<uuid:person_id>/", views.show_person, name="person"),
    path("<uuid:person_id>/change/", views.change, name="change"),
    path("<uuid:person_id>/manager/", views.change_line_manager, name="change_manager"),
    path("<uuid:person_id>/deactivate/", views.deactivate, name="deactivate"),
    path("<uuid:person_id>/reactivate/", views.reactivate, name="reactivate"),
]
