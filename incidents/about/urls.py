"""Addresses of this slice."""

from django.urls import path

from incidents.about import views

app_name = "about"
urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("privacy/", views.privacy, name="privacy"),
    path("contact/", views.contact, name="contact"),
    path("me/", views.me, name="me"),
]
