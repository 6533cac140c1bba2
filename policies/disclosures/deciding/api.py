"""The API of disclosures for whoever they were routed to. What asks for a fresh proof on the pages asks for it here."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import ListView, NamedOut, named, who
from boundaries.access.choices import Reach, Scope
from boundaries.access.doors import Door
from boundaries.errors.exceptions import RuleViolation
from boundaries.web.api import Id, Made, Nothing, Strict, Words, made
from boundaries.web.fields import Day, Flag
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from policies.disclosures import queries
from policies.disclosures.api import DISCLOSURES, DisclosureLineOut, DisclosureWordsOut, line_out, words_out
from policies.disclosures.choices import DisclosureStatus, Extent, Whereabouts
from policies.disclosures.deciding import actions
from policies.disclosures.models import Disclosure
from policies.disclosures.permissions import DisclosurePermission
from policies.disclosures.rules import LONGEST_TEXT, MOST_SAFEGUARDS, Conversation, HandOver, Safeguard

_P = DisclosurePermission


# --- What is sent -------------------------------------------------------------------------------------------------------------
class DeskQuery(PageQuery):
    """Which of them."""

    ended = Flag(required=False, help_text=_("true for those that have ended."))


class LinkIn(Strict):
    """Which client the other person is, or is close to."""

    client = Id(allow_null=True, help_text=_("null where they are no client here, nor close to one."))


class TalkIn(Strict):
    """A conversation with the worker."""

    on = Day()
    confidentiality = Words(max_length=LONGEST_TEXT)
    risk = Words(max_length=LONGEST_TEXT)
    view = Words(max_length=LONGEST_TEXT, help_text=_("What the worker thinks of it themselves."))


class ReturnIn(Strict):
    """What one wants to know."""

    text = Words(max_length=LONGEST_TEXT)


class DisclosureReasonIn(Strict):
    """Why."""

    reason = Words(max_length=LONGEST_TEXT)


class SafeguardIn(Strict):
    """One safeguard."""

    words = Words(max_length=LONGEST_TEXT)
    owner = Id(help_text=_("Who sees to it."))
    on = Day(help_text=_("From when it holds."))


class ManageIn(DisclosureReasonIn):
    """A plan."""

    safeguards = serializers.ListField(child=SafeguardIn(), max_length=MOST_SAFEGUARDS)
    review_on = Day()
    extent = serializers.ChoiceField(Extent.choices)


class TakeOffIn(DisclosureReasonIn):
    """A hand-over; all of it may be left out where the worker does not work with the client."""

    takes_over = Id(required=False, allow_null=True, help_text=_("null where nobody does yet; then say why."))
    why_nobody = Words(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    told_how = Words(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    told_on = Day(required=False)


# --- What is answered ---------------------------------------------------------------------------------------------------------
class DisclosureDeskLineOut(DisclosureLineOut):
    """A disclosure as it stands on a desk."""

    worker = NamedOut()
    due_at = serializers.DateTimeField(allow_null=True)


class DeskDisclosuresOut(PageOut):
    """One page of them, the least time left first."""

    disclosures = DisclosureDeskLineOut(many=True)


class EarlierDisclosureOut(serializers.Serializer[Any]):
    """What the same worker disclosed besides."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    kind = serializers.CharField()
    status = serializers.ChoiceField(DisclosureStatus.choices)
    submitted_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField(help_text=_("What was decided last; empty where nothing is."))
    url = serializers.CharField(help_text=_("Where it is read; empty where it is not open to you."))


class DeskDisclosureOut(DisclosureWordsOut):
    """One disclosure for whoever decides it."""

    worker = NamedOut()
    due_at = serializers.DateTimeField(allow_null=True)
    whereabouts = serializers.ChoiceField(Whereabouts.choices)
    bars_service = serializers.BooleanField(help_text=_("No service at all, unless a director excepts it."))
    earlier = EarlierDisclosureOut(many=True, help_text=_("What else they disclosed, but for what you are part of."))


def desk_line_out(each: Disclosure) -> dict[str, Any]:
    """A disclosure as it stands on a desk."""
    return line_out(each, "api_disclosures:handle") | {"worker": named(each.worker), "due_at": each.due_at}


