"""The addresses of incidents, slice by slice."""

from django.urls import include, path

from incidents.home.views import home

urlpatterns = [
    path("", home, name="home"),
    path("reports/", include("incidents.reports.urls")),
    path("desk/", include("incidents.desk.urls")),
    path("register/", include("incidents.register.urls")),
    path("book/", include("incidents.book.urls")),
    path("emergency/", include("incidents.emergency.urls")),
    path("excepted/", include("incidents.excepted.urls")),
    path("liftings/", include("incidents.lifting.urls")),
    path("", include("incidents.about.urls")),
]
