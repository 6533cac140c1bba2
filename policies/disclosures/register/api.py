"""The API of the register of disclosures."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import AccountsView, NamedOut, named, who
from boundaries.access.choices import Reach, Scope
from boundaries.web.api import Made, made
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from policies.adoption.api import ClauseOut, clause_out
from policies.disclosures import queries
from policies.disclosures.api import DISCLOSURES, DisclosureLineOut, DisclosureWordsOut, line_out, words_out
from policies.disclosures.deciding.actions import allow_exception, link_by_office
from policies.disclosures.deciding.api import DisclosureReasonIn, LinkIn
from policies.disclosures.models import Disclosure
from policies.disclosures.permissions import REGISTER, DisclosureRegisterPermission
from policies.disclosures.register.actions import open_registered

_P = DisclosureRegisterPermission


class DisclosureRegisterLineOut(DisclosureLineOut):
    """A disclosure as it stands in the register."""

    worker = NamedOut()
    client = serializers.CharField(help_text=_("The client's reference, for directors of the area; else empty."))


class DisclosureRegisterOut(PageOut):
    """One page of the register, the newest first."""

    disclosures = DisclosureRegisterLineOut(many=True)


class RegisteredOut(DisclosureRegisterLineOut):
    """One disclosure in the register."""

    clauses = ClauseOut(many=True)
    content = DisclosureWordsOut(allow_null=True, help_text=_("For directors of the area; null for auditors."))


def register_line_out(each: Disclosure, *, reads: bool) -> dict[str, Any]:
    """One line; the client by reference for those who may read it."""
    client = each.client.reference if reads and each.client else ""
    return line_out(each, "api_disclosures:registered") | {"worker": named(each.worker), "client": client}


class RegisterView(AccountsView):
    """The register."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_disclosure_register",
        DISCLOSURES,
        _("List the register of disclosures"),
        more=_("For directors those of their area, for auditors all, without a word and without clients."),
        asks=PageQuery,
        gives={200: (DisclosureRegisterOut, _("One page of it."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(PageQuery)
        rows, areas = queries.register_of(actor), queries.reads_areas(actor)

        def shown(each: Disclosure) -> dict[str, Any]:
            return register_line_out(each, reads=queries.covers(areas, each))

        page = self.listed("disclosures", asked, rows, "-submitted_at", shown=shown, among=rows)
        return Response(DisclosureRegisterOut(page).data)


class RegisteredView(AccountsView):
    """One of it."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_registered_disclosure",
        DISCLOSURES,
        _("Read one disclosure in the register"),
        more=_("Who opened it is written down once a day."),
        gives={200: (RegisteredOut, _("What is open to you of it."))},
        refuses=(404,),
    )
    def get(self, request: Request, disclosure_id: UUID) -> Response:
        actor = who(request)
        disclosure = open_registered(actor=actor, disclosure_id=disclosure_id)
        reads = REGISTER.allows(actor, _P.READ, disclosure)
        told = register_line_out(disclosure, reads=reads) | {
            "clauses": [clause_out(each) for each in queries.whole(disclosure).clauses],
            "content": words_out(actor, disclosure, "api_disclosures:registered", own=False) if reads else None,
        }
        return Response(RegisteredOut(told).data)


class WhoLineOut(serializers.Serializer[Any]):
    """A disclosure of which one is asked who the other person is."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    worker = NamedOut()
    person = serializers.CharField(help_text=_("Whom the worker named."))
    submitted_at = serializers.DateTimeField()


class WhoOut(PageOut):
    """One page of them, the newest first."""

    disclosures = WhoLineOut(many=True)


def who_line_out(each: Disclosure) -> dict[str, Any]:
    """One line: whom the worker named, and nothing else of what they told."""
    plain = {"id": each.pk, "reference": each.reference, "person": each.person, "submitted_at": each.submitted_at}
    return plain | {"worker": named(each.worker)}


class WhoView(AccountsView):
    """Where one is asked who the other person is."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_disclosures_to_link",
        DISCLOSURES,
        _("List where you are asked who the other person is"),
        more=_("For directors those of their area, for safeguarding leads all, until somebody has said so."),
        asks=PageQuery,
        gives={200: (WhoOut, _("One page of them."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(PageQuery)
        rows = queries.to_say_who(actor)
        page = self.listed("disclosures", asked, rows, "-submitted_at", shown=who_line_out, among=rows)
        return Response(WhoOut(page).data)


class WhoItIsView(AccountsView):
    """Saying so by office."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "link_disclosure_by_office",
        DISCLOSURES,
        _("Say by office whether the other person is a client here"),
        more=_("For directors of the area, and for safeguarding leads who were asked."),
        takes=LinkIn,
        gives={200: (Made, _("It is said."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        actor = who(request)
        queries.to_link_by_office(actor, disclosure_id)
        client = self.read(LinkIn)["client"]
        done = acted(request, lambda: link_by_office(actor=actor, disclosure_id=disclosure_id, client_id=client).pk)
        return made(done, reverse("api_disclosures:who"), status=200)


class ExceptView(AccountsView):
    """A director's exception."""

    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}

    @operation(
        "except_disclosure",
        DISCLOSURES,
        _("Allow an exception where a tie bars service"),
        more=_("Only a director of the area who does not lead the worker."),
        takes=DisclosureReasonIn,
        gives={201: (Made, _("The exception."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        actor = who(request)
        queries.registered(actor, disclosure_id, _P.EXCEPT)
        told = self.read(DisclosureReasonIn)
        done = acted(request, lambda: allow_exception(actor=actor, disclosure_id=disclosure_id, **told).pk)
        return made(done, reverse("api_disclosures:registered", args=[disclosure_id]))
