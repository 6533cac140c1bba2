"""The API of emergency access. The same queries and actions as the pages, and the same answer whatever the reference names."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import who
from boundaries.access.choices import Reach, Scope
from boundaries.access.doors import Door
from boundaries.web.api import Made, Nothing, Strict, View, Words, made
from boundaries.web.idempotency import acted
from boundaries.web.openapi import operation
from incidents.desk.forms import LONGEST_REFERENCE
from incidents.emergency import actions, queries
from incidents.emergency.choices import EmergencyStatus, Standing
from incidents.emergency.permissions import EmergencyPermission
from incidents.emergency.rules import LONGEST_REASON

EMERGENCY = _("Emergency access")


class AskIn(Strict):
    """Which report, and why it cannot wait."""

    reference = Words(max_length=LONGEST_REFERENCE, help_text=_("As one was told it."))
    reason = Words(max_length=LONGEST_REASON, help_text=_("For whoever confirms it, and for directors afterwards."))


class AskedOut(serializers.Serializer[Any]):
    """What one asked for."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    asked_at = serializers.DateTimeField()
    standing = serializers.ChoiceField(Standing.choices)
    until = serializers.DateTimeField(allow_null=True, help_text=_("Until when it waits, or is open."))
    url = serializers.CharField(help_text=_("Where to read the report; empty unless it is open."))


class AskedListOut(serializers.Serializer[Any]):
    """What one asked for, the newest first."""

    requests = AskedOut(many=True)


class ToDecideOut(serializers.Serializer[Any]):
    """A request that one may decide."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    asker = serializers.CharField()
    job_title = serializers.CharField()
    reason = serializers.CharField()
    asked_at = serializers.DateTimeField()
    lapses_at = serializers.DateTimeField()


class ToDecideListOut(serializers.Serializer[Any]):
    """What waits for a second person, and one may be that."""

    requests = ToDecideOut(many=True)


class AccessOut(serializers.Serializer[Any]):
    """One request about a report: who, when, and every reading."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(EmergencyStatus.choices)
    asker = serializers.CharField()
    asked_at = serializers.DateTimeField()
    lapses_at = serializers.DateTimeField()
    decided_by = serializers.CharField(help_text=_("Empty until somebody has."))
    decided_at = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(help_text=_("Empty for whoever may not read the report."))
    readings = serializers.ListField(child=serializers.DateTimeField())


class RequestsView(View):
    """Asking, and what one asked for."""

    scopes = {"GET": Scope.READ, "POST": Reach.SESSION}

    @operation(
        "list_emergency_requests",
        EMERGENCY,
        _("See what one asked to read in an emergency"),
        gives={200: (AskedListOut, _("The newest twenty."))},
        refuses=(404,),
    )
    def get(self, request: Request) -> Response:
        asked = [
            {
                "id": each.id,
                "reference": each.reference,
                "asked_at": each.asked_at,
                "standing": each.standing,
                "until": each.until,
                "url": reverse("api_desk:report", args=[each.report_id]) if each.report_id else "",
            }
            for each in queries.own_requests(who(request))
        ]
        return Response(AskedListOut({"requests": asked}).data)

    @operation(
        "ask_for_emergency_access",
        EMERGENCY,
        _("Ask to read one report for an hour"),
        more=_("The answer is the same whether there is such a report or not. A second person must confirm it within the hour."),
        takes=AskIn,
        gives={201: (Made, _("The request was passed on."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = self.read(AskIn), who(request)
        asked = acted(request, lambda: actions.ask(actor=actor, reference=told["reference"], reason=told["reason"]).pk)
        return made(asked, reverse("api_emergency:requests"))


class WaitingView(View):
    """What waits for a second person."""

    ungated = True
    door = Door.SIGNED_IN
    scopes = {"GET": Reach.FRESH_SESSION}

    @operation(
        "list_emergency_requests_to_decide",
        EMERGENCY,
        _("See which requests one may confirm"),
        gives={200: (ToDecideListOut, _("What lapses first stands first."))},
    )
    def get(self, request: Request) -> Response:
        waiting = [
            {
                "id": each.pk,
                "reference": str(each.reference),
                "asker": each.asker.name,
                "job_title": each.asker.job_title,
                "reason": str(each.reason),
                "asked_at": each.asked_at,
                "lapses_at": each.lapses_at,
            }
            for each in queries.waiting_for(who(request))
        ]
        return Response(ToDecideListOut({"requests": waiting}).data)


class AccessView(View):
    """One request, as those see it who oversee it."""

    ungated = True
    door = Door.SIGNED_IN
    scopes = {"GET": Scope.READ}

    @operation(
        "read_emergency_access",
        EMERGENCY,
        _("See who asked, who decided, and every reading"),
        gives={200: (AccessOut, _("The request."))},
        refuses=(404,),
    )
    def get(self, request: Request, request_id: UUID) -> Response:
        actor = who(request)
        found = queries.request_for(actor, request_id, EmergencyPermission.VIEW)
        shown = queries.access_of(found, with_reason=queries.may(actor, EmergencyPermission.READ_REASON, found))
        return Response(AccessOut(shown).data)


class ConfirmView(View):
    """Letting somebody in."""

    ungated = True
    door = Door.SIGNED_IN
    scopes = {"POST": Reach.FRESH_SESSION}

    @operation(
        "confirm_emergency_access",
        EMERGENCY,
        _("Confirm a request, as the second person"),
        more=_("Whoever asked may read the report for an hour from now. Auditors and the chair of the board are told at once."),
        takes=Nothing,
        gives={200: (Made, _("They may read it."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, request_id: UUID) -> Response:
        self.read(Nothing)
        decided = acted(request, lambda: actions.confirm(actor=who(request), request_id=request_id).pk)
        return made(decided, reverse("api_emergency:access", args=[decided]), status=200)


class DeclineView(View):
    """Not letting somebody in."""

    ungated = True
    door = Door.SIGNED_IN
    scopes = {"POST": Reach.FRESH_SESSION}

    @operation(
        "decline_emergency_access",
        EMERGENCY,
        _("Decline a request, as the second person"),
        more=_("Whoever asked is not told."),
        takes=Nothing,
        gives={200: (Made, _("It was declined."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, request_id: UUID) -> Response:
        self.read(Nothing)
        decided = acted(request, lambda: actions.decline(actor=who(request), request_id=request_id).pk)
        return made(decided, reverse("api_emergency:access", args=[decided]), status=200)


class EndView(View):
    """Ending one's own access."""

    ungated = True
    scopes = {"POST": Scope.HANDLE}

    @operation(
        "end_emergency_access",
        EMERGENCY,
        _("End one's own emergency access before its hour is over"),
        takes=Nothing,
        gives={200: (Made, _("It is over."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, report_id: UUID) -> Response:
        self.read(Nothing)
        ended = acted(request, lambda: actions.end(actor=who(request), report_id=report_id).pk)
        return made(ended, reverse("api_emergency:requests"), status=200)
