"""Addresses of this slice."""

from django.urls import path

from policies.gifts import views

app_name = "gifts"
urlpatterns = [
    path("", views.list_own, name="own"),
    path("add/", views.add, name="start"),
    path("waiting/", views.list_waiting, name="waiting"),
    path("register/", views.list_register, name="register"),
    path("register/totals/", views.show_totals, name="totals"),
    path("settings/", views.set_bands, name="settings"),
    path("settings/rates/", views.set_rate, name="rates"),
    path("<uuid:gift_id>/", views.show_gift, name="gift"),
    path("<uuid:gift_id>/correct/", views.correct, name="correct"),
    path("<uuid:gift_id>/fate/", views.tell_fate, name="fate"),
    path("<uuid:gift_id>/decide/", views.decide, name="decide"),
]
