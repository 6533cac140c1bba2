"""The pages on which assignments begin and end; they are shown on the client's page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.assignments import actions
from accounts.assignments.forms import AssignForm, EndForm
from accounts.assignments.queries import assignable_by, assignment_for
from accounts.clients.permissions import ACCESS, ClientPermission
from accounts.clients.queries import client_for
from accounts.clients.views import about
from accounts.organisations.queries import today
from accounts.staff.views import ActorRequest, page, show
from boundaries.access.doors import Door, opened_to


@opened_to(Door.STAFF)
@page
def assign(request: ActorRequest, client_id: UUID) -> HttpResponse:
    actor, client = request.actor, client_for(request.actor, client_id)
    ACCESS.require(actor, ClientPermission.ASSIGN, client)
    data, initial = request.POST if request.method == "POST" else None, {"starts_on": today(actor.organisation)}
    form = AssignForm(data, people=assignable_by(actor), initial=initial)
    if request.method == "POST" and form.does(actions.assign, actor=actor, client_id=client.id):
        messages.success(request, _("The assignment was saved."))
        return redirect("clients:client", client.id)
    return show(request, "accounts/form.html", about(client, _("Assign somebody"), form, _("Assign")))


@opened_to(Door.STAFF)
@page
def end(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    actor, assignment = request.actor, assignment_for(request.actor, assignment_id)
    ACCESS.require(actor, ClientPermission.ASSIGN, assignment.client)
    data, initial = request.POST if request.method == "POST" else None, {"last_day": today(actor.organisation)}
    form = EndForm(data, initial=initial)
    if request.method == "POST" and form.does(actions.end, actor=actor, assignment_id=assignment.id):
        messages.success(request, _("The end of the assignment was saved."))
        return redirect("clients:list")
    context = {
        **about(assignment.client, _("End an assignment"), form, _("End it")),
        "question": _("Does %(name)s no longer work with this client?") % {"name": assignment.worker.name},
    }
    return show(request, "accounts/confirm.html", context)
