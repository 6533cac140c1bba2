"""The API of the moments that ask."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.organisations.queries import today
from accounts.staff.api import AccountsView, who
from boundaries.access.choices import Scope
from boundaries.web.api import Made, Nothing, Strict, made
from boundaries.web.fields import Flag, Number
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from policies.moments import actions, queries
from policies.moments.choices import Answer, AskingStatus, Moment
from policies.moments.models import Asking
from policies.moments.permissions import ACCESS, IN_GENERAL, AskingPermission, MomentPermission
from policies.moments.reading import question_of

MOMENTS = _("Questions at certain moments")


class AskingsQuery(PageQuery):
    """Which of one's questions."""

    waiting = Flag(required=False, help_text=_("Only those that wait for an answer."))


class AttestIn(Strict):
    """What one answers."""

    answer = serializers.ChoiceField(Answer.choices)


class MonthIn(Strict):
    """The month in which everybody is asked."""

    month = Number(min_value=1, max_value=12)


class MonthOut(serializers.Serializer[Any]):
    """The month in which everybody is asked, on its first working day."""

    month = serializers.IntegerField()


class AskingOut(serializers.Serializer[Any]):
    """One question to oneself, and where it stands."""

    id = serializers.UUIDField()
    moment = serializers.ChoiceField(Moment.choices)
    question = serializers.CharField()
    client = serializers.CharField(allow_null=True, help_text=_("The reference of the client it is about."))
    status = serializers.ChoiceField(AskingStatus.choices)
    asked_at = serializers.DateTimeField()
    due_on = serializers.DateField()
    is_overdue = serializers.BooleanField()
    answered_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField()


class AskingsOut(PageOut):
    """One page of one's questions, the newest first."""

    questions = AskingOut(many=True)


class LedAskingOut(serializers.Serializer[Any]):
    """What somebody one leads told, or is late with: never what there is to tell."""

    id = serializers.UUIDField()
    person = serializers.CharField()
    moment = serializers.ChoiceField(Moment.choices)
    client = serializers.CharField(allow_null=True, help_text=_("The reference, where one may know of the client."))
    status = serializers.ChoiceField(AskingStatus.choices)
    due_on = serializers.DateField()
    is_overdue = serializers.BooleanField()
    has_login = serializers.BooleanField(help_text=_("Whoever has none is asked, and answered for, by their line manager."))


class LedAskingsOut(PageOut):
    """One page of them: what is to be talked about first."""

    questions = LedAskingOut(many=True)


def _in_short(asking: Asking, on: Any) -> dict[str, Any]:
    return {
        "id": asking.pk,
        "moment": asking.moment,
        "status": asking.status,
        "due_on": asking.due_on,
        "is_overdue": asking.status == AskingStatus.ASKED and asking.due_on < on,
    }


def asking_out(asking: Asking, on: Any, *, with_client: bool = True) -> dict[str, Any]:
    """One question."""
    return {
        **_in_short(asking, on),
        "question": question_of(asking) if with_client else Moment(asking.moment).label,
        "client": asking.client.reference if asking.client and with_client else None,
        "asked_at": asking.asked_at,
        "answered_at": asking.answered_at,
        "url": reverse("api_moments:asking", args=[asking.pk]),
    }


class OwnView(AccountsView):
    """One's own."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_questions",
        MOMENTS,
        _("List what one was asked"),
        asks=AskingsQuery,
        gives={200: (AskingsOut, _("One page of them, the newest first."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(AskingsQuery)
        on, rows = today(actor.organisation), queries.asked_of(actor)
        narrowed = rows.filter(queries.WAITING) if asked.get("waiting") else rows
        found = self.listed("questions", asked, narrowed, "-asked_at", shown=lambda each: asking_out(each, on), among=rows)
        return Response(AskingsOut(found).data)


class AskingView(AccountsView):
    """One of them, or one of somebody one leads."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_question",
        MOMENTS,
        _("Read a question and where it stands"),
        gives={200: (AskingOut, _("The question."))},
        refuses=(404,),
    )
    def get(self, request: Request, asking_id: UUID) -> Response:
        actor = who(request)
        asking = queries.asking_for(actor, asking_id)
        known = asking.person_id == actor.pk or asking.client_id in queries.clients_known(actor, [asking])
        shown = asking_out(asking, today(actor.organisation), with_client=known or asking.client_id is None)
        return Response(AskingOut(shown).data)


