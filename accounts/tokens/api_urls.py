"""Addresses of this slice's API."""

from django.urls import path

from accounts.tokens import api

app_name = "api_tokens"
urlpatterns = [
    path("", api.TokensView.as_view(), name="tokens"),
    path("<uuid:token_id>/", api.TokenView.as_view(), name="token"),
]
