"""The API of disclosures: one's own."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import AccountsView, NamedOut, named, who
from accounts.staff.models import StaffMember
from boundaries.access.choices import Scope
from boundaries.threads.models import Message, Side
from boundaries.web.api import Id, Made, Nothing, Strict, Words, made
from boundaries.web.fields import Day
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from policies.adoption.api import ClauseOut, clause_out
from policies.disclosures import actions, queries, reading
from policies.disclosures.choices import (
    Direction,
    DisclosureKind,
    DisclosureStatus,
    Nature,
    Outcome,
    Timing,
    Towards,
)
from policies.disclosures.models import Disclosure, DisclosureChange, DisclosureConversation, DisclosureDecision
from policies.disclosures.permissions import OwnDisclosurePermission
from policies.disclosures.rules import LONGEST_NAME, LONGEST_SINCE, LONGEST_TEXT, MOST_COLLEAGUES

DISCLOSURES = _("Disclosures")


# --- What is sent -------------------------------------------------------------------------------------------------------------
class DisclosureIn(Strict):
    """What is told. Each may be left out of a draft; what is given replaces what was there."""

    towards = serializers.ChoiceField(Towards.choices, required=False)
    client = Id(required=False, allow_null=True, help_text=_("A client one may know of."))
    relative = Id(required=False, allow_null=True, help_text=_("A relative or friend of that client."))
    person = Words(
        required=False, allow_blank=True, max_length=LONGEST_NAME, help_text=_("A name, where it is no client one knows.")
    )
    kind = serializers.ChoiceField(DisclosureKind.choices, required=False)
    nature = serializers.ChoiceField(Nature.choices, required=False)
    timing = serializers.ChoiceField(Timing.choices, required=False)
    direction = serializers.ChoiceField(Direction.choices, required=False, help_text=_("For an attachment: whose it is."))
    since = Words(required=False, allow_blank=True, max_length=LONGEST_SINCE)
    story = Words(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    proposal = Words(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    colleagues = serializers.ListField(
        child=Id(), required=False, max_length=MOST_COLLEAGUES, help_text=_("Who is part of it, and so never receives it.")
    )


class DisclosureAnswerIn(Strict):
    """What one answers."""

    text = Words(max_length=LONGEST_TEXT)


class DisclosureUpdateIn(Strict):
    """What has changed."""

    words = Words(max_length=LONGEST_TEXT)
    kind = serializers.ChoiceField(DisclosureKind.choices, required=False)
    nature = serializers.ChoiceField(Nature.choices, required=False)
    timing = serializers.ChoiceField(Timing.choices, required=False)
    direction = serializers.ChoiceField(Direction.choices, required=False)


class DisclosureEndIn(Strict):
    """That it has ended."""

    on = Day()
    words = Words(max_length=LONGEST_TEXT)


# --- What is answered ---------------------------------------------------------------------------------------------------------
class DisclosureLineOut(serializers.Serializer[Any]):
    """A disclosure as it stands in a list."""

    id = serializers.UUIDField()
    reference = serializers.CharField(allow_null=True, help_text=_("null for a draft."))
    kind = serializers.CharField(help_text=_("Empty in a draft that does not say it yet."))
    status = serializers.ChoiceField(DisclosureStatus.choices)
    begun_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    review_on = serializers.DateField(allow_null=True)
    url = serializers.CharField()


class DisclosuresOut(PageOut):
    """One page of them, the newest first."""

    disclosures = DisclosureLineOut(many=True)


class DisclosureMessageOut(serializers.Serializer[Any]):
    """One message between the worker and whoever decides."""

    mine = serializers.BooleanField()
    is_question = serializers.BooleanField()
    text = serializers.CharField()
    sent_at = serializers.DateTimeField()


class DisclosureTalkOut(serializers.Serializer[Any]):
    """One conversation."""

    held_on = serializers.DateField()
    confidentiality = serializers.CharField()
    risk = serializers.CharField()
    view = serializers.CharField()
    recorded_by = NamedOut()


class DisclosureSafeguardOut(serializers.Serializer[Any]):
    """One safeguard."""

    words = serializers.CharField()
    owner = NamedOut()
    on = serializers.DateField()


class DisclosureDecisionOut(serializers.Serializer[Any]):
    """One decision."""

    outcome = serializers.ChoiceField(Outcome.choices)
    reason = serializers.CharField()
    extent = serializers.CharField()
    review_on = serializers.DateField(allow_null=True)
    safeguards = DisclosureSafeguardOut(many=True)
    takes_over = NamedOut(allow_null=True)
    why_nobody = serializers.CharField()
    told_how = serializers.CharField()
    told_on = serializers.DateField(allow_null=True)
    decided_by = NamedOut()
    decided_at = serializers.DateTimeField()


class DisclosureChangeOut(serializers.Serializer[Any]):
    """What was said later."""

    words = serializers.CharField()
    told_at = serializers.DateTimeField()


class DisclosureWordsOut(DisclosureLineOut):
    """What was told, with the thread and what was decided."""

    towards = serializers.CharField()
    who = serializers.CharField(help_text=_("As the reader may know them."))
    nature = serializers.CharField()
    timing = serializers.CharField()
    direction = serializers.CharField()
    since = serializers.CharField()
    story = serializers.CharField()
    proposal = serializers.CharField()
    colleagues = serializers.ListField(child=serializers.UUIDField())
    end_asked_on = serializers.DateField(allow_null=True)
    thread = DisclosureMessageOut(many=True)
    conversations = DisclosureTalkOut(many=True)
    decisions = DisclosureDecisionOut(many=True)
    changes = DisclosureChangeOut(many=True)
    clauses = ClauseOut(many=True, help_text=_("Under which it falls, the strictest first."))


# --- From one to the other ----------------------------------------------------------------------------------------------------
def line_out(each: Disclosure, url_name: str) -> dict[str, Any]:
    """A disclosure as it stands in a list."""
    names = ("reference", "kind", "status", "begun_at", "submitted_at", "review_on")
    return {"id": each.pk, **{name: getattr(each, name) for name in names}, "url": reverse(url_name, args=[each.pk])}


def message_out(each: Message, *, own: bool) -> dict[str, Any]:
    """A message as one side reads it."""
    mine = each.side == (Side.REPORTER if own else Side.HANDLER)
    return {"mine": mine, "is_question": each.is_question, "text": each.body, "sent_at": each.sent_at}


def talk_out(each: DisclosureConversation) -> dict[str, Any]:
    """A conversation."""
    plain = {name: getattr(each, name) for name in ("held_on", "confidentiality", "risk", "view")}
    return plain | {"recorded_by": named(each.recorded_by)}


def decision_out(each: DisclosureDecision) -> dict[str, Any]:
    """A decision with its safeguards."""
    names = ("outcome", "reason", "extent", "review_on", "why_nobody", "told_how", "told_on", "decided_at")
    kept = [{"words": one.words, "owner": named(one.owner), "on": one.on} for one in each.safeguards.all()]
    people = {"takes_over": named(each.takes_over) if each.takes_over else None, "decided_by": named(each.decided_by)}
    return {name: getattr(each, name) for name in names} | {"safeguards": kept, **people}


def change_out(each: DisclosureChange) -> dict[str, Any]:
    """What was said later."""
    return {"words": each.words, "told_at": each.told_at}


def words_out(reader: StaffMember, disclosure: Disclosure, url_name: str, *, own: bool) -> dict[str, Any]:
    """All of one that was read."""
    found = queries.whole(disclosure)
    names = ("towards", "nature", "timing", "direction", "since", "story", "proposal", "colleagues", "end_asked_on")
    return line_out(disclosure, url_name) | {
        **{name: getattr(disclosure, name) for name in names},
        "who": reading.who(reader, disclosure),
        "thread": [message_out(each, own=own) for each in found.thread],
        "conversations": [talk_out(each) for each in found.conversations],
        "decisions": [decision_out(each) for each in found.decisions],
        "changes": [change_out(each) for each in found.changes],
        "clauses": [clause_out(each) for each in found.clauses],
    }


def link_to(disclosure_id: UUID) -> str:
    """Where one's own is read."""
    return reverse("api_disclosures:one", args=[disclosure_id])