class AnswerView(AccountsView):
    """Answering one."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "attest_question",
        MOMENTS,
        _("Answer a question"),
        more=_("That there is nothing to tell may be put right later; what was said before stays."),
        takes=AttestIn,
        gives={200: (Made, _("It is written down; where there is something, the line manager learns that."))},
        refuses=(403, 404, 409),
        once=True,
    )
    def post(self, request: Request, asking_id: UUID) -> Response:
        told, actor = self.read(AttestIn), who(request)
        ACCESS.require(actor, AskingPermission.ANSWER, queries.asking_for(actor, asking_id))
        said = Answer(told["answer"])
        done = acted(request, lambda: actions.answer(actor=actor, asking_id=asking_id, said=said).pk)
        return made(done, reverse("api_moments:asking", args=[done]), status=200)


class TeamView(AccountsView):
    """Those one leads."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_team_questions",
        MOMENTS,
        _("List what those one leads told, who is late, and whom one asks oneself"),
        asks=PageQuery,
        gives={200: (LedAskingsOut, _("One page of them."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(PageQuery)
        on, rows = today(actor.organisation), queries.asked_of_those_led(actor)
        found = self.listed("questions", asked, rows, "-status", "due_on", shown=lambda each: each, among=rows)
        known = queries.clients_known(actor, found["questions"])
        found["questions"] = [
            {
                **_in_short(each, on),
                "person": each.person.name,
                "client": each.client.reference if each.client_id in known else None,
                "has_login": each.person.user_id is not None,
            }
            for each in found["questions"]
        ]
        return Response(LedAskingsOut(found).data)


class TalkedView(AccountsView):
    """Having talked about it."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "have_talked",
        MOMENTS,
        _("Write down that one talked about what somebody told"),
        takes=Nothing,
        gives={200: (Made, _("It is written down."))},
        refuses=(403, 404, 409),
        once=True,
    )
    def post(self, request: Request, asking_id: UUID) -> Response:
        self.read(Nothing)
        actor = who(request)
        ACCESS.require(actor, AskingPermission.TALK, queries.asking_for(actor, asking_id))
        done = acted(request, lambda: actions.talk(actor=actor, asking_id=asking_id).pk)
        return made(done, reverse("api_moments:asking", args=[done]), status=200)


class MonthView(AccountsView):
    """The month of the year's question."""

    scopes: ClassVar = {"GET": Scope.READ, "PUT": Scope.ORGANISE}

    @operation(
        "read_yearly_month",
        MOMENTS,
        _("Read in which month everybody is asked"),
        gives={200: (MonthOut, _("The month."))},
    )
    def get(self, request: Request) -> Response:
        actor = who(request)
        IN_GENERAL.require(actor, MomentPermission.VIEW_OWN, actor.organisation)
        return Response(MonthOut({"month": queries.month_of(actor.organisation)}).data)

    @operation(
        "set_yearly_month",
        MOMENTS,
        _("Say in which month everybody is asked"),
        takes=MonthIn,
        gives={200: (MonthOut, _("It holds from the next such month on, never within half a year of the last time."))},
        refuses=(403,),
        changes=True,
    )
    def put(self, request: Request) -> Response:
        told, actor = self.read(MonthIn), who(request)
        IN_GENERAL.require(actor, MomentPermission.SET_MONTH, actor.organisation)
        return Response(MonthOut({"month": actions.set_month(actor=actor, month=told["month"]).month}).data)
