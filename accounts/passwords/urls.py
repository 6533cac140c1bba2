"""Addresses of this slice."""

from django.urls import path

from accounts.passwords import views

app_name = "passwords"
urlpatterns = [
    path("password/", views.forgotten, name="forgotten"),
    path("password/new/", views.choose, name="new"),
    path("password/link/<slug:token>/", views.open_link, name="open"),
    path("account/password/", views.change, name="change"),
]
