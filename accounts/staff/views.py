"""The pages about people; and what all pages of this package share."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.appointments import permissions as appointments
from accounts.appointments.permissions import AppointmentPermission
from accounts.appointments.queries import of_person, remember_roles
from accounts.assignments.queries import working_with
from accounts.organisations.permissions import ACCESS as ORGANISATION
from accounts.organisations.permissions import OrganisationPermission
from accounts.organisations.queries import today
from accounts.staff import queries
from accounts.staff.actions import add_person, change_manager, change_person, deactivate_person, reactivate_person
from accounts.staff.forms import ConfirmForm, FindPeopleForm, LastDayForm, ManagerForm, NewPersonForm, PersonForm
from accounts.staff.leaving import OpenWork, open_work_of
from accounts.staff.models import StaffMember
from accounts.staff.permissions import ACCESS, IN_GENERAL, StaffPermission
from accounts.staff.queries import Page
from boundaries.access.doors import Door, opened_to

NESTED_LEVELS, MOST_NESTED = 3, 60


class ActorRequest(HttpRequest):
    """A request of somebody who is signed in: the pages of this package are for nobody else."""

    actor: StaffMember


View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """A page that is read or sends one form; while it is only read, the reader's roles are asked for once."""

    @wraps(view)
    def shown(request: ActorRequest, *arguments: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            remember_roles(request.actor)
        return view(request, *arguments, **kwargs)

    return require_http_methods(["GET", "HEAD", "POST"])(shown)


def show(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page; with the status of a refusal when its form has errors."""
    form = context.get("form")
    refused = isinstance(form, BaseForm) and form.is_bound and bool(form.errors)
    return render(request, template, context, status=422 if refused else 200)


def area(actor: StaffMember, current: str) -> list[dict[str, Any]]:
    """The pages about the organisation that this person may open."""
    links = [("staff:list", _("People")), ("staff:tree", _("Who leads whom")), ("teams:list", _("Teams"))]
    if appointments.IN_GENERAL.allows(actor, AppointmentPermission.LIST, actor.organisation):
        links.append(("appointments:list", _("Roles")))
    if ORGANISATION.allows(actor, OrganisationPermission.VIEW_SETTINGS, actor.organisation):
        links += [("organisations:sites", _("Sites")), ("organisations:settings", _("Settings"))]
    return [{"url": reverse(name), "label": label, "current": name == current} for name, label in links]


def asked_id(request: HttpRequest, name: str) -> UUID | None:
    """An id in the address; one that cannot be an id leads nowhere."""
    text = request.GET.get(name, "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Http404 from error


def turn_pages(request: HttpRequest, shown: Page[Any]) -> dict[str, str]:
    """The addresses of the pages before and after this one, with the same filters."""
    kept = [(key, value) for key, value in request.GET.items() if key not in {"before", "after"} and value]

    def address(name: str, id_: UUID | None) -> str:
        return f"?{urlencode([*kept, (name, str(id_))])}" if id_ else ""

    return {"previous_url": address("before", shown.before), "next_url": address("after", shown.after)}


def one_page(request: ActorRequest, rows: QuerySet[Any], *keys: str, among: QuerySet[Any] | None = None) -> Page[Any]:
    """The page of a list that the address asks for."""
    organisation_id = request.actor.organisation_id
    after, before = asked_id(request, "after"), asked_id(request, "before")
    return queries.page_of(rows, keys=keys, organisation_id=organisation_id, after=after, before=before, among=among)


@opened_to(Door.STAFF)
@require_safe
@page
def list_people(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    details = IN_GENERAL.allows(actor, StaffPermission.VIEW_DETAILS, actor.organisation)
    form = FindPeopleForm(request.GET, actor=actor, details=details)
    filters = form.filters()
    shown = one_page(request, queries.search(queries.people_of(actor, details=details), filters), "name")
    context = {
        "area": area(actor, "staff:list"),
        "filter_form": form,
        "selected": selected_filters(request, form),
        "people": shown.rows,
        "may_add": IN_GENERAL.allows(actor, StaffPermission.ADD, actor.organisation),
        **turn_pages(request, shown),
    }
    return show(request, "accounts/staff/list.html", context)


def selected_filters(request: HttpRequest, form: BaseForm) -> list[dict[str, str]]:
    """What the list is narrowed down by, each with the address of the list without it."""
    given = {key: value for key, value in request.GET.items() if value and key not in {"before", "after"}}
    tags = []
    for name in form.fields:
        chosen = form.cleaned_data.get(name) if form.is_valid() else None
        if name in given and chosen:
            rest = {key: value for key, value in given.items() if key != name}
            words = dict(getattr(form.fields[name], "choices", ())).get(chosen, chosen) if isinstance(chosen, str) else chosen
            tags.append({"label": f"{form.fields[name].label}: {words}", "remove_url": f"?{urlencode(rest)}"})
    return tags


@opened_to(Door.STAFF)
@require_safe
@page
def show_person(request: ActorRequest, person_id: UUID) -> HttpResponse:
    actor, person = request.actor, queries.person_for(request.actor, person_id)
    reports = list(queries.direct_reports_of(actor, person)[: queries.PAGE + 1])
    sees_roles = actor.id == person.id or appointments.IN_GENERAL.allows(actor, AppointmentPermission.LIST, actor.organisation)
    context = {
        "area": area(actor, ""),
        "person": person,
        "reports": reports[: queries.PAGE],
        "more_reports": len(reports) > queries.PAGE,
        "sees_details": ACCESS.allows(actor, StaffPermission.VIEW_DETAILS, person),
        "sees_roles": sees_roles,
        "appointments": with_endings(actor, list(of_person(person))) if sees_roles else [],
        "may_propose": appointments.IN_GENERAL.allows(actor, AppointmentPermission.PROPOSE, actor.organisation)
        and person.is_active
        and person.id != actor.id,
        "may_deactivate": person.is_active and ACCESS.allows(actor, StaffPermission.DEACTIVATE, person),
        "may_reactivate": not person.is_active and ACCESS.allows(actor, StaffPermission.REACTIVATE, person),
    }
    return show(request, "accounts/staff/person.html", context)


def with_endings(actor: StaffMember, rows: list[Any]) -> list[dict[str, Any]]:
    """Appointments with what the reader may do about each."""
    on = today(actor.organisation)
    may = appointments.ACCESS.allows
    return [
        {
            "row": row,
            "upcoming": row.starts_on > on,
            "may_confirm": not row.confirmed_at and may(actor, AppointmentPermission.CONFIRM, row),
            "may_decline": not row.confirmed_at and may(actor, AppointmentPermission.DECLINE, row),
            "may_end": bool(row.confirmed_at) and may(actor, AppointmentPermission.END, row),
        }
        for row in rows
    ]


@opened_to(Door.STAFF)
@require_safe
@page
def show_tree(request: ActorRequest) -> HttpResponse:
    actor, under = request.actor, asked_id(request, "under")
    top = queries.person_for(actor, under) if under else None
    shown = one_page(request, queries.direct_reports_of(actor, top), "name")
    below = queries.nested_under(actor, shown.rows, levels=NESTED_LEVELS, most=MOST_NESTED)
    nodes = [_node(person, below) for person in shown.rows]
    context = {
        "area": area(actor, "staff:tree"),
        "top": top,
        "line": queries.line_above(top) if top else [],
        "nodes": nodes,
        **turn_pages(request, shown),
    }
    return show(request, "accounts/staff/tree.html", context)


def _node(person: Any, below: dict[UUID, list[StaffMember]]) -> dict[str, Any]:
    """A person with those under them, as far as they are shown; the name leads on to the rest, or to the person."""
    leads, children = person.managed, [_node(each, below) for each in below.get(person.id, ())]
    many = ngettext("leads %(count)s person", "leads %(count)s people", leads) % {"count": leads} if leads else ""
    url = f"{reverse('staff:tree')}?under={person.id}" if leads else reverse("staff:person", args=[person.id])
    note = ", ".join(filter(None, [person.job_title, many]))
    return {"label": person.name, "url": url, "note": note, "children": children}


@opened_to(Door.STAFF)
@page
def add(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    IN_GENERAL.require(actor, StaffPermission.ADD, actor.organisation)
    people = queries.people_of(actor, details=False)
    data = request.POST if request.method == "POST" else None
    form = NewPersonForm(data, actor=actor, people=people, initial={"manager": asked_id(request, "manager")})
    if request.method == "POST" and form.does(add_person, actor=actor):
        messages.success(request, _("The person was added."))
        return redirect("staff:person", form.result.id)
    context = {
        "heading": _("Add a person"),
        "form": form,
        "back_url": reverse("staff:list"),
        "button_label": _("Add this person"),
    }
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@page
def change(request: ActorRequest, person_id: UUID) -> HttpResponse:
    actor, person = request.actor, queries.person_for(request.actor, person_id)
    ACCESS.require(actor, StaffPermission.CHANGE, person)
    now_said = {
        name: getattr(person, name)
        for name in ("name", "kind", "partner", "job_title", "reference", "team", "site", "started_on")
    }
    initial = {**now_said, "email": person.user.email if person.user else ""}
    form = PersonForm(request.POST if request.method == "POST" else None, actor=actor, initial=initial)
    if request.method == "POST" and form.does(change_person, actor=actor, person_id=person.id):
        messages.success(request, _("The details were saved."))
        return redirect("staff:person", person.id)
    return show(request, "accounts/form.html", _about(person, _("Change a person's details"), form, _("Save")))


@opened_to(Door.STAFF)
@page
def change_line_manager(request: ActorRequest, person_id: UUID) -> HttpResponse:
    actor, person = request.actor, queries.person_for(request.actor, person_id)
    ACCESS.require(actor, StaffPermission.CHANGE_MANAGER, person)
    people = queries.people_of(actor, details=False).exclude(id=person.id)
    data = request.POST if request.method == "POST" else None
    form = ManagerForm(data, people=people, initial={"manager": person.manager})
    form.heading_caption = person.name
    if request.method == "POST" and form.does(change_manager, actor=actor, person_id=person.id):
        messages.success(request, _("The line manager was changed."))
        return redirect("staff:person", person.id)
    return show(request, "accounts/form.html", _about(person, _("Change the line manager"), form, _("Save")))


@opened_to(Door.STAFF)
@page
def deactivate(request: ActorRequest, person_id: UUID) -> HttpResponse:
    actor, person = request.actor, queries.person_for(request.actor, person_id)
    ACCESS.require(actor, StaffPermission.DEACTIVATE, person)
    form = LastDayForm(request.POST if request.method == "POST" else None, initial={"last_day": today(actor.organisation)})
    work = open_work_of(person, reader=actor)
    if request.method == "POST" and form.does(deactivate_person, actor=actor, person_id=person.id):
        messages.success(request, _in_hand(work))
        return redirect("staff:person", person.id)
    context = {
        "open_work": work,
        "leads": list(queries.direct_reports_of(actor, person)),
        "clients": working_with(person),
        **_about(person, _("Deactivate a person"), form, _("Deactivate")),
        "question": _("Does %(name)s no longer work here?") % {"name": person.name},
        "text": _(
            "They will be signed out at once and cannot sign in again. All their roles end. Everything they wrote is kept."
        ),
        "warning": True,
    }
    return show(request, "accounts/staff/deactivate.html", context)


def _in_hand(work: list[OpenWork]) -> str:
    """That somebody is let go, and what was handed on: by reference, as far as the reader may know."""
    references = [reference for each in work for reference in each.references]
    if not references:
        return _("The person was deactivated.")
    words = ngettext(
        "The person was deactivated. %(count)d report was handed on: %(references)s.",
        "The person was deactivated. %(count)d reports were handed on: %(references)s.",
        len(references),
    )
    return words % {"count": len(references), "references": ", ".join(references)}


@opened_to(Door.STAFF)
@page
def reactivate(request: ActorRequest, person_id: UUID) -> HttpResponse:
    actor, person = request.actor, queries.person_for(request.actor, person_id)
    ACCESS.require(actor, StaffPermission.REACTIVATE, person)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(reactivate_person, actor=actor, person_id=person.id):
        messages.success(request, _("The person was reactivated."))
        return redirect("staff:person", person.id)
    context = {
        **_about(person, _("Reactivate a person"), form, _("Reactivate")),
        "question": _("Does %(name)s work here again?") % {"name": person.name},
        "text": _("They can sign in again if they had a login. They hold no role until they are appointed anew."),
    }
    return show(request, "accounts/confirm.html", context)


def _about(person: StaffMember, heading: str, form: BaseForm, button: str) -> dict[str, Any]:
    back = reverse("staff:person", args=[person.id])
    return {"heading": heading, "caption": person.name, "form": form, "back_url": back, "button_label": button}
