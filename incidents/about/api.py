"""The API of what is held about oneself, and who opened what one told."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import who
from boundaries.access.choices import Scope
from boundaries.access.doors import Door
from boundaries.web.api import View
from boundaries.web.openapi import operation
from incidents.about.queries import changes_about, readings_of_own
from incidents.about.views import facts_about


class FactOut(serializers.Serializer[Any]):
    """One line of one's entry."""

    name = serializers.CharField()
    values = serializers.ListField(child=serializers.CharField())


class ChangedOut(serializers.Serializer[Any]):
    """Something that was written about one's entry."""

    at = serializers.DateTimeField()
    sentence = serializers.CharField()
    by = serializers.CharField()


class OpenedOut(serializers.Serializer[Any]):
    """Who opened a report: by relation, never by name."""

    at = serializers.DateTimeField()
    relation = serializers.CharField()


class OwnOut(serializers.Serializer[Any]):
    """One of one's own reports, and who opened it."""

    reference = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    readings = OpenedOut(many=True)
    url = serializers.CharField()


class HeldOut(serializers.Serializer[Any]):
    """What is held about oneself. What others reported is never part of it."""

    facts = FactOut(many=True)
    changes = ChangedOut(many=True, help_text=_("The newest fifty, newest first."))
    reports = OwnOut(many=True, help_text=_("The newest fifty of one's own."))


class HeldView(View):
    """What is held about oneself."""

    ungated = True
    door = Door.SIGNED_IN
    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_held_about_me",
        _("Oneself"),
        _("See what is held about oneself"),
        gives={200: (HeldOut, _("One's entry, what was changed in it, and who opened what one told."))},
    )
    def get(self, request: Request) -> Response:
        actor = who(request)
        shown = {
            "facts": [{"name": each["key"], "values": _several(each["value"])} for each in facts_about(actor)],
            "changes": changes_about(actor),
            "reports": [
                {
                    "reference": each.report.reference,
                    "submitted_at": each.report.submitted_at,
                    "readings": each.readings,
                    "url": reverse("api_reports:report", args=[each.report.pk]),
                }
                for each in readings_of_own(actor)
            ],
        }
        return Response(HeldOut(shown).data)


def _several(value: Any) -> list[str]:
    """One value, several or none, as a list."""
    return [str(each) for each in value] if isinstance(value, list) else [str(value)] if value else []
