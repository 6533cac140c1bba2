"""Every address of the product; the packages' own are named by string."""

from django.urls import include, path

from boundaries.web import views

urlpatterns = [
    path("", include("incidents.urls")),
    path("", include("policies.urls")),
    path("", include("accounts.urls")),
    path("healthz", views.healthz, name="healthz"),
    path("ready", views.ready, name="ready"),
    path("notices/", include("boundaries.notices.urls")),
    path("api/v1/", include("incidents.api_urls")),
    path("api/v1/", include("policies.api_urls")),
    path("api/v1/tokens/", include("accounts.tokens.api_urls")),
    path("api/v1/", include("accounts.api_urls")),
    path("api/v1/notices/", include("boundaries.notices.api_urls")),
]

handler400 = "boundaries.errors.views.bad_request"
handler403 = "boundaries.errors.views.forbidden"
handler404 = "boundaries.errors.views.not_found"
handler500 = "boundaries.errors.views.broken"
