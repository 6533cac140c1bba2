"""The product's addresses as they are in demo mode."""

from django.urls import include, path

from boundaries import urls

urlpatterns = [*urls.urlpatterns, path("demo/", include("accounts.demo.urls"))]
handler404 = urls.handler404
