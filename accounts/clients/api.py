"""The API about clients: only those one may know of, and only to those who may know of them."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.assignments.choices import AssignmentRole
from accounts.assignments.models import Assignment
from accounts.assignments.queries import assignable_by, of_client
from accounts.clients import actions, queries
from accounts.clients.choices import ClientKind, ClientStatus, Tie
from accounts.clients.forms import CIRCUMSTANCES
from accounts.clients.models import Client, Relative
from accounts.clients.permissions import ACCESS, IN_GENERAL, ClientPermission
from accounts.clients.rules import LONGEST_NAME
from accounts.organisations.models import Site
from accounts.staff.api import AccountsView, NamedOut, check_ours, named, ours, who
from accounts.staff.models import StaffMember
from boundaries.access.choices import Scope
from boundaries.web.api import Id, Made, Strict, Words, YesOrNo, made
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation

CLIENTS = _("Clients")
FLAGS = [flag for flag, _words in CIRCUMSTANCES]


# --- What is sent -----------------------------------------------------------------------------------------------------------
class FindClientsQuery(PageQuery):
    """Whom to look for."""

    q = Words(
        required=False,
        allow_blank=True,
        max_length=LONGEST_NAME,
        help_text=_("Words of the name or their beginnings, or the beginning of the reference."),
    )
    status = serializers.ChoiceField(ClientStatus.choices, required=False)


class ClientIn(Strict):
    """What is said of a client. Nothing here asks for a client's fault or story."""

    name = Words(max_length=LONGEST_NAME)
    reference = Words(max_length=40, help_text=_("What staff say and write instead of the name."))
    kind = serializers.ChoiceField(ClientKind.choices)
    status = serializers.ChoiceField(ClientStatus.choices)
    is_minor = YesOrNo(required=False, help_text=_("Under age."))
    has_special_needs = YesOrNo(required=False, help_text=_("Adult with special needs."))
    is_paid_participant = YesOrNo(required=False)
    is_applicant = YesOrNo(required=False)
    language = Words(required=False, allow_blank=True, max_length=60, help_text=_("The language they prefer."))
    needs_interpreter = YesOrNo(required=False)
    site = Id(required=False, allow_null=True)


class NewClientIn(ClientIn):
    """A client with the key worker who takes them on."""

    reference = Words(required=False, allow_blank=True, max_length=40, help_text=_("Leave it out to get one."))
    kind = serializers.ChoiceField(ClientKind.choices, required=False)
    status = serializers.ChoiceField(ClientStatus.choices, required=False)
    worker = Id(
        required=False, allow_null=True, help_text=_("Who takes the client on as key worker; only a director may leave it out.")
    )


class RelativeIn(Strict):
    """Somebody close to a client."""

    name = Words(max_length=LONGEST_NAME)
    tie = serializers.ChoiceField(Tie.choices)


# --- What is answered -------------------------------------------------------------------------------------------------------
class ClientLineOut(serializers.Serializer[Any]):
    """A client in the list."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(ClientKind.choices)
    status = serializers.ChoiceField(ClientStatus.choices)
    site = NamedOut(allow_null=True)
    url = serializers.CharField()


class ClientsOut(PageOut):
    """One page of clients, by reference."""

    clients = ClientLineOut(many=True)


class RelativeOut(serializers.Serializer[Any]):
    """Somebody close to a client."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    tie = serializers.ChoiceField(Tie.choices)


class AssignmentOut(serializers.Serializer[Any]):
    """Who works with a client, as what, from when to when."""

    id = serializers.UUIDField()
    worker = NamedOut()
    role = serializers.ChoiceField(AssignmentRole.choices)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)


class WholeClientOut(ClientLineOut):
    """One client, those close to them and those who work with them."""

    is_minor = serializers.BooleanField()
    has_special_needs = serializers.BooleanField()
    is_paid_participant = serializers.BooleanField()
    is_applicant = serializers.BooleanField()
    language = serializers.CharField()
    needs_interpreter = serializers.BooleanField()
    relatives = RelativeOut(many=True)
    assignments = AssignmentOut(many=True, help_text=_("Those that run or are to begin, the key worker first."))


# --- From one to the other ----------------------------------------------------------------------------------------------------
def line_out(client: Client) -> dict[str, Any]:
    """A client as whoever may know of them finds them in the list."""
    return {
        "id": client.pk,
        "reference": client.reference,
        "name": str(client.name),
        "kind": client.kind,
        "status": client.status,
        "site": named(client.site),
        "url": reverse("api_clients:client", args=[client.pk]),
    }


def relative_out(relative: Relative) -> dict[str, Any]:
    """Somebody close to a client."""
    return {"id": relative.pk, "name": str(relative.name), "tie": relative.tie}


def assignment_out(assignment: Assignment) -> dict[str, Any]:
    """Who works with a client."""
    said = {name: getattr(assignment, name) for name in ("role", "starts_on", "ends_on")}
    return {"id": assignment.pk, "worker": named(assignment.worker), **said}


def client_out(client: Client) -> dict[str, Any]:
    """Everything that is said of a client."""
    return {
        **line_out(client),
        **{name: getattr(client, name) for name in (*FLAGS, "language", "needs_interpreter")},
        "relatives": [relative_out(each) for each in queries.relatives_of(client)],
        "assignments": [assignment_out(each) for each in of_client(client)],
    }


