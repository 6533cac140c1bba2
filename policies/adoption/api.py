"""The API of the policies that are in force here. What asks for a fresh proof on the pages asks for it here."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.organisations.queries import today
from accounts.staff.api import AccountsView, NamedOut, check_ours, named, ours, who
from accounts.staff.models import StaffMember
from boundaries.access.choices import Reach, Scope
from boundaries.access.doors import READING
from boundaries.web.api import Id, Made, Strict, Words, made
from boundaries.web.fields import Day
from boundaries.web.idempotency import acted
from boundaries.web.openapi import operation
from policies.adoption import actions, queries
from policies.adoption.choices import LocalKind
from policies.adoption.forms import LONGEST_SEARCH
from policies.adoption.models import Adoption
from policies.adoption.permissions import ACCESS, AdoptionPermission
from policies.adoption.queries import ShownAppendix, ShownClause
from policies.adoption.reading import exceptions, meaning
from policies.adoption.rules import LONGEST_LOCAL, LONGEST_WORD
from policies.library.choices import AppendixKind, Category, ExceptionPath, Seriousness, Strength, Weight
from policies.library.models import PolicyVersion

POLICIES = _("Policies")


# --- What is sent -----------------------------------------------------------------------------------------------------------
class SearchQuery(Strict):
    """Which words to look for."""

    q = Words(max_length=LONGEST_SEARCH, help_text=_("A word or several, or the id of a clause."))


class AdoptionIn(Strict):
    """The organisation's own words, the owner and the review dates."""

    words = serializers.DictField(
        child=Words(max_length=LONGEST_WORD), help_text=_("What stands in each placeholder of the text, by its name.")
    )
    owner = Id(help_text=_("A director, or the chief executive."))
    last_reviewed = Day(required=False, allow_null=True)
    next_review = Day(required=False, allow_null=True)


class LocalTextIn(Strict):
    """What is added to a clause here."""

    text = Words(max_length=LONGEST_LOCAL, allow_blank=True, help_text=_("Empty to take it away."))
    place = Id(required=False, allow_null=True, help_text=_("The one site for which an instruction is; null for all."))


class InstructionsQuery(Strict):
    """For which place."""

    place = Id(required=False, help_text=_("Only what holds in this site."))


# --- What is given ----------------------------------------------------------------------------------------------------------
class PolicyOut(serializers.Serializer[Any]):
    """A policy that is in force here."""

    id = serializers.UUIDField()
    key = serializers.CharField()
    title = serializers.CharField()
    number = serializers.CharField()
    issuer = serializers.CharField()
    version = serializers.UUIDField()
    edition = serializers.IntegerField()
    owner = NamedOut()
    adopted_at = serializers.DateTimeField()
    last_reviewed = serializers.DateField(allow_null=True)
    next_review = serializers.DateField(allow_null=True)
    is_overdue = serializers.BooleanField(help_text=_("The day of the next review has gone by."))
    words = serializers.DictField(child=serializers.CharField())
    url = serializers.CharField()


class PoliciesOut(serializers.Serializer[Any]):
    """Everything that is in force here, by issuer and title."""

    policies = PolicyOut(many=True)


class InPlaceOut(serializers.Serializer[Any]):
    """How it is done in one place."""

    place = NamedOut()
    text = serializers.CharField()


class ClauseOut(serializers.Serializer[Any]):
    """A clause as it reads here."""

    id = serializers.CharField()
    policy = serializers.CharField()
    version = serializers.UUIDField(help_text=_("The version whose clause this is."))
    text = serializers.CharField()
    wording = serializers.CharField(help_text=_("How it is said here, beside the clause; may be empty."))
    instruction = serializers.CharField(help_text=_("How it is done here; may be empty."))
    in_places = InPlaceOut(many=True, help_text=_("How it is done in single places, by their names."))
    strength = serializers.ChoiceField(Strength.choices)
    meaning = serializers.CharField()
    exceptions = serializers.CharField()
    exception = serializers.ChoiceField(ExceptionPath.choices)
    seriousness = serializers.ChoiceField(Seriousness.choices)
    approver = serializers.CharField()
    to_whom = serializers.CharField()
    whose = serializers.CharField()
    binds = serializers.ListField(child=serializers.CharField())
    client_kinds = serializers.ListField(child=serializers.CharField())
    topics = serializers.ListField(child=serializers.ChoiceField(Category.choices))
    expects = serializers.ListField(child=serializers.CharField())
    everyday = serializers.ListField(child=serializers.CharField())
    is_overdue = serializers.BooleanField(help_text=_("The policy it stands in is past its review."))
    url = serializers.CharField()


