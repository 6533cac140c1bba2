"""The API's addresses of what is new."""

from django.urls import path

from boundaries.notices import api

app_name = "api_notices"
urlpatterns = [
    path("", api.NoticesView.as_view(), name="notices"),
    path("read/", api.ReadView.as_view(), name="read"),
]
