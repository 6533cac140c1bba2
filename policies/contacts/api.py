"""The API of contacts outside of work."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import AccountsView, NamedOut, named, who
from boundaries.access.choices import Scope
from boundaries.web.api import Id, Made, Nothing, Strict, Words, YesOrNo, made
from boundaries.web.fields import Day, Flag, TimeOfDay
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from policies.adoption.queries import ShownClause
from policies.contacts import actions, queries
from policies.contacts.choices import (
    BegunBy,
    CompanyKind,
    ContactChannel,
    ContactKind,
    ContactState,
    Lasted,
    Moved,
    Recognised,
)
from policies.contacts.models import Contact, ContactVersion
from policies.contacts.permissions import ContactPermission
from policies.contacts.queries import Shown
from policies.contacts.rules import (
    LONGEST_ABOUT,
    LONGEST_NAME,
    LONGEST_PLACE,
    LONGEST_WORD,
    MOST_COLLEAGUES,
    MOST_PEOPLE,
    Facts,
    With,
)
from policies.library.choices import Strength

CONTACTS = _("Contacts")


# --- What is sent -------------------------------------------------------------------------------------------------------------
class CompanyIn(Strict):
    """One of those it was with: a client or relative by id, or a name as it is written."""

    client = Id(required=False, allow_null=True)
    relative = Id(required=False, allow_null=True)
    kind = serializers.ChoiceField(
        CompanyKind.choices, required=False, help_text=_("Of a name: staff of a client organisation, or somebody else.")
    )
    name = Words(required=False, allow_blank=True, max_length=LONGEST_NAME)


class EventIn(Strict):
    """An event to come, at which clients may be too."""

    on = Day()
    about = Words(max_length=LONGEST_ABOUT, help_text=_("What it is."))
    place = Words(required=False, allow_blank=True, max_length=LONGEST_PLACE)
    people = serializers.ListField(child=CompanyIn(), required=False, max_length=MOST_PEOPLE)


class ContactIn(Strict):
    """One contact."""

    kind = serializers.ChoiceField(ContactKind.choices)
    people = serializers.ListField(child=CompanyIn(), max_length=MOST_PEOPLE)
    began = serializers.ChoiceField(BegunBy.choices)
    channel = serializers.ChoiceField(ContactChannel.choices)
    on = Day()
    at = TimeOfDay(required=False, allow_null=True)
    lasted = serializers.ChoiceField(Lasted.choices)
    recognised = serializers.ChoiceField(Recognised.choices, required=False, help_text=_("Where it was in person."))
    place = Words(required=False, allow_blank=True, max_length=LONGEST_PLACE)
    about = Words(max_length=LONGEST_ABOUT)
    moved = serializers.ChoiceField(Moved.choices, required=False, help_text=_("Where it was on a channel of one's own."))
    moved_on = Day(required=False, allow_null=True)
    moved_to = Words(required=False, allow_blank=True, max_length=LONGEST_PLACE)
    colleagues = serializers.ListField(
        child=Id(), required=False, max_length=MOST_COLLEAGUES, help_text=_("Who was part of it: they will not see it.")
    )


class CorrectionIn(ContactIn):
    """The same said anew; of an event to come only its day, what and where it is, and who may be there."""

    kind = serializers.ChoiceField(ContactKind.choices, required=False)
    people = serializers.ListField(child=CompanyIn(), required=False, max_length=MOST_PEOPLE)
    began = serializers.ChoiceField(BegunBy.choices, required=False)
    channel = serializers.ChoiceField(ContactChannel.choices, required=False)
    lasted = serializers.ChoiceField(Lasted.choices, required=False)


class ContactMovedIn(Strict):
    """When it was moved, and to which channel."""

    moved_on = Day()
    moved_to = Words(max_length=LONGEST_PLACE)


class ContactReadIn(Strict):
    """A word back."""

    talk = YesOrNo(required=False, help_text=_("One would like to talk about it in supervision."))
    word = Words(required=False, allow_blank=True, max_length=LONGEST_WORD)


class ToReadQuery(PageQuery):
    """Which of those given to one to read."""

    read = Flag(required=False, help_text=_("Those one has read; without it, those one has not."))


# --- What is answered ---------------------------------------------------------------------------------------------------------
class ContactOutlineOut(serializers.Serializer[Any]):
    """That a contact was logged."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(ContactKind.choices)
    on = serializers.DateField()
    state = serializers.ChoiceField(ContactState.choices)
    to_be_moved = serializers.BooleanField(help_text=_("It is still on a channel of one's own."))
    logged_at = serializers.DateTimeField()
    url = serializers.CharField()


