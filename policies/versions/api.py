"""The API of the versions of a policy: reading, comparing, revising, reviewing. A fresh proof is asked for as on the pages."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import AccountsView, NamedOut, named, who
from boundaries.access.choices import Reach, Scope
from boundaries.access.doors import READING
from boundaries.errors.exceptions import NotVisible
from boundaries.web.api import Made, Nothing, Strict, Words, made
from boundaries.web.idempotency import acted
from boundaries.web.openapi import operation
from policies.adoption.api import POLICIES
from policies.library.choices import (
    AppendixKind,
    Binds,
    Category,
    ClientKind,
    ExceptionPath,
    Expects,
    Office,
    Seriousness,
    Strength,
    VersionStatus,
    Weight,
)
from policies.library.models import Appendix, Clause, PolicyVersion
from policies.library.rules import LONGEST_CODE, LONGEST_TEXT, LONGEST_TITLE, ClauseFacts
from policies.versions import actions
from policies.versions.permissions import ACCESS, VersionPermission
from policies.versions.queries import compared, version_for, versions_of
from policies.versions.rules import LONGEST_NOTE, Change, Compared, Part, Piece

MOST_PHRASES, LONGEST_PHRASE = 50, 300
CHANGES = [(each.value, each.value) for each in Change]
OTHERS = [(each.value, each.value) for each in Part if each is not Part.CLAUSE]


# --- What is sent -----------------------------------------------------------------------------------------------------------
def one_of(choices: Any, **more: Any) -> serializers.ListField:
    """A list of these words."""
    return serializers.ListField(child=serializers.ChoiceField(choices.choices), max_length=len(choices.choices), **more)


class ClauseIn(Strict):
    """Everything a clause says, and everything that is to be known about it."""

    text = Words(max_length=LONGEST_TEXT)
    strength = serializers.ChoiceField(Strength.choices)
    exception = serializers.ChoiceField(ExceptionPath.choices)
    seriousness = serializers.ChoiceField(Seriousness.choices)
    approver = serializers.ChoiceField(Office.choices, required=False, allow_blank=True)
    to_whom = serializers.ChoiceField(Office.choices, required=False, allow_blank=True)
    whose = serializers.ChoiceField(Office.choices, required=False, allow_blank=True)
    binds = one_of(Binds)
    client_kinds = one_of(ClientKind, required=False)
    topics = one_of(Category, required=False)
    expects = one_of(Expects, required=False)
    everyday = serializers.ListField(child=Words(max_length=LONGEST_PHRASE), required=False, max_length=MOST_PHRASES)


class NewClauseIn(ClauseIn):
    """A clause that is to be added at the end of a section."""

    id = Words(max_length=LONGEST_CODE)
    section = Words(max_length=LONGEST_CODE, help_text=_("The key of a section."))


class FrontIn(Strict):
    """What a version says of itself as a whole."""

    title = Words(required=False, max_length=LONGEST_TITLE)
    number = Words(required=False, allow_blank=True, max_length=LONGEST_CODE)
    summary = Words(required=False, max_length=LONGEST_TEXT)
    owner_role = serializers.ChoiceField(Office.choices, required=False, allow_blank=True)
    approver = Words(required=False, allow_blank=True, max_length=LONGEST_TITLE)


class SubmitIn(Strict):
    """What is new."""

    change_note = Words(max_length=LONGEST_NOTE)


# --- What is given ----------------------------------------------------------------------------------------------------------
class VersionOut(serializers.Serializer[Any]):
    """One version."""

    id = serializers.UUIDField()
    policy = serializers.CharField()
    title = serializers.CharField()
    edition = serializers.IntegerField()
    is_own = serializers.BooleanField(help_text=_("The organisation's own revision."))
    status = serializers.ChoiceField(VersionStatus.choices)
    change_note = serializers.CharField()
    based_on = serializers.UUIDField(allow_null=True)
    begun_by = NamedOut(allow_null=True)
    submitted_by = NamedOut(allow_null=True)
    approved_by = NamedOut(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField()


class VersionsOut(serializers.Serializer[Any]):
    """All versions that one may see, the newest first."""

    versions = VersionOut(many=True)


class PlainClauseOut(serializers.Serializer[Any]):
    """A clause as it is written, with its placeholders."""

    id = serializers.CharField()
    section = serializers.CharField()
    text = serializers.CharField()
    strength = serializers.ChoiceField(Strength.choices)
    exception = serializers.ChoiceField(ExceptionPath.choices)
    seriousness = serializers.ChoiceField(Seriousness.choices)
    approver = serializers.CharField()
    to_whom = serializers.CharField()
    whose = serializers.CharField()
    binds = serializers.ListField(child=serializers.CharField())
    client_kinds = serializers.ListField(child=serializers.CharField())
    topics = serializers.ListField(child=serializers.CharField())
    expects = serializers.ListField(child=serializers.CharField())
    everyday = serializers.ListField(child=serializers.CharField())


class PlainSectionOut(serializers.Serializer[Any]):
    """A section, by its heading."""

    key = serializers.CharField()
    title = serializers.CharField()
    weight = serializers.ChoiceField(Weight.choices)


class PlainLineOut(serializers.Serializer[Any]):
    """A line of an appendix, and the clauses that it comes from."""

    id = serializers.CharField()
    text = serializers.CharField()
    clauses = serializers.ListField(child=serializers.CharField())


class PlainAppendixOut(serializers.Serializer[Any]):
    """What stands behind the clauses."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(AppendixKind.choices)
    title = serializers.CharField()
    text = serializers.CharField()
    lines = PlainLineOut(many=True)


