"""The API of what the team reads: what was approved for the clients one works with, in the words meant for the team."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import AccountsView, NamedOut, named, who
from boundaries.access.choices import Scope
from boundaries.notices.actions import mark_read
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from policies.adoption.api import ClauseOut, clause_out
from policies.adoption.queries import cited
from policies.exceptions import queries
from policies.exceptions.choices import ExceptionKind, ExceptionStatus
from policies.exceptions.models import ExceptionRequest
from policies.exceptions.team import reading

EXCEPTIONS = _("Exceptions")


class ExceptionTeamLineOut(serializers.Serializer[Any]):
    """An approved exception, as the team knows it."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    kind = serializers.ChoiceField(ExceptionKind.choices)
    worker = NamedOut()
    client = serializers.CharField(help_text=_("Empty for whoever may not know of the client."))
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    status = serializers.ChoiceField(ExceptionStatus.choices)
    url = serializers.CharField()


class ExceptionTeamListOut(PageOut):
    """One page of them, the one decided last first."""

    exceptions = ExceptionTeamLineOut(many=True)


class ExceptionTeamOut(ExceptionTeamLineOut):
    """One of them."""

    for_team = serializers.CharField(help_text=_("What was agreed, in the words meant for the team."))
    clauses = ClauseOut(many=True)


def team_line_out(each: ExceptionRequest, clients: dict[UUID, str]) -> dict[str, Any]:
    """One line."""
    return {
        "id": each.pk,
        "reference": each.reference,
        "kind": each.kind,
        "worker": named(each.worker),
        "client": clients.get(each.client_id, "") if each.client_id else "",
        "starts_on": each.starts_on,
        "ends_on": each.ends_on,
        "status": reading.status_for_team(each),
        "url": reverse("api_exception_team:for_team", args=[each.pk]),
    }


class ExceptionTeamView(AccountsView):
    """What was approved for clients one works with."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_team_exceptions",
        EXCEPTIONS,
        _("List what was approved for clients you work with"),
        asks=PageQuery,
        gives={200: (ExceptionTeamListOut, _("One page of them, the one decided last first."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(PageQuery)
        rows = queries.of_team(actor)
        page = self.listed("exceptions", asked, rows, "-decided_at", shown=lambda each: each, among=rows)
        clients = reading.clients_as_known(actor, page["exceptions"])
        page["exceptions"] = [team_line_out(each, clients) for each in page["exceptions"]]
        return Response(ExceptionTeamListOut(page).data)


class ExceptionForTeamView(AccountsView):
    """One of them."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_team_exception",
        EXCEPTIONS,
        _("Read what was approved for a client you work with"),
        more=_("Its news counts as read from then on, as on its page."),
        gives={200: (ExceptionTeamOut, _("What was worded for the team."))},
        refuses=(404,),
    )
    def get(self, request: Request, exception_id: UUID) -> Response:
        actor = who(request)
        exception = queries.team_exception(actor, exception_id)
        mark_read(person_id=actor.pk, about_id=exception.pk)
        told = team_line_out(exception, reading.clients_as_known(actor, [exception])) | {
            "for_team": exception.for_team,
            "clauses": [clause_out(each) for each in cited(exception.organisation_id, exception.clauses)],
        }
        return Response(ExceptionTeamOut(told).data)
