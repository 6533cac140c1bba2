"""The API about the organisation: settings, sites, closed days, and what is missing before it takes reports."""

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.organisations import actions
from accounts.organisations.choices import Gate
from accounts.organisations.models import ClosedDay, Organisation, Site
from accounts.organisations.permissions import ACCESS, OrganisationPermission
from accounts.organisations.queries import closed_day_for, closed_days_of, site_for, sites_of, today
from accounts.routing.choices import RouteGap
from accounts.routing.queries import missing_for_activation
from accounts.staff.api import AccountsView, who
from accounts.staff.models import StaffMember
from boundaries.access.choices import Scope
from boundaries.web.api import Made, Nothing, Strict, Words, made
from boundaries.web.fields import Day, Number
from boundaries.web.idempotency import acted
from boundaries.web.openapi import operation

ORGANISATION = _("The organisation")
MOST_DAYS, LAST_WEEKDAY = 60, 6
POLICIES_FIRST = _("When policies come before other work, for whoever has not acknowledged them.")


class SettingsIn(Strict):
    """What is set for the whole organisation."""

    name = Words(max_length=120)
    zone = Words(max_length=60, help_text=_("A time zone, such as Europe/Oslo."))
    language = serializers.ChoiceField(settings.LANGUAGES)
    weekdays = serializers.ListField(
        child=Number(max_value=LAST_WEEKDAY),
        min_length=1,
        max_length=LAST_WEEKDAY + 1,
        help_text=_("The working days: 0 is Monday. Clocks run on these days only."),
    )
    acknowledge_days = Number(min_value=1, max_value=MOST_DAYS, help_text=_("Working days to acknowledge a report."))
    contact_days = Number(min_value=1, max_value=MOST_DAYS, help_text=_("Working days to the first contact with the reporter."))
    danger_signposts = Words(max_length=1000, help_text=_("Whom to call when somebody is in danger, one a line."))
    gate = serializers.ChoiceField(Gate.choices, help_text=POLICIES_FIRST)


SETTINGS = tuple(str(name) for name in SettingsIn().get_fields())


class SiteIn(Strict):
    """A site's name."""

    name = Words(max_length=120)


class ClosedDayIn(Strict):
    """A day on which the organisation does not work."""

    day = Day()
    name = Words(max_length=80, help_text=_("For example New Year."))


class SettingsOut(serializers.Serializer[Any]):
    """The settings, and what is missing before the organisation takes reports."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    zone = serializers.CharField()
    language = serializers.ChoiceField(settings.LANGUAGES)
    weekdays = serializers.ListField(child=serializers.IntegerField())
    acknowledge_days = serializers.IntegerField()
    contact_days = serializers.IntegerField()
    danger_signposts = serializers.CharField()
    gate = serializers.ChoiceField(Gate.choices, help_text=POLICIES_FIRST)
    activated_at = serializers.DateTimeField(allow_null=True, help_text=_("null while it takes no reports."))
    missing = serializers.ListField(
        child=serializers.ChoiceField(RouteGap.choices), help_text=_("What is missing for an alternate route.")
    )


class SiteOut(serializers.Serializer[Any]):
    """A place where the organisation works."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    people = serializers.IntegerField(help_text=_("How many work there."))


class SitesOut(serializers.Serializer[Any]):
    """The sites, by name."""

    sites = SiteOut(many=True)


class ClosedDayOut(serializers.Serializer[Any]):
    """A day on which the organisation does not work."""

    id = serializers.IntegerField()
    day = serializers.DateField()
    name = serializers.CharField()
    url = serializers.CharField()


class ClosedDaysOut(serializers.Serializer[Any]):
    """The closed days that are not yet over."""

    closed_days = ClosedDayOut(many=True)


def settings_out(organisation: Organisation) -> dict[str, Any]:
    """What is set."""
    told = {name: getattr(organisation, name) for name in SETTINGS}
    gaps = missing_for_activation(organisation)
    return {"id": organisation.pk, "activated_at": organisation.activated_at, "missing": list(gaps), **told}


def closed_out(closed: ClosedDay) -> dict[str, Any]:
    """A closed day."""
    url = reverse("api_organisation:closed_day", args=[closed.pk])
    return {"id": closed.pk, "day": closed.day, "name": closed.name, "url": url}


def require(actor: StaffMember, permission: OrganisationPermission) -> None:
    """Raise Forbidden or NotVisible for whoever may not."""
    ACCESS.require(actor, permission, actor.organisation)


class SettingsView(AccountsView):
    """The organisation's settings."""

    scopes: ClassVar = {"GET": Scope.ORGANISE, "PATCH": Scope.ORGANISE}

    @operation(
        "read_settings",
        ORGANISATION,
        _("Read the settings"),
        gives={200: (SettingsOut, _("The settings, and what is missing."))},
        refuses=(404,),
    )
    def get(self, request: Request) -> Response:
        require(who(request), OrganisationPermission.VIEW_SETTINGS)
        return Response(SettingsOut(settings_out(who(request).organisation)).data)

    @operation(
        "change_settings",
        ORGANISATION,
        _("Change the settings"),
        more=_("What is left out stays as it is. Clocks that run keep the time they were given."),
        takes=SettingsIn,
        gives={200: (SettingsOut, _("The settings as they are now."))},
        refuses=(404,),
        changes=True,
    )
    def patch(self, request: Request) -> Response:
        told, actor = self.read_part(SettingsIn), who(request)
        require(actor, OrganisationPermission.CHANGE_SETTINGS)
        held = Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation_id)
        facts = {name: getattr(held, name) for name in SETTINGS} | told
        facts["danger_signposts"] = "\n".join(facts["danger_signposts"].splitlines())
        return Response(SettingsOut(settings_out(actions.change_settings(actor=actor, **facts))).data)