class ContactLineOut(ContactOutlineOut):
    """A contact in a list."""

    author = NamedOut()
    people = serializers.ListField(child=serializers.CharField())


class ContactPageOut(PageOut):
    """One page of them, the newest first."""

    contacts = ContactLineOut(many=True)


class RegisteredContactOut(ContactOutlineOut):
    """A contact in the register."""

    author = NamedOut(allow_null=True, help_text=_("null for an auditor."))
    area = serializers.CharField(allow_null=True)


class ContactRegisterOut(PageOut):
    """One page of the register, the newest first."""

    contacts = RegisteredContactOut(many=True)


class ContactVersionOut(serializers.Serializer[Any]):
    """What its author said, once."""

    number = serializers.IntegerField()
    beforehand = serializers.BooleanField(help_text=_("It is an event to come."))
    kind = serializers.ChoiceField(ContactKind.choices)
    people = serializers.ListField(child=serializers.CharField())
    began = serializers.CharField()
    channel = serializers.ChoiceField(ContactChannel.choices)
    on = serializers.DateField()
    at = TimeOfDay(allow_null=True)
    lasted = serializers.CharField()
    recognised = serializers.CharField()
    place = serializers.CharField()
    about = serializers.CharField()
    moved = serializers.ChoiceField(Moved.choices)
    moved_on = serializers.DateField(allow_null=True)
    moved_to = serializers.CharField()
    written_at = serializers.DateTimeField()


class ContactReadingOut(serializers.Serializer[Any]):
    """Who has read it, and the word they wrote back."""

    reader = NamedOut()
    version = serializers.IntegerField()
    talk = serializers.BooleanField()
    word = serializers.CharField()
    read_at = serializers.DateTimeField()


class ContactClauseOut(serializers.Serializer[Any]):
    """A clause that speaks of it."""

    code = serializers.CharField()
    text = serializers.CharField()
    strength = serializers.ChoiceField(Strength.choices)


class ContactContentOut(serializers.Serializer[Any]):
    """Everything that was said of it, the newest first, and who has read it."""

    author = NamedOut()
    reader = NamedOut(allow_null=True, help_text=_("To whom it was given to be read."))
    versions = ContactVersionOut(many=True)
    readings = ContactReadingOut(many=True)


class WholeContactOut(ContactOutlineOut):
    """One contact."""

    clauses = ContactClauseOut(many=True, help_text=_("The strictest first."))
    content = ContactContentOut(allow_null=True, help_text=_("null for an auditor."))


# --- From one to the other ----------------------------------------------------------------------------------------------------
def with_in(told: dict[str, Any]) -> With:
    """One of those it was with."""
    name = told.get("name", "").strip()
    if told.get("relative"):
        return With(kind=CompanyKind.RELATIVE, relative_id=told["relative"])
    if told.get("client"):
        return With(kind=CompanyKind.CLIENT, client_id=told["client"])
    return With(kind=CompanyKind(told.get("kind", CompanyKind.OTHER)), name=name)


def facts_in(told: dict[str, Any]) -> dict[str, Any]:
    """The contact, who it was with, and who is kept out."""
    words = {
        "kind": ContactKind,
        "began": BegunBy,
        "channel": ContactChannel,
        "lasted": Lasted,
        "recognised": Recognised,
        "moved": Moved,
    }
    said: dict[str, Any] = {name: kind(told[name]) for name, kind in words.items() if name in told}
    plain = ("on", "at", "place", "about", "moved_on", "moved_to")
    said |= {name: told[name] for name in plain if name in told}
    facts = Facts(**{"kind": ContactKind.EVENT, **said})
    return {
        "facts": facts,
        "people": [with_in(each) for each in told.get("people", [])],
        "colleague_ids": told.get("colleagues", []),
    }


