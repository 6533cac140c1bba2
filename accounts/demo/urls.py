"""Addresses of the demo; the file above includes them in demo mode only."""

from django.urls import path

from accounts.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.people, name="people"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("mail/", views.mailbox, name="mailbox"),
    path("mail/<uuid:mail_id>/", views.mail, name="mail"),
]