class ItemOut(serializers.Serializer[Any]):
    """One line of an appendix."""

    id = serializers.CharField()
    text = serializers.CharField()
    clauses = serializers.ListField(child=serializers.CharField())


class AppendixOut(serializers.Serializer[Any]):
    """What stands behind the clauses."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(AppendixKind.choices)
    title = serializers.CharField()
    text = serializers.CharField()
    items = ItemOut(many=True)


class SectionOut(serializers.Serializer[Any]):
    """One part of a policy."""

    title = serializers.CharField()
    weight = serializers.ChoiceField(Weight.choices)
    clauses = ClauseOut(many=True)


class LinkOut(serializers.Serializer[Any]):
    """A document beside this one."""

    title = serializers.CharField()
    policy = serializers.CharField(allow_null=True, help_text=_("Its key, where it is kept here too."))


class TextOut(PolicyOut):
    """A policy with every word of it."""

    summary = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field of this name, as policies have one
    licence = serializers.CharField()
    citation = serializers.CharField()
    sections = SectionOut(many=True)
    appendices = AppendixOut(many=True)
    links = LinkOut(many=True)


class UnderIdOut(serializers.Serializer[Any]):
    """What stands under an id: a clause, or an appendix."""

    clause = ClauseOut(allow_null=True)
    appendix = AppendixOut(allow_null=True)
    beside = ClauseOut(many=True, help_text=_("Clauses of other policies here on the same topics, the strictest first."))


class TopicOut(serializers.Serializer[Any]):
    """How much is said here about a topic."""

    topic = serializers.ChoiceField(Category.choices)
    clauses = serializers.IntegerField()
    url = serializers.CharField()


class TopicsOut(serializers.Serializer[Any]):
    """All topics."""

    topics = TopicOut(many=True)


class AboutOut(serializers.Serializer[Any]):
    """What holds here on a topic. The first clause governs."""

    clauses = ClauseOut(many=True)


class FoundOut(serializers.Serializer[Any]):
    """Clauses in which the words stand, the strictest first; fifty at most."""

    clauses = ClauseOut(many=True)


class AdoptableOut(serializers.Serializer[Any]):
    """A published text that could be adopted."""

    id = serializers.UUIDField()
    key = serializers.CharField()
    title = serializers.CharField()
    number = serializers.CharField()
    issuer = serializers.CharField()
    edition = serializers.IntegerField()
    is_own = serializers.BooleanField(help_text=_("The organisation's own revision."))
    is_model = serializers.BooleanField()
    words = serializers.DictField(child=serializers.CharField(), help_text=_("Its placeholders, with their usual words."))
    in_force = serializers.BooleanField()


class InstructionsOut(serializers.Serializer[Any]):
    """Every clause with how it is done here, by policy."""

    clauses = ClauseOut(many=True)


class LibraryOut(serializers.Serializer[Any]):
    """Everything that could be adopted."""

    versions = AdoptableOut(many=True)


def policy_out(adoption: Adoption) -> dict[str, Any]:
    """A policy that is in force."""
    version = adoption.version
    return {
        **{name: getattr(version, name) for name in ("title", "number", "issuer", "edition")},
        **{name: getattr(adoption, name) for name in ("id", "adopted_at", "last_reviewed", "next_review", "words")},
        "key": adoption.policy.key,
        "version": version.pk,
        "owner": named(adoption.owner),
        "is_overdue": queries.overdue(adoption, today(adoption.organisation)),
        "url": reverse("api_policies:policy", args=[adoption.policy.key]),
    }


PLAIN = ("strength", "exception", "seriousness", "approver", "to_whom", "whose", "binds", "client_kinds", "expects")


def clause_out(shown: ShownClause) -> dict[str, Any]:
    """A clause as it reads here."""
    clause, adoption = shown.clause, shown.adoption
    assert adoption is not None
    return {
        **{name: getattr(clause, name) for name in PLAIN},
        "id": shown.code,
        "policy": adoption.policy.key,
        "version": clause.version_id,
        "text": shown.text,
        "wording": shown.wording.text if shown.wording else "",
        "instruction": shown.instruction.text if shown.instruction else "",
        "in_places": [{"place": named(each.place), "text": each.text} for each in shown.in_places],
        "meaning": meaning(clause),
        "exceptions": exceptions(clause),
        "topics": clause.categories,
        "everyday": shown.everyday,
        "is_overdue": shown.is_overdue,
        "url": address_of(adoption, shown.code),
    }


def address_of(adoption: Adoption, code: str) -> str:
    """Where a clause is read: as it is in force, or in the version that is so no longer."""
    if adoption.ended_at is not None:
        return reverse("api_versions:version", args=[adoption.version_id])
    return reverse("api_policies:clause", args=[adoption.policy.key, code])


def appendix_out(shown: ShownAppendix) -> dict[str, Any]:
    """What stands behind the clauses."""
    appendix = shown.appendix
    return {"id": appendix.code, "kind": appendix.kind, "title": shown.title, "text": shown.text, "items": shown.items}


def text_out(adoption: Adoption) -> dict[str, Any]:
    """A policy with every word of it."""
    version, text = adoption.version, queries.whole(adoption.version, adoption)
    return policy_out(adoption) | {
        **{name: getattr(version, name) for name in ("source", "licence", "citation")},
        "summary": text.summary,
        "sections": [
            {"title": part.title, "weight": part.section.weight, "clauses": [clause_out(each) for each in part.clauses]}
            for part in text.sections
        ],
        "appendices": [appendix_out(each) for each in text.appendices],
        "links": [{"title": link.title, "policy": link.target.key if link.target else None} for link in text.links],
    }


def adoptable_out(version: PolicyVersion, standing: set[UUID]) -> dict[str, Any]:
    """A published text."""
    return {
        **{name: getattr(version, name) for name in ("id", "title", "number", "issuer", "edition", "is_model", "words")},
        "key": version.policy.key,
        "is_own": version.organisation_id is not None,
        "in_force": version.pk in standing,
    }


# --- Reading ----------------------------------------------------------------------------------------------------------------
class PoliciesView(AccountsView):
    """What is in force here."""

    ungated = READING
    scopes: ClassVar = {"GET": Scope.READ}

    @operation("list_policies", POLICIES, _("List the policies in force here"), gives={200: (PoliciesOut, _("All of them."))})
    def get(self, request: Request) -> Response:
        return Response(PoliciesOut({"policies": [policy_out(each) for each in queries.in_force(who(request))]}).data)


class PolicyView(AccountsView):
    """One policy."""

    ungated = READING
    scopes: ClassVar = {"GET": Scope.READ, "PUT": Scope.ORGANISE, "DELETE": Reach.FRESH_SESSION}

    @operation(
        "read_policy",
        POLICIES,
        _("Read a policy from the first word to the last"),
        gives={200: (TextOut, _("The policy as it reads here."))},
        refuses=(404,),
    )
    def get(self, request: Request, key: str) -> Response:
        return Response(TextOut(text_out(queries.adoption_for(who(request), key))).data)

    @operation(
        "change_policy",
        POLICIES,
        _("Change its words, its owner and its review dates"),
        takes=AdoptionIn,
        gives={200: (PolicyOut, _("The policy as it stands now."))},
        refuses=(404, 409),
        changes=True,
    )
    def put(self, request: Request, key: str) -> Response:
        told, actor = self.read(AdoptionIn), who(request)
        adoption = queries.adoption_for(actor, key)
        ACCESS.require(actor, AdoptionPermission.CHANGE, adoption)
        check_ours(ours(actor, StaffMember), [told["owner"]], "owner")
        actions.change_adoption(actor=actor, adoption_id=adoption.pk, **facts_of(told))
        return Response(PolicyOut(policy_out(queries.adoption_for(actor, key))).data)

    @operation(
        "end_policy",
        POLICIES,
        _("End a policy here"),
        gives={204: (None, _("It is no longer in force."))},
        refuses=(404, 409),
    )
    def delete(self, request: Request, key: str) -> Response:
        actor = who(request)
        actions.end_adoption(actor=actor, adoption_id=queries.adoption_for(actor, key).pk)
        return Response(status=204)


def facts_of(told: dict[str, Any]) -> dict[str, Any]:
    """What the action is to be told."""
    return {
        "words": told["words"],
        "owner_id": told["owner"],
        "last_reviewed": told.get("last_reviewed"),
        "next_review": told.get("next_review"),
    }


class ClauseView(AccountsView):
    """What stands under an id."""

    ungated = READING
    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_clause",
        POLICIES,
        _("Read a clause by its id"),
        gives={200: (UnderIdOut, _("The clause or the appendix, and what other policies say on it."))},
        refuses=(404,),
    )
    def get(self, request: Request, key: str, code: str) -> Response:
        actor = who(request)
        _adoption, clause, appendix = queries.clause_or_appendix(actor, key, code)
        beside = queries.beside(actor, clause) if clause else []
        told = {
            "clause": clause_out(clause) if clause else None,
            "appendix": appendix_out(appendix) if appendix else None,
            "beside": [clause_out(each) for each in beside],
        }
        return Response(UnderIdOut(told).data)


class LocalTextView(AccountsView):
    """What is added to a clause here."""

    scopes: ClassVar = {"PUT": Scope.ORGANISE}

    @operation(
        "adapt_clause",
        POLICIES,
        _("Say how a clause is said or done here"),
        more=_("It stands beside the clause, which stays as it is. An empty text takes it away."),
        takes=LocalTextIn,
        gives={200: (UnderIdOut, _("The clause as it reads now."))},
        refuses=(404, 409),
        changes=True,
    )
    def put(self, request: Request, key: str, code: str, addition: str) -> Response:
        told, actor = self.read(LocalTextIn), who(request)
        adoption = queries.adoption_for(actor, key)
        if addition not in LocalKind.values:
            raise Http404
        facts = {"code": code, "kind": LocalKind(addition), "text": told["text"], "place_id": told.get("place")}
        actions.adapt_clause(actor=actor, adoption_id=adoption.pk, **facts)
        _adoption, clause, _appendix = queries.clause_or_appendix(actor, key, code)
        assert clause is not None
        return Response(UnderIdOut({"clause": clause_out(clause), "appendix": None, "beside": []}).data)


class TopicsView(AccountsView):
    """How much is said here about what."""

    ungated = READING
    scopes: ClassVar = {"GET": Scope.READ}

    @operation("list_topics", POLICIES, _("List the topics"), gives={200: (TopicsOut, _("All topics."))})
    def get(self, request: Request) -> Response:
        counted = queries.counted(who(request))
        topics = [
            {"topic": topic, "clauses": count, "url": reverse("api_policies:topic", args=[topic])}
            for topic, count in counted.items()
            if topic != Category.UNSURE
        ]
        return Response(TopicsOut({"topics": topics}).data)


class TopicView(AccountsView):
    """What holds here on a topic."""

    ungated = READING
    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_topic",
        POLICIES,
        _("Read every clause on a topic, the one that governs first"),
        gives={200: (AboutOut, _("The clauses."))},
        refuses=(404,),
    )
    def get(self, request: Request, category: str) -> Response:
        if category not in Category.values or category == Category.UNSURE:
            raise Http404
        found = queries.about(who(request), Category(category))
        return Response(AboutOut({"clauses": [clause_out(each) for each in found]}).data)


class SearchView(AccountsView):
    """Clauses by words."""

    ungated = READING
    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "search_clauses",
        POLICIES,
        _("Find clauses by their words"),
        asks=SearchQuery,
        gives={200: (FoundOut, _("What was found."))},
        refuses=(422,),
    )
    def get(self, request: Request) -> Response:
        found = queries.search(who(request), self.read_query(SearchQuery)["q"])
        return Response(FoundOut({"clauses": [clause_out(each) for each in found]}).data)


# --- Adopting ---------------------------------------------------------------------------------------------------------------
class InstructionsView(AccountsView):
    """The register of local instructions."""

    ungated = READING
    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_instructions",
        POLICIES,
        _("List how things are done here, clause by clause"),
        asks=InstructionsQuery,
        gives={200: (InstructionsOut, _("Every clause with an instruction."))},
        refuses=(422,),
    )
    def get(self, request: Request) -> Response:
        asked = self.read_query(InstructionsQuery)
        found = queries.with_instructions(who(request), asked.get("place"))
        return Response(InstructionsOut({"clauses": [clause_out(each) for each in found]}).data)


class LibraryView(AccountsView):
    """Everything that could be adopted."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation("list_library", POLICIES, _("List what could be adopted"), gives={200: (LibraryOut, _("All published texts."))})
    def get(self, request: Request) -> Response:
        actor = who(request)
        standing = {adoption.version_id for adoption in queries.in_force(actor)}
        return Response(LibraryOut({"versions": [adoptable_out(each, standing) for each in queries.adoptable(actor)]}).data)


class AdoptView(AccountsView):
    """Adopting one of them."""

    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}

    @operation(
        "adopt_policy",
        POLICIES,
        _("Adopt a version of a policy"),
        more=_("It is in force at once, in the place of the version before."),
        takes=AdoptionIn,
        gives={201: (Made, _("It is in force."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, version_id: UUID) -> Response:
        told, actor = self.read(AdoptionIn), who(request)
        version = queries.adoptable_for(actor, version_id)
        ACCESS.require(actor, AdoptionPermission.ADOPT, actor.organisation)
        check_ours(ours(actor, StaffMember), [told["owner"]], "owner")
        made_id = acted(request, lambda: actions.adopt(actor=actor, version_id=version.pk, **facts_of(told)).pk)
        return made(made_id, reverse("api_policies:policy", args=[version.policy.key]))