def outline_out(each: Shown) -> dict[str, Any]:
    """That it was logged."""
    version = each.version
    return {
        "id": each.contact.pk,
        "kind": version.kind,
        "on": version.on,
        "state": each.state,
        "to_be_moved": version.moved == Moved.NOT_YET,
        "logged_at": each.contact.logged_at,
        "url": reverse("api_contacts:contact", args=[each.contact.pk]),
    }


def line_out(each: Shown) -> dict[str, Any]:
    """As it stands in a list."""
    return outline_out(each) | {"author": named(each.contact.author), "people": each.people}


def version_out(version: ContactVersion, people: list[str]) -> dict[str, Any]:
    """What was said once."""
    names = (
        *("number", "beforehand", "kind", "began", "channel", "on", "at", "lasted", "recognised", "place", "about"),
        *("moved", "moved_on", "moved_to", "written_at"),
    )
    return {name: getattr(version, name) for name in names} | {"people": people}


def clause_out(clause: ShownClause) -> dict[str, str]:
    """A clause in short."""
    return {"code": clause.code, "text": clause.text, "strength": clause.strength}


def whole_out(contact: Contact) -> dict[str, Any]:
    """All of it."""
    found = queries.whole(contact)
    readings = [
        {name: getattr(each, name) for name in ("version", "talk", "word", "read_at")} | {"reader": named(each.reader)}
        for each in found.readings
    ]
    content = {
        "author": named(contact.author),
        "reader": named(contact.reader),
        "versions": [version_out(version, people) for version, people in found.versions],
        "readings": readings,
    }
    return outline_out(found.shown) | {"clauses": [clause_out(each) for each in found.clauses], "content": content}


# --- Lists --------------------------------------------------------------------------------------------------------------------
class ContactListView(AccountsView):
    """A view that lists contacts."""

    def shown(self, rows: QuerySet[Contact], asked: dict[str, Any]) -> dict[str, Any]:
        """One page, the newest first, with what counts of each."""
        page = self.listed("contacts", asked, rows, "-logged_at", shown=lambda each: each, among=rows)
        return page | {"contacts": queries.shown(page["contacts"])}


