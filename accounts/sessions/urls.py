"""Addresses of this slice."""

from django.urls import path

from accounts.sessions import views

app_name = "sessions"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/sessions/others/end/", views.end_others, name="end_others"),
    path("account/sessions/<uuid:session_id>/end/", views.end, name="end"),
]
