"""The API of the parts of a draft beside its clauses: sections, appendices with their lines, documents beside it."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import AccountsView, who
from accounts.staff.models import StaffMember
from boundaries.access.choices import Scope
from boundaries.web.api import Made, Strict, Words, made
from boundaries.web.idempotency import acted
from boundaries.web.openapi import operation
from policies.adoption.api import POLICIES
from policies.library.choices import AppendixKind, Weight
from policies.library.rules import LONGEST_CODE, LONGEST_TEXT, LONGEST_TITLE, AppendixFacts, ItemFacts
from policies.parts import actions
from policies.parts.rules import MOST_LINES
from policies.versions.api import VersionTextOut, text_out
from policies.versions.permissions import ACCESS, VersionPermission
from policies.versions.queries import version_for


# --- What is sent -----------------------------------------------------------------------------------------------------------
class SectionIn(Strict):
    """A section."""

    title = Words(max_length=LONGEST_TITLE)
    weight = serializers.ChoiceField(Weight.choices)
    after = Words(
        required=False,
        allow_blank=True,
        max_length=LONGEST_CODE,
        help_text=_("The key of the section behind which it stands; empty for the beginning. Left out, it stays where it is."),
    )


class LineIn(Strict):
    """A line of an appendix."""

    id = Words(
        required=False, allow_blank=True, max_length=LONGEST_CODE, help_text=_("Left out, it gets the next one by itself.")
    )
    text = Words(max_length=LONGEST_TEXT)


class AppendixIn(Strict):
    """An appendix with all its lines, in their order."""

    title = Words(max_length=LONGEST_TITLE)
    text = Words(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    lines = serializers.ListField(child=LineIn(), required=False, max_length=MOST_LINES)


class NewAppendixIn(AppendixIn):
    """An appendix that is to be added at the end."""

    id = Words(max_length=LONGEST_CODE)
    kind = serializers.ChoiceField(AppendixKind.choices)


class DocumentIn(Strict):
    """A document that stands beside the policy."""

    title = Words(max_length=LONGEST_TITLE)
    policy = Words(
        required=False, allow_blank=True, max_length=60, help_text=_("The key of the policy, where it is kept here too.")
    )


def appendix_facts(told: dict[str, Any], code: str, kind: str = "") -> AppendixFacts:
    """An appendix as it was sent."""
    lines = tuple(ItemFacts(id=each.get("id", ""), text=each["text"]) for each in told.get("lines", ()))
    return AppendixFacts(id=code, kind=kind, title=told["title"], text=told.get("text", ""), items=lines)


# --- How each of them acts ----------------------------------------------------------------------------------------------------
class PartView(AccountsView):
    """A part of a draft."""

    def writer(self, version_id: UUID) -> StaffMember:
        """Whoever may write in this draft. Raises NotVisible or Forbidden."""
        actor = who(self.request)
        ACCESS.require(actor, VersionPermission.EDIT, version_for(actor, version_id))
        return actor

    def added(self, version_id: UUID, act: Callable[..., Any], **facts: Any) -> Response:
        """Add it, once."""
        actor = self.writer(version_id)
        made_id = acted(self.request, lambda: act(actor=actor, version_id=version_id, **facts).version_id)
        return made(made_id, reverse("api_versions:version", args=[made_id]))

    def changed(self, version_id: UUID, act: Callable[..., Any], **facts: Any) -> Response:
        """Change it, and give the draft as it is now."""
        actor = self.writer(version_id)
        act(actor=actor, version_id=version_id, **facts)
        return Response(VersionTextOut(text_out(version_for(actor, version_id))).data)

    def removed(self, version_id: UUID, act: Callable[..., Any], **facts: Any) -> Response:
        """Remove it."""
        act(actor=self.writer(version_id), version_id=version_id, **facts)
        return Response(status=204)


# --- Sections -----------------------------------------------------------------------------------------------------------------
class SectionsView(PartView):
    """The sections of a draft."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "add_section",
        POLICIES,
        _("Add a section to a draft"),
        more=_("It is empty at first, and its key is made: read the draft to find it. Without “after” it stands at the end."),
        takes=SectionIn,
        gives={201: (Made, _("The draft to which it was added."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, version_id: UUID) -> Response:
        return self.added(version_id, actions.add_section, **self.read(SectionIn))


class SectionView(PartView):
    """One section of a draft."""

    scopes: ClassVar = {"PUT": Scope.ORGANISE, "DELETE": Scope.ORGANISE}

    @operation(
        "change_section",
        POLICIES,
        _("Change a section of a draft, or where it stands"),
        takes=SectionIn,
        gives={200: (VersionTextOut, _("The draft as it is now."))},
        refuses=(404, 409),
        changes=True,
    )
    def put(self, request: Request, version_id: UUID, section: str) -> Response:
        return self.changed(version_id, actions.change_section, key=section, **self.read(SectionIn))

    @operation(
        "remove_section",
        POLICIES,
        _("Remove an empty section of a draft"),
        gives={204: (None, _("It is not in the draft any more."))},
        refuses=(404, 409, 422),
    )
    def delete(self, request: Request, version_id: UUID, section: str) -> Response:
        return self.removed(version_id, actions.remove_section, key=section)


# --- Appendices ---------------------------------------------------------------------------------------------------------------
class AppendicesView(PartView):
    """The appendices of a draft."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "add_appendix",
        POLICIES,
        _("Add an appendix to a draft"),
        takes=NewAppendixIn,
        gives={201: (Made, _("The draft to which it was added."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, version_id: UUID) -> Response:
        told = self.read(NewAppendixIn)
        return self.added(version_id, actions.add_appendix, facts=appendix_facts(told, told["id"], told["kind"]))


class AppendixView(PartView):
    """One appendix of a draft."""

    scopes: ClassVar = {"PUT": Scope.ORGANISE, "DELETE": Scope.ORGANISE}

    @operation(
        "change_appendix",
        POLICIES,
        _("Change an appendix of a draft, with its lines"),
        more=_("A line keeps its id, and the clauses that it comes from. A line that is not sent is left out."),
        takes=AppendixIn,
        gives={200: (VersionTextOut, _("The draft as it is now."))},
        refuses=(404, 409),
        changes=True,
    )
    def put(self, request: Request, version_id: UUID, appendix: str) -> Response:
        facts = appendix_facts(self.read(AppendixIn), appendix)
        return self.changed(version_id, actions.change_appendix, facts=facts)

    @operation(
        "remove_appendix",
        POLICIES,
        _("Leave an appendix out of the next version"),
        gives={204: (None, _("It is not in the draft any more."))},
        refuses=(404, 409),
    )
    def delete(self, request: Request, version_id: UUID, appendix: str) -> Response:
        return self.removed(version_id, actions.remove_appendix, code=appendix)


# --- Documents beside it ------------------------------------------------------------------------------------------------------
class DocumentsView(PartView):
    """The documents beside a draft."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "add_document",
        POLICIES,
        _("Name a document that stands beside a draft"),
        takes=DocumentIn,
        gives={201: (Made, _("The draft to which it was added."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, version_id: UUID) -> Response:
        return self.added(version_id, actions.add_document, **self.read(DocumentIn))


class DocumentView(PartView):
    """One document beside a draft."""

    scopes: ClassVar = {"DELETE": Scope.ORGANISE}

    @operation(
        "remove_document",
        POLICIES,
        _("Name a document no longer"),
        gives={204: (None, _("It is not in the draft any more."))},
        refuses=(404, 409),
    )
    def delete(self, request: Request, version_id: UUID, number: int) -> Response:
        return self.removed(version_id, actions.remove_document, number=number)
