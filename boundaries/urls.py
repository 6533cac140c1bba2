"""Every address of the product; the packages' own are named by string."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from boundaries.web import views
from boundaries.web.openapi import openapi_page

urlpatterns = [
    path("", include("incidents.urls")),
    path("", include("accounts.urls")),
    path("healthz", views.healthz, name="healthz"),
    path("ready", views.ready, name="ready"),
    path("notices/", include("boundaries.notices.urls")),
    path("api/v1/", include("incidents.api_urls")),
    path("api/v1/openapi.json", SpectacularAPIView.as_view(), name="openapi"),
    path("api/v1/docs/", openapi_page, name="openapi_page"),
]

handler400 = "boundaries.errors.views.bad_request"
handler403 = "boundaries.errors.views.forbidden"
handler404 = "boundaries.errors.views.not_found"
handler500 = "boundaries.errors.views.broken"
