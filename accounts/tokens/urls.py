"""Addresses of this slice."""

from django.urls import path

from accounts.tokens import views

app_name = "tokens"
urlpatterns = [
    path("account/tokens/", views.list_tokens, name="list"),
    path("account/tokens/new/", views.make, name="make"),
    path("account/tokens/revoke/", views.revoke_all, name="revoke_all"),
    path("account/tokens/<uuid:token_id>/revoke/", views.revoke, name="revoke"),
]