def earlier_out(each: queries.Earlier) -> dict[str, Any]:
    """What the same worker disclosed besides."""
    names = ("reference", "kind", "status", "submitted_at", "decided_at")
    url = ""
    if each.routed or each.in_register:
        url = reverse("api_disclosures:handle" if each.routed else "api_disclosures:registered", args=[each.disclosure.pk])
    plain = {name: getattr(each.disclosure, name) for name in names}
    return {"id": each.disclosure.pk, **plain, "outcome": each.outcome or "", "url": url}


# --- The views ----------------------------------------------------------------------------------------------------------------
class DeskView(ListView):
    """What was routed to one."""

    door = Door.SIGNED_IN
    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_disclosures_to_decide",
        DISCLOSURES,
        _("List the disclosures that were routed to you"),
        asks=DeskQuery,
        gives={200: (DeskDisclosuresOut, _("One page of them."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(DeskQuery)
        ended = asked.get("ended", False)
        rows = queries.on_desk(actor).filter(status=DisclosureStatus.ENDED) if ended else queries.open_on_desk(actor)
        page = self.listed("disclosures", asked, rows, "sort_at", shown=desk_line_out, among=rows)
        return Response(DeskDisclosuresOut(page).data)


class HandleView(ListView):
    """One of them."""

    door = Door.SIGNED_IN
    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_disclosure",
        DISCLOSURES,
        _("Read a disclosure that was routed to you"),
        more=_("Who opened it is written down once a day."),
        gives={200: (DeskDisclosureOut, _("All of it."))},
        refuses=(404,),
    )
    def get(self, request: Request, disclosure_id: UUID) -> Response:
        actor = who(request)
        disclosure = actions.open_disclosure(actor=actor, disclosure_id=disclosure_id)
        told = words_out(actor, disclosure, "api_disclosures:handle", own=False) | desk_line_out(disclosure)
        told |= {
            "whereabouts": disclosure.whereabouts,
            "bars_service": disclosure.bars and not disclosure.excepted,
            "earlier": [earlier_out(each) for each in queries.earlier_of(actor, disclosure)],
        }
        return Response(DeskDisclosureOut(told).data)


class VerbView(ListView):
    """One verb on one of them."""

    door = Door.SIGNED_IN

    def act(self, disclosure_id: UUID, permission: DisclosurePermission, shape: Any, do: Callable[..., UUID]) -> UUID:
        """Ask the law, read what was sent, and do it once."""
        actor = who(self.request)
        queries.disclosure_for(actor, disclosure_id, permission)
        told = self.read(shape)
        return acted(self.request, lambda: do(actor=actor, disclosure_id=disclosure_id, **told))

    def done(self, what: UUID, disclosure_id: UUID, *, status: int = 201) -> Response:
        """What was made, and where to read on."""
        return made(what, reverse("api_disclosures:handle", args=[disclosure_id]), status=status)


def verb(name: str, summary: Any, shape: Any, *, more: Any = "", status: int = 201) -> Any:
    """How one verb is described."""
    return operation(
        name,
        DISCLOSURES,
        summary,
        more=more,
        takes=shape,
        gives={status: (Made, _("It is done."))},
        refuses=(404, 409),
        once=True,
    )


class LinkView(VerbView):
    """Saying who the other person is."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @verb("link_disclosure_to_client", _("Say whether the other person is a client here"), LinkIn, status=200)
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        def do(client: UUID | None, **more: Any) -> UUID:
            return actions.link_client(client_id=client, **more).pk

        return self.done(self.act(disclosure_id, _P.LINK, LinkIn, do), disclosure_id, status=200)


class AskWhoView(VerbView):
    """Asking who the other person is."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @verb(
        "ask_who_disclosure_is_about",
        _("Ask directors and the safeguarding lead who the other person is"),
        Nothing,
        more=_("Where it is still to be said whether they are a client here, and nobody was asked yet."),
        status=200,
    )
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        done = self.act(disclosure_id, _P.ASK_WHO, Nothing, lambda **told: actions.ask_who(**told).pk)
        return self.done(done, disclosure_id, status=200)


class TalkView(VerbView):
    """The conversation."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @verb("write_disclosure_conversation", _("Write down the conversation on confidentiality and on risk"), TalkIn)
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        def do(on: Any, confidentiality: str, risk: str, view: str, **more: Any) -> UUID:
            return actions.write_conversation(on=on, told=Conversation(confidentiality, risk, view), **more).pk

        return self.done(self.act(disclosure_id, _P.TALK, TalkIn, do), disclosure_id)


class ReturnView(VerbView):
    """Asking for more."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @verb("return_disclosure", _("Ask the worker for more"), ReturnIn)
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        done = self.act(disclosure_id, _P.RETURN, ReturnIn, lambda **told: actions.return_disclosure(**told).pk)
        return self.done(done, disclosure_id)


class TakeBackView(VerbView):
    """Taking a question back."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @verb(
        "take_back_question_about_disclosure",
        _("Take back what you asked the worker"),
        Nothing,
        more=_("It is decided without an answer, and the time to do so runs anew."),
        status=200,
    )
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        done = self.act(disclosure_id, _P.TAKE_BACK, Nothing, lambda **told: actions.take_back(**told).pk)
        return self.done(done, disclosure_id, status=200)


class ClearView(VerbView):
    """Clearing it."""

    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}

    @verb("clear_disclosure", _("Clear a disclosure"), DisclosureReasonIn, more=_("What kept the two apart is lifted."))
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        done = self.act(disclosure_id, _P.CLEAR, DisclosureReasonIn, lambda **told: actions.clear_disclosure(**told).pk)
        return self.done(done, disclosure_id)


class ManageView(VerbView):
    """A plan."""

    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}

    @verb("manage_disclosure", _("Agree a plan with safeguards"), ManageIn)
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        def do(safeguards: Any, extent: str, **more: Any) -> UUID:
            kept = [Safeguard(each["words"], each["owner"], each["on"]) for each in safeguards]
            return actions.manage_disclosure(safeguards=kept, extent=Extent(extent), **more).pk

        return self.done(self.act(disclosure_id, _P.MANAGE, ManageIn, do), disclosure_id)


class TakeOffView(VerbView):
    """Off the case."""

    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}

    @verb(
        "take_off_case",
        _("Take the worker off the case"),
        TakeOffIn,
        more=_("The assignment ends, the two are kept apart and the client is handed over, in one step."),
    )
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        def do(
            takes_over: UUID | None = None, told_how: str = "", told_on: Any = None, why_nobody: str = "", **more: Any
        ) -> UUID:
            if told_on is None and (takes_over or told_how or why_nobody):
                raise RuleViolation("hand-over.day", _("Say on which date the client is told."), field="told_on")
            hand_over = HandOver(takes_over, why_nobody, told_how, told_on) if told_on else None
            return actions.take_off_case(hand_over=hand_over, **more).pk

        return self.done(self.act(disclosure_id, _P.TAKE_OFF, TakeOffIn, do), disclosure_id)


class RefuseView(VerbView):
    """It cannot be."""

    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}

    @verb("refuse_disclosure", _("Say that what was proposed cannot be"), DisclosureReasonIn)
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        done = self.act(disclosure_id, _P.REFUSE, DisclosureReasonIn, lambda **told: actions.refuse_disclosure(**told).pk)
        return self.done(done, disclosure_id)


class ConfirmEndView(VerbView):
    """It has ended."""

    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}

    @verb("confirm_end_of_disclosure", _("Confirm that it has ended"), DisclosureReasonIn, status=200)
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        done = self.act(disclosure_id, _P.CONFIRM_END, DisclosureReasonIn, lambda **told: actions.confirm_end(**told).pk)
        return self.done(done, disclosure_id, status=200)


class NotEndedView(VerbView):
    """It has not ended."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @verb(
        "say_disclosure_has_not_ended",
        _("Say that it has not ended"),
        DisclosureReasonIn,
        more=_("What was decided goes on as it was."),
        status=200,
    )
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        done = self.act(disclosure_id, _P.NOT_ENDED, DisclosureReasonIn, lambda **told: actions.say_not_ended(**told).pk)
        return self.done(done, disclosure_id, status=200)


class RecuseView(VerbView):
    """Stepping aside."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @verb("step_aside_from_disclosure", _("Step aside from a disclosure"), DisclosureReasonIn, status=200)
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        def do(**told: Any) -> UUID:
            actions.recuse(**told)
            return disclosure_id

        done = self.act(disclosure_id, _P.RECUSE, DisclosureReasonIn, do)
        return made(done, reverse("api_disclosures:desk"), status=200)
