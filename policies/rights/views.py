"""The pages of client rights: what each client was told, what they agreed to, and what is still to be told."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.clients.models import Client
from accounts.clients.panels import Panel, Way, declare_panel, declare_way
from accounts.staff.models import StaffMember
from accounts.staff.queries import page_of
from accounts.staff.views import ActorRequest, asked_id, page, show, turn_pages
from boundaries.access.doors import Door, opened_to
from boundaries.errors.exceptions import MoveRefused
from boundaries.web.act_once import act_once
from policies.rights import actions, queries
from policies.rights.choices import ConsentState, Form, ItemKind
from policies.rights.forms import AgreementForm, ChecklistForm, ConsentForm, GroupForm, TellForm
from policies.rights.models import Checklist, Telling
from policies.rights.permissions import (
    ACCESS,
    IN_GENERAL,
    OF_GROUPS,
    GroupPermission,
    ListPermission,
    RightsPermission,
)
from policies.rights.rules import NEXT

MOST_TO_CHOOSE = 300
COLOURS = {ConsentState.GIVEN: "green", ConsentState.REFUSED: "grey", ConsentState.WITHDRAWN: "orange"}


def still_to_tell(missing: int, limits_missing: int, asked: int) -> tuple[str, str]:
    """How far a client has been told, in words, and the colour beside them."""
    if not asked:
        return _("No list yet"), "grey"
    if not missing:
        return _("All told"), "green"
    if limits_missing:
        words = ngettext("%(count)d line to tell, confidentiality too", "%(count)d lines to tell, confidentiality too", missing)
    else:
        words = ngettext("%(count)d line to tell", "%(count)d lines to tell", missing)
    return words % {"count": missing}, "yellow"


@declare_panel
def on_the_clients_page(reader: StaffMember, client: Client) -> Panel | None:
    """What the client's page says of it, to those who may see it."""
    if not ACCESS.allows(reader, RightsPermission.VIEW, client):
        return None
    far = queries.progress_of(reader, [client])[client.pk]
    words, colour = still_to_tell(far.missing, far.limits_missing, far.asked)
    url, label = reverse("rights:client", args=[client.pk]), gettext_lazy("What they were told and agreed to")
    return Panel(heading=gettext_lazy("Their rights"), words=words, label=label, url=url, colour=colour)


@declare_way
def from_the_list_of_clients(_reader: StaffMember) -> Way:
    """The way to what is still to be told: to a list of one's own clients, for everybody who works here."""
    return Way(label=gettext_lazy("What clients were told, and what is still to tell"), url=reverse("rights:clients"))


def once(request: HttpRequest, act: Any, **more: Any) -> UUID:
    """Act, or find what the same form from the same opened page has made already."""
    return act_once(request, lambda: act(**more).pk)


def todays(request: ActorRequest) -> Any:
    """What was sent, if anything."""
    return request.POST if request.method == "POST" else None


