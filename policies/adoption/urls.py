"""Addresses of this slice."""

from django.urls import path

from policies.adoption import views

app_name = "policies"
urlpatterns = [
    path("", views.list_policies, name="list"),
    path("search/", views.search, name="search"),
    path("topics/", views.list_topics, name="topics"),
    path("topics/<slug:category>/", views.show_topic, name="topic"),
    path("instructions/", views.list_instructions, name="instructions"),
    path("library/", views.show_library, name="library"),
    path("adopt/<uuid:version_id>/", views.adopt, name="adopt"),
    path("<slug:key>/", views.show_policy, name="policy"),
    path("<slug:key>/change/", views.change, name="change"),
    path("<slug:key>/end/", views.end, name="end"),
    path("<slug:key>/clauses/<str:code>/", views.show_clause, name="clause"),
    path("<slug:key>/clauses/<str:code>/<slug:addition>/", views.adapt, name="adapt"),
]
