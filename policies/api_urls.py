"""The API's addresses of policies, slice by slice."""

from django.urls import include, path

from policies.adoption import api as adoption

of_policies = [
    path("policies/", adoption.PoliciesView.as_view(), name="policies"),
    path("policies/<slug:key>/", adoption.PolicyView.as_view(), name="policy"),
    path("policies/<slug:key>/clauses/<str:code>/", adoption.ClauseView.as_view(), name="clause"),
    path("policies/<slug:key>/clauses/<str:code>/<slug:addition>/", adoption.LocalTextView.as_view(), name="adapt"),
    path("clauses/", adoption.SearchView.as_view(), name="search"),
    path("topics/", adoption.TopicsView.as_view(), name="topics"),
    path("topics/<slug:category>/", adoption.TopicView.as_view(), name="topic"),
    path("library/", adoption.LibraryView.as_view(), name="library"),
    path("library/<uuid:version_id>/adopt/", adoption.AdoptView.as_view(), name="adopt"),
]

urlpatterns = [path("", include((of_policies, "api_policies")))]
