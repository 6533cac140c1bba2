"""Addresses of this slice."""

from django.urls import path

from accounts.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.show_settings, name="settings"),
    path("change/", views.change_settings, name="change_settings"),
    path("sites/", views.list_sites, name="sites"),
    path("sites/add/", views.add_site, name="add_site"),
    path("sites/<uuid:site_id>/rename/", views.rename_site, name="rename_site"),
    path("closed-days/add/", views.add_closed_day, name="add_closed_day"),
    path("closed-days/<int:closed_day_id>/remove/", views.remove_closed_day, name="remove_closed_day"),
    path("before-activation/", views.before_activation, name="before_activation"),
    path("activate/", views.activate, name="activate"),
]
