"""Addresses of this slice."""

from django.urls import path

from policies.campaigns import views

app_name = "campaigns"
urlpatterns = [
    path("", views.list_campaigns, name="list"),
    path("start/", views.start, name="start"),
    path("<uuid:campaign_id>/", views.show_campaign, name="campaign"),
    path("<uuid:campaign_id>/end/", views.end, name="end"),
]