# --- One's own ----------------------------------------------------------------------------------------------------------------
class OwnView(AccountsView):
    """What one disclosed."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.REPORT}

    @operation(
        "list_own_disclosures",
        DISCLOSURES,
        _("List what you disclosed, drafts too"),
        asks=PageQuery,
        gives={200: (DisclosuresOut, _("One page of them."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(PageQuery)
        rows = queries.own_disclosures(actor)
        page = self.listed(
            "disclosures", asked, rows, "-begun_at", shown=lambda each: line_out(each, "api_disclosures:one"), among=rows
        )
        return Response(DisclosuresOut(page).data)

    @operation(
        "start_disclosure",
        DISCLOSURES,
        _("Begin a disclosure"),
        more=_("It is a draft that nobody else sees, until it is sent."),
        takes=DisclosureIn,
        gives={201: (Made, _("The draft."))},
        once=True,
    )
    def post(self, request: Request) -> Response:
        actor, told = who(request), self.read(DisclosureIn)
        done = acted(request, lambda: actions.start_disclosure(actor=actor, facts=told).pk)
        return made(done, link_to(done))


class OneView(AccountsView):
    """One of one's own."""

    scopes: ClassVar = {"GET": Scope.READ, "PATCH": Scope.REPORT, "DELETE": Scope.REPORT}

    @operation(
        "read_own_disclosure",
        DISCLOSURES,
        _("Read what you disclosed, how it stands and what was decided"),
        gives={200: (DisclosureWordsOut, _("All of it."))},
        refuses=(404,),
    )
    def get(self, request: Request, disclosure_id: UUID) -> Response:
        actor = who(request)
        disclosure = queries.own_disclosure(actor, disclosure_id)
        return Response(DisclosureWordsOut(words_out(actor, disclosure, "api_disclosures:one", own=True)).data)

    @operation(
        "save_disclosure",
        DISCLOSURES,
        _("Write on a draft"),
        takes=DisclosureIn,
        gives={200: (Made, _("It is saved."))},
        refuses=(404, 409),
        once=True,
    )
    def patch(self, request: Request, disclosure_id: UUID) -> Response:
        actor = who(request)
        queries.own_disclosure(actor, disclosure_id, OwnDisclosurePermission.SAVE)
        told = self.read(DisclosureIn)
        done = acted(request, lambda: actions.save_disclosure(actor=actor, disclosure_id=disclosure_id, facts=told).pk)
        return made(done, link_to(done), status=200)

    @operation(
        "discard_disclosure",
        DISCLOSURES,
        _("Throw a draft away"),
        gives={204: (None, _("Nothing of it can be read again."))},
        refuses=(404, 409),
        changes=True,
    )
    def delete(self, request: Request, disclosure_id: UUID) -> Response:
        actions.discard_disclosure(actor=who(request), disclosure_id=disclosure_id)
        return Response(status=204)


