"""The API of exceptions: one's own."""

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
from boundaries.web.fields import Day, Number
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from policies.adoption.api import ClauseOut, clause_out
from policies.adoption.queries import ShownClause, cited
from policies.exceptions import actions, queries, reading
from policies.exceptions.choices import Answer, ExceptionKind, ExceptionStatus, RiskLevel, Seat, Turn, Went
from policies.exceptions.models import ExceptionAssessment, ExceptionDecision, ExceptionOutcome, ExceptionRequest, ExceptionTurn
from policies.exceptions.permissions import OwnExceptionPermission
from policies.exceptions.rules import (
    LONGEST_HAZARD,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_CLAUSES,
    MOST_COMPANIONS,
    MOST_HAZARDS,
    SCALE,
    Hazard,
    hazards_of,
    level_of,
)
from policies.library.choices import ExceptionPath, Strength

EXCEPTIONS = _("Exceptions")


# --- What is sent -------------------------------------------------------------------------------------------------------------
class ExceptionHazardIn(Strict):
    """What could go wrong, and for whom; how likely and how bad, from one to five."""

    what = Words(max_length=LONGEST_HAZARD)
    who = Words(max_length=LONGEST_NAME)
    likelihood = Number(min_value=SCALE[0], max_value=SCALE[-1])
    impact = Number(min_value=SCALE[0], max_value=SCALE[-1])


def words(longest: int = LONGEST_TEXT, **more: Any) -> Words:
    """Words that may be left out of a draft."""
    return Words(required=False, allow_blank=True, max_length=longest, **more)


class ExceptionIn(Strict):
    """What is asked. Each may be left out of a draft; what is given replaces what was there. Each kind needs only some of it."""

    kind = serializers.ChoiceField(ExceptionKind.choices, required=False)
    clauses = serializers.ListField(
        child=Id(),
        required=False,
        max_length=MOST_CLAUSES,
        help_text=_("From the open ones of the clauses for this kind. From an absolute one nobody can allow an exception: 422."),
    )
    client = Id(required=False, allow_null=True, help_text=_("A client one may know of."))
    person = words(LONGEST_NAME, help_text=_("A name, where it is no client one knows."))
    starts_on = Day(required=False, allow_null=True, help_text=_("Today or later: ask before you act."))
    ends_on = Day(required=False, allow_null=True, help_text=_("Within a year of the first day."))
    what = words(help_text=_("What is planned."))
    place = words()
    company = words(help_text=_("Who else is there."))
    benefit = words(help_text=_("What the client, or the service, gains by it."))
    wish = words(help_text=_("What the client wants."))
    support_plan = words(help_text=_("How it fits the support plan."))
    who_asked = words(help_text=_("For a task outside one's role: who asked for it, and what they asked."))
    amount = words(LONGEST_NAME, help_text=_("For money and donations: how much, or what it is worth."))
    instruction = words(help_text=_("For money and touch: which work instruction is followed."))
    companions = serializers.ListField(
        child=Id(), required=False, max_length=MOST_COMPANIONS, help_text=_("Colleagues who take part, and so decide nothing.")
    )
    hazards = serializers.ListField(child=ExceptionHazardIn(), required=False, max_length=MOST_HAZARDS)


class ExceptionAnswerIn(Strict):
    """What one answers."""

    text = Words(max_length=LONGEST_TEXT)


class ExceptionOutcomeIn(Strict):
    """How it went."""

    went = serializers.ChoiceField(Went.choices)
    learned = Words(max_length=LONGEST_TEXT)
    safeguards = Words(max_length=LONGEST_TEXT, help_text=_("Whether the safeguards held."))


class ExceptionKindQuery(Strict):
    """About which kind."""

    kind = serializers.ChoiceField(ExceptionKind.choices)


# --- What is answered ---------------------------------------------------------------------------------------------------------
class ExceptionLineOut(serializers.Serializer[Any]):
    """An exception as it stands in a list."""

    id = serializers.UUIDField()
    reference = serializers.CharField(allow_null=True, help_text=_("null for a draft."))
    kind = serializers.CharField(help_text=_("Empty in a draft that does not say it yet."))
    status = serializers.ChoiceField(ExceptionStatus.choices)
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    begun_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField()


