"""Addresses of this slice."""

from django.urls import path

from policies.channels import views
from policies.channels.workflow import AccountMove

app_name = "channels"
urlpatterns = [
    path("", views.home, name="register"),
    path("all/", views.list_accounts, name="accounts"),
    path("ask/", views.ask, name="ask"),
    path("channels/add/", views.add, name="add_channel"),
    path("channels/<uuid:channel_id>/retire/", views.retire, name="retire_channel"),
    path("<uuid:account_id>/", views.show_account, name="account"),
    *(
        path(f"<uuid:account_id>/{each.value.replace('_', '-')}/", views.move, {"move": each}, name=each.value)
        for each in AccountMove
    ),
]
