"""The pages about clients."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.assignments.queries import assignable_by, of_client
from accounts.clients import actions, queries
from accounts.clients.choices import ClientKind, ClientStatus
from accounts.clients.forms import CIRCUMSTANCES, ClientForm, FindClientsForm, NewClientForm, RelativeForm
from accounts.clients.models import Client
from accounts.clients.panels import panels_of, ways_from_list
from accounts.clients.permissions import ACCESS, IN_GENERAL, ClientPermission, is_director
from accounts.imports.permissions import IN_GENERAL as IMPORTS
from accounts.imports.permissions import ImportPermission
from accounts.staff.forms import ConfirmForm
from accounts.staff.views import ActorRequest, one_page, page, selected_filters, show, turn_pages
from boundaries.access.doors import Door, opened_to


@opened_to(Door.STAFF)
@require_safe
@page
def list_clients(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    form = FindClientsForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    known = queries.clients_of(actor)
    shown = one_page(request, queries.search(known, said.get("q", ""), said.get("status", "")), "reference", among=known)
    context = {
        "filter_form": form,
        "selected": selected_filters(request, form),
        "clients": shown.rows,
        "may_add": IN_GENERAL.allows(actor, ClientPermission.ADD, actor.organisation),
        "may_import": IMPORTS.allows(actor, ImportPermission.IMPORT_CLIENTS, actor.organisation),
        "ways": ways_from_list(actor),
        **turn_pages(request, shown),
    }
    return show(request, "accounts/clients/list.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def show_client(request: ActorRequest, client_id: UUID) -> HttpResponse:
    client = queries.client_for(request.actor, client_id)
    context = {
        "client": client,
        "circumstances": [words for flag, words in CIRCUMSTANCES if getattr(client, flag)],
        "relatives": queries.relatives_of(client),
        "assignments": list(of_client(client)),
        "may_change": ACCESS.allows(request.actor, ClientPermission.CHANGE, client),
        "panels": list(panels_of(request.actor, client)),
    }
    return show(request, "accounts/clients/client.html", context)


@opened_to(Door.STAFF)
@page
def add(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    IN_GENERAL.require(actor, ClientPermission.ADD, actor.organisation)
    form = NewClientForm(
        request.POST if request.method == "POST" else None,
        actor=actor,
        people=assignable_by(actor),
        needs_worker=not is_director(actor, actor.organisation),
        initial={"kind": ClientKind.DIRECT, "status": ClientStatus.CURRENT},
    )
    if request.method == "POST" and form.does(actions.add_client, actor=actor):
        messages.success(request, _("The client was added."))
        return redirect("clients:list")
    context = {
        "heading": _("Add a client"),
        "form": form,
        "back_url": reverse("clients:list"),
        "button_label": _("Add this client"),
    }
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@page
def change(request: ActorRequest, client_id: UUID) -> HttpResponse:
    client = queries.client_for(request.actor, client_id)
    ACCESS.require(request.actor, ClientPermission.CHANGE, client)
    initial = ClientForm.said_of(client)
    form = ClientForm(request.POST if request.method == "POST" else None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.does(actions.change_client, actor=request.actor, client_id=client.id):
        messages.success(request, _("The details were saved."))
        return redirect("clients:client", client.id)
    return show(request, "accounts/form.html", about(client, _("Change a client's details"), form, _("Save")))


@opened_to(Door.STAFF)
@page
def add_relative(request: ActorRequest, client_id: UUID) -> HttpResponse:
    client = queries.client_for(request.actor, client_id)
    ACCESS.require(request.actor, ClientPermission.ADD_RELATIVE, client)
    form = RelativeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(actions.add_relative, actor=request.actor, client_id=client.id):
        messages.success(request, _("The relative or friend was added."))
        return redirect("clients:client", client.id)
    return show(request, "accounts/form.html", about(client, _("Add a relative or friend"), form, _("Add")))


@opened_to(Door.STAFF)
@page
def remove_relative(request: ActorRequest, client_id: UUID, relative_id: UUID) -> HttpResponse:
    client = queries.client_for(request.actor, client_id)
    ACCESS.require(request.actor, ClientPermission.REMOVE_RELATIVE, client)
    relative = queries.relative_for(client, relative_id)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    which = {"client_id": client.id, "relative_id": relative.id}
    if request.method == "POST" and form.does(actions.remove_relative, actor=request.actor, **which):
        messages.success(request, _("The relative or friend was removed."))
        return redirect("clients:client", client.id)
    context = {
        **about(client, _("Remove a relative or friend"), form, _("Remove")),
        "question": _("Remove this relative or friend?"),
        "text": f"{relative.name!s}, {relative.get_tie_display()}",
        "warning": True,
    }
    return show(request, "accounts/confirm.html", context)


def about(client: Client, heading: str, form: Any, button: str) -> dict[str, Any]:
    """A form about one client."""
    back = reverse("clients:client", args=[client.id])
    return {"heading": heading, "caption": client.reference, "form": form, "back_url": back, "button_label": button}
