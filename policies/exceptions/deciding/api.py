"""The API of exceptions for those who assess and decide. What asks for a fresh proof on the pages asks for it here."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import AccountsView, NamedOut, named, who
from boundaries.access.choices import Reach, Scope
from boundaries.web.api import Id, Made, Strict, Words, made
from boundaries.web.fields import Day, Flag, Number
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from policies.exceptions import queries
from policies.exceptions.api import EXCEPTIONS, ExceptionHazardIn, ExceptionLineOut, ExceptionWordsOut, line_out, words_out
from policies.exceptions.choices import Answer, ExceptionKind, ExceptionStatus, RiskLevel, Seat
from policies.exceptions.deciding import actions, reading
from policies.exceptions.life import actions as life
from policies.exceptions.models import ExceptionRequest
from policies.exceptions.permissions import ExceptionPermission, areas_directed
from policies.exceptions.rules import LONGEST_TEXT, MOST_HAZARDS, MOST_SAFEGUARDS, SCALE, Hazard, Safeguard, level_of

_P = ExceptionPermission


# --- What is sent -------------------------------------------------------------------------------------------------------------
class ExceptionDeskQuery(PageQuery):
    """Which of them."""

    others = Flag(required=False, help_text=_("true for what you handle besides, and does not wait for you."))


class ExceptionRegisterQuery(PageQuery):
    """Which of the register."""

    kind = serializers.ChoiceField(ExceptionKind.choices, required=False)
    status = serializers.ChoiceField(
        [each for each in ExceptionStatus.choices if each[0] != ExceptionStatus.DRAFT], required=False
    )


class ExceptionAssessedHazardIn(ExceptionHazardIn):
    """A risk without the safeguards and with them, each from one to five."""

    likelihood_after = Number(min_value=SCALE[0], max_value=SCALE[-1])
    impact_after = Number(min_value=SCALE[0], max_value=SCALE[-1])


class ExceptionSafeguardIn(Strict):
    """One safeguard."""

    words = Words(max_length=LONGEST_TEXT)
    owner = Id(help_text=_("Who sees to it."))
    on = Day(help_text=_("By which day: no later than the last day of the exception."))


class ExceptionAssessIn(Strict):
    """The risks, the safeguards, and the assessment in words."""

    hazards = serializers.ListField(child=ExceptionAssessedHazardIn(), max_length=MOST_HAZARDS)
    safeguards = serializers.ListField(child=ExceptionSafeguardIn(), max_length=MOST_SAFEGUARDS)
    words = Words(max_length=LONGEST_TEXT)


class ExceptionRecommendIn(Strict):
    """For it or against it, and why."""

    answer = serializers.ChoiceField(Answer.choices)
    reason = Words(max_length=LONGEST_TEXT)


class ExceptionApproveIn(Strict):
    """The reason, what the team reads, and from when until when."""

    reason = Words(max_length=LONGEST_TEXT)
    for_team = Words(max_length=LONGEST_TEXT, help_text=_("What the team that works with the client reads."))
    starts_on = Day(help_text=_("Not before what was asked for."))
    ends_on = Day(help_text=_("Not after what was asked for."))


class ExceptionReasonIn(Strict):
    """Why."""

    reason = Words(max_length=LONGEST_TEXT)


class ExceptionReturnIn(Strict):
    """What one wants to know, or to have changed."""

    text = Words(max_length=LONGEST_TEXT)


# --- What is answered ---------------------------------------------------------------------------------------------------------
class ExceptionDeskLineOut(ExceptionLineOut):
    """An exception as it stands on a desk."""

    worker = NamedOut()
    residual = serializers.IntegerField(allow_null=True, help_text=_("The highest risk that stays, from 1 to 25."))
    risk = serializers.ChoiceField(RiskLevel.choices, allow_null=True, help_text=_("Its level; null before it is assessed."))
    due_at = serializers.DateTimeField(allow_null=True)


class HandledExceptionsOut(PageOut):
    """One page of them: what waits by the time left, what one handles besides by the last day."""

    exceptions = ExceptionDeskLineOut(many=True)


class ExceptionSeatOut(serializers.Serializer[Any]):
    """From which seat one can speak now."""

    seat = serializers.ChoiceField(Seat.choices)
    is_last = serializers.BooleanField(help_text=_("Whether it is approved by this word; false where a second person is needed."))


class HandledExceptionOut(ExceptionWordsOut):
    """One exception for whoever assesses or decides it."""

    worker = NamedOut()
    residual = serializers.IntegerField(allow_null=True)
    risk = serializers.ChoiceField(RiskLevel.choices, allow_null=True)
    for_team = serializers.CharField(help_text=_("What the team reads; empty before it is approved."))
    your_seat = ExceptionSeatOut(allow_null=True, help_text=_("null where it does not wait for a word of yours."))
    verbs = serializers.ListField(child=serializers.CharField(), help_text=_("What you can do with it now."))
    earlier = ExceptionLineOut(many=True, help_text=_("What the same worker asked for besides, as far as you may read it."))


class ExceptionRegisterLineOut(serializers.Serializer[Any]):
    """An exception as it stands in the register."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    kind = serializers.ChoiceField(ExceptionKind.choices)
    status = serializers.ChoiceField(ExceptionStatus.choices)
    starts_on = serializers.DateField(allow_null=True, help_text=_("null while it is sent back with a question."))
    ends_on = serializers.DateField(allow_null=True)
    submitted_at = serializers.DateTimeField()
    clauses = serializers.ListField(child=serializers.CharField(), help_text=_("By their ids in the policies."))
    worker = NamedOut(allow_null=True, help_text=_("For directors of the area; else null."))
    client = serializers.CharField(help_text=_("The client's reference, for directors of the area; else empty."))
    url = serializers.CharField(help_text=_("Where it is read; empty where it is not open to you."))


