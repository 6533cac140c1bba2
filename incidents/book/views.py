"""The pages of the boundary book: the books one reads, one of them, and what is written in it."""

import re
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.organisations.models import Site
from accounts.organisations.queries import today
from accounts.staff.queries import page_of
from accounts.staff.views import ActorRequest, asked_id, page, selected_filters, show, turn_pages
from boundaries.access.doors import Door, opened_to
from boundaries.web.act_once import act_once, has_acted
from boundaries.web.kept_forms import page_form
from incidents.book import actions, queries, reading
from incidents.book.forms import CorrectForm, DiscussForm, FindEntriesForm, TakeInForm, WriteForm
from incidents.book.models import BookEntry
from incidents.book.permissions import BOOKS, BookPermission, EntryPermission
from policies.disclosures.forms import client_options

MOST_TO_CHOOSE = 300


def once(request: HttpRequest, act: Any, **more: Any) -> UUID:
    """Act, or find what the same form from the same opened page has made already."""
    return act_once(request, lambda: act(**more).pk)


# --- Reading ------------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def list_books(request: ActorRequest) -> HttpResponse:
    """The books one reads; where it is one alone, that one. ``after`` and ``before`` turn the pages."""
    actor = request.actor
    rows = queries.books_of(actor)
    shown = page_of(
        rows,
        keys=["name"],
        organisation_id=actor.organisation_id,
        after=asked_id(request, "after"),
        before=asked_id(request, "before"),
        among=rows,
    )
    turns = turn_pages(request, shown)
    if len(shown.rows) == 1 and not any(turns.values()):
        return redirect("book:book", shown.rows[0].pk)
    books = [{"label": each.name, "url": reverse("book:book", args=[each.pk])} for each in shown.rows]
    return show(request, "incidents/book/list.html", {"books": books, **turns})


