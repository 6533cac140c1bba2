"""Before harm: the policies that people are bound by, in the words of their own organisation."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "policies"
