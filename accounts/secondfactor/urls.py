"""Addresses of this slice."""

from django.urls import path

from accounts.secondfactor import views

app_name = "secondfactor"
urlpatterns = [
    path("sign-in/code/", views.challenge, name="challenge"),
    path("sign-in/again/", views.again, name="again"),
    path("account/second/", views.setup, name="setup"),
    path("account/second/app/", views.add_app, name="add_app"),
    path("account/second/app/remove/", views.remove_app, name="remove_app"),
    path("account/second/passkey/", views.add_passkey, name="add_passkey"),
    path("account/second/passkey/<uuid:passkey_id>/remove/", views.remove_passkey, name="remove_passkey"),
    path("account/second/codes/", views.codes, name="codes"),
]
