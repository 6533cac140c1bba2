"""Addresses of this slice."""

from django.urls import path

from policies.versions import views

app_name = "versions"
urlpatterns = [
    path("compare/", views.compare, name="compare"),
    path("versions/<uuid:version_id>/", views.show_version, name="version"),
    path("versions/<uuid:version_id>/revise/", views.begin, name="begin"),
    path("versions/<uuid:version_id>/front/", views.change_front, name="change_front"),
    path("versions/<uuid:version_id>/clauses/add/", views.add_clause, name="add_clause"),
    path("versions/<uuid:version_id>/clauses/<str:code>/change/", views.change_clause, name="change_clause"),
    path("versions/<uuid:version_id>/clauses/<str:code>/remove/", views.remove_clause, name="remove_clause"),
    path("versions/<uuid:version_id>/discard/", views.discard, name="discard"),
    path("versions/<uuid:version_id>/submit/", views.submit, name="submit"),
    path("versions/<uuid:version_id>/give-back/", views.give_back, name="give_back"),
    path("versions/<uuid:version_id>/approve/", views.approve, name="approve"),
    path("versions/<uuid:version_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:key>/versions/", views.list_versions, name="list"),
]
