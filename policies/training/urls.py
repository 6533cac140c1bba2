"""Addresses of this slice."""

from django.urls import path

from policies.training import views
from policies.training.needs import views as needs
from policies.training.quiz.views import take

app_name = "training"
urlpatterns = [
    path("", views.list_own, name="own"),
    path("people/", views.show_matrix, name="matrix"),
    path("people/<uuid:person_id>/", views.show_person, name="person"),
    path("record/", views.record, name="record"),
    path("done/<uuid:completion_id>/take-back/", views.take_back, name="take_back"),
    path("needs/", needs.list_needs, name="needs"),
    path("needs/raise/", needs.raise_need, name="raise_need"),
    path("needs/<uuid:need_id>/", needs.show_need, name="need"),
    path("topics/", views.list_topics, name="topics"),
    path("topics/add/", views.add_topic, name="add_topic"),
    path("topics/take-up/<slug:topic_key>/", views.take_up_topic, name="take_up_topic"),
    path("topics/<uuid:topic_id>/", views.show_topic, name="topic"),
    path("topics/<uuid:topic_id>/quiz/", take, name="quiz"),
    path("topics/<uuid:topic_id>/change/", views.change_topic, name="change_topic"),
    path("topics/<uuid:topic_id>/retire/", views.retire_topic, name="retire_topic"),
]