class ExceptionsOut(PageOut):
    """One page of them, the newest first."""

    exceptions = ExceptionLineOut(many=True)


class ExceptionClauseOut(serializers.Serializer[Any]):
    """A clause about which one may ask, or not."""

    id = serializers.UUIDField(help_text=_("What a request cites it by."))
    code = serializers.CharField()
    policy = serializers.CharField()
    text = serializers.CharField()
    strength = serializers.ChoiceField(Strength.choices)
    exception = serializers.ChoiceField(ExceptionPath.choices)
    approver = serializers.CharField(help_text=_("Who is to be asked, where the clause names somebody."))


class ExceptionClausesOut(serializers.Serializer[Any]):
    """The clauses for a kind, the strictest first."""

    open = ExceptionClauseOut(many=True)
    absolute = ExceptionClauseOut(many=True, help_text=_("From these nobody can allow an exception."))


class ExceptionMessageOut(serializers.Serializer[Any]):
    """One message between the worker and whoever assesses or decides."""

    mine = serializers.BooleanField()
    is_question = serializers.BooleanField()
    text = serializers.CharField()
    sent_at = serializers.DateTimeField()


class ExceptionHazardOut(serializers.Serializer[Any]):
    """What could go wrong, before and with the safeguards."""

    what = serializers.CharField()
    who = serializers.CharField()
    likelihood = serializers.IntegerField()
    impact = serializers.IntegerField()
    level = serializers.ChoiceField(RiskLevel.choices)
    likelihood_after = serializers.IntegerField(allow_null=True)
    impact_after = serializers.IntegerField(allow_null=True)
    level_after = serializers.ChoiceField(RiskLevel.choices, allow_null=True)


class ExceptionSafeguardOut(serializers.Serializer[Any]):
    """One safeguard: what is done, who sees to it, by when."""

    words = serializers.CharField()
    owner = NamedOut()
    on = serializers.DateField()


class ExceptionAssessmentOut(serializers.Serializer[Any]):
    """One assessment of the risks, with what was settled."""

    words = serializers.CharField()
    hazards = ExceptionHazardOut(many=True)
    residual = serializers.IntegerField(allow_null=True, help_text=_("The highest risk that stays, from 1 to 25."))
    safeguards = ExceptionSafeguardOut(many=True)
    assessed_by = NamedOut()
    assessed_at = serializers.DateTimeField()


class ExceptionClauseThenOut(serializers.Serializer[Any]):
    """A clause as it read on the day of a decision."""

    code = serializers.CharField()
    policy = serializers.CharField()
    edition = serializers.IntegerField()
    dated = serializers.CharField()
    strength = serializers.ChoiceField(Strength.choices)
    text = serializers.CharField()
    wording = serializers.CharField()


class ExceptionDecisionOut(serializers.Serializer[Any]):
    """What one person said from one seat."""

    seat = serializers.ChoiceField(Seat.choices)
    answer = serializers.ChoiceField(Answer.choices)
    reason = serializers.CharField()
    for_team = serializers.CharField(help_text=_("What the team reads; empty where nothing was approved."))
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    clauses = ExceptionClauseThenOut(many=True)
    decided_by = NamedOut()
    on_behalf_of = NamedOut(allow_null=True, help_text=_("In whose place they decided."))
    decided_at = serializers.DateTimeField()


class ExceptionTurnOut(serializers.Serializer[Any]):
    """That it was paused, taken up again or revoked."""

    turn = serializers.ChoiceField(Turn.choices)
    reason = serializers.CharField()
    made_at = serializers.DateTimeField()


class ExceptionOutcomeOut(serializers.Serializer[Any]):
    """How it went."""

    went = serializers.ChoiceField(Went.choices)
    learned = serializers.CharField()
    safeguards = serializers.CharField()
    told_at = serializers.DateTimeField()


