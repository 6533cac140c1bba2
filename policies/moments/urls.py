"""Addresses of this slice."""

from django.urls import path

from policies.moments import views

app_name = "moments"
urlpatterns = [
    path("", views.list_own, name="own"),
    path("team/", views.list_team, name="team"),
    path("month/", views.set_month, name="month"),
    path("<uuid:asking_id>/nothing/", views.say_nothing, name="nothing"),
    path("<uuid:asking_id>/something/", views.say_something, name="something"),
    path("<uuid:asking_id>/talked/", views.have_talked, name="talked"),
]
