"""The pages about roles and who holds them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.appointments import actions
from accounts.appointments.forms import EndForm, ProposalForm
from accounts.appointments.models import Appointment
from accounts.appointments.permissions import ACCESS, IN_GENERAL, AppointmentPermission
from accounts.appointments.queries import appointment_for, current, waiting
from accounts.logins.queries import to_confirm
from accounts.organisations.queries import today
from accounts.signin.fresh import fresh_only
from accounts.staff.forms import ActionForm, ConfirmForm
from accounts.staff.queries import people_of
from accounts.staff.views import ActorRequest, area, asked_id, one_page, page, show, turn_pages, with_endings
from boundaries.access.doors import Door, opened_to


@opened_to(Door.STAFF)
@require_safe
@page
def list_roles(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    shown = one_page(request, current(actor), "role", "starts_on", "person__name")
    context = {
        "area": area(actor, "appointments:list"),
        "logins_waiting": len(to_confirm(actor).people),
        "waiting": with_endings(actor, list(waiting(actor))),
        "current": with_endings(actor, shown.rows),
        "may_propose": IN_GENERAL.allows(actor, AppointmentPermission.PROPOSE, actor.organisation),
        **turn_pages(request, shown),
    }
    return show(request, "accounts/appointments/list.html", context)


@opened_to(Door.STAFF)
@fresh_only
@page
def propose(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    IN_GENERAL.require(actor, AppointmentPermission.PROPOSE, actor.organisation)
    people = people_of(actor, details=True).filter(is_active=True).exclude(id=actor.id)
    asked = asked_id(request, "person")
    initial = {"person": people.filter(id=asked).first() if asked else None, "starts_on": today(actor.organisation)}
    form = ProposalForm(request.POST if request.method == "POST" else None, actor=actor, people=people, initial=initial)
    if request.method == "POST" and form.does(actions.propose, actor=actor):
        at_once = form.result.confirmed_at is not None
        messages.success(
            request, _("The role was given.") if at_once else _("The role was proposed. It waits for a second person.")
        )
        return redirect("appointments:list")
    context = {
        "heading": _("Propose somebody for a role"),
        "hint": _("Another administrator, a director or the chief executive confirms it. Until then it does not count.")
        if actor.organisation.activated_at
        else _("The organisation is not activated yet, so the role counts at once."),
        "form": form,
        "back_url": reverse("appointments:list"),
        "button_label": _("Propose"),
    }
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@fresh_only
@page
def confirm(request: ActorRequest, appointment_id: UUID) -> HttpResponse:
    appointment = appointment_for(request.actor, appointment_id)
    ACCESS.require(request.actor, AppointmentPermission.CONFIRM, appointment)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(actions.confirm, actor=request.actor, appointment_id=appointment.id):
        messages.success(request, _("The appointment was confirmed."))
        return redirect("appointments:list")
    return show(request, "accounts/confirm.html", _about(appointment, form, _("Confirm a role"), _("Confirm")))


@opened_to(Door.STAFF)
@page
def decline(request: ActorRequest, appointment_id: UUID) -> HttpResponse:
    appointment = appointment_for(request.actor, appointment_id)
    ACCESS.require(request.actor, AppointmentPermission.DECLINE, appointment)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(actions.decline, actor=request.actor, appointment_id=appointment.id):
        messages.success(request, _("The proposal was declined."))
        return redirect("appointments:list")
    return show(request, "accounts/confirm.html", _about(appointment, form, _("Decline a role"), _("Decline")))


@opened_to(Door.STAFF)
@page
def end(request: ActorRequest, appointment_id: UUID) -> HttpResponse:
    appointment = appointment_for(request.actor, appointment_id)
    ACCESS.require(request.actor, AppointmentPermission.END, appointment)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(actions.end, actor=request.actor, appointment_id=appointment.id):
        messages.success(request, _("The end of the role was saved."))
        return redirect("appointments:list")
    return show(request, "accounts/confirm.html", _about(appointment, form, _("End a role"), _("End this role")))


def _about(appointment: Appointment, form: ActionForm, heading: str, button: str) -> dict[str, Any]:
    return {
        "heading": heading,
        "question": heading,
        "text": _in_words(appointment),
        "form": form,
        "button_label": button,
        "back_url": reverse("appointments:list"),
    }


def _in_words(appointment: Appointment) -> str:
    """Who, what, where and how long, a line each."""
    teams = ", ".join(team.name for team in appointment.teams.all())
    site = appointment.area.name if appointment.area else ""
    until = appointment.ends_on
    lines = [
        f"{appointment.person.name}: {appointment.get_role_display()}",
        teams or site,
        _("From %(day)s") % {"day": date_format(appointment.starts_on, "j F Y")},
        _("Until %(day)s") % {"day": date_format(until, "j F Y")} if until else "",
        _("Proposed by %(name)s") % {"name": appointment.proposed_by.name} if appointment.proposed_by else "",
    ]
    return "\n".join(line for line in lines if line)
