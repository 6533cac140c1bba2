"""The API about roles: who holds which, proposing, confirming, declining and ending.

What asks for a fresh proof on the pages asks for it here.
"""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.appointments import actions
from accounts.appointments.choices import AppointmentStatus, Role
from accounts.appointments.models import Appointment
from accounts.appointments.permissions import ACCESS, IN_GENERAL, AppointmentPermission
from accounts.appointments.queries import appointment_for, current, of_person, waiting
from accounts.organisations.models import Site
from accounts.staff.api import AccountsView, NamedOut, check_ours, named, ours, who
from accounts.staff.models import StaffMember
from accounts.staff.queries import person_for
from accounts.teams.models import Team
from boundaries.access.choices import Reach, Scope
from boundaries.errors.exceptions import Forbidden
from boundaries.web.api import Id, Made, Nothing, Strict, made
from boundaries.web.fields import Day
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation

ROLES = _("Roles")
MOST_TEAMS = 200


class AppointmentsQuery(PageQuery):
    """Which appointments."""

    status = serializers.ChoiceField(
        [
            (AppointmentStatus.CONFIRMED.value, _("Those that run today or later.")),
            (AppointmentStatus.PROPOSED.value, _("Those that wait for a second person.")),
        ],
        required=False,
        help_text=_("Those that are confirmed unless told otherwise."),
    )


class ProposalIn(Strict):
    """Who is to hold which role, where and how long."""

    person = Id()
    role = serializers.ChoiceField(Role.choices)
    starts_on = Day()
    ends_on = Day(required=False, allow_null=True, help_text=_("The last day; shift leaders and deputies need one."))
    teams = serializers.ListField(
        child=Id(), required=False, max_length=MOST_TEAMS, help_text=_("Only for shift leaders and deputies.")
    )
    area = Id(required=False, allow_null=True, help_text=_("A site: only for directors who answer for one."))


class EndIn(Strict):
    """When a role ends."""

    last_day = Day(required=False, allow_null=True, help_text=_("Left out, or null, for at once."))


class AppointmentOut(serializers.Serializer[Any]):
    """One role of one person."""

    id = serializers.UUIDField()
    person = NamedOut()
    role = serializers.ChoiceField(Role.choices)
    status = serializers.ChoiceField(AppointmentStatus.choices)
    teams = NamedOut(many=True)
    area = NamedOut(allow_null=True, help_text=_("The site a director answers for; null for all of them."))
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    proposed_by = NamedOut(allow_null=True)
    confirmed_by = NamedOut(allow_null=True)
    url = serializers.CharField()


class AppointmentsOut(PageOut):
    """One page of appointments."""

    appointments = AppointmentOut(many=True)


class OfPersonOut(serializers.Serializer[Any]):
    """Somebody's appointments."""

    appointments = AppointmentOut(many=True)


def appointment_out(appointment: Appointment) -> dict[str, Any]:
    """One role of one person."""
    return {
        "id": appointment.pk,
        **{name: getattr(appointment, name) for name in ("role", "status", "starts_on", "ends_on")},
        **{name: named(getattr(appointment, name)) for name in ("person", "area", "proposed_by", "confirmed_by")},
        "teams": [named(team) for team in appointment.teams.all()],
        "url": reverse("api_appointments:appointment", args=[appointment.pk]),
    }


