"""The API about people: the directory, one person, and what administrators do; and what every API of this package shares."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.appointments.queries import remember_roles
from accounts.assignments.queries import working_with
from accounts.organisations.models import Site
from accounts.routing.queries import lock_tree
from accounts.staff import actions, queries
from accounts.staff.choices import StaffKind
from accounts.staff.leaving import open_work_of
from accounts.staff.models import StaffMember
from accounts.staff.permissions import ACCESS, IN_GENERAL, StaffPermission
from accounts.staff.queries import LONGEST_SEARCH, PAGE, page_of
from accounts.teams.models import Team
from boundaries.access.choices import Scope
from boundaries.errors.exceptions import RuleViolation
from boundaries.web.api import Id, Made, Nothing, Strict, View, Words, made
from boundaries.web.fields import Day, Flag
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery, onwards, place_of
from boundaries.web.openapi import operation

PEOPLE = _("People")


# --- What every API of this package shares --------------------------------------------------------------------------------
def who(request: Request) -> StaffMember:
    """Who is asking. The doors let nobody else in."""
    actor: StaffMember = request._request.actor  # type: ignore[attr-defined]  # set by accounts.signin.middleware
    return actor


class ListView(View):
    """A view that gives lists page by page."""

    def listed(
        self,
        name: str,
        asked: dict[str, Any],
        rows: QuerySet[Any],
        *keys: str,
        shown: Any,
        among: QuerySet[Any] | None = None,
    ) -> dict[str, Any]:
        """One page of a list under its name, each row as ``shown`` tells it, and where the next page begins."""
        page = page_of(
            rows,
            keys=keys,
            organisation_id=who(self.request).organisation_id,
            after=place_of(asked),
            size=asked.get("limit", PAGE),
            among=among,
        )
        return {name: [shown(row) for row in page.rows], **onwards(self.request, page.after)}


class AccountsView(ListView):
    """A view about the organisation. While it is only read, the reader's roles are asked for once, as on the pages."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let the reader in first; an action asks for roles anew."""
        super().initial(request, *args, **kwargs)
        if request.method in SAFE_METHODS:
            remember_roles(who(request))

    def read_part(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """What was sent of a shape; what is left out stays as it is."""
        shape = serializer(data=self.request.data, partial=True)
        shape.is_valid(raise_exception=True)
        told: dict[str, Any] = shape.validated_data
        return told


def check_ours(rows: QuerySet[Any], ids: Iterable[UUID | None], field: str) -> None:
    """Raise RuleViolation for an id that the pages would not offer, whether there is such a thing or not."""
    wanted = {id_ for id_ in ids if id_ is not None}
    if wanted and rows.filter(pk__in=wanted).count() != len(wanted):
        raise RuleViolation("unknown", _("There is nothing of this id that you could choose here."), field=field)


def ours(actor: StaffMember, model: type[Model]) -> QuerySet[Any]:
    """What the actor's own organisation has of a kind."""
    return model._default_manager.filter(organisation_id=actor.organisation_id)


class NamedOut(serializers.Serializer[Any]):
    """Something by id and name."""

    id = serializers.UUIDField()
    name = serializers.CharField()


# --- What is sent -----------------------------------------------------------------------------------------------------------
class FindPeopleQuery(PageQuery):
    """Whom to look for."""

    q = Words(
        required=False, allow_blank=True, max_length=LONGEST_SEARCH, help_text=_("Part of the name, or the whole staff number.")
    )
    team = Id(required=False, help_text=_("Only of this team."))
    site = Id(required=False, help_text=_("Only of this site."))
    manager = Id(required=False, help_text=_("Only those whose line manager this is."))
    top = Flag(required=False, help_text=_("Only those who have no line manager."))
    state = serializers.ChoiceField(
        [("active", _("They work here")), ("left", _("They have left")), ("all", _("Everybody"))],
        required=False,
        help_text=_("Only administrators may ask for others than those who work here."),
    )


class PersonIn(Strict):
    """What is said of a person but their line manager."""

    name = Words(max_length=120)
    kind = serializers.ChoiceField(StaffKind.choices)
    partner = Words(
        required=False,
        allow_blank=True,
        max_length=120,
        help_text=_("The name of the partner organisation: for partner staff, and only for them."),
    )
    job_title = Words(required=False, allow_blank=True, max_length=120)
    reference = Words(required=False, allow_blank=True, max_length=40, help_text=_("The staff number."))
    email = serializers.EmailField(
        required=False, allow_blank=True, max_length=254, help_text=_("To sign in with; empty for somebody without a login.")
    )
    team = Id(required=False, allow_null=True)
    site = Id(required=False, allow_null=True)
    started_on = Day(required=False, allow_null=True, help_text=_("The first day of work."))


class NewPersonIn(PersonIn):
    """A person with their line manager."""

    manager = Id(required=False, allow_null=True, help_text=_("Who leads them."))


class ManagerIn(Strict):
    """Who is the line manager from now on."""

    manager = Id(allow_null=True, help_text=_("null for nobody."))


class LastDayIn(Strict):
    """The last day of work."""

    last_day = Day(help_text=_("Today or before."))


# --- What is answered -------------------------------------------------------------------------------------------------------
class PersonLineOut(serializers.Serializer[Any]):
    """Somebody in the directory."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    job_title = serializers.CharField()
    kind = serializers.ChoiceField(StaffKind.choices)
    is_active = serializers.BooleanField(help_text=_("They work here."))
    team = NamedOut(allow_null=True)
    site = NamedOut(allow_null=True)
    manager = NamedOut(allow_null=True)
    url = serializers.CharField()


class PeopleOut(PageOut):
    """One page of people, by name."""

    people = PersonLineOut(many=True)


class DetailsOut(serializers.Serializer[Any]):
    """What only administrators see of a person."""

    reference = serializers.CharField()
    partner = serializers.CharField()
    email = serializers.CharField(help_text=_("Empty for somebody without a login."))
    started_on = serializers.DateField(allow_null=True)
    left_on = serializers.DateField(allow_null=True)


class PersonOut(PersonLineOut):
    """One person, and who stands above them."""

    line = NamedOut(many=True, help_text=_("Their line managers, from the top down."))
    details = DetailsOut(allow_null=True, help_text=_("null for everybody but administrators."))


class OpenWorkOut(serializers.Serializer[Any]):
    """Things of one kind that somebody has in hand: by reference, never by content."""

    what = serializers.CharField(source="label")
    references = serializers.ListField(child=serializers.CharField())
    becomes = serializers.CharField(help_text=_("What becomes of it when they are deactivated."))


class LeavingOut(serializers.Serializer[Any]):
    """What somebody who leaves has in hand."""

    open_work = OpenWorkOut(many=True)
    leads = NamedOut(many=True, help_text=_("Those who need another line manager."))
    clients = serializers.IntegerField(help_text=_("With how many clients they work. Who these are is not said."))


# --- From one to the other ----------------------------------------------------------------------------------------------------
def named(thing: Any) -> dict[str, Any] | None:
    """Something by id and name, or nothing."""
    return {"id": thing.pk, "name": thing.name} if thing is not None else None


def line_out(person: StaffMember) -> dict[str, Any]:
    """Somebody as they stand in the directory."""
    return {
        "id": person.pk,
        "name": person.name,
        "job_title": person.job_title,
        "kind": person.kind,
        "is_active": person.is_active,
        "team": named(person.team),
        "site": named(person.site),
        "manager": named(person.manager),
        "url": reverse("api_staff:person", args=[person.pk]),
    }


def person_out(actor: StaffMember, person: StaffMember) -> dict[str, Any]:
    """One person, as far as the reader may see them."""
    details = None
    if ACCESS.allows(actor, StaffPermission.VIEW_DETAILS, person):
        details = {
            **{name: getattr(person, name) for name in ("reference", "partner", "started_on", "left_on")},
            "email": person.user.email if person.user else "",
        }
    return {**line_out(person), "line": [named(each) for each in queries.line_above(person)], "details": details}


def facts_of(told: dict[str, Any]) -> dict[str, Any]:
    """What was sent as the actions want it: ids by their own names."""
    facts = {f"{name}_id" if name in {"team", "site", "manager"} else name: value for name, value in told.items()}
    return {**facts, "kind": StaffKind(facts["kind"])}


def check_choices(actor: StaffMember, told: dict[str, Any]) -> None:
    """Raise RuleViolation for a team, site or line manager whom the pages would not offer."""
    check_ours(ours(actor, Team), [told.get("team")], "team")
    check_ours(ours(actor, Site), [told.get("site")], "site")
    check_ours(ours(actor, StaffMember), [told.get("manager")], "manager")


# --- Everybody ----------------------------------------------------------------------------------------------------------------
class PeopleView(AccountsView):
    """The directory."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.ORGANISE}

    @operation(
        "list_people",
        PEOPLE,
        _("List people"),
        more=_("By name. Everybody sees those who work here; administrators see those who have left and outside contacts too."),
        asks=FindPeopleQuery,
        gives={200: (PeopleOut, _("One page of people."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(FindPeopleQuery)
        details = IN_GENERAL.allows(actor, StaffPermission.VIEW_DETAILS, actor.organisation)
        state = asked.get("state", "active")
        if state != "active" and not details:
            raise RuleViolation("state", _("Only administrators see who has left."), field="state")
        rows = queries.search(queries.people_of(actor, details=details), {**asked, "state": state})
        if "manager" in asked:
            rows = rows.filter(manager=asked["manager"])
        if asked.get("top"):
            rows = rows.filter(manager=None)
        return Response(PeopleOut(self.listed("people", asked, rows, "name", shown=line_out)).data)

    @operation(
        "add_person",
        PEOPLE,
        _("Add a person"),
        more=_("With an e-mail address they get a login, which opens once they are invited."),
        takes=NewPersonIn,
        gives={201: (Made, _("The person was added."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = self.read(NewPersonIn), who(request)
        IN_GENERAL.require(actor, StaffPermission.ADD, actor.organisation)
        check_choices(actor, told)
        person_id = acted(request, lambda: actions.add_person(actor=actor, **facts_of(told)).pk)
        return made(person_id, reverse("api_staff:person", args=[person_id]))


# --- One person -----------------------------------------------------------------------------------------------------------------
class PersonView(AccountsView):
    """One person."""

    scopes: ClassVar = {"GET": Scope.READ, "PATCH": Scope.ORGANISE}

    @operation("read_person", PEOPLE, _("Read about a person"), gives={200: (PersonOut, _("The person."))}, refuses=(404,))
    def get(self, request: Request, person_id: UUID) -> Response:
        actor = who(request)
        return Response(PersonOut(person_out(actor, queries.person_for(actor, person_id))).data)

    @operation(
        "change_person",
        PEOPLE,
        _("Change a person's details"),
        more=_("What is left out stays as it is."),
        takes=PersonIn,
        gives={200: (PersonOut, _("The person as they are now."))},
        refuses=(404,),
        changes=True,
    )
    def patch(self, request: Request, person_id: UUID) -> Response:
        told, actor = self.read_part(PersonIn), who(request)
        lock_tree(actor.organisation_id, exclusive=True)  # so that nothing changes between what is read here and what is saved
        person = queries.person_for(actor, person_id)
        ACCESS.require(actor, StaffPermission.CHANGE, person)
        check_choices(actor, told)
        facts = facts_of({**said_of(person), **told})
        actions.change_person(actor=actor, person_id=person.pk, **facts)
        return Response(PersonOut(person_out(actor, queries.person_for(actor, person_id))).data)


def said_of(person: StaffMember) -> dict[str, Any]:
    """What is said of a person now."""
    plain = ("name", "kind", "partner", "job_title", "reference", "started_on")
    return {
        **{name: getattr(person, name) for name in plain},
        "team": person.team_id,
        "site": person.site_id,
        "email": person.user.email if person.user else "",
    }


class ManagerView(AccountsView):
    """Somebody's line manager."""

    scopes: ClassVar = {"PUT": Scope.ORGANISE}

    @operation(
        "change_manager",
        PEOPLE,
        _("Give a person another line manager"),
        more=_("A loop is refused."),
        takes=ManagerIn,
        gives={200: (PersonOut, _("The person as they are now."))},
        refuses=(404,),
        changes=True,
    )
    def put(self, request: Request, person_id: UUID) -> Response:
        told, actor = self.read(ManagerIn), who(request)
        person = queries.person_for(actor, person_id)
        ACCESS.require(actor, StaffPermission.CHANGE_MANAGER, person)
        check_choices(actor, told)
        actions.change_manager(actor=actor, person_id=person.pk, manager_id=told["manager"])
        return Response(PersonOut(person_out(actor, queries.person_for(actor, person_id))).data)


class LeavingView(AccountsView):
    """What somebody has in hand."""

    scopes: ClassVar = {"GET": Scope.ORGANISE}

    @operation(
        "read_open_work",
        PEOPLE,
        _("See what somebody who leaves has in hand"),
        more=_("Named by reference and counted, as far as one may know of it; never read."),
        gives={200: (LeavingOut, _("Their open work, those they lead, and with how many clients they work."))},
        refuses=(404,),
    )
    def get(self, request: Request, person_id: UUID) -> Response:
        actor = who(request)
        person = queries.person_for(actor, person_id)
        ACCESS.require(actor, StaffPermission.DEACTIVATE, person)
        shown = {
            "open_work": open_work_of(person, reader=actor),
            "leads": [named(each) for each in queries.direct_reports_of(actor, person)],
            "clients": working_with(person),
        }
        return Response(LeavingOut(shown).data)


class DeactivateView(AccountsView):
    """Letting somebody go."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "deactivate_person",
        PEOPLE,
        _("Deactivate a person who no longer works here"),
        more=_("They are signed out at once; their roles end, and their open work is handed on."),
        takes=LastDayIn,
        gives={200: (Made, _("They cannot sign in any more."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        last_day, actor = self.read(LastDayIn)["last_day"], who(request)
        person = queries.person_for(actor, person_id)
        done = acted(request, lambda: actions.deactivate_person(actor=actor, person_id=person.pk, last_day=last_day).pk)
        return made(done, reverse("api_staff:person", args=[done]), status=200)


class ReactivateView(AccountsView):
    """Taking somebody back."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "reactivate_person",
        PEOPLE,
        _("Reactivate a person who works here again"),
        more=_("They hold no role until they are appointed anew."),
        takes=Nothing,
        gives={200: (Made, _("They can sign in again if they had a login."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        self.read(Nothing)
        actor = who(request)
        person = queries.person_for(actor, person_id)
        done = acted(request, lambda: actions.reactivate_person(actor=actor, person_id=person.pk).pk)
        return made(done, reverse("api_staff:person", args=[done]), status=200)
