"""The API of confirming logins, as the second person."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.logins.actions import confirm_logins
from accounts.logins.permissions import IN_GENERAL, LoginPermission
from accounts.logins.queries import to_confirm
from accounts.logins.views import SHOWN
from accounts.staff.api import AccountsView, check_ours, ours, who
from accounts.staff.models import StaffMember
from boundaries.access.choices import Reach
from boundaries.web.api import Id, Strict
from boundaries.web.idempotency import acted
from boundaries.web.openapi import operation

LOGINS = _("Confirming logins")


class ConfirmIn(Strict):
    """Whose logins are their owners'."""

    people = serializers.ListField(child=Id(), min_length=1, max_length=SHOWN, help_text=_("Make sure of each of them first."))


class WaitingOut(serializers.Serializer[Any]):
    """Somebody whose login waits for a second person."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.CharField()


class LoginsOut(serializers.Serializer[Any]):
    """Those whose login one may confirm, by name: a hundred at a time; the others come once these are confirmed."""

    people = WaitingOut(many=True)
    more = serializers.IntegerField(help_text=_("How many more there are."))
    for_others = serializers.IntegerField(help_text=_("How many wait for somebody else."))


class LoginsView(AccountsView):
    """Whose login waits, and confirming it."""

    scopes: ClassVar = {"GET": Reach.FRESH_SESSION, "POST": Reach.FRESH_SESSION}

    @operation(
        "list_logins_to_confirm",
        LOGINS,
        _("See whose login waits for a second person"),
        more=_("Reports pass them over until somebody confirms that their login is theirs."),
        gives={200: (LoginsOut, _("Those whom one may confirm."))},
        refuses=(404,),
    )
    def get(self, request: Request) -> Response:
        actor = who(request)
        found = to_confirm(actor)
        shown = {
            "people": [
                {"id": each.pk, "name": each.name, "email": each.user.email if each.user else ""} for each in found.people[:SHOWN]
            ],
            "more": len(found.people[SHOWN:]),
            "for_others": found.for_others,
        }
        return Response(LoginsOut(shown).data)

    @operation(
        "confirm_logins",
        LOGINS,
        _("Confirm, as the second person, that logins are their owners'"),
        more=_("All of them or none. Nobody confirms their own, or one to which they gave the address."),
        takes=ConfirmIn,
        gives={204: (None, _("From now on reports may go to them."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        people, actor = self.read(ConfirmIn)["people"], who(request)
        IN_GENERAL.require(actor, LoginPermission.LIST, actor.organisation)
        check_ours(ours(actor, StaffMember), people, "people")

        def act() -> UUID:
            confirm_logins(actor=actor, person_ids=people)
            return actor.pk

        acted(request, act)
        return Response(status=204)
