"""The API of training needs."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import AccountsView, who
from boundaries.access.choices import Scope
from boundaries.web.api import Id, Made, Strict, Words, made
from boundaries.web.fields import Day
from boundaries.web.idempotency import acted
from boundaries.web.openapi import operation
from policies.training.api import TRAINING
from policies.training.needs import actions, queries
from policies.training.needs.choices import ANSWERS, NeedStatus
from policies.training.needs.models import TrainingNeed
from policies.training.needs.permissions import ACCESS, NeedPermission
from policies.training.needs.rules import LONGEST_TEXT


class NeedIn(Strict):
    """What one needs training in."""

    text = Words(max_length=LONGEST_TEXT)
    topic = Id(required=False, allow_null=True)


class NeedAnswerIn(Strict):
    """When it is planned, or why not now."""

    answer = serializers.ChoiceField([(each.value, each.label) for each in ANSWERS])
    planned_for = Day(required=False, allow_null=True, help_text=_("Where it is planned."))
    reason = Words(required=False, allow_blank=True, max_length=LONGEST_TEXT, help_text=_("Where it is not now."))


class NeedOut(serializers.Serializer[Any]):
    """What somebody needs, and the answer."""

    id = serializers.UUIDField()
    person = serializers.CharField()
    text = serializers.CharField()
    topic = serializers.CharField(allow_null=True)
    raised_at = serializers.DateTimeField()
    status = serializers.ChoiceField(NeedStatus.choices)
    planned_for = serializers.DateField(allow_null=True)
    reason = serializers.CharField()
    answered_by = serializers.CharField(allow_null=True)
    url = serializers.CharField()


class NeedsOut(serializers.Serializer[Any]):
    """The newest fifty of one's own, and of those raised with oneself; what waits for an answer comes first."""

    own = NeedOut(many=True)
    to_answer = NeedOut(many=True)


def need_out(need: TrainingNeed) -> dict[str, Any]:
    """A need and its answer."""
    return {
        "id": need.pk,
        "person": need.person.name,
        "text": need.text,
        "topic": need.topic.title if need.topic else None,
        "raised_at": need.raised_at,
        "status": need.status,
        "planned_for": need.planned_for,
        "reason": need.reason,
        "answered_by": need.answered_by.name if need.answered_by else None,
        "url": reverse("api_training:need", args=[need.pk]),
    }


class NeedsView(AccountsView):
    """One's own, and those raised with oneself."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.REPORT}

    @operation(
        "list_training_needs",
        TRAINING,
        _("List what one needs training in, and what those one leads need"),
        gives={200: (NeedsOut, _("Both, the newest fifty of each."))},
    )
    def get(self, request: Request) -> Response:
        actor = who(request)
        found = {"own": queries.own_needs(actor), "to_answer": queries.needs_to_answer(actor)}
        return Response(NeedsOut({name: [need_out(each) for each in rows] for name, rows in found.items()}).data)

    @operation(
        "raise_training_need",
        TRAINING,
        _("Tell one's line manager what one needs training in"),
        takes=NeedIn,
        gives={201: (Made, _("The line manager is told."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = self.read(NeedIn), who(request)
        facts = {"text": told["text"], "topic_id": told.get("topic")}
        need_id = acted(request, lambda: actions.raise_need(actor=actor, **facts).pk)
        return made(need_id, reverse("api_training:need", args=[need_id]))


class NeedView(AccountsView):
    """One of them."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_training_need",
        TRAINING,
        _("Read a training need and its answer"),
        gives={200: (NeedOut, _("Where it stands."))},
        refuses=(404,),
    )
    def get(self, request: Request, need_id: UUID) -> Response:
        return Response(NeedOut(need_out(queries.need_for(who(request), need_id))).data)


class AnswerNeedView(AccountsView):
    """Answering one."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "answer_training_need",
        TRAINING,
        _("Answer a training need"),
        more=_("The last answer counts."),
        takes=NeedAnswerIn,
        gives={200: (Made, _("Whoever raised it is told."))},
        refuses=(403, 404),
        once=True,
    )
    def post(self, request: Request, need_id: UUID) -> Response:
        told, actor = self.read(NeedAnswerIn), who(request)
        ACCESS.require(actor, NeedPermission.ANSWER, queries.need_for(actor, need_id))
        facts: dict[str, Any] = {
            "answer": NeedStatus(told["answer"]),
            "planned_for": told.get("planned_for"),
            "reason": told.get("reason", ""),
        }
        done = acted(request, lambda: actions.answer_need(actor=actor, need_id=need_id, **facts).pk)
        return made(done, reverse("api_training:need", args=[done]), status=200)
