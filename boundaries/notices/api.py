"""The API of a person's own list of what is new."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from boundaries.access.choices import Scope
from boundaries.access.doors import Door
from boundaries.notices.actions import mark_all_read
from boundaries.notices.queries import items_for
from boundaries.notices.views import person_of
from boundaries.web.api import Nothing, View
from boundaries.web.idempotency import acted
from boundaries.web.openapi import operation

NOTICES = _("What is new")


class NoticeOut(serializers.Serializer[Any]):
    """One item."""

    sentence = serializers.CharField()
    which = serializers.CharField(source="label", help_text=_("Which one is meant."))
    link = serializers.CharField(help_text=_("The page that it leads to in the browser."))
    made_at = serializers.DateTimeField()
    is_new = serializers.BooleanField()


class NoticesOut(serializers.Serializer[Any]):
    """The newest fifty items, newest first."""

    notices = NoticeOut(many=True)
    new = serializers.IntegerField(help_text=_("How many of them are new."))


class NoticesView(View):
    """One's own list."""

    ungated = True
    door = Door.SIGNED_IN
    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_notices",
        NOTICES,
        _("See what is new"),
        more=_(
            "Every item is authorised again: what one may not see any more is not in it. Reading the list marks nothing as read."
        ),
        gives={200: (NoticesOut, _("The newest fifty items."))},
    )
    def get(self, request: Request) -> Response:
        items = items_for(person_of(request._request))
        return Response(NoticesOut({"notices": items, "new": sum(each.is_new for each in items)}).data)


class ReadView(View):
    """Having seen it."""

    ungated = True
    door = Door.SIGNED_IN
    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "mark_notices_read",
        NOTICES,
        _("Mark everything as read"),
        takes=Nothing,
        gives={204: (None, _("Nothing in the list is new any more."))},
        once=True,
    )
    def post(self, request: Request) -> Response:
        self.read(Nothing)
        person_id = person_of(request._request)

        def act() -> UUID:
            mark_all_read(person_id=person_id)
            return person_id

        acted(request, act)
        return Response(status=204)