class ActivateView(AccountsView):
    """Opening the organisation for reports."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "activate_organisation",
        ORGANISATION,
        _("Let the organisation take reports"),
        more=_("From then on every new role needs a second person. Refused while there is no alternate route."),
        takes=Nothing,
        gives={200: (Made, _("It takes reports from now on."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request) -> Response:
        self.read(Nothing)
        done = acted(request, lambda: actions.activate(actor=who(request)).pk)
        return made(done, reverse("api_organisation:settings"), status=200)


class SitesView(AccountsView):
    """The sites."""

    scopes: ClassVar = {"GET": Scope.ORGANISE, "POST": Scope.ORGANISE}

    @operation("list_sites", ORGANISATION, _("List the sites"), gives={200: (SitesOut, _("The sites, by name."))}, refuses=(404,))
    def get(self, request: Request) -> Response:
        require(who(request), OrganisationPermission.VIEW_SETTINGS)
        return Response(SitesOut({"sites": sites_of(who(request))}).data)

    @operation(
        "add_site",
        ORGANISATION,
        _("Add a site"),
        takes=SiteIn,
        gives={201: (Made, _("The site was added."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        name, actor = self.read(SiteIn)["name"], who(request)
        site_id = acted(request, lambda: actions.add_site(actor=actor, name=name).pk)
        return made(site_id, reverse("api_organisation:site", args=[site_id]))


class SiteView(AccountsView):
    """One site."""

    scopes: ClassVar = {"GET": Scope.ORGANISE, "PATCH": Scope.ORGANISE}

    @operation("read_site", ORGANISATION, _("Read about a site"), gives={200: (SiteOut, _("The site."))}, refuses=(404,))
    def get(self, request: Request, site_id: UUID) -> Response:
        return Response(SiteOut(self._shown(who(request), site_id)).data)

    @operation(
        "rename_site",
        ORGANISATION,
        _("Rename a site"),
        takes=SiteIn,
        gives={200: (SiteOut, _("The site as it is now."))},
        refuses=(404,),
        changes=True,
    )
    def patch(self, request: Request, site_id: UUID) -> Response:
        told, actor = self.read_part(SiteIn), who(request)
        require(actor, OrganisationPermission.RENAME_SITE)
        site = site_for(actor, site_id)
        actions.rename_site(actor=actor, site_id=site.pk, name=told.get("name", site.name))
        return Response(SiteOut(self._shown(actor, site.pk)).data)

    @staticmethod
    def _shown(actor: StaffMember, site_id: UUID) -> Site:
        require(actor, OrganisationPermission.VIEW_SETTINGS)
        return sites_of(actor).get(pk=site_for(actor, site_id).pk)


class ClosedDaysView(AccountsView):
    """The closed days."""

    scopes: ClassVar = {"GET": Scope.ORGANISE, "POST": Scope.ORGANISE}

    @operation(
        "list_closed_days",
        ORGANISATION,
        _("List the closed days"),
        gives={200: (ClosedDaysOut, _("Those that are not yet over, the next first."))},
        refuses=(404,),
    )
    def get(self, request: Request) -> Response:
        actor = who(request)
        require(actor, OrganisationPermission.VIEW_SETTINGS)
        days = [closed_out(each) for each in closed_days_of(actor, today(actor.organisation))]
        return Response(ClosedDaysOut({"closed_days": days}).data)

    @operation(
        "add_closed_day",
        ORGANISATION,
        _("Add a closed day"),
        more=_("Clocks that start later pass it over."),
        takes=ClosedDayIn,
        gives={201: (ClosedDayOut, _("The closed day was added."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = self.read(ClosedDayIn), who(request)
        require(actor, OrganisationPermission.ADD_CLOSED_DAY)
        as_id = acted(request, lambda: UUID(int=actions.add_closed_day(actor=actor, **told).pk))
        added = closed_out(closed_day_for(actor, as_id.int))
        return Response(ClosedDayOut(added).data, status=201, headers={"Location": added["url"]})


class ClosedDayView(AccountsView):
    """One closed day."""

    scopes: ClassVar = {"GET": Scope.ORGANISE, "DELETE": Scope.ORGANISE}

    @operation(
        "read_closed_day",
        ORGANISATION,
        _("Read about a closed day"),
        gives={200: (ClosedDayOut, _("The day."))},
        refuses=(404,),
    )
    def get(self, request: Request, closed_day_id: int) -> Response:
        require(who(request), OrganisationPermission.VIEW_SETTINGS)
        return Response(ClosedDayOut(closed_out(closed_day_for(who(request), closed_day_id))).data)

    @operation(
        "remove_closed_day",
        ORGANISATION,
        _("Make a closed day a usual day again"),
        gives={204: (None, _("It is a usual day again."))},
        refuses=(404,),
        changes=True,
    )
    def delete(self, request: Request, closed_day_id: int) -> Response:
        actor = who(request)
        require(actor, OrganisationPermission.REMOVE_CLOSED_DAY)
        actions.remove_closed_day(actor=actor, closed_day_id=closed_day_id)
        return Response(status=204)
