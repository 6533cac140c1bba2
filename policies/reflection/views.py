"""Looking at oneself: the warning signs, and notes that nobody else can read. Nothing typed here is kept unless its author saves it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.staff.forms import ConfirmForm
from accounts.staff.views import ActorRequest, page, show
from boundaries.access.doors import Door, opened_to
from boundaries.web.kept_forms import kept_nowhere
from policies.adoption.views import lines, tabs
from policies.reflection import actions, queries
from policies.reflection.forms import NewNoteForm, NoteForm, SignsForm

FIRST_WORDS = 80


@opened_to(Door.STAFF, ungated=True)
@kept_nowhere
@require_safe
@page
def home(request: ActorRequest) -> HttpResponse:
    notes = [
        {"url": reverse("reflection:note", args=[each.id]), "at": each.at, "words": shortened(each.text)}
        for each in queries.own_notes(request.actor)
    ]
    return show(request, "policies/reflection/home.html", {"area": tabs("reflection:home"), "notes": notes})


def shortened(text: str) -> str:
    """The first words of a note."""
    words = " ".join(text.split())
    return words if len(words) <= FIRST_WORDS else f"{words[:FIRST_WORDS].rstrip()}…"


# --- The self-check ---------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF, ungated=True)
@kept_nowhere
@page
def check(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    if request.method == "POST":
        looked = queries.look(actor, set(request.POST.getlist("signs")))
        context: dict[str, Any] = {
            "area": tabs("reflection:home"),
            "listeners": looked.listeners,
            "signs": [{"text": each.text, "clauses": lines(each.clauses)} for each in looked.signs],
            "practice": lines(looked.practice),
        }
        return show(request, "policies/reflection/talk.html", context)
    form = SignsForm(offered=[(each.code, each.text) for each in queries.signs_for(actor)])
    return show(request, "policies/reflection/check.html", {"area": tabs("reflection:home"), "form": form})


# --- Notes to oneself -------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF, ungated=True)
@kept_nowhere
@page
def write(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    form = NewNoteForm(request.POST if request.method == "POST" else None, prompts=queries.prompts_for(actor))
    if request.method == "POST" and form.does(actions.write_note, actor=actor):
        messages.success(request, _("Your note is saved. Nobody else can read it."))
        return redirect("reflection:home")
    context = {"heading": _("Write something for yourself"), "form": form, "back_url": reverse("reflection:home")}
    return show(request, "policies/reflection/write.html", context | {"area": tabs("reflection:home")})


@opened_to(Door.STAFF, ungated=True)
@kept_nowhere
@require_safe
@page
def note(request: ActorRequest, note_id: UUID) -> HttpResponse:
    shown = queries.shown(queries.note_for(request.actor, note_id))
    return show(request, "policies/reflection/note.html", {"area": tabs("reflection:home"), "note": shown})


@opened_to(Door.STAFF, ungated=True)
@kept_nowhere
@page
def change(request: ActorRequest, note_id: UUID) -> HttpResponse:
    actor = request.actor
    shown = queries.shown(queries.note_for(actor, note_id))
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"text": shown.text})
    if request.method == "POST" and form.does(actions.rewrite_note, actor=actor, note_id=note_id):
        messages.success(request, _("Your note is saved. Nobody else can read it."))
        return redirect("reflection:note", note_id)
    context = {
        "heading": _("Change your note"),
        "prompt": shown.prompt,
        "form": form,
        "back_url": reverse("reflection:note", args=[note_id]),
    }
    return show(request, "policies/reflection/write.html", context | {"area": tabs("reflection:home")})


@opened_to(Door.STAFF, ungated=True)
@kept_nowhere
@page
def delete(request: ActorRequest, note_id: UUID) -> HttpResponse:
    actor = request.actor
    queries.note_for(actor, note_id)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(actions.delete_note, actor=actor, note_id=note_id):
        messages.success(request, _("Your note is gone."))
        return redirect("reflection:home")
    return confirm(request, form, _("Delete this note?"), reverse("reflection:note", args=[note_id]))


@opened_to(Door.STAFF, ungated=True)
@kept_nowhere
@page
def delete_all(request: ActorRequest) -> HttpResponse:
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(actions.delete_all_notes, actor=request.actor):
        messages.success(request, _("All your notes are gone."))
        return redirect("reflection:home")
    return confirm(request, form, _("Delete all your notes?"), reverse("reflection:home"))


def confirm(request: ActorRequest, form: ConfirmForm, question: str, back_url: str) -> HttpResponse:
    """A last question: what is deleted cannot be brought back by anybody."""
    context = {
        "heading": question,
        "question": question,
        "text": _("It is destroyed at once, with the key it was written under. Nobody can bring it back."),
        "form": form,
        "button_label": _("Delete"),
        "warning": True,
        "back_url": back_url,
    }
    return show(request, "accounts/confirm.html", context)