class PlainDocumentOut(serializers.Serializer[Any]):
    """A document beside the policy."""

    number = serializers.IntegerField(help_text=_("By this it is left out."))
    title = serializers.CharField()
    policy = serializers.CharField(allow_null=True, help_text=_("The key of the policy, where it is kept here too."))


class VersionTextOut(VersionOut):
    """One version, word for word, with its placeholders."""

    issuer = serializers.CharField()
    number = serializers.CharField()
    summary = serializers.CharField()
    owner_role = serializers.CharField()
    approver = serializers.CharField(help_text=_("Who approved it, as the text says."))
    source = serializers.CharField()  # type: ignore[assignment]  # so it is called
    licence = serializers.CharField()
    citation = serializers.CharField()
    sections = PlainSectionOut(many=True)
    clauses = PlainClauseOut(many=True)
    appendices = PlainAppendixOut(many=True)
    documents = PlainDocumentOut(many=True)


class PieceOut(serializers.Serializer[Any]):
    """Some words, and whether they stand on the other side too."""

    text = serializers.CharField(trim_whitespace=False)
    change = serializers.ChoiceField(CHANGES)


class OtherFactOut(serializers.Serializer[Any]):
    """What else differs about a clause."""

    what = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class ComparedOut(serializers.Serializer[Any]):
    """One clause in both versions."""

    id = serializers.CharField()
    change = serializers.ChoiceField(CHANGES)
    before = PieceOut(many=True)
    after = PieceOut(many=True)
    facts = OtherFactOut(many=True)


class ComparedPartOut(ComparedOut):
    """Something else than a clause in both versions."""

    part = serializers.ChoiceField(OTHERS)
    title = serializers.CharField(help_text=_("What it is, in words."))


class ComparisonOut(serializers.Serializer[Any]):
    """How two versions differ."""

    clauses = ComparedOut(many=True, help_text=_("Those that differ."))
    others = ComparedPartOut(many=True, help_text=_("What else differs, from the title to the documents beside it."))
    same = serializers.IntegerField(help_text=_("How many clauses are the same."))


def version_out(version: PolicyVersion) -> dict[str, Any]:
    """One version."""
    plain = ("id", "title", "edition", "status", "change_note", "published_at", "ended_at")
    return {
        **{name: getattr(version, name) for name in plain},
        **{name: named(getattr(version, name)) for name in ("begun_by", "submitted_by", "approved_by")},
        "policy": version.policy.key,
        "is_own": version.organisation_id is not None,
        "based_on": version.based_on_id,
        "url": reverse("api_versions:version", args=[version.pk]),
    }


def plain_out(clause: Clause) -> dict[str, Any]:
    """A clause as it is written."""
    said = {name: getattr(clause, name) for name in actions.SAID if name != "categories"}
    return said | {"id": clause.code, "section": clause.section.key, "topics": clause.categories}


def text_out(version: PolicyVersion) -> dict[str, Any]:
    """One version, word for word."""
    said = ("issuer", "number", "summary", "owner_role", "approver", "source", "licence", "citation")
    documents = version.links.select_related("target")
    return {
        **version_out(version),
        **{name: getattr(version, name) for name in said},
        "sections": [{"key": each.key, "title": each.title, "weight": each.weight} for each in version.sections.all()],
        "clauses": [plain_out(each) for each in version.clauses.select_related("section")],
        "appendices": [appendix_out(each) for each in version.appendices.all()],
        "documents": [
            {"number": each.position, "title": each.title, "policy": each.target.key if each.target else None}
            for each in documents
        ],
    }


def appendix_out(appendix: Appendix) -> dict[str, Any]:
    """An appendix with its lines."""
    lines = [{"id": each["id"], "text": each["text"], "clauses": each.get("clauses", [])} for each in appendix.items]
    said = {"id": appendix.code, "kind": appendix.kind, "title": appendix.title, "text": appendix.text}
    return {**said, "lines": lines}


