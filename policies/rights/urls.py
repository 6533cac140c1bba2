"""Addresses of this slice."""

from django.urls import path

from policies.rights import views

app_name = "rights"
urlpatterns = [
    path("", views.list_clients, name="clients"),
    path("clients/<uuid:client_id>/", views.show_client, name="client"),
    path("clients/<uuid:client_id>/tell/", views.tell, name="tell"),
    path("clients/<uuid:client_id>/consents/ask/", views.ask_consent, name="ask_consent"),
    path("clients/<uuid:client_id>/consents/<uuid:consent_id>/", views.change_consent, name="change_consent"),
    path("groups/", views.list_groups, name="groups"),
    path("groups/add/", views.add_group, name="add_group"),
    path("groups/<uuid:group_id>/", views.show_group, name="group"),
    path("groups/<uuid:group_id>/clients/<uuid:client_id>/", views.agree, name="agree"),
    path("list/", views.show_checklist, name="checklist"),
    path("list/publish/", views.publish, name="publish"),
    path("list/<int:edition>/", views.show_checklist, name="edition"),
]
