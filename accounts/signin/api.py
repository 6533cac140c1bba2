"""The API says who one is. Joining, second factors, passwords and changes of address stay pages: a browser is where they belong."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.appointments import permissions as appointments
from accounts.appointments.choices import Role
from accounts.appointments.queries import roles_of
from accounts.clients import permissions as clients
from accounts.imports import permissions as imports
from accounts.organisations import permissions as organisations
from accounts.organisations.queries import today
from accounts.staff import permissions as staff
from accounts.staff.api import AccountsView, NamedOut, named, who
from accounts.staff.choices import StaffKind
from accounts.teams import permissions as teams
from boundaries.access.choices import Reach
from boundaries.access.doors import Door
from boundaries.web.openapi import operation

LAWS = (
    staff.IN_GENERAL,
    appointments.IN_GENERAL,
    organisations.ACCESS,
    clients.IN_GENERAL,
    imports.IN_GENERAL,
)
"""What may be done about the organisation as a whole."""
OF_TEAMS = (teams.TeamPermission.VIEW, teams.TeamPermission.ADD)


class MeOut(serializers.Serializer[Any]):
    """Whoever asks."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(StaffKind.choices)
    job_title = serializers.CharField()
    organisation = NamedOut()
    team = NamedOut(allow_null=True)
    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices), help_text=_("The roles held today."))
    may = serializers.ListField(
        child=serializers.CharField(), help_text=_("What one may do in general, by the names of docs/grants.md.")
    )


class MeView(AccountsView):
    """Whoever asks."""

    ungated = True
    door = Door.SIGNED_IN
    scopes: ClassVar = {"GET": Reach.ANY_TOKEN}

    @operation("read_me", _("Oneself"), _("See who one is"), gives={200: (MeOut, _("Name, organisation, roles."))})
    def get(self, request: Request) -> Response:
        actor = who(request)
        organisation = actor.organisation
        may = [each for law in LAWS for each in law.allow if law.allows(actor, each, organisation)]
        may += [each for each in OF_TEAMS if teams.ACCESS.allows(actor, each, organisation)]
        shown = {
            "id": actor.pk,
            "name": actor.name,
            "kind": actor.kind,
            "job_title": actor.job_title,
            "organisation": named(organisation),
            "team": named(actor.team),
            "roles": sorted(roles_of(actor, today(organisation))),
            "may": sorted(str(each) for each in may),
        }
        return Response(MeOut(shown).data)