class ExceptionWordsOut(ExceptionLineOut):
    """What was asked, with the thread, what was settled and decided, and what became of it."""

    client = serializers.CharField(help_text=_("As the reader may know them."))
    what = serializers.CharField()
    place = serializers.CharField()
    company = serializers.CharField()
    benefit = serializers.CharField()
    wish = serializers.CharField()
    support_plan = serializers.CharField()
    who_asked = serializers.CharField()
    amount = serializers.CharField()
    instruction = serializers.CharField()
    asked_from = serializers.DateField(allow_null=True)
    asked_until = serializers.DateField(allow_null=True)
    companions = NamedOut(many=True)
    hazards = ExceptionHazardOut(many=True, help_text=_("As they were asked about."))
    clauses = ClauseOut(many=True)
    office = serializers.CharField(help_text=_("Who decides, as the clauses say."))
    second = serializers.BooleanField(help_text=_("Whether a second person must approve."))
    due_at = serializers.DateTimeField(allow_null=True)
    renews = serializers.UUIDField(allow_null=True)
    thread = ExceptionMessageOut(many=True)
    assessments = ExceptionAssessmentOut(many=True)
    decisions = ExceptionDecisionOut(many=True)
    turns = ExceptionTurnOut(many=True)
    outcome = ExceptionOutcomeOut(allow_null=True)


# --- From one to the other ----------------------------------------------------------------------------------------------------
def line_out(each: ExceptionRequest, url_name: str) -> dict[str, Any]:
    """An exception as it stands in a list."""
    names = ("reference", "kind", "status", "starts_on", "ends_on", "begun_at", "submitted_at", "decided_at")
    return {"id": each.pk, **{name: getattr(each, name) for name in names}, "url": reverse(url_name, args=[each.pk])}


def offered_out(each: ShownClause) -> dict[str, Any]:
    """A clause from which one is chosen."""
    clause, adoption = each.clause, each.adoption
    policy = adoption.policy.key if adoption else ""
    plain = {name: getattr(clause, name) for name in ("code", "strength", "exception", "approver")}
    return {"id": clause.pk, "policy": policy, "text": each.text, **plain}


def message_out(each: Message, *, own: bool) -> dict[str, Any]:
    """A message as one side reads it."""
    mine = each.side == (Side.REPORTER if own else Side.HANDLER)
    return {"mine": mine, "is_question": each.is_question, "text": each.body, "sent_at": each.sent_at}


def hazard_out(each: Hazard) -> dict[str, Any]:
    """A hazard with its levels."""
    after = each.after
    return each._asdict() | {"level": level_of(each.before), "level_after": None if after is None else level_of(after)}


def assessment_out(each: ExceptionAssessment) -> dict[str, Any]:
    """An assessment with its safeguards."""
    kept = [{"words": one.words, "owner": named(one.owner), "on": one.on} for one in reading.safeguards_of(each)]
    return {
        "words": each.words,
        "hazards": [hazard_out(one) for one in hazards_of(each.hazards.get("all", []))],
        "residual": each.residual,
        "safeguards": kept,
        "assessed_by": named(each.assessed_by),
        "assessed_at": each.assessed_at,
    }


def decision_out(each: ExceptionDecision) -> dict[str, Any]:
    """What one person said."""
    names = ("seat", "answer", "reason", "for_team", "starts_on", "ends_on", "decided_at")
    people = {"decided_by": named(each.decided_by), "on_behalf_of": named(each.on_behalf_of) if each.on_behalf_of else None}
    return {name: getattr(each, name) for name in names} | {"clauses": each.as_it_was.get("clauses", []), **people}


def turn_out(each: ExceptionTurn) -> dict[str, Any]:
    """What became of it; by whom stands in the record, and its worker does not read it (design.md 1)."""
    return {"turn": each.turn, "reason": each.reason, "made_at": each.made_at}


def outcome_out(each: ExceptionOutcome | None) -> dict[str, Any] | None:
    """How it went."""
    return {name: getattr(each, name) for name in ("went", "learned", "safeguards", "told_at")} if each else None