class AppointmentsView(AccountsView):
    """Who holds which role."""

    scopes: ClassVar = {"GET": Scope.ORGANISE, "POST": Reach.FRESH_SESSION}

    @operation(
        "list_appointments",
        ROLES,
        _("List who holds which role, or what waits for a second person"),
        asks=AppointmentsQuery,
        gives={200: (AppointmentsOut, _("One page of appointments."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(AppointmentsQuery)
        rows, keys = current(actor), ("role", "starts_on", "person__name")
        if asked.get("status") == AppointmentStatus.PROPOSED:
            rows, keys = waiting(actor), ("starts_on", "person__name", "role")
        return Response(AppointmentsOut(self.listed("appointments", asked, rows, *keys, shown=appointment_out)).data)

    @operation(
        "propose",
        ROLES,
        _("Propose somebody for a role"),
        more=_("It counts once a second person confirms it; in an organisation that takes no reports yet, at once."),
        takes=ProposalIn,
        gives={201: (Made, _("The role was proposed."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = self.read(ProposalIn), who(request)
        IN_GENERAL.require(actor, AppointmentPermission.PROPOSE, actor.organisation)
        check_ours(ours(actor, StaffMember), [told["person"]], "person")
        check_ours(ours(actor, Team), told.get("teams", []), "teams")
        check_ours(ours(actor, Site), [told.get("area")], "area")
        facts: dict[str, Any] = {
            "person_id": told["person"],
            "role": Role(told["role"]),
            "starts_on": told["starts_on"],
            "ends_on": told.get("ends_on"),
            "team_ids": list(dict.fromkeys(told.get("teams", []))),
            "area_id": told.get("area"),
        }
        proposed = acted(request, lambda: actions.propose(actor=actor, **facts).pk)
        return made(proposed, reverse("api_appointments:appointment", args=[proposed]))


class AppointmentView(AccountsView):
    """One appointment."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_appointment",
        ROLES,
        _("Read about an appointment"),
        gives={200: (AppointmentOut, _("The appointment."))},
        refuses=(404,),
    )
    def get(self, request: Request, appointment_id: UUID) -> Response:
        return Response(AppointmentOut(appointment_out(appointment_for(who(request), appointment_id))).data)


class OfPersonView(AccountsView):
    """Somebody's appointments."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_roles_of_person",
        ROLES,
        _("See somebody's roles"),
        more=_("One's own, or everybody's for those who see who holds which role."),
        gives={200: (OfPersonOut, _("Those that are proposed, or run today or later."))},
        refuses=(404,),
    )
    def get(self, request: Request, person_id: UUID) -> Response:
        actor = who(request)
        person = person_for(actor, person_id)
        if person.pk != actor.pk and not IN_GENERAL.allows(actor, AppointmentPermission.LIST, actor.organisation):
            raise Forbidden
        return Response(OfPersonOut({"appointments": [appointment_out(each) for each in of_person(person)]}).data)


def verb(name: str, summary: Any, done: Any, *, takes: type[Strict] = Nothing, more: Any = "") -> Any:
    """Describe a verb about one appointment."""
    return operation(name, ROLES, summary, more=more, takes=takes, gives={200: (Made, done)}, refuses=(404, 409), once=True)


def done_to(appointment_id: UUID) -> Response:
    """It was done."""
    return made(appointment_id, reverse("api_appointments:appointment", args=[appointment_id]), status=200)


class ConfirmView(AccountsView):
    """The second person's word."""

    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}

    @verb("confirm_appointment", _("Confirm a role as the second person"), _("From now on it counts between its dates."))
    def post(self, request: Request, appointment_id: UUID) -> Response:
        self.read(Nothing)
        actor = who(request)
        appointment_for(actor, appointment_id)
        return done_to(acted(request, lambda: actions.confirm(actor=actor, appointment_id=appointment_id).pk))


class DeclineView(AccountsView):
    """A proposal that is not taken."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @verb("decline_appointment", _("Decline a role that was proposed"), _("It stays written down."))
    def post(self, request: Request, appointment_id: UUID) -> Response:
        self.read(Nothing)
        actor = who(request)
        appointment_for(actor, appointment_id)
        return done_to(acted(request, lambda: actions.decline(actor=actor, appointment_id=appointment_id).pk))


class EndView(AccountsView):
    """The end of a role."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @verb(
        "end_appointment",
        _("End a role"),
        _("It ends at once, or after the day that was given."),
        takes=EndIn,
        more=_("Refused where the organisation would be left without an administrator or an alternate route."),
    )
    def post(self, request: Request, appointment_id: UUID) -> Response:
        told, actor = self.read(EndIn), who(request)
        ACCESS.require(actor, AppointmentPermission.END, appointment_for(actor, appointment_id))
        last_day = told.get("last_day")
        return done_to(acted(request, lambda: actions.end(actor=actor, appointment_id=appointment_id, last_day=last_day).pk))
