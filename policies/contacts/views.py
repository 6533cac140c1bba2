"""The pages of contacts outside of work: log one on a phone, see one's own, read those of the people one leads."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from accounts.staff.queries import page_of
from accounts.staff.views import ActorRequest, asked_id, page, show, turn_pages
from boundaries.access.doors import Door, opened_to
from boundaries.web.act_once import act_once
from policies.adoption.views import lines
from policies.contacts import actions, queries
from policies.contacts.choices import ContactState, Moved
from policies.contacts.forms import ContactForm, EventForm, Find, MovedForm, PeopleForm, ReadForm
from policies.contacts.models import Contact
from policies.contacts.permissions import ACCESS, ContactPermission
from policies.contacts.queries import Shown
from policies.library.choices import Expects
from policies.situations.entries import Entry, declare_entry

declare_entry(Expects.CONTACT, Entry(gettext_lazy("Log a contact outside of work"), "contacts:start"))
COLOURS = {ContactState.BEFOREHAND: "purple", ContactState.UNREAD: "blue", ContactState.READ: "green"}


def once(request: HttpRequest, act: Any, **more: Any) -> UUID:
    """Act, or find what the same form from the same opened page has made already."""
    return act_once(request, lambda: act(**more).pk)


def sent(request: ActorRequest) -> Any:
    """What was sent, if anything."""
    return request.POST if request.method == "POST" else None


def row(each: Shown) -> dict[str, Any]:
    """One of them as lists show it."""
    version = each.version
    return {
        "contact": each.contact,
        "version": version,
        "people": each.people,
        "url": reverse("contacts:entry", args=[each.contact.pk]),
        "label": each.state.label,
        "colour": COLOURS[each.state],
        "to_move": version.moved == Moved.NOT_YET,
    }


def areas(request: ActorRequest, current: str) -> list[dict[str, Any]]:
    """The pages about contacts that this person may open."""
    actor = request.actor
    links = [("contacts:list", _("My contacts"))]
    if current == "contacts:to_read" or queries.any_to_read(actor):
        links.append(("contacts:to_read", _("For me to read")))
    if queries.has_register(actor):
        links.append(("contacts:register", _("Register of contacts")))
    return [{"url": reverse(name), "label": label, "current": name == current} for name, label in links]


def one_page(request: ActorRequest, rows: QuerySet[Contact], *, named: bool = True) -> dict[str, Any]:
    """A page of them, the newest first."""
    shown = page_of(
        rows,
        keys=["-logged_at"],
        organisation_id=request.actor.organisation_id,
        after=asked_id(request, "after"),
        before=asked_id(request, "before"),
        among=rows,
    )
    return {"rows": [row(each) for each in queries.shown(shown.rows, with_people=named)], **turn_pages(request, shown)}


# --- Lists --------------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def list_own(request: ActorRequest) -> HttpResponse:
    context = {"area": areas(request, "contacts:list"), **one_page(request, queries.own(request.actor))}
    return show(request, "policies/contacts/list.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def list_to_read(request: ActorRequest) -> HttpResponse:
    read = request.GET.get("show") == "read"
    rows = queries.to_read(request.actor, read=read)
    context = {"area": areas(request, "contacts:to_read"), "read": read, **one_page(request, rows)}
    return show(request, "policies/contacts/to_read.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def list_register(request: ActorRequest) -> HttpResponse:
    actor, rows = request.actor, queries.register(request.actor)
    context = {"area": areas(request, "contacts:register"), **one_page(request, rows, named=False)}
    readable = queries.readable_in_register(actor, [each["contact"] for each in context["rows"]])
    for each in context["rows"]:
        each["author"] = each["contact"].author.name if each["contact"].pk in readable else ""
    return show(request, "policies/contacts/register.html", context | {"reads": bool(readable)})


# --- Writing ------------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@page
def start(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    asked = asked_id(request, "client")
    clients, cut = queries.offered(actor, besides=asked)
    form = ContactForm(sent(request), actor=actor, clients=clients, find=finder(actor, cut=cut))
    form.initial.update({"on": today(actor.organisation), "people": [f"client:{asked}"] if asked else []})
    if request.method == "POST" and form.does(partial(once, request, actions.log_contact), actor=actor):
        messages.success(request, _("It is logged, and goes to be read. You have to do nothing more."))
        return redirect("contacts:entry", form.result)
    return write_on(request, form, _("Log a contact"), _("Log it"), cut=cut)


@opened_to(Door.STAFF)
@page
def announce(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    clients, cut = queries.offered(actor)
    form = EventForm(sent(request), clients=clients, find=finder(actor, cut=cut))
    if request.method == "POST" and form.does(partial(once, request, actions.announce_event), actor=actor):
        messages.success(
            request, _("Thank you. Nobody has to approve it. If you meet somebody there, one tap makes it an entry.")
        )
        return redirect("contacts:entry", form.result)
    return write_on(request, form, _("Tell of an event beforehand"), _("Tell us"), event=True, cut=cut)


def finder(actor: StaffMember, *, cut: bool) -> Find | None:
    """How clients are found by their references, where not every one is in the list."""
    return partial(queries.known_by_reference, actor) if cut else None


def write_on(request: ActorRequest, form: PeopleForm, heading: str, button: str, **more: Any) -> HttpResponse:
    """A page on which one writes, with what the policies say beside it."""
    context = {
        "heading": heading,
        "form": form,
        "button_label": button,
        "back_url": reverse("contacts:list"),
        "guidance": lines(queries.guidance(request.actor)),
        **more,
    }
    return show(request, "policies/contacts/write.html", context)


@opened_to(Door.STAFF)
@page
def correct(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    actor = request.actor
    contact = queries.contact_for(actor, contact_id, ContactPermission.CORRECT)
    newest = queries.newest_of(contact)
    named = queries.named_in(newest)
    clients, cut = queries.offered(actor)
    before = list(zip(named, queries.whole(contact).shown.people, strict=True))
    offered: dict[str, Any] = {"clients": clients, "before": before, "find": finder(actor, cut=cut)}
    form: ContactForm | EventForm
    form = EventForm(sent(request), **offered) if newest.beforehand else ContactForm(sent(request), actor=actor, **offered)
    form.begin_with(named)
    form.begin_as(actions.facts_of(newest))
    told = {"actor": actor, "contact_id": contact.pk}
    if request.method == "POST" and form.does(partial(once, request, actions.correct_contact), **told):
        messages.success(request, _("It is corrected. What you wrote before is kept."))
        return redirect("contacts:entry", contact.pk)
    back = reverse("contacts:entry", args=[contact.pk])
    heading = _("Say it anew")
    return write_on(request, form, heading, _("Keep it"), back_url=back, event=newest.beforehand, again=True, cut=cut)


@opened_to(Door.STAFF)
@page
def move(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    actor = request.actor
    contact = queries.contact_for(actor, contact_id, ContactPermission.CORRECT)
    form = MovedForm(sent(request), initial={"moved_on": today(actor.organisation)})
    told = {"actor": actor, "contact_id": contact.pk}
    if request.method == "POST" and form.does(partial(once, request, actions.move_contact), **told):
        messages.success(request, _("It is written down that it moved."))
        return redirect("contacts:entry", contact.pk)
    context = {
        "heading": _("It moved to a channel of the organisation"),
        "form": form,
        "back_url": reverse("contacts:entry", args=[contact.pk]),
        "button_label": _("Write it down"),
    }
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@require_POST
@page
def happened(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    actor = request.actor
    once(request, actions.turn_into_contact, actor=actor, contact_id=contact_id)
    messages.success(request, _("It is an entry now. Say more of it if there is more to say."))
    return redirect("contacts:entry", contact_id)


# --- Reading ------------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def show_entry(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    actor = request.actor
    contact, reads = actions.open_contact(actor=actor, contact_id=contact_id)
    if not reads:
        (outline,) = queries.shown([contact], with_people=False)
        context = {"each": row(outline), "clauses": lines(queries.clauses_of(outline))}
        return show(request, "policies/contacts/outline.html", context)
    return show(request, "policies/contacts/entry.html", entry_context(request, contact))


def entry_context(request: ActorRequest, contact: Contact, form: ReadForm | None = None) -> dict[str, Any]:
    """One of them, whole."""
    actor, found = request.actor, queries.whole(contact)
    version = found.shown.version
    is_own = contact.author_id == actor.pk
    for_reading = contact.read_at is None and ACCESS.allows(actor, ContactPermission.READ, contact)
    on = today(actor.organisation)
    return {
        "each": row(found.shown),
        "versions": [{"version": each, "people": people} for each, people in found.versions[1:]],
        "readings": found.readings,
        "clauses": lines(found.clauses),
        "is_own": is_own,
        "may_turn": is_own and version.beforehand and version.on <= on,
        "is_bare": is_own and not version.beforehand and not (version.began and found.shown.people),
        "form": (form or ReadForm()) if for_reading else None,
        "back_url": reverse("contacts:list" if is_own else "contacts:to_read"),
    }


@opened_to(Door.STAFF)
@require_POST
@page
def read(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    actor = request.actor
    contact = queries.contact_for(actor, contact_id, ContactPermission.READ)
    form = ReadForm(request.POST)
    if form.does(partial(once, request, actions.read_contact), actor=actor, contact_id=contact.pk):
        messages.success(request, _("They see that you have read it."))
        return redirect("contacts:to_read")
    return show(request, "policies/contacts/entry.html", entry_context(request, contact, form))
