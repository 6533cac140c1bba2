"""The API about who works with which client. Assignments are read with their client."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.assignments import actions
from accounts.assignments.choices import AssignmentRole
from accounts.assignments.queries import assignable_by, assignment_for
from accounts.clients.api import AssignmentOut, allowed, assignment_out
from accounts.clients.permissions import ACCESS, ClientPermission
from accounts.staff.api import AccountsView, check_ours, who
from boundaries.access.choices import Scope
from boundaries.web.api import Id, Made, Strict, made
from boundaries.web.fields import Day
from boundaries.web.idempotency import acted
from boundaries.web.openapi import operation

ASSIGNMENTS = _("Who works with which client")


class AssignIn(Strict):
    """Who works with the client, as what, from when to when."""

    worker = Id(help_text=_("Oneself or somebody in one's line; for directors, everybody."))
    role = serializers.ChoiceField(AssignmentRole.choices, help_text=_("A client has one key worker at a time."))
    starts_on = Day()
    ends_on = Day(required=False, allow_null=True, help_text=_("The last day, if it is set already."))


class EndAssignmentIn(Strict):
    """The last day on which somebody works with the client."""

    last_day = Day(help_text=_("Until the end of that day they may know of the client."))


class AssignView(AccountsView):
    """Beginning an assignment."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "assign",
        ASSIGNMENTS,
        _("Assign somebody to a client"),
        takes=AssignIn,
        gives={201: (Made, _("From the first day to the last they may know of the client."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, client_id: UUID) -> Response:
        told, actor = self.read(AssignIn), who(request)
        client = allowed(actor, client_id, ClientPermission.ASSIGN)
        check_ours(assignable_by(actor), [told["worker"]], "worker")
        facts: dict[str, Any] = {
            "worker_id": told["worker"],
            "role": AssignmentRole(told["role"]),
            "starts_on": told["starts_on"],
            "ends_on": told.get("ends_on"),
        }
        begun = acted(request, lambda: actions.assign(actor=actor, client_id=client.pk, **facts).pk)
        return made(begun, reverse("api_assignments:assignment", args=[begun]))


class AssignmentView(AccountsView):
    """One assignment."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_assignment",
        ASSIGNMENTS,
        _("Read about an assignment"),
        gives={200: (AssignmentOut, _("Who, as what, and how long."))},
        refuses=(404,),
    )
    def get(self, request: Request, assignment_id: UUID) -> Response:
        return Response(AssignmentOut(assignment_out(assignment_for(who(request), assignment_id))).data)


class EndView(AccountsView):
    """Ending an assignment."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "end_assignment",
        ASSIGNMENTS,
        _("End an assignment"),
        takes=EndAssignmentIn,
        gives={200: (Made, _("After the last day they may not know of the client any more."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, assignment_id: UUID) -> Response:
        last_day, actor = self.read(EndAssignmentIn)["last_day"], who(request)
        assignment = assignment_for(actor, assignment_id)
        ACCESS.require(actor, ClientPermission.ASSIGN, assignment.client)
        ended = acted(request, lambda: actions.end(actor=actor, assignment_id=assignment.pk, last_day=last_day).pk)
        return made(ended, reverse("api_assignments:assignment", args=[ended]), status=200)