class SendView(AccountsView):
    """Sending it."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "submit_disclosure",
        DISCLOSURES,
        _("Send a disclosure"),
        more=_("It goes to your own line, past whoever is part of it. Sent twice, it is sent once."),
        takes=Nothing,
        gives={200: (Made, _("It was sent."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        actor = who(request)
        queries.own_disclosure(actor, disclosure_id, OwnDisclosurePermission.SUBMIT)
        self.read(Nothing)
        done = acted(request, lambda: actions.submit_disclosure(actor=actor, disclosure_id=disclosure_id).pk)
        return made(done, link_to(done), status=200)


class AnswerView(AccountsView):
    """Answering what was asked."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "answer_disclosure",
        DISCLOSURES,
        _("Answer what you were asked about your disclosure"),
        takes=DisclosureAnswerIn,
        gives={201: (Made, _("The answer."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        actor = who(request)
        queries.own_disclosure(actor, disclosure_id, OwnDisclosurePermission.ANSWER)
        told = self.read(DisclosureAnswerIn)
        done = acted(request, lambda: actions.answer_disclosure(actor=actor, disclosure_id=disclosure_id, **told).pk)
        return made(done, link_to(disclosure_id))


class UpdateView(AccountsView):
    """Saying what has changed."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "update_disclosure",
        DISCLOSURES,
        _("Say what has changed"),
        more=_("What was decided is looked at again; until then everything stays as it was."),
        takes=DisclosureUpdateIn,
        gives={201: (Made, _("The change."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        actor = who(request)
        queries.own_disclosure(actor, disclosure_id, OwnDisclosurePermission.UPDATE)
        facts = self.read(DisclosureUpdateIn)
        words = facts.pop("words")
        done = acted(
            request,
            lambda: actions.update_disclosure(actor=actor, disclosure_id=disclosure_id, words=words, facts=facts).pk,
        )
        return made(done, link_to(disclosure_id))


class EndView(AccountsView):
    """Saying that it has ended."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "ask_to_end_disclosure",
        DISCLOSURES,
        _("Say that it has ended"),
        more=_("What was agreed holds until whoever decides has confirmed it."),
        takes=DisclosureEndIn,
        gives={200: (Made, _("It is written down."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        actor = who(request)
        queries.own_disclosure(actor, disclosure_id, OwnDisclosurePermission.END)
        told = self.read(DisclosureEndIn)
        done = acted(request, lambda: actions.ask_to_end(actor=actor, disclosure_id=disclosure_id, **told).pk)
        return made(done, link_to(done), status=200)
