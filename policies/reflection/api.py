"""The API of looking at oneself. Notes are for sessions: no token, and so no programme, reads what somebody wrote for themselves."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import AccountsView, who
from boundaries.access.choices import Reach, Scope
from boundaries.web.api import Made, Strict, Words, made
from boundaries.web.idempotency import acted
from boundaries.web.openapi import operation
from policies.adoption.api import ClauseOut, clause_out
from policies.library.choices import Office
from policies.reflection import actions, queries
from policies.reflection.queries import Note, Sign
from policies.reflection.rules import LONGEST_NOTE

REFLECTION = _("Reflection")
MOST_TICKED, LONGEST_CODE, LONGEST_PROMPT = 100, 40, 1000


# --- What is sent -----------------------------------------------------------------------------------------------------------
class TickedIn(Strict):
    """The signs that fit."""

    signs = serializers.ListField(child=Words(max_length=LONGEST_CODE), max_length=MOST_TICKED, allow_empty=True)


class NoteIn(Strict):
    """A note to oneself."""

    text = Words(max_length=LONGEST_NOTE)
    prompt = Words(max_length=LONGEST_PROMPT, required=False, allow_blank=True, help_text=_("The question it answers, if any."))


class NoteTextIn(Strict):
    """Other words for a note."""

    text = Words(max_length=LONGEST_NOTE)


# --- What is given ----------------------------------------------------------------------------------------------------------
class SignOut(serializers.Serializer[Any]):
    """A question to ask oneself, and the clauses behind it that are in force here."""

    id = serializers.CharField()
    text = serializers.CharField()
    clauses = ClauseOut(many=True)


class PromptOut(serializers.Serializer[Any]):
    """A question to think about."""

    id = serializers.CharField()
    text = serializers.CharField()


class SignsOut(serializers.Serializer[Any]):
    """The warning signs, from mild to grave, and the questions to think about."""

    signs = SignOut(many=True)
    prompts = PromptOut(many=True)


class ListenerOut(serializers.Serializer[Any]):
    """Somebody to talk to."""

    office = serializers.ChoiceField(Office.choices)
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    names = serializers.ListField(child=serializers.CharField())


class LookedOut(serializers.Serializer[Any]):
    """Whom one can talk to, and the clauses behind the signs. There is no score."""

    listeners = ListenerOut(many=True)
    signs = SignOut(many=True)
    practice = ClauseOut(many=True, help_text=_("What good practice says beside them."))


class OwnNoteOut(serializers.Serializer[Any]):
    """A note to oneself."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    prompt = serializers.CharField()
    at = serializers.DateTimeField()
    url = serializers.CharField()


class OwnNotesOut(serializers.Serializer[Any]):
    """All of one's own, the newest first."""

    notes = OwnNoteOut(many=True)


def sign_out(sign: Sign) -> dict[str, Any]:
    """A warning sign."""
    return {"id": sign.code, "text": sign.text, "clauses": [clause_out(each) for each in sign.clauses]}


def note_out(note: Note) -> dict[str, Any]:
    """A note of one's own."""
    url = reverse("api_reflection:note", args=[note.id])
    return {"id": note.id, "text": note.text, "prompt": note.prompt, "at": note.at, "url": url}


class SignsView(AccountsView):
    """The self-check."""

    ungated = True
    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.REPORT}

    @operation(
        "list_warning_signs",
        REFLECTION,
        _("List the warning signs and the questions to think about"),
        gives={200: (SignsOut, _("All of them."))},
    )
    def get(self, request: Request) -> Response:
        actor = who(request)
        prompts = [{"id": id_, "text": text} for id_, text in queries.prompts_for(actor)]
        return Response(SignsOut({"signs": [sign_out(each) for each in queries.signs_for(actor)], "prompts": prompts}).data)

    @operation(
        "check_oneself",
        REFLECTION,
        _("Say which warning signs fit, and be told whom to talk to"),
        more=_("Nothing is stored, and nobody learns of it."),
        takes=TickedIn,
        gives={200: (LookedOut, _("Whom one can talk to."))},
        once=True,
    )
    def post(self, request: Request) -> Response:
        looked = queries.look(who(request), set(self.read(TickedIn)["signs"]))
        told = {
            "listeners": [{"office": each.office, "label": each.office.label, "names": each.names} for each in looked.listeners],
            "signs": [sign_out(each) for each in looked.signs],
            "practice": [clause_out(each) for each in looked.practice],
        }
        return Response(LookedOut(told).data)


class NotesView(AccountsView):
    """Everything one wrote for oneself."""

    ungated = True
    scopes: ClassVar = {"GET": Reach.SESSION, "POST": Reach.SESSION, "DELETE": Reach.SESSION}

    @operation(
        "list_own_notes", REFLECTION, _("List one's notes to oneself"), gives={200: (OwnNotesOut, _("All, the newest first."))}
    )
    def get(self, request: Request) -> Response:
        return Response(OwnNotesOut({"notes": [note_out(each) for each in queries.own_notes(who(request))]}).data)

    @operation(
        "write_own_note",
        REFLECTION,
        _("Write a note to oneself"),
        more=_("It is sealed under a key of its own. Nobody else can read it, or learn that there is one."),
        takes=NoteIn,
        gives={201: (Made, _("It is saved."))},
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = self.read(NoteIn), who(request)
        done = acted(request, lambda: actions.write_note(actor=actor, text=told["text"], prompt=told.get("prompt", "")).pk)
        return made(done, reverse("api_reflection:note", args=[done]))

    @operation(
        "delete_own_notes",
        REFLECTION,
        _("Delete all one's notes to oneself"),
        gives={204: (None, _("They are gone, with their keys."))},
        changes=True,
    )
    def delete(self, request: Request) -> Response:
        actions.delete_all_notes(actor=who(request))
        return Response(status=204)


class NoteView(AccountsView):
    """One note to oneself."""

    ungated = True
    scopes: ClassVar = {"GET": Reach.SESSION, "PUT": Reach.SESSION, "DELETE": Reach.SESSION}

    @operation(
        "read_own_note", REFLECTION, _("Read a note to oneself"), gives={200: (OwnNoteOut, _("The note."))}, refuses=(404,)
    )
    def get(self, request: Request, note_id: UUID) -> Response:
        return Response(OwnNoteOut(note_out(queries.shown(queries.note_for(who(request), note_id)))).data)

    @operation(
        "rewrite_own_note",
        REFLECTION,
        _("Write a note to oneself anew"),
        takes=NoteTextIn,
        gives={200: (OwnNoteOut, _("The note as it is now; the words before are gone."))},
        refuses=(404,),
        changes=True,
    )
    def put(self, request: Request, note_id: UUID) -> Response:
        note = actions.rewrite_note(actor=who(request), note_id=note_id, text=self.read(NoteTextIn)["text"])
        return Response(OwnNoteOut(note_out(queries.shown(note))).data)

    @operation(
        "delete_own_note",
        REFLECTION,
        _("Delete a note to oneself"),
        gives={204: (None, _("It is gone, with its key."))},
        refuses=(404,),
        changes=True,
    )
    def delete(self, request: Request, note_id: UUID) -> Response:
        actions.delete_note(actor=who(request), note_id=note_id)
        return Response(status=204)
