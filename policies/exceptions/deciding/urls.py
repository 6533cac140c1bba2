"""The addresses of those who assess and decide."""

from django.urls import path

from policies.exceptions.deciding import views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("register/", views.list_register, name="register"),
    path("<uuid:exception_id>/handle/", views.handle, name="handle"),
    path("<uuid:exception_id>/handle/assess/", views.assess, name="assess"),
    path("<uuid:exception_id>/handle/recommend/", views.recommend, name="recommend"),
    path("<uuid:exception_id>/handle/return/", views.return_it, name="return"),
    path("<uuid:exception_id>/handle/approve/", views.approve, name="approve"),
    path("<uuid:exception_id>/handle/refuse/", views.refuse, name="refuse"),
    path("<uuid:exception_id>/handle/step-aside/", views.recuse, name="recuse"),
    path("<uuid:exception_id>/handle/suspend/", views.suspend, name="suspend"),
    path("<uuid:exception_id>/handle/resume/", views.resume, name="resume"),
    path("<uuid:exception_id>/handle/revoke/", views.revoke, name="revoke"),
    path("<uuid:exception_id>/decision.pdf", views.print_decision, name="printed"),
]
