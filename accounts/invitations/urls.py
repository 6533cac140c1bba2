"""Addresses of this slice."""

from django.urls import path

from accounts.invitations import views

app_name = "invitations"
urlpatterns = [
    path("join/<slug:token>/", views.join, name="join"),
    path("people/<uuid:person_id>/signing-in/", views.help_with, name="help"),
    path("people/<uuid:person_id>/signing-in/invite/", views.invite, name="invite"),
    path("people/<uuid:person_id>/signing-in/anew/", views.ask, name="ask"),
    path("people/<uuid:person_id>/signing-in/anew/agree/", views.confirm, name="confirm"),
    path("people/<uuid:person_id>/signing-in/end/", views.end, name="end"),
]
