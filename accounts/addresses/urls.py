"""Addresses of this slice."""

from django.urls import path

from accounts.addresses import views

app_name = "addresses"
urlpatterns = [
    path("account/address/", views.change, name="change"),
    path("account/address/link/<slug:token>/", views.confirm, name="confirm"),
]