def words_out(reader: StaffMember, exception: ExceptionRequest, url_name: str, *, own: bool) -> dict[str, Any]:
    """All of one that was read."""
    found, facts = queries.whole(exception), reading.asked(exception, own=own)
    people = StaffMember.objects.filter(organisation_id=exception.organisation_id, pk__in=facts["companions"])
    clauses = cited(exception.organisation_id, [UUID(str(each)) for each in facts["clauses"]])
    return line_out(exception, url_name) | {
        **{name: facts["words"].get(name, "") for name in reading.LABELS},
        "client": reading.client_of(reader, exception, facts),
        "asked_from": facts["starts_on"],
        "asked_until": facts["ends_on"],
        "companions": [named(each) for each in people.order_by("name", "pk")],
        "hazards": [hazard_out(each) for each in hazards_of(facts["hazards"])],
        "clauses": [clause_out(each) for each in clauses],
        **{name: getattr(exception, name) for name in ("office", "second", "due_at")},
        "renews": exception.renews_id if own else None,
        "thread": [message_out(each, own=own) for each in found.thread],
        "assessments": [assessment_out(each) for each in found.assessments],
        "decisions": [decision_out(each) for each in found.decisions],
        "turns": [turn_out(each) for each in found.turns],
        "outcome": outcome_out(found.outcome),
    }


def link_to(exception_id: UUID) -> str:
    """Where one's own is read."""
    return reverse("api_exceptions:one", args=[exception_id])


# --- One's own ----------------------------------------------------------------------------------------------------------------
class OwnView(AccountsView):
    """What one asked for."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.REPORT}

    @operation(
        "list_own_exceptions",
        EXCEPTIONS,
        _("List what you asked to be allowed, drafts too"),
        asks=PageQuery,
        gives={200: (ExceptionsOut, _("One page of them."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(PageQuery)
        rows = queries.own_exceptions(actor)
        page = self.listed(
            "exceptions", asked, rows, "-begun_at", shown=lambda each: line_out(each, "api_exceptions:one"), among=rows
        )
        return Response(ExceptionsOut(page).data)

    @operation(
        "start_exception",
        EXCEPTIONS,
        _("Begin to ask for an exception"),
        more=_("It is a draft that nobody else sees, until it is sent."),
        takes=ExceptionIn,
        gives={201: (Made, _("The draft."))},
        once=True,
    )
    def post(self, request: Request) -> Response:
        actor, told = who(request), self.read(ExceptionIn)
        done = acted(request, lambda: actions.start_exception(actor=actor, facts=told).pk)
        return made(done, link_to(done))


class ClausesView(AccountsView):
    """About which clauses one may ask."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_exception_clauses",
        EXCEPTIONS,
        _("List the clauses about which an exception of a kind is asked"),
        more=_("Those from which nobody can allow an exception stand apart: a request that cites one is refused."),
        asks=ExceptionKindQuery,
        gives={200: (ExceptionClausesOut, _("All of them."))},
        refuses=(422,),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(ExceptionKindQuery)
        found = queries.clauses_to_ask(actor.organisation_id, asked["kind"])
        shown = {"open": [offered_out(each) for each in found.open], "absolute": [offered_out(each) for each in found.absolute]}
        return Response(ExceptionClausesOut(shown).data)


