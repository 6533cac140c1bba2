"""The API of acknowledgements."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.organisations.queries import today
from accounts.staff.api import AccountsView, who
from accounts.staff.models import StaffMember
from boundaries.access.choices import Reach, Scope
from boundaries.web.api import Made, Nothing, Strict, Words, made
from boundaries.web.fields import Flag
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from policies.acknowledgements import actions, queries
from policies.adoption.models import Adoption
from policies.campaigns.queries import Due, due_for, late_among, with_last_days

ACKNOWLEDGEMENTS = _("Acknowledgements")
LONGEST_DIGEST = 64


class AcknowledgeIn(Strict):
    """Which text was read."""

    digest = Words(max_length=LONGEST_DIGEST, help_text=_("The digest of the text as it reads now."))


class TeamQuery(PageQuery):
    """Which of the people one leads."""

    waiting = Flag(required=False, help_text=_("Only those for whom a policy waits."))
    late = Flag(required=False, help_text=_("Only those for whom one waits after the last day of a campaign."))


class OwnAcknowledgementOut(serializers.Serializer[Any]):
    """A policy in force here, and whether one has acknowledged it as it reads now."""

    policy = serializers.CharField()
    title = serializers.CharField()
    edition = serializers.IntegerField()
    digest = serializers.CharField(help_text=_("SHA-256 of every word of it, in hexadecimal."))
    acknowledged_at = serializers.DateTimeField(allow_null=True, help_text=_("null where it waits."))
    due_on = serializers.DateField(allow_null=True, help_text=_("The last day, where it waits and a campaign asks for it."))
    is_overdue = serializers.BooleanField(help_text=_("The last day has gone by."))
    url = serializers.CharField(help_text=_("Where to send the acknowledgement."))


class OwnAcknowledgementsOut(serializers.Serializer[Any]):
    """Every policy in force here; what waits comes first."""

    policies = OwnAcknowledgementOut(many=True)


class LedOut(serializers.Serializer[Any]):
    """Somebody one leads, and how many of the policies they have acknowledged."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    acknowledged = serializers.IntegerField()
    on_paper = serializers.IntegerField(help_text=_("How many of these were signed on paper."))
    asked = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True, help_text=_("The earliest last day of what waits for them."))
    is_overdue = serializers.BooleanField(help_text=_("That day has gone by."))
    has_login = serializers.BooleanField(help_text=_("Whoever has none is asked on paper."))


class LedPageOut(PageOut):
    """One page of the people one leads, by name."""

    people = LedOut(many=True)


def own_out(adoption: Adoption, due: Due | None) -> dict[str, Any]:
    """A policy with what one did about it."""
    return {
        "policy": adoption.policy.key,
        "title": adoption.version.title,
        "edition": adoption.version.edition,
        "digest": adoption.digest,
        "acknowledged_at": adoption.given_at,  # type: ignore[attr-defined]  # annotated by queries.with_own
        "due_on": due.due_on if due else None,
        "is_overdue": due is not None and due.is_overdue,
        "url": reverse("api_acknowledgements:acknowledge", args=[adoption.policy.key]),
    }


class OwnView(AccountsView):
    """What oneself has to acknowledge."""

    ungated = True
    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_acknowledgements",
        ACKNOWLEDGEMENTS,
        _("List what one has to acknowledge, and has acknowledged"),
        gives={200: (OwnAcknowledgementsOut, _("Every policy in force here."))},
    )
    def get(self, request: Request) -> Response:
        actor = who(request)
        due = {each.adoption.pk: each for each in due_for(actor)}
        found = [own_out(each, due.get(each.pk)) for each in queries.own(actor)]
        return Response(OwnAcknowledgementsOut({"policies": found}).data)


class AcknowledgeView(AccountsView):
    """One policy."""

    ungated = True
    scopes: ClassVar = {"POST": Reach.SESSION}

    @operation(
        "acknowledge_policy",
        ACKNOWLEDGEMENTS,
        _("Acknowledge a policy"),
        more=_("That one has read it and will keep to it is one's own word: no token says it."),
        takes=AcknowledgeIn,
        gives={201: (Made, _("It is acknowledged."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, key: str) -> Response:
        told, actor = self.read(AcknowledgeIn), who(request)
        adoption = queries.own_of(actor, key)
        done = acted(request, lambda: actions.acknowledge(actor=actor, adoption_id=adoption.pk, digest=told["digest"]).pk)
        return made(done, reverse("api_acknowledgements:own"))


class TeamView(AccountsView):
    """Those one leads."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_team_acknowledgements",
        ACKNOWLEDGEMENTS,
        _("List who of those one leads has acknowledged"),
        asks=TeamQuery,
        gives={200: (LedPageOut, _("One page of them."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(TeamQuery)
        on, digests = today(actor.organisation), queries.digests_in_force(actor.organisation_id)
        late = asked.get("late", False)
        rows = queries.people_led(actor, digests, only_waiting=late or asked.get("waiting", False))

        def shown(person: StaffMember) -> dict[str, Any]:
            given, on_paper, due_on = person.given, person.on_paper, person.due_on  # type: ignore[attr-defined]  # annotated
            return {
                "id": person.pk,
                "name": person.name,
                "acknowledged": given,
                "on_paper": on_paper,
                "asked": len(digests),
                "due_on": due_on,
                "is_overdue": due_on is not None and due_on < on,
                "has_login": person.user_id is not None,
            }

        rows = late_among(rows, on) if late else with_last_days(rows)
        page = self.listed("people", asked, rows, "name", shown=shown)
        return Response(LedPageOut(page).data)


class RemindView(AccountsView):
    """Those one leads who have not."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "remind_team",
        ACKNOWLEDGEMENTS,
        _("Remind those one leads for whom a policy waits"),
        more=_("Each is told at most once a day."),
        takes=Nothing,
        gives={200: (Made, _("They are told."))},
        refuses=(403,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        self.read(Nothing)
        actor = who(request)

        def act() -> UUID:
            actions.remind(actor=actor)
            return actor.organisation_id

        return made(acted(request, act), reverse("api_acknowledgements:team"), status=200)
