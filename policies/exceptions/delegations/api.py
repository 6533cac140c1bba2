"""The API of deciding in somebody's place."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import AccountsView, NamedOut, named, who
from boundaries.access.choices import Reach, Scope
from boundaries.web.api import Id, Made, Nothing, Strict, made
from boundaries.web.fields import Day
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from policies.exceptions import queries
from policies.exceptions.delegations import actions
from policies.exceptions.models import ExceptionDelegation
from policies.exceptions.permissions import DELEGATING, DelegationPermission
from policies.exceptions.team.api import EXCEPTIONS


class DelegationIn(Strict):
    """Who decides in one's place, and when."""

    delegate = Id(help_text=_("Somebody else who works here."))
    starts_on = Day(help_text=_("The first day."))
    ends_on = Day(help_text=_("The last day, within a year. It ends by itself."))


class DelegationOut(serializers.Serializer[Any]):
    """That somebody decides in a director's place."""

    id = serializers.UUIDField()
    director = NamedOut()
    delegate = NamedOut()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    ended_at = serializers.DateTimeField(allow_null=True)


class DelegationsOut(PageOut):
    """One page of them, the newest first."""

    delegations = DelegationOut(many=True)


def delegation_out(each: ExceptionDelegation) -> dict[str, Any]:
    """One of them."""
    days = {"starts_on": each.starts_on, "ends_on": each.ends_on, "ended_at": each.ended_at}
    return {"id": each.pk, "director": named(each.director), "delegate": named(each.delegate), **days}


class DelegationsView(AccountsView):
    """What one gave, and in whose place one decides."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Reach.FRESH_SESSION}

    @operation(
        "list_delegations",
        EXCEPTIONS,
        _("List in whose place you decide, and who decides in yours"),
        asks=PageQuery,
        gives={200: (DelegationsOut, _("One page of them."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(PageQuery)
        rows = queries.delegations_of(actor)
        if not rows.exists():
            DELEGATING.require(actor, DelegationPermission.VIEW, actor.organisation)
        return Response(
            DelegationsOut(self.listed("delegations", asked, rows, "-given_at", shown=delegation_out, among=rows)).data
        )

    @operation(
        "give_delegation",
        EXCEPTIONS,
        _("Let somebody decide on exceptions in your place"),
        more=_("Only a director may. It cannot be handed on, and opens nothing else."),
        takes=DelegationIn,
        gives={201: (Made, _("They decide in your place."))},
        refuses=(403, 404),
        once=True,
    )
    def post(self, request: Request) -> Response:
        actor = who(request)
        DELEGATING.require(actor, DelegationPermission.GIVE, actor.organisation)
        told = self.read(DelegationIn)
        facts = {"delegate_id": told["delegate"], "starts_on": told["starts_on"], "ends_on": told["ends_on"]}
        return made(
            acted(request, lambda: actions.give_delegation(actor=actor, **facts).pk), reverse("api_exception_team:delegations")
        )


class EndDelegationView(AccountsView):
    """Ending one."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @operation(
        "end_delegation",
        EXCEPTIONS,
        _("End a delegation you gave"),
        more=_("What was decided already stands."),
        takes=Nothing,
        gives={200: (Made, _("It is ended."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, delegation_id: UUID) -> Response:
        actor = who(request)
        queries.delegation_for(actor, delegation_id, DelegationPermission.END)
        self.read(Nothing)
        done = acted(request, lambda: actions.end_delegation(actor=actor, delegation_id=delegation_id).pk)
        return made(done, reverse("api_exception_team:delegations"), status=200)