class OneView(AccountsView):
    """One of one's own."""

    scopes: ClassVar = {"GET": Scope.READ, "PATCH": Scope.REPORT, "DELETE": Scope.REPORT}

    @operation(
        "read_own_exception",
        EXCEPTIONS,
        _("Read what you asked for, how it stands and what was decided"),
        gives={200: (ExceptionWordsOut, _("All of it."))},
        refuses=(404,),
    )
    def get(self, request: Request, exception_id: UUID) -> Response:
        actor = who(request)
        exception = queries.own_exception(actor, exception_id)
        return Response(ExceptionWordsOut(words_out(actor, exception, "api_exceptions:one", own=True)).data)

    @operation(
        "save_exception",
        EXCEPTIONS,
        _("Write on a draft, or on what was sent back"),
        more=_("What was sent before is kept. What was sent back goes on with the answer."),
        takes=ExceptionIn,
        gives={200: (Made, _("It is saved."))},
        refuses=(404, 409),
        once=True,
    )
    def patch(self, request: Request, exception_id: UUID) -> Response:
        actor = who(request)
        queries.own_exception(actor, exception_id, OwnExceptionPermission.SAVE)
        told = self.read(ExceptionIn)
        done = acted(request, lambda: actions.save_exception(actor=actor, exception_id=exception_id, facts=told).pk)
        return made(done, link_to(done), status=200)

    @operation(
        "discard_exception",
        EXCEPTIONS,
        _("Throw a draft away"),
        gives={204: (None, _("Nothing of it can be read again."))},
        refuses=(404, 409),
        changes=True,
    )
    def delete(self, request: Request, exception_id: UUID) -> Response:
        actions.discard_exception(actor=who(request), exception_id=exception_id)
        return Response(status=204)


class SendView(AccountsView):
    """Sending it."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "submit_exception",
        EXCEPTIONS,
        _("Send a request for an exception"),
        more=_("It goes to your own line, past whoever takes part. Sent twice, it is sent once."),
        takes=Nothing,
        gives={200: (Made, _("It was sent."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, exception_id: UUID) -> Response:
        actor = who(request)
        queries.own_exception(actor, exception_id, OwnExceptionPermission.SUBMIT)
        self.read(Nothing)
        done = acted(request, lambda: actions.submit_exception(actor=actor, exception_id=exception_id).pk)
        return made(done, link_to(done), status=200)


class AnswerView(AccountsView):
    """Answering what was asked."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "answer_exception",
        EXCEPTIONS,
        _("Answer what you were asked about your request"),
        more=_("What was changed meanwhile is assessed anew; else it goes back to whoever asked."),
        takes=ExceptionAnswerIn,
        gives={201: (Made, _("The answer."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, exception_id: UUID) -> Response:
        actor = who(request)
        queries.own_exception(actor, exception_id, OwnExceptionPermission.ANSWER)
        told = self.read(ExceptionAnswerIn)
        done = acted(request, lambda: actions.answer_exception(actor=actor, exception_id=exception_id, **told).pk)
        return made(done, link_to(exception_id))


class WithdrawView(AccountsView):
    """Taking it back."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "withdraw_exception",
        EXCEPTIONS,
        _("Take a request back before it is decided"),
        takes=Nothing,
        gives={200: (Made, _("It is withdrawn."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, exception_id: UUID) -> Response:
        actor = who(request)
        queries.own_exception(actor, exception_id, OwnExceptionPermission.WITHDRAW)
        self.read(Nothing)
        done = acted(request, lambda: actions.withdraw_exception(actor=actor, exception_id=exception_id).pk)
        return made(done, link_to(done), status=200)


class OutcomeView(AccountsView):
    """Saying how it went."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "tell_exception_outcome",
        EXCEPTIONS,
        _("Say how it went, once it is over"),
        takes=ExceptionOutcomeIn,
        gives={201: (Made, _("It is written down."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, exception_id: UUID) -> Response:
        actor = who(request)
        queries.own_exception(actor, exception_id, OwnExceptionPermission.TELL_OUTCOME)
        told = self.read(ExceptionOutcomeIn)
        done = acted(request, lambda: actions.tell_outcome(actor=actor, exception_id=exception_id, **told).pk)
        return made(done, link_to(exception_id))


class RenewView(AccountsView):
    """Asking for it again."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "renew_exception",
        EXCEPTIONS,
        _("Ask for an exception again"),
        more=_("A draft with what was asked before, which is assessed and decided anew; the days are left open."),
        takes=Nothing,
        gives={201: (Made, _("The draft."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, exception_id: UUID) -> Response:
        actor = who(request)
        queries.own_exception(actor, exception_id, OwnExceptionPermission.RENEW)
        self.read(Nothing)
        done = acted(request, lambda: actions.renew_exception(actor=actor, exception_id=exception_id).pk)
        return made(done, link_to(done))