@opened_to(Door.STAFF)
@require_safe
@page
def show_book(request: ActorRequest, book_id: UUID) -> HttpResponse:
    """``kind`` narrows the entries down; ``after`` and ``before`` turn the pages."""
    actor = request.actor
    book = queries.book_for(actor, book_id)
    form = FindEntriesForm(request.GET)
    among = queries.entries(actor, book)
    kind = form.cleaned_data.get("kind") if form.is_valid() else ""
    shown = page_of(
        among.filter(kind=kind) if kind else among,
        keys=["-number"],
        organisation_id=actor.organisation_id,
        after=asked_id(request, "after"),
        before=asked_id(request, "before"),
        among=among,
    )
    context = {
        "book": book,
        "rows": reading.as_read(actor, book, queries.whole(shown.rows)),
        "form": form,
        "filter_form": form,
        "selected": selected_filters(request, form),
        "years": queries.years_of(actor, book),
        "may_write": BOOKS.allows(actor, BookPermission.WRITE, book),
        "several": queries.books_of(actor)[:2].count() > 1,
        **turn_pages(request, shown),
    }
    return show(request, "incidents/book/book.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def show_entry(request: ActorRequest, entry_id: UUID) -> HttpResponse:
    actor = request.actor
    entry = queries.entry_for(actor, entry_id)
    (row,) = reading.as_read(actor, entry.book, queries.whole([entry]))
    return show(request, "incidents/book/entry.html", {"row": row, "book": entry.book})


@opened_to(Door.STAFF)
@require_safe
@page
def print_book(request: ActorRequest, book_id: UUID) -> HttpResponse:
    """One year of a book as a tagged PDF, the oldest entry first: this year where the address names none."""
    actor = request.actor
    book = queries.book_for(actor, book_id)
    asked = request.GET.get("year", "")
    year = int(asked) if re.fullmatch(r"[1-9][0-9]{3}", asked) else today(actor.organisation).year
    if request.method == "HEAD":
        return HttpResponse(content_type="application/pdf")
    made = reading.printed(book, queries.whole(list(queries.written_in(actor, book, year))), year=year)
    headers = {"Content-Disposition": 'inline; filename="boundary-book.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


# --- Writing ------------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@page
def write(request: ActorRequest, book_id: UUID) -> HttpResponse:
    actor = request.actor
    book = queries.book_for(actor, book_id, BookPermission.WRITE)
    clients = client_options(list(queries.clients_to_name(actor)[:MOST_TO_CHOOSE]))
    form = page_form(request, WriteForm, clients=clients, initial={"happened_on": today(actor.organisation)})
    act = partial(once, request, actions.write_entry)
    if request.method == "POST" and form.does(act, actor=actor, book_id=book.pk):
        return written(request, form.result)
    context = {"form": form, "offers": bool(queries.to_take_in(actor)), **about_book(book, _("Write in the boundary book"))}
    return show(request, "incidents/book/write.html", context | {"button_label": _("Write it down")})


@opened_to(Door.STAFF)
@page
def take_in(request: ActorRequest, book_id: UUID) -> HttpResponse:
    actor = request.actor
    book = queries.book_for(actor, book_id, BookPermission.WRITE)
    act = partial(once, request, actions.take_in)
    if request.method == "POST" and has_acted(request):  # what the same form took in is offered no more
        return written(request, act())
    offered = reading.options(queries.to_take_in(actor))
    form = page_form(request, TakeInForm, offered=offered)
    if request.method == "POST" and form.does(act, actor=actor, book_id=book.pk):
        return written(request, form.result)
    context = {"form": form, "offered": offered, **about_book(book, _("Take in what I logged elsewhere"))}
    return show(request, "incidents/book/take_in.html", context | {"button_label": _("Take it in")})


def written(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Where one is led once it is written."""
    messages.success(request, _("It is written down. You have to do nothing more."))
    return redirect("book:entry", entry_id)


def about_book(book: Site, heading: str) -> dict[str, Any]:
    """A form about a book."""
    return {"heading": heading, "caption": book.name, "book": book, "back_url": reverse("book:book", args=[book.pk])}


@opened_to(Door.STAFF)
@page
def correct(request: ActorRequest, entry_id: UUID) -> HttpResponse:
    actor = request.actor
    entry = queries.entry_for(actor, entry_id, EntryPermission.CORRECT)
    (found,) = queries.whole([entry])
    said = found.corrections[-1].words if found.corrections else entry.words
    form = page_form(request, CorrectForm, initial={"words": said})
    if request.method == "POST" and form.does(partial(once, request, actions.correct_entry), actor=actor, entry_id=entry.pk):
        messages.success(request, _("It is corrected. The first text stays, and can be read."))
        return redirect("book:entry", entry.pk)
    hint = _("What you wrote first stays where it is. Your correction stands below it, with its day and your reason.")
    return about_entry(request, entry, form, _("Correct your entry"), _("Correct it"), hint)


@opened_to(Door.STAFF)
@page
def discuss(request: ActorRequest, entry_id: UUID) -> HttpResponse:
    actor = request.actor
    entry = queries.entry_for(actor, entry_id, EntryPermission.DISCUSS)
    form = page_form(request, DiscussForm, initial={"on": today(actor.organisation)})
    if request.method == "POST" and form.does(partial(once, request, actions.note_discussion), actor=actor, entry_id=entry.pk):
        messages.success(request, _("It stands beside the entry, for everybody who reads this book."))
        return redirect("book:entry", entry.pk)
    hint = _("What was said stays between you. Everybody who reads this book sees where it was talked about, and when.")
    return about_entry(request, entry, form, _("It was talked about"), _("Note it"), hint)


def about_entry(request: ActorRequest, entry: BookEntry, form: Any, heading: str, button: str, hint: str) -> HttpResponse:
    """A form about one entry."""
    context = {
        "heading": heading,
        "caption": _("%(book)s, no. %(number)d") % {"book": entry.book.name, "number": entry.number},
        "form": form,
        "back_url": reverse("book:entry", args=[entry.pk]),
        "button_label": button,
        "hint": hint,
    }
    return show(request, "accounts/form.html", context)
