"""Addresses of this slice."""

from django.urls import path

from policies.contacts import views

app_name = "contacts"
urlpatterns = [
    path("", views.list_own, name="list"),
    path("add/", views.start, name="start"),
    path("events/add/", views.announce, name="announce"),
    path("team/", views.list_to_read, name="to_read"),
    path("register/", views.list_register, name="register"),
    path("<uuid:contact_id>/", views.show_entry, name="entry"),
    path("<uuid:contact_id>/correct/", views.correct, name="correct"),
    path("<uuid:contact_id>/moved/", views.move, name="move"),
    path("<uuid:contact_id>/happened/", views.happened, name="happened"),
    path("<uuid:contact_id>/read/", views.read, name="read"),
]
