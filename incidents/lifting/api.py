"""The API of lifting: to whom a report is closed, and the two acts that open it again."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.grants.choices import ExclusionSource
from accounts.staff.api import NamedOut, named, who
from boundaries.access.choices import Reach, Scope
from boundaries.access.doors import Door
from boundaries.clocks.queries import now
from boundaries.web.api import Made, Nothing, Strict, View, Words, made
from boundaries.web.idempotency import acted
from boundaries.web.openapi import operation
from incidents.lifting import actions, queries, rules
from incidents.lifting.choices import LiftingStatus
from incidents.lifting.models import ExclusionLifting
from incidents.reports.rules import LONGEST_TEXT

LIFTING = _("Who is kept out")


class LiftingProposalIn(Strict):
    """Why somebody should no longer be kept out."""

    reason = Words(max_length=LONGEST_TEXT, help_text=_("The second person reads it, and may not know the report."))


class LiftingOut(serializers.Serializer[Any]):
    """A proposal that somebody is no longer kept out."""

    id = serializers.UUIDField()
    reference = serializers.CharField(help_text=_("Of the report."))
    person = NamedOut(help_text=_("Who is kept out."))
    why = serializers.CharField(help_text=_("Why they are."))
    reason = serializers.CharField(help_text=_("Why they should no longer be."))
    status = serializers.ChoiceField(LiftingStatus.choices)
    proposed_by = NamedOut()
    proposed_at = serializers.DateTimeField()
    until = serializers.DateTimeField(help_text=_("So long it waits for a second person."))
    decided_by = NamedOut(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField()


class LiftingsOut(serializers.Serializer[Any]):
    """What waits for one."""

    liftings = LiftingOut(many=True)


class KeptOutOut(serializers.Serializer[Any]):
    """Somebody a report is or was closed to."""

    id = serializers.UUIDField()
    person = NamedOut()
    cause = serializers.ChoiceField(
        ExclusionSource.choices, allow_null=True, help_text=_("null where it could betray a confidence.")
    )
    why = serializers.CharField()
    since = serializers.DateTimeField()
    lifted = serializers.BooleanField(help_text=_("They are no longer kept out."))
    stays = serializers.CharField(help_text=_("Why it cannot be lifted; empty where it can be."))
    lifting = serializers.UUIDField(allow_null=True, help_text=_("The proposal that waits."))
    url = serializers.CharField(help_text=_("Where to propose that it is lifted."))


class KeptOutListOut(serializers.Serializer[Any]):
    """Everybody a report is or was closed to."""

    kept_out = KeptOutOut(many=True)


def lifting_out(lifting: ExclusionLifting) -> dict[str, Any]:
    """One proposal."""
    decision = getattr(lifting, "decision", None)
    return {
        "id": lifting.pk,
        "reference": lifting.report.reference,
        "person": named(lifting.exclusion.person),
        "why": queries.why_of(lifting.report, lifting.exclusion),
        "reason": str(lifting.reason),
        "status": queries.status_of(lifting, now()),
        "proposed_by": named(lifting.proposed_by),
        "proposed_at": lifting.proposed_at,
        "until": lifting.proposed_at + rules.TIME_TO_DECIDE,
        "decided_by": named(decision.decided_by) if decision else None,
        "decided_at": decision.decided_at if decision else None,
        "url": reverse("api_lifting:lifting", args=[lifting.pk]),
    }


def kept_out_out(kept: queries.KeptOut, report_id: UUID) -> dict[str, Any]:
    """One person."""
    exclusion = kept.exclusion
    return {
        "id": exclusion.pk,
        "person": named(exclusion.person),
        "cause": exclusion.source if kept.why == exclusion.get_source_display() else None,
        "why": kept.why,
        "since": exclusion.added_at,
        "lifted": kept.lifted is not None,
        "stays": kept.stays,
        "lifting": kept.waiting.pk if kept.waiting else None,
        "url": reverse("api_lifting:propose", args=[report_id, exclusion.pk]),
    }


class KeptOutView(View):
    """To whom a report is closed."""

    door = Door.SIGNED_IN
    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_kept_out",
        LIFTING,
        _("See who is kept out of a report"),
        more=_("For those on whose desk it stands, and for directors who read it."),
        gives={200: (KeptOutListOut, _("Everybody who is or was kept out, the oldest first."))},
        refuses=(404,),
    )
    def get(self, request: Request, report_id: UUID) -> Response:
        report = queries.report_to_lift_in(who(request), report_id)
        found = [kept_out_out(each, report_id) for each in queries.kept_out_of(report)]
        return Response(KeptOutListOut({"kept_out": found}).data)


class ProposeView(View):
    """The first person's word."""

    door = Door.SIGNED_IN
    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}

    @operation(
        "propose_lifting",
        LIFTING,
        _("Propose that somebody is no longer kept out"),
        more=_("By itself it lifts nothing: a second person, unrelated to both, decides within seven days."),
        takes=LiftingProposalIn,
        gives={201: (Made, _("It waits for a second person."))},
        refuses=(403, 404),
        once=True,
    )
    def post(self, request: Request, report_id: UUID, exclusion_id: UUID) -> Response:
        reason, actor = self.read(LiftingProposalIn)["reason"], who(request)
        queries.exclusion_of(queries.report_to_lift_in(actor, report_id), exclusion_id)

        def act() -> UUID:
            return actions.propose(actor=actor, report_id=report_id, exclusion_id=exclusion_id, reason=reason).pk

        lifting_id = acted(request, act)
        return made(lifting_id, reverse("api_lifting:lifting", args=[lifting_id]))


