"""The address of the figures."""

from django.urls import URLPattern, path

from policies.exceptions.figures import views

urlpatterns: list[URLPattern] = [path("figures/", views.figures, name="figures")]
