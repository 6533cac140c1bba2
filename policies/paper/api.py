"""The API of what people without a login signed on paper."""

import hashlib
from base64 import b64encode
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import AccountsView, NamedOut, named, who
from boundaries.access.choices import Scope
from boundaries.files.rules import check_file
from boundaries.web.api import LARGEST_UPLOAD, Made, Strict, Words, made
from boundaries.web.fields import Day
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from policies.acknowledgements.api import ACKNOWLEDGEMENTS
from policies.paper import actions, queries
from policies.paper.forms import LONGEST_CODE
from policies.paper.models import SignedPage
from policies.paper.queries import Standing
from policies.paper.rules import short_code


class SignedPageIn(Strict):
    """A page that somebody signed."""

    code = Words(max_length=LONGEST_CODE, help_text=_("The code that stands beside the signature."))
    signed_on = Day(help_text=_("The day that stands beside the signature."))
    file = serializers.FileField(help_text=_("The scan: a PDF, JPEG or PNG of at most 10 MB."))


class PersonPolicyOut(serializers.Serializer[Any]):
    """A policy in force here, and what somebody did about it."""

    policy = serializers.CharField()
    title = serializers.CharField()
    edition = serializers.IntegerField()
    digest = serializers.CharField()
    code = serializers.CharField(help_text=_("The beginning of the digest, as it is printed on the page to sign."))
    acknowledged_at = serializers.DateTimeField(
        allow_null=True, help_text=_("null where it waits; for a signed page, when it was entered.")
    )
    signed_on = serializers.DateField(allow_null=True, help_text=_("The day it was signed on paper."))
    entered_by = NamedOut(allow_null=True)
    scan_url = serializers.CharField(allow_null=True, help_text=_("Where to open the scan."))


class PersonPoliciesOut(serializers.Serializer[Any]):
    """What somebody acknowledged of the policies in force here."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    policies = PersonPolicyOut(many=True)


class SignedPageOut(serializers.Serializer[Any]):
    """A signed page, without its scan."""

    id = serializers.UUIDField()
    person = NamedOut()
    title = serializers.CharField()
    edition = serializers.IntegerField()
    digest = serializers.CharField()
    signed_on = serializers.DateField()
    entered_by = NamedOut()
    entered_at = serializers.DateTimeField()
    sha256 = serializers.CharField(help_text=_("Of the scan."))
    url = serializers.CharField(help_text=_("Where to open the scan."))


class SignedPagesOut(PageOut):
    """One page of a list of signed pages, the newest first."""

    pages = SignedPageOut(many=True)


class ScanOut(SignedPageOut):
    """A signed page with its scan."""

    file = serializers.CharField(help_text=_("The name of the scan."))
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    content = serializers.CharField(help_text=_("The scan itself, in base64."))


def standing_out(each: Standing) -> dict[str, Any]:
    """One policy, with what they did about it."""
    given = each.given
    return {
        "policy": each.adoption.policy.key,
        "title": each.adoption.version.title,
        "edition": each.adoption.version.edition,
        "digest": each.adoption.digest,
        "code": short_code(each.adoption.digest),
        "acknowledged_at": given.given_at if given else None,
        "signed_on": given.signed_on if given else None,
        "entered_by": named(given.entered_by) if given else None,
        "scan_url": reverse("api_paper:page", args=[each.page_id]) if each.page_id else None,
    }


def page_out(each: SignedPage) -> dict[str, Any]:
    """A signed page as it stands in the list."""
    given = each.acknowledgement
    return {
        "id": each.pk,
        "person": named(given.person),
        "title": given.adoption.version.title,
        "edition": given.adoption.version.edition,
        "digest": given.digest,
        "signed_on": given.signed_on,
        "entered_by": named(given.entered_by),
        "entered_at": each.entered_at,
        "sha256": each.sha256,
        "url": reverse("api_paper:page", args=[each.pk]),
    }


class PersonView(AccountsView):
    """Somebody one leads."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_acknowledgements_of",
        ACKNOWLEDGEMENTS,
        _("List what somebody acknowledged"),
        more=_("For those who lead them, at any depth, and for auditors."),
        gives={200: (PersonPoliciesOut, _("Every policy in force here."))},
        refuses=(404,),
    )
    def get(self, request: Request, person_id: UUID) -> Response:
        actor = who(request)
        person = queries.person_for(actor, person_id)
        shown = [standing_out(each) for each in queries.standings_of(actor, person)]
        return Response(PersonPoliciesOut({"id": person.pk, "name": person.name, "policies": shown}).data)


class EnterView(AccountsView):
    """A policy that somebody without a login signs."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}
    parser_classes = (MultiPartParser,)
    largest = LARGEST_UPLOAD

    @operation(
        "enter_signed_page",
        ACKNOWLEDGEMENTS,
        _("Enter a page that somebody signed"),
        more=_("For somebody without a login whom one leads. The code says which text they signed."),
        takes={"multipart/form-data": SignedPageIn},
        gives={201: (Made, _("It is entered, and is never changed."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, person_id: UUID, key: str) -> Response:
        actor = who(request)
        person, adoption = queries.policy_to_sign(actor, person_id, key)
        told = self.read(SignedPageIn)
        file = told.pop("file")
        check_file(size=file.size or 0, files_before=0)
        told |= {"name": file.name or "", "content": file.read()}
        said = told | {"content": hashlib.sha256(told["content"]).hexdigest()}
        told |= {"actor": actor, "person_id": person.pk, "adoption_id": adoption.pk}
        done = acted(request, lambda: actions.enter_signed(**told).pk, said)
        return made(done, reverse("api_paper:page", args=[done]))


class PagesView(AccountsView):
    """Signed pages."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_signed_pages",
        ACKNOWLEDGEMENTS,
        _("List the signed pages of those one leads"),
        more=_("For auditors, those of everybody."),
        asks=PageQuery,
        gives={200: (SignedPagesOut, _("One page of them, the newest first."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        asked = self.read_query(PageQuery)
        rows = queries.signed_pages(who(request))
        return Response(SignedPagesOut(self.listed("pages", asked, rows, "-entered_at", shown=page_out, among=rows)).data)


class PageView(AccountsView):
    """One signed page."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "open_signed_page",
        ACKNOWLEDGEMENTS,
        _("Open the scan of a signed page"),
        more=_("Every time is written down."),
        gives={200: (ScanOut, _("The scan."))},
        refuses=(404,),
    )
    def get(self, request: Request, page_id: UUID) -> Response:
        page = actions.open_scan(actor=who(request), page_id=page_id)
        scan = {"file": page.name, "media_type": page.media_type, "size": page.size}
        return Response(ScanOut(page_out(page) | scan | {"content": b64encode(bytes(page.content)).decode()}).data)