# --- Clients ------------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def list_clients(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    rows = queries.clients_seen(actor)
    shown = page_of(
        rows,
        keys=["reference"],
        organisation_id=actor.organisation_id,
        after=asked_id(request, "after"),
        before=asked_id(request, "before"),
        among=rows,
    )
    progress = queries.progress_of(actor, shown.rows)
    lines = [
        {"client": each, "far": far, "tag": words, "colour": colour}
        for each in shown.rows
        for far in (progress[each.pk],)
        for words, colour in (still_to_tell(far.missing, far.limits_missing, far.asked),)
    ]
    context = {"rows": lines, "has_list": queries.newest(actor.organisation_id) is not None, **turn_pages(request, shown)}
    return show(request, "policies/rights/clients.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def show_client(request: ActorRequest, client_id: UUID) -> HttpResponse:
    actor = request.actor
    standing = actions.open_rights(actor=actor, client_id=client_id)
    asked = len(standing.lines)
    words, colour = still_to_tell(standing.missing, standing.limits_missing, asked)
    parts = [
        {"label": kind.label, "lines": [line for line in standing.lines if line.item.kind == kind]}
        for kind in (ItemKind.LIMIT, ItemKind.RIGHT)
    ]
    matters = [
        {
            "now": matter.now,
            "label": ConsentState(matter.now.state).label,
            "colour": COLOURS[ConsentState(matter.now.state)],
            "said": matter.said,
        }
        for matter in standing.matters
    ]
    context = {
        "client": standing.client,
        "standing": standing,
        "tag": words,
        "colour": colour,
        "parts": [part for part in parts if part["lines"]],
        "tellings": [telling_as_read(each, standing.texts) for each in standing.tellings],
        "matters": matters,
        "may_write": ACCESS.allows(actor, RightsPermission.TELL, standing.client),
    }
    return show(request, "policies/rights/client.html", context)


def telling_as_read(telling: Telling, texts: dict[UUID, str]) -> dict[str, Any]:
    """One time they were told something: which lines, and in what forms."""
    lines = [texts[each] for each in telling.items]
    return {"telling": telling, "lines": " ".join(lines), "forms": ", ".join(str(Form(each).label) for each in telling.forms)}


def about(client: Client, heading: str, form: Any, button: str, **more: Any) -> dict[str, Any]:
    """A form about one client."""
    back = reverse("rights:client", args=[client.pk])
    return {
        "heading": heading,
        "caption": f"{client.name}, {client.reference}",
        "form": form,
        "back_url": back,
        "button_label": button,
        **more,
    }


@opened_to(Door.STAFF)
@page
def tell(request: ActorRequest, client_id: UUID) -> HttpResponse:
    actor = request.actor
    client = queries.client_for(actor, client_id, RightsPermission.TELL)
    standing = queries.standing_of(actor, client, queries.file_of(actor, client))
    if standing.checklist is None:
        return redirect("rights:checklist")
    told = {line.item.pk for line in standing.lines if line.telling is not None}
    tellers = queries.tellers(actor, client)
    form = TellForm(todays(request), client=client, checklist=standing.checklist, tellers=tellers, told=told)
    if request.method == "POST" and form.does(partial(once, request, actions.tell_client), actor=actor, client_id=client.pk):
        messages.success(request, _("It is written down what they were told."))
        return redirect("rights:client", client.pk)
    hint = _("Tick what they heard and could ask about. What is left is told another time.")
    return show(request, "accounts/form.html", about(client, _("What were they told?"), form, _("Write it down"), hint=hint))


@opened_to(Door.STAFF)
@page
def ask_consent(request: ActorRequest, client_id: UUID) -> HttpResponse:
    actor = request.actor
    client = queries.client_for(actor, client_id, RightsPermission.CONSENT)
    form = ConsentForm(todays(request), client=client, states=[ConsentState.GIVEN, ConsentState.REFUSED])
    if request.method == "POST" and form.does(partial(once, request, actions.write_consent), actor=actor, client_id=client.pk):
        messages.success(request, _("It is written down what they said."))
        return redirect("rights:client", client.pk)
    hint = _("The decision is theirs. A no is kept like a yes, and they may change their mind at any time.")
    return show(request, "accounts/form.html", about(client, _("Ask for consent"), form, _("Write it down"), hint=hint))


@opened_to(Door.STAFF)
@page
def change_consent(request: ActorRequest, client_id: UUID, consent_id: UUID) -> HttpResponse:
    actor = request.actor
    client = queries.client_for(actor, client_id, RightsPermission.CONSENT)
    before = queries.consent_for(actor, client, consent_id)
    if queries.is_followed(before):
        raise MoveRefused
    states = sorted(NEXT[ConsentState(before.state)])
    form = ConsentForm(todays(request), client=client, states=states, asked_before=True)
    ids = {"client_id": client.pk, "consent_id": before.pk}
    if request.method == "POST" and form.does(partial(once, request, actions.change_consent), actor=actor, **ids):
        messages.success(request, _("It is written down what they say now. What they said before is kept."))
        return redirect("rights:client", client.pk)
    return show(
        request,
        "accounts/form.html",
        about(client, _("They say something else now"), form, _("Write it down"), hint=before.purpose),
    )


# --- Groups -------------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def list_groups(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    rows = queries.groups_listed(actor)
    shown = page_of(
        rows,
        keys=["-made_at"],
        organisation_id=actor.organisation_id,
        after=asked_id(request, "after"),
        before=asked_id(request, "before"),
        among=rows,
    )
    return show(request, "policies/rights/groups.html", {"rows": shown.rows, **turn_pages(request, shown)})


@opened_to(Door.STAFF)
@page
def add_group(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    clients = list(queries.clients_to_write_about(actor).order_by("reference")[:MOST_TO_CHOOSE])
    form = GroupForm(todays(request), clients=clients)
    if request.method == "POST" and form.does(partial(once, request, actions.make_group), actor=actor):
        messages.success(request, _("They are named together. Now write down what each of them agrees to."))
        return redirect("rights:group", form.result)
    context = {
        "heading": _("Name clients who are served together"),
        "form": form,
        "back_url": reverse("rights:groups"),
        "button_label": _("Name them"),
        "hint": _("Whoever may see all of them sees this, and nobody else."),
    }
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def show_group(request: ActorRequest, group_id: UUID) -> HttpResponse:
    actor = request.actor
    group = actions.open_group(actor=actor, group_id=group_id)
    context = {
        "group": group,
        "rows": queries.member_standings(group),
        "may_write": OF_GROUPS.allows(actor, GroupPermission.AGREE, group),
    }
    return show(request, "policies/rights/group.html", context)


@opened_to(Door.STAFF)
@page
def agree(request: ActorRequest, group_id: UUID, client_id: UUID) -> HttpResponse:
    actor = request.actor
    group = queries.group_for(actor, group_id, GroupPermission.AGREE)
    client = queries.member_for(group, client_id)
    form = AgreementForm(todays(request), client=client)
    ids = {"group_id": group.pk, "client_id": client.pk}
    if request.method == "POST" and form.does(partial(once, request, actions.write_agreement), actor=actor, **ids):
        messages.success(request, _("It is written down what they agreed to."))
        return redirect("rights:group", group.pk)
    context = {
        "heading": _("What does this one agree to?"),
        "caption": f"{client.name}, {client.reference}",
        "form": form,
        "back_url": reverse("rights:group", args=[group.pk]),
        "button_label": _("Write it down"),
        "hint": _("Ask each of them. Nobody can promise that all the others keep to it: say that too."),
    }
    return show(request, "accounts/form.html", context)


# --- The list of what clients are told ----------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def show_checklist(request: ActorRequest, edition: int | None = None) -> HttpResponse:
    actor = request.actor
    every = list(queries.editions(actor))
    shown = queries.edition_for(actor, edition) if edition is not None else next(iter(every), None)
    parts = [
        {"label": kind.label, "items": [item for item in shown.items.all() if item.kind == kind]} for kind in ItemKind if shown
    ]
    context = {
        "checklist": shown,
        "holds": bool(every) and shown == every[0],
        "parts": [part for part in parts if part["items"]],
        "editions": every,
        "may_publish": IN_GENERAL.allows(actor, ListPermission.PUBLISH, actor.organisation),
    }
    return show(request, "policies/rights/checklist.html", context)


@opened_to(Door.STAFF)
@page
def publish(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    IN_GENERAL.require(actor, ListPermission.PUBLISH, actor.organisation)
    offers, before = queries.offered(actor), queries.newest(actor.organisation_id)
    form = ChecklistForm(todays(request), offers=offers, **said_before(before, offers))
    if request.method == "POST" and form.does(partial(once, request, actions.publish_checklist), actor=actor):
        messages.success(request, _("The list is published. Clients are to be told it from now on."))
        return redirect("rights:checklist")
    context = {
        "heading": _("Publish the list of what clients are told"),
        "form": form,
        "back_url": reverse("rights:checklist"),
        "button_label": _("Publish"),
        "hint": _("A published list is never changed. The next edition asks again for every client."),
    }
    return show(request, "accounts/form.html", context)


def said_before(before: Checklist | None, offers: list[queries.Offered]) -> dict[str, Any]:
    """What the form begins with: the edition that holds; at first, what is usual."""
    if before is None:
        return {"chosen": [each.code for each in offers if each.usual]}
    items = list(before.items.all())
    own = {kind: "\n".join(each.text for each in items if each.kind == kind and not each.code) for kind in ItemKind}
    return {"chosen": [each.code for each in items if each.code], "own": own[ItemKind.RIGHT], "own_limits": own[ItemKind.LIMIT]}