class LiftingsView(View):
    """What waits."""

    door = Door.SIGNED_IN
    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_liftings",
        LIFTING,
        _("List the proposals that one may decide on as the second person"),
        gives={200: (LiftingsOut, _("The oldest first."))},
    )
    def get(self, request: Request) -> Response:
        found = [lifting_out(each) for each in queries.waiting_for(who(request))]
        return Response(LiftingsOut({"liftings": found}).data)


class LiftingView(View):
    """One proposal."""

    door = Door.SIGNED_IN
    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_lifting",
        LIFTING,
        _("Read a proposal"),
        gives={200: (LiftingOut, _("What is proposed, and how it stands."))},
        refuses=(404,),
    )
    def get(self, request: Request, lifting_id: UUID) -> Response:
        return Response(LiftingOut(lifting_out(queries.lifting_for(who(request), lifting_id))).data)


class DecisionView(View):
    """The second person's word."""

    door = Door.SIGNED_IN
    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}

    def decide(self, verb: Callable[..., Any], lifting_id: UUID) -> Response:
        """Do it once."""
        self.read(Nothing)
        actor = who(self.request)
        queries.lifting_for(actor, lifting_id)

        def act() -> UUID:
            verb(actor=actor, lifting_id=lifting_id)
            return lifting_id

        acted(self.request, act)
        return made(lifting_id, reverse("api_lifting:lifting", args=[lifting_id]), status=200)


class ConfirmView(DecisionView):
    """Lifting it."""

    @operation(
        "confirm_lifting",
        LIFTING,
        _("Lift it, as the second person"),
        more=_("Nothing comes back by itself: the person may be given the report again."),
        takes=Nothing,
        gives={200: (Made, _("They are no longer kept out."))},
        refuses=(403, 404, 409),
        once=True,
    )
    def post(self, request: Request, lifting_id: UUID) -> Response:
        return self.decide(actions.confirm, lifting_id)


class DeclineView(DecisionView):
    """Leaving it."""

    @operation(
        "decline_lifting",
        LIFTING,
        _("Leave it as it is, or take one's own proposal back"),
        takes=Nothing,
        gives={200: (Made, _("They are still kept out."))},
        refuses=(403, 404, 409),
        once=True,
    )
    def post(self, request: Request, lifting_id: UUID) -> Response:
        return self.decide(actions.decline, lifting_id)
