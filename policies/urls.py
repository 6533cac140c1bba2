"""The addresses of policies, slice by slice."""

from django.urls import include, path

urlpatterns = [
    path("work-accounts/", include("policies.channels.urls")),
    path("contacts/", include("policies.contacts.urls")),
    path("reflection/", include("policies.reflection.urls")),
    path("questions/", include("policies.moments.urls")),
    path("situations/", include("policies.situations.urls")),
    path("training/", include("policies.training.urls")),
    path("disclosures/", include("policies.disclosures.urls")),
    path("exceptions/", include("policies.exceptions.urls")),
    path("policies/campaigns/", include("policies.campaigns.urls")),
    path("policies/", include("policies.acknowledgements.urls")),
    path("policies/", include("policies.paper.urls")),
    path("rights/", include("policies.rights.urls")),
    path("gifts/", include("policies.gifts.urls")),
    path("policies/", include("policies.versions.urls")),
    path("policies/", include("policies.parts.urls")),
    path("policies/", include("policies.adoption.urls")),
]