def compared_out(clause: Compared) -> dict[str, Any]:
    """One clause, or another part, in both versions."""

    def pieces(found: tuple[Piece, ...]) -> list[dict[str, str]]:
        return [{"text": piece.text, "change": piece.change.value} for piece in found]

    facts = [{"what": what, "before": before, "after": after} for what, before, after in clause.facts]
    sides = {"before": pieces(clause.before), "after": pieces(clause.after)}
    about = {} if clause.part is Part.CLAUSE else {"part": clause.part.value, "title": clause.title}
    return {"id": clause.code, "change": clause.change.value, **sides, "facts": facts, **about}


def clause_facts(told: dict[str, Any], code: str, section: str) -> ClauseFacts:
    """A clause as it was sent."""
    lists: dict[str, Any] = {
        name: tuple(dict.fromkeys(told.get(name, ()))) for name in ("binds", "client_kinds", "expects", "everyday")
    }
    words = {
        name: told.get(name, "") for name in ("text", "strength", "exception", "seriousness", "approver", "to_whom", "whose")
    }
    topics = tuple(dict.fromkeys(told.get("topics", ())))
    return ClauseFacts(id=code, section=section, order=0, categories=topics, **words, **lists)


# --- Reading ----------------------------------------------------------------------------------------------------------------
class VersionsView(AccountsView):
    """The versions of a policy."""

    ungated = READING
    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_versions",
        POLICIES,
        _("List the versions of a policy"),
        gives={200: (VersionsOut, _("The versions."))},
        refuses=(404,),
    )
    def get(self, request: Request, key: str) -> Response:
        return Response(VersionsOut({"versions": [version_out(each) for each in versions_of(who(request), key)]}).data)


class VersionView(AccountsView):
    """One version."""

    ungated = READING
    scopes: ClassVar = {"GET": Scope.READ, "PATCH": Scope.ORGANISE, "DELETE": Scope.ORGANISE}

    @operation(
        "read_version",
        POLICIES,
        _("Read a version, clause by clause"),
        gives={200: (VersionTextOut, _("The version."))},
        refuses=(404,),
    )
    def get(self, request: Request, version_id: UUID) -> Response:
        return Response(VersionTextOut(text_out(version_for(who(request), version_id))).data)

    @operation(
        "change_version",
        POLICIES,
        _("Change the title, number, summary, owner or approver of a draft"),
        more=_(
            "What is left out stays as it is. Source, licence and citation stay as they were issued: the licence asks for that."
        ),
        takes=FrontIn,
        gives={200: (VersionTextOut, _("The draft as it is now."))},
        refuses=(404, 409),
        changes=True,
    )
    def patch(self, request: Request, version_id: UUID) -> Response:
        told, actor = self.read_part(FrontIn), who(request)
        ACCESS.require(actor, VersionPermission.EDIT, version_for(actor, version_id))
        actions.change_front(actor=actor, version_id=version_id, told=told)
        return Response(VersionTextOut(text_out(version_for(actor, version_id))).data)

    @operation(
        "discard_version",
        POLICIES,
        _("Discard a draft"),
        gives={204: (None, _("The draft is gone."))},
        refuses=(404, 409),
    )
    def delete(self, request: Request, version_id: UUID) -> Response:
        actions.discard(actor=who(request), version_id=version_id)
        return Response(status=204)


class ComparisonView(AccountsView):
    """Two versions side by side."""

    ungated = READING
    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "compare_versions",
        POLICIES,
        _("Compare two versions of a policy"),
        gives={200: (ComparisonOut, _("What differs."))},
        refuses=(404,),
    )
    def get(self, request: Request, version_id: UUID, other_id: UUID) -> Response:
        before, after = (version_for(who(request), each) for each in (version_id, other_id))
        if before.policy_id != after.policy_id:
            raise NotVisible
        rows = compared(before, after)
        clauses = [each for each in rows if each.part is Part.CLAUSE]
        differing = [compared_out(each) for each in clauses if each.change is not Change.SAME]
        others = [compared_out(each) for each in rows if each.part is not Part.CLAUSE and each.change is not Change.SAME]
        found = {"clauses": differing, "others": others, "same": len(clauses) - len(differing)}
        return Response(ComparisonOut(found).data)