class ContactsView(ContactListView):
    """One's own."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.REPORT}

    @operation(
        "list_contacts",
        CONTACTS,
        _("List the contacts one logged oneself"),
        asks=PageQuery,
        gives={200: (ContactPageOut, _("One page of them, the newest first."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        page = self.shown(queries.own(who(request)), self.read_query(PageQuery))
        return Response(ContactPageOut(page | {"contacts": [line_out(each) for each in page["contacts"]]}).data)

    @operation(
        "log_contact",
        CONTACTS,
        _("Log a contact outside of work"),
        more=_("One's line manager reads it; nobody has to approve it."),
        takes=ContactIn,
        gives={201: (Made, _("It is logged."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = facts_in(self.read(ContactIn)), who(request)
        done = acted(request, lambda: actions.log_contact(actor=actor, **told).pk)
        return made(done, reverse("api_contacts:contact", args=[done]))


class EventsView(AccountsView):
    """Telling of an event."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "announce_event",
        CONTACTS,
        _("Tell beforehand of an event that clients may attend too"),
        takes=EventIn,
        gives={201: (Made, _("It is told. Nobody has to approve it."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = facts_in(self.read(EventIn)), who(request)
        del told["colleague_ids"]
        done = acted(request, lambda: actions.announce_event(actor=actor, **told).pk)
        return made(done, reverse("api_contacts:contact", args=[done]))


class ToReadView(ContactListView):
    """What was given to one to read."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_contacts_to_read",
        CONTACTS,
        _("List the contacts that were given to one to read"),
        asks=ToReadQuery,
        gives={200: (ContactPageOut, _("One page of them, the newest first."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        asked = self.read_query(ToReadQuery)
        page = self.shown(queries.to_read(who(request), read=asked.get("read", False)), asked)
        return Response(ContactPageOut(page | {"contacts": [line_out(each) for each in page["contacts"]]}).data)


class ContactRegisterView(ContactListView):
    """What one sees by one's office."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_contact_register",
        CONTACTS,
        _("List the contacts one sees as director or auditor"),
        asks=PageQuery,
        gives={200: (ContactRegisterOut, _("One page of them, the newest first."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor = who(request)
        page = self.shown(queries.register(actor), self.read_query(PageQuery))
        readable = queries.readable_in_register(actor, [each.contact for each in page["contacts"]])

        def registered(each: Shown) -> dict[str, Any]:
            area, reads = each.contact.area, each.contact.pk in readable
            author = named(each.contact.author) if reads else None
            return outline_out(each) | {"author": author, "area": area.name if area else None}

        return Response(ContactRegisterOut(page | {"contacts": [registered(each) for each in page["contacts"]]}).data)


# --- One of them --------------------------------------------------------------------------------------------------------------
class ContactView(AccountsView):
    """One of them."""

    scopes: ClassVar = {"GET": Scope.READ, "PUT": Scope.REPORT}

    @operation(
        "read_contact",
        CONTACTS,
        _("Read a contact"),
        more=_("Whoever does so by their office is written down once a day."),
        gives={200: (WholeContactOut, _("The contact, as far as one may read it."))},
        refuses=(404,),
    )
    def get(self, request: Request, contact_id: UUID) -> Response:
        contact, reads = actions.open_contact(actor=who(request), contact_id=contact_id)
        if reads:
            return Response(WholeContactOut(whole_out(contact)).data)
        (outline,) = queries.shown([contact], with_people=False)
        clauses = [clause_out(each) for each in queries.clauses_of(outline)]
        return Response(WholeContactOut(outline_out(outline) | {"clauses": clauses, "content": None}).data)

    @operation(
        "correct_contact",
        CONTACTS,
        _("Say anew what one logged"),
        more=_("What was said before is kept, and can be read."),
        takes=CorrectionIn,
        gives={200: (WholeContactOut, _("The contact as it is now."))},
        refuses=(403, 404),
        changes=True,
    )
    def put(self, request: Request, contact_id: UUID) -> Response:
        actor = who(request)
        found = queries.contact_for(actor, contact_id, ContactPermission.CORRECT)
        told = facts_in(self.read(CorrectionIn if queries.newest_of(found).beforehand else ContactIn))
        contact = actions.correct_contact(actor=actor, contact_id=contact_id, **told)
        return Response(WholeContactOut(whole_out(queries.contact_for(actor, contact.pk))).data)


class MoveView(AccountsView):
    """Moving one."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "move_contact",
        CONTACTS,
        _("Say that a contact moved to a channel of the organisation"),
        takes=ContactMovedIn,
        gives={200: (Made, _("It is written down."))},
        refuses=(403, 404, 409),
        once=True,
    )
    def post(self, request: Request, contact_id: UUID) -> Response:
        actor = who(request)
        queries.contact_for(actor, contact_id, ContactPermission.CORRECT)
        told = self.read(ContactMovedIn)
        done = acted(request, lambda: actions.move_contact(actor=actor, contact_id=contact_id, **told).pk)
        return made(done, reverse("api_contacts:contact", args=[done]), status=200)


class HappenedView(AccountsView):
    """An event that has come."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "turn_event_into_contact",
        CONTACTS,
        _("Make an entry of an event that one told of beforehand"),
        takes=Nothing,
        gives={200: (Made, _("It is an entry."))},
        refuses=(403, 404, 409),
        once=True,
    )
    def post(self, request: Request, contact_id: UUID) -> Response:
        actor = who(request)
        queries.contact_for(actor, contact_id, ContactPermission.CORRECT)
        self.read(Nothing)
        done = acted(request, lambda: actions.turn_into_contact(actor=actor, contact_id=contact_id).pk)
        return made(done, reverse("api_contacts:contact", args=[done]), status=200)


class ReadingView(AccountsView):
    """Having read one."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @operation(
        "say_contact_was_read",
        CONTACTS,
        _("Say that one has read a contact, with a word back"),
        takes=ContactReadIn,
        gives={200: (Made, _("Its author sees it."))},
        refuses=(403, 404, 409),
        once=True,
    )
    def post(self, request: Request, contact_id: UUID) -> Response:
        actor = who(request)
        queries.contact_for(actor, contact_id, ContactPermission.READ)
        told = self.read(ContactReadIn)
        done = acted(request, lambda: actions.read_contact(actor=actor, contact_id=contact_id, **told).pk)
        return made(done, reverse("api_contacts:contact", args=[done]), status=200)
