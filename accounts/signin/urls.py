"""Addresses of this slice."""

from django.urls import path

from accounts.signin import views

app_name = "signin"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("keep/", views.keep, name="keep"),
    path("stay/", views.keep_alive, name="keep_alive"),
]