class ExceptionRegisterOut(PageOut):
    """One page of the register, the newest first."""

    exceptions = ExceptionRegisterLineOut(many=True)


# --- From one to the other ----------------------------------------------------------------------------------------------------
def days_out(each: ExceptionRequest) -> dict[str, Any]:
    """Its days, unless its worker may be writing others, which are not sent yet."""
    writing = each.status == ExceptionStatus.RETURNED
    return {name: None if writing else getattr(each, name) for name in ("starts_on", "ends_on")}


def risk_out(each: ExceptionRequest) -> dict[str, Any]:
    """The risk that stays."""
    return {"residual": each.residual, "risk": None if each.residual is None else level_of(each.residual)}


def handled_line_out(each: ExceptionRequest) -> dict[str, Any]:
    """A line that leads to where it is handled."""
    return line_out(each, "api_exception_desk:handle") | days_out(each)


def desk_line_out(each: ExceptionRequest) -> dict[str, Any]:
    """An exception as it stands on a desk."""
    return handled_line_out(each) | risk_out(each) | {"worker": named(each.worker), "due_at": each.due_at}


def desk_exception_out(request: Request, exception: ExceptionRequest) -> dict[str, Any]:
    """All of one for whoever assesses or decides it, with what they can do now."""
    actor = who(request)
    place = actions.seat_of(actor, exception)
    earlier = reading.earlier_rows(actor, exception)
    return (
        words_out(actor, exception, "api_exception_desk:handle", own=False)
        | desk_line_out(exception)
        | {
            "for_team": exception.for_team,
            "your_seat": place._asdict() if place else None,
            "verbs": [each["name"] for each in reading.verbs(actor, exception)],
            "earlier": [handled_line_out(each) for each in earlier],
        }
    )


# --- The views ----------------------------------------------------------------------------------------------------------------
class DeskView(AccountsView):
    """What waits for one."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_exceptions_to_decide",
        EXCEPTIONS,
        _("List the exceptions that wait for you to assess or decide"),
        asks=ExceptionDeskQuery,
        gives={200: (HandledExceptionsOut, _("One page of them."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, told = who(request), self.read_query(ExceptionDeskQuery)
        others = told.get("others", False)
        rows = reading.others_of(actor) if others else queries.waiting_for(actor)
        page = self.listed("exceptions", told, rows, "ends_on" if others else "sort_at", shown=desk_line_out, among=rows)
        return Response(HandledExceptionsOut(page).data)


class HandleView(AccountsView):
    """One of them."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_exception",
        EXCEPTIONS,
        _("Read an exception that you assess, decide or direct"),
        more=_("Who opened it is written down once a day."),
        gives={200: (HandledExceptionOut, _("All of it."))},
        refuses=(404,),
    )
    def get(self, request: Request, exception_id: UUID) -> Response:
        exception = actions.open_exception(actor=who(request), exception_id=exception_id)
        return Response(HandledExceptionOut(desk_exception_out(request, exception)).data)


class VerbView(AccountsView):
    """One verb on one of them."""

    def act(self, exception_id: UUID, shape: Any, do: Callable[..., UUID]) -> UUID:
        """Read what was sent, and do it once. The action asks the law, under the exception's lock."""
        actor = who(self.request)
        queries.exception_for(actor, exception_id)
        told = self.read(shape)
        return acted(self.request, lambda: do(actor=actor, exception_id=exception_id, **told))

    def done(self, what: UUID, exception_id: UUID, *, status: int = 201) -> Response:
        """What was made, and where to read on."""
        return made(what, reverse("api_exception_desk:handle", args=[exception_id]), status=status)


def verb(name: str, summary: Any, shape: Any, *, more: Any = "", status: int = 201) -> Any:
    """How one verb is described."""
    return operation(
        name,
        EXCEPTIONS,
        summary,
        more=more,
        takes=shape,
        gives={status: (Made, _("It is done."))},
        refuses=(404, 409),
        once=True,
    )