def details_of(told: dict[str, Any]) -> actions.Details:
    """What was sent as the actions want it; what was not said is not so."""
    return actions.Details(
        kind=ClientKind(told.get("kind", ClientKind.DIRECT)),
        status=ClientStatus(told.get("status", ClientStatus.CURRENT)),
        is_minor=told.get("is_minor", False),
        has_special_needs=told.get("has_special_needs", False),
        is_paid_participant=told.get("is_paid_participant", False),
        is_applicant=told.get("is_applicant", False),
        language=told.get("language", ""),
        needs_interpreter=told.get("needs_interpreter", False),
        site_id=told.get("site"),
    )


def said_of(client: Client) -> dict[str, Any]:
    """What is said of a client now."""
    plain = ("name", "reference", "kind", "status", "language", "needs_interpreter", *FLAGS)
    return {**{name: getattr(client, name) for name in plain}, "site": client.site_id}


def allowed(actor: StaffMember, client_id: UUID, permission: ClientPermission) -> Client:
    """The client, for those who may know of them and do this."""
    client = queries.client_for(actor, client_id)
    ACCESS.require(actor, permission, client)
    return client


# --- The clients one may know of ----------------------------------------------------------------------------------------------
class ClientsView(AccountsView):
    """The clients one may know of."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.ORGANISE}

    @operation(
        "list_clients",
        CLIENTS,
        _("List the clients one may know of"),
        more=_("By reference. For those who may know of none, the list is empty."),
        asks=FindClientsQuery,
        gives={200: (ClientsOut, _("One page of clients."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(FindClientsQuery)
        known = queries.clients_of(actor)
        rows = queries.search(known, asked.get("q", ""), asked.get("status", ""))
        return Response(ClientsOut(self.listed("clients", asked, rows, "reference", shown=line_out, among=known)).data)

    @operation(
        "add_client",
        CLIENTS,
        _("Add a client"),
        takes=NewClientIn,
        gives={201: (Made, _("The client was added."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = self.read(NewClientIn), who(request)
        IN_GENERAL.require(actor, ClientPermission.ADD, actor.organisation)
        check_ours(ours(actor, Site), [told.get("site")], "site")
        check_ours(assignable_by(actor), [told.get("worker")], "worker")
        facts = {"name": told["name"], "reference": told.get("reference", ""), "key_worker_id": told.get("worker")}
        client_id = acted(request, lambda: actions.add_client(actor=actor, details=details_of(told), **facts).pk)
        return made(client_id, reverse("api_clients:client", args=[client_id]))


class ClientView(AccountsView):
    """One client."""

    scopes: ClassVar = {"GET": Scope.READ, "PATCH": Scope.ORGANISE}

    @operation("read_client", CLIENTS, _("Read about a client"), gives={200: (WholeClientOut, _("The client."))}, refuses=(404,))
    def get(self, request: Request, client_id: UUID) -> Response:
        return Response(WholeClientOut(client_out(queries.client_for(who(request), client_id))).data)

    @operation(
        "change_client",
        CLIENTS,
        _("Change a client's details"),
        more=_("What is left out stays as it is."),
        takes=ClientIn,
        gives={200: (WholeClientOut, _("The client as they are now."))},
        refuses=(404,),
        changes=True,
    )
    def patch(self, request: Request, client_id: UUID) -> Response:
        told, actor = self.read_part(ClientIn), who(request)
        allowed(actor, client_id, ClientPermission.CHANGE)
        check_ours(ours(actor, Site), [told.get("site")], "site")
        after = said_of(actions.locked_client(actor, client_id)) | told
        facts = {"name": str(after["name"]), "reference": after["reference"]}
        actions.change_client(actor=actor, client_id=client_id, details=details_of(after), **facts)
        return Response(WholeClientOut(client_out(queries.client_for(actor, client_id))).data)


class RelativesView(AccountsView):
    """Those close to a client."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "add_relative",
        CLIENTS,
        _("Add a relative or friend of a client"),
        takes=RelativeIn,
        gives={201: (Made, _("The relative or friend was added."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, client_id: UUID) -> Response:
        told, actor = self.read(RelativeIn), who(request)
        client = allowed(actor, client_id, ClientPermission.ADD_RELATIVE)
        facts = {"name": told["name"], "tie": Tie(told["tie"])}
        relative_id = acted(request, lambda: actions.add_relative(actor=actor, client_id=client.pk, **facts).pk)
        return made(relative_id, reverse("api_clients:relative", args=[client.pk, relative_id]))


class RelativeView(AccountsView):
    """Somebody close to a client."""

    scopes: ClassVar = {"GET": Scope.READ, "DELETE": Scope.ORGANISE}

    @operation(
        "read_relative",
        CLIENTS,
        _("Read about a relative or friend of a client"),
        gives={200: (RelativeOut, _("The relative or friend."))},
        refuses=(404,),
    )
    def get(self, request: Request, client_id: UUID, relative_id: UUID) -> Response:
        client = queries.client_for(who(request), client_id)
        return Response(RelativeOut(relative_out(queries.relative_for(client, relative_id))).data)

    @operation(
        "remove_relative",
        CLIENTS,
        _("Remove a relative or friend of a client"),
        gives={204: (None, _("The link is gone."))},
        refuses=(404,),
        changes=True,
    )
    def delete(self, request: Request, client_id: UUID, relative_id: UUID) -> Response:
        actor = who(request)
        client = allowed(actor, client_id, ClientPermission.REMOVE_RELATIVE)
        actions.remove_relative(actor=actor, client_id=client.pk, relative_id=relative_id)
        return Response(status=204)