# --- Revising -----------------------------------------------------------------------------------------------------------------
class ReviseView(AccountsView):
    """Beginning the next version."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "revise_policy",
        POLICIES,
        _("Begin the next version of a policy"),
        more=_("It is a draft with every clause of this one. An organisation works on one at a time."),
        takes=Nothing,
        gives={201: (Made, _("The draft."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, version_id: UUID) -> Response:
        self.read(Nothing)
        actor = who(request)
        ACCESS.require(actor, VersionPermission.REVISE, version_for(actor, version_id))
        made_id = acted(request, lambda: actions.begin_revision(actor=actor, version_id=version_id).pk)
        return made(made_id, reverse("api_versions:version", args=[made_id]))


class ClausesView(AccountsView):
    """The clauses of a draft."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "add_clause",
        POLICIES,
        _("Add a clause to a draft"),
        takes=NewClauseIn,
        gives={201: (Made, _("The draft to which it was added."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, version_id: UUID) -> Response:
        told, actor = self.read(NewClauseIn), who(request)
        ACCESS.require(actor, VersionPermission.EDIT, version_for(actor, version_id))
        facts = clause_facts(told, told["id"], told["section"])
        made_id = acted(request, lambda: actions.add_clause(actor=actor, version_id=version_id, facts=facts).version_id)
        return made(made_id, reverse("api_versions:version", args=[made_id]))


class ClauseView(AccountsView):
    """One clause of a draft."""

    scopes: ClassVar = {"PUT": Scope.ORGANISE, "DELETE": Scope.ORGANISE}

    @operation(
        "change_clause",
        POLICIES,
        _("Change a clause of a draft"),
        takes=ClauseIn,
        gives={200: (VersionTextOut, _("The draft as it is now."))},
        refuses=(404, 409),
        changes=True,
    )
    def put(self, request: Request, version_id: UUID, code: str) -> Response:
        told, actor = self.read(ClauseIn), who(request)
        version = version_for(actor, version_id)
        ACCESS.require(actor, VersionPermission.EDIT, version)
        actions.change_clause(actor=actor, version_id=version.pk, facts=clause_facts(told, code, ""))
        return Response(VersionTextOut(text_out(version_for(actor, version_id))).data)

    @operation(
        "remove_clause",
        POLICIES,
        _("Leave a clause out of the next version"),
        gives={204: (None, _("It is not in the draft any more."))},
        refuses=(404, 409, 422),
    )
    def delete(self, request: Request, version_id: UUID, code: str) -> Response:
        actions.remove_clause(actor=who(request), version_id=version_id, code=code)
        return Response(status=204)


# --- Review -------------------------------------------------------------------------------------------------------------------
class SubmitView(AccountsView):
    """Sending a draft for review."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "submit_version",
        POLICIES,
        _("Send a draft for review"),
        takes=SubmitIn,
        gives={200: (Made, _("The version to which it happened."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, version_id: UUID) -> Response:
        told, actor = self.read(SubmitIn), who(request)
        ACCESS.require(actor, VersionPermission.SUBMIT, version_for(actor, version_id))
        note = told["change_note"]
        made_id = acted(request, lambda: actions.submit(actor=actor, version_id=version_id, change_note=note).pk)
        return made(made_id, reverse("api_versions:version", args=[made_id]), status=200)


class MoveView(AccountsView):
    """Something that is done by saying so."""

    act: ClassVar[Any]
    permission: ClassVar[VersionPermission]

    def moved(self, request: Request, version_id: UUID) -> Response:
        """Do it, once."""
        self.read(Nothing)
        actor = who(request)
        ACCESS.require(actor, self.permission, version_for(actor, version_id))
        made_id = acted(request, lambda: type(self).act(actor=actor, version_id=version_id).pk)
        return made(made_id, reverse("api_versions:version", args=[made_id]), status=200)


class ReturnView(MoveView):
    """Giving a revision back."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}
    act, permission = staticmethod(actions.return_to_draft), VersionPermission.RETURN

    @operation(
        "return_version",
        POLICIES,
        _("Give a revision back to be worked on"),
        takes=Nothing,
        gives={200: (Made, _("The version to which it happened."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, version_id: UUID) -> Response:
        return self.moved(request, version_id)


class ApproveView(MoveView):
    """Approving a revision."""

    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}
    act, permission = staticmethod(actions.approve), VersionPermission.APPROVE

    @operation(
        "approve_version",
        POLICIES,
        _("Approve a revision as somebody who wrote nothing in it"),
        more=_("It is published. Where the policy is in force here, it is in force at once."),
        takes=Nothing,
        gives={200: (Made, _("The version to which it happened."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, version_id: UUID) -> Response:
        return self.moved(request, version_id)


class WithdrawView(MoveView):
    """Withdrawing a version."""

    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}
    act, permission = staticmethod(actions.withdraw), VersionPermission.WITHDRAW

    @operation(
        "withdraw_version",
        POLICIES,
        _("Withdraw a version of one's own"),
        takes=Nothing,
        gives={200: (Made, _("The version to which it happened."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, version_id: UUID) -> Response:
        return self.moved(request, version_id)