class AssessView(VerbView):
    """Assessing the risks."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @verb(
        "assess_exception",
        _("Assess the risks and settle the safeguards"),
        ExceptionAssessIn,
        more=_("Until somebody has spoken about it, it can be assessed anew; the last one counts."),
    )
    def post(self, request: Request, exception_id: UUID) -> Response:
        def do(hazards: Any, safeguards: Any, **more: Any) -> UUID:
            kept = [Safeguard(each["words"], each["owner"], each["on"]) for each in safeguards]
            return actions.assess_exception(hazards=[Hazard(**each) for each in hazards], safeguards=kept, **more).pk

        return self.done(self.act(exception_id, ExceptionAssessIn, do), exception_id)


class RecommendView(VerbView):
    """Recommending it or not."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @verb("recommend_exception", _("Recommend an exception, for or against"), ExceptionRecommendIn)
    def post(self, request: Request, exception_id: UUID) -> Response:
        def do(answer: str, **more: Any) -> UUID:
            return actions.recommend_exception(answer=Answer(answer), **more).pk

        return self.done(self.act(exception_id, ExceptionRecommendIn, do), exception_id)


class ReturnView(VerbView):
    """Sending it back."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @verb("return_exception", _("Send an exception back with a question"), ExceptionReturnIn)
    def post(self, request: Request, exception_id: UUID) -> Response:
        done = self.act(exception_id, ExceptionReturnIn, lambda **told: actions.return_exception(**told).pk)
        return self.done(done, exception_id)


class ApproveView(VerbView):
    """Approving it."""

    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}

    @verb(
        "approve_exception",
        _("Approve an exception"),
        ExceptionApproveIn,
        more=_("Where a second person is needed, the first word alone does not approve it: see `your_seat`."),
    )
    def post(self, request: Request, exception_id: UUID) -> Response:
        done = self.act(exception_id, ExceptionApproveIn, lambda **told: actions.approve_exception(**told).pk)
        return self.done(done, exception_id)


class RefuseView(VerbView):
    """Not approving it."""

    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}

    @verb("refuse_exception", _("Do not approve an exception"), ExceptionReasonIn)
    def post(self, request: Request, exception_id: UUID) -> Response:
        done = self.act(exception_id, ExceptionReasonIn, lambda **told: actions.refuse_exception(**told).pk)
        return self.done(done, exception_id)


class RecuseView(VerbView):
    """Stepping aside."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @verb("step_aside_from_exception", _("Step aside from an exception"), ExceptionReasonIn, status=200)
    def post(self, request: Request, exception_id: UUID) -> Response:
        done = self.act(exception_id, ExceptionReasonIn, lambda **told: actions.recuse_from_exception(**told).pk)
        return made(done, reverse("api_exception_desk:desk"), status=200)


class SuspendView(VerbView):
    """Pausing it."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @verb(
        "suspend_exception",
        _("Pause an exception"),
        ExceptionReasonIn,
        more=_("The worker reads the reason. If somebody reported something, they must not learn of it from there."),
    )
    def post(self, request: Request, exception_id: UUID) -> Response:
        done = self.act(exception_id, ExceptionReasonIn, lambda **told: life.suspend_exception(**told).pk)
        return self.done(done, exception_id)


class ResumeView(VerbView):
    """Taking it up again."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @verb("resume_exception", _("Take a paused exception up again"), ExceptionReasonIn)
    def post(self, request: Request, exception_id: UUID) -> Response:
        done = self.act(exception_id, ExceptionReasonIn, lambda **told: life.resume_exception(**told).pk)
        return self.done(done, exception_id)


class RevokeView(VerbView):
    """Revoking it."""

    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}

    @verb("revoke_exception", _("Revoke an exception"), ExceptionReasonIn, more=_("For good: it can only be asked for anew."))
    def post(self, request: Request, exception_id: UUID) -> Response:
        done = self.act(exception_id, ExceptionReasonIn, lambda **told: life.revoke_exception(**told).pk)
        return self.done(done, exception_id)


class RegisterView(AccountsView):
    """The register."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_exception_register",
        EXCEPTIONS,
        _("List the register of exceptions"),
        more=_("For directors those of their area, for auditors all, without a word, a name or a client."),
        asks=ExceptionRegisterQuery,
        gives={200: (ExceptionRegisterOut, _("One page of it."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, told = who(request), self.read_query(ExceptionRegisterQuery)
        rows, areas = queries.register_of(actor), areas_directed(actor)
        chosen = {name: told[name] for name in ("kind", "status") if name in told}
        page = self.listed("exceptions", told, rows.filter(**chosen), "-submitted_at", shown=lambda each: each, among=rows)
        codes = reading.codes_of(page["exceptions"])

        def shown(each: ExceptionRequest) -> dict[str, Any]:
            reads = reading.covers(areas, each)
            names = ("reference", "kind", "status", "submitted_at")
            return {
                "id": each.pk,
                **{name: getattr(each, name) for name in names},
                **days_out(each),
                "clauses": [codes[code] for code in each.clauses if code in codes and each.status != ExceptionStatus.RETURNED],
                "worker": named(each.worker) if reads else None,
                "client": each.client.reference if reads and each.client else "",
                "url": reverse("api_exception_desk:handle", args=[each.pk]) if reads else "",
            }

        return Response(ExceptionRegisterOut(page | {"exceptions": [shown(each) for each in page["exceptions"]]}).data)
