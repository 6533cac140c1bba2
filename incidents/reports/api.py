"""The API of those who report: drafts, and the reports one sent. The same queries and actions as the pages."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError as FormError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.organisations.queries import today
from accounts.staff.api import ListView, who
from accounts.staff.models import StaffMember
from boundaries.access.choices import Scope
from boundaries.errors.exceptions import RuleViolation
from boundaries.files.rules import check_file
from boundaries.notices.actions import mark_read
from boundaries.threads.models import Message, Side
from boundaries.web.api import Id, Made, Nothing, NotPossible, Strict, UploadView, View, Words, YesOrNo, made
from boundaries.web.forms import DateInputField
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from incidents.excepted.queries import CITES, to_cite
from incidents.excepted.reading import described
from incidents.reports import actions, forms, queries, rules, wizard
from incidents.reports.choices import Channel, Danger, Received, ReportKind, ReportStatus
from incidents.reports.models import Draft, Report
from incidents.reports.views import PAGES, open_question, told_in
from policies.library.choices import Category

SENT = [choice for choice in ReportStatus.choices if choice[0] != ReportStatus.DRAFT]
LONG, SHORT, MOST = rules.LONGEST_TEXT, forms.SHORT, rules.MOST_PEOPLE


# --- What is sent -----------------------------------------------------------------------------------------------------------
class Subject(Strict):
    """Somebody it is about: a colleague by id, or a name as you would write it."""

    person = Id(required=False, allow_null=True, help_text=_("A colleague who is offered. The name is then ours."))
    name = Words(required=False, allow_blank=True, max_length=SHORT, help_text=_("A name as you would write it."))


class Client(Strict):
    """A client or relative it touches: a client by id, or a name as you would write it."""

    client = Id(required=False, allow_null=True, help_text=_("A client who is offered. The name is then ours."))
    name = Words(required=False, allow_blank=True, max_length=SHORT, help_text=_("A name as you would write it."))


class Answers(Strict):
    """The answers of a report. Each one given replaces the one before; the others stay."""

    danger = serializers.ChoiceField(Danger.choices, required=False)
    kind = serializers.ChoiceField(ReportKind.choices, required=False)
    subjects = serializers.ListField(child=Subject(), required=False, max_length=MOST)
    subject_unknown = YesOrNo(required=False, help_text=_("The name is not known."))
    clients = serializers.ListField(child=Client(), required=False, max_length=MOST)
    when = Words(required=False, allow_blank=True, max_length=SHORT, help_text=_("About when."))
    when_date = serializers.RegexField(
        r"^([1-9]\d{3}-\d{2}-\d{2})?\Z", required=False, allow_blank=True, help_text=_("The date, as 2026-03-27.")
    )
    where = Words(required=False, allow_blank=True, max_length=SHORT, help_text=_("About where."))
    channel = serializers.ChoiceField(Channel.choices, required=False, allow_blank=True)
    received = serializers.ChoiceField(
        Received.choices, required=False, allow_blank=True, help_text=_("How somebody told you, where you write for them.")
    )
    told_by = Words(required=False, allow_blank=True, max_length=SHORT, help_text=_("Who told you, if they agree."))
    saw = Words(required=False, allow_blank=True, max_length=LONG, help_text=_("What I saw or heard myself."))
    told = Words(required=False, allow_blank=True, max_length=LONG, help_text=_("What others told me."))
    think = Words(required=False, allow_blank=True, max_length=LONG, help_text=_("What I think."))
    categories = serializers.ListField(
        child=serializers.ChoiceField(Category.choices), required=False, max_length=len(Category), help_text=_("All that fit.")
    )
    done = Words(required=False, allow_blank=True, max_length=LONG, help_text=_("What has been done already."))
    talked = serializers.ChoiceField(forms.TALKED, required=False, allow_blank=True)
    not_to_receive = serializers.ListField(
        child=Id(), required=False, max_length=MOST, help_text=_("People who are offered and should not receive it.")
    )
    in_confidence = YesOrNo(required=False, help_text=_("true: the person who handles it does not learn your name."))
    shift_leader = YesOrNo(required=False, help_text=_("It goes to the shift leader on duty. Only about oneself."))
    exceptions = serializers.ListField(
        child=Id(), required=False, max_length=MOST, help_text=_("Approved exceptions that are offered and that it is about.")
    )


class Text(Strict):
    """A few words."""

    text = Words(max_length=LONG)


class File(serializers.Serializer[Any]):
    """One file: a picture, a paper, a recording. It is kept unopened until it is checked."""

    file = serializers.FileField()


class FindPeople(Strict):
    """Whom to look for."""

    name = Words(required=False, allow_blank=True, max_length=SHORT, help_text=_("Part of a colleague's name."))


# --- What is answered -------------------------------------------------------------------------------------------------------
class SubjectOut(serializers.Serializer[Any]):
    """Somebody it is about."""

    person = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()


class ClientOut(serializers.Serializer[Any]):
    """A client or relative it touches."""

    client = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()


class AnswersOut(serializers.Serializer[Any]):
    """What was answered; what was not is left out."""

    danger = serializers.ChoiceField(Danger.choices, required=False)
    kind = serializers.ChoiceField(ReportKind.choices, required=False)
    subjects = SubjectOut(many=True, required=False)
    subject_unknown = serializers.BooleanField(required=False)
    clients = ClientOut(many=True, required=False)
    when = serializers.CharField(required=False)
    when_date = serializers.CharField(required=False)
    where = serializers.CharField(required=False)
    channel = serializers.ChoiceField(Channel.choices, required=False, allow_blank=True)
    received = serializers.ChoiceField(Received.choices, required=False, allow_blank=True)
    told_by = serializers.CharField(required=False)
    saw = serializers.CharField(required=False)
    told = serializers.CharField(required=False)
    think = serializers.CharField(required=False)
    categories = serializers.ListField(child=serializers.ChoiceField(Category.choices), required=False)
    done = serializers.CharField(required=False)
    talked = serializers.ChoiceField(forms.TALKED, required=False, allow_blank=True)
    not_to_receive = serializers.ListField(child=serializers.UUIDField(), required=False)
    in_confidence = serializers.BooleanField(required=False)
    shift_leader = serializers.BooleanField(required=False)
    exceptions = serializers.ListField(child=serializers.UUIDField(), required=False)
    cites = serializers.ListField(
        child=serializers.CharField(), required=False, help_text=_("The references of the approved exceptions, once it is sent.")
    )


class FileOut(serializers.Serializer[Any]):
    """A file that was added."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    added_at = serializers.DateTimeField()


class MissingOut(serializers.Serializer[Any]):
    """Something that must still be answered."""

    page = serializers.CharField(help_text=_("The page that asks it in the browser."))
    answer = serializers.CharField(help_text=_("Which answer."))
    message = serializers.CharField()


class DraftLineOut(serializers.Serializer[Any]):
    """A draft in the list."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(ReportKind.choices, allow_null=True)
    changed_at = serializers.DateTimeField()
    url = serializers.CharField()


class DraftListOut(PageOut):
    """One page of one's drafts, the one changed last first."""

    drafts = DraftLineOut(many=True)


class DraftOut(serializers.Serializer[Any]):
    """A report that is being written."""

    id = serializers.UUIDField()
    changed_at = serializers.DateTimeField()
    answers = AnswersOut()
    missing = MissingOut(many=True)
    files = FileOut(many=True)


class OfferedOut(serializers.Serializer[Any]):
    """Somebody whom the pages offer too."""

    id = serializers.UUIDField()
    name = serializers.CharField(help_text=_("With work and team, to tell people of one name apart."))


class OffersOut(serializers.Serializer[Any]):
    """Whom one may name by id in a draft."""

    people = OfferedOut(many=True, help_text=_("Colleagues whose name has the words you looked for."))
    more = serializers.BooleanField(help_text=_("There are more of that name than are given."))
    receivers = OfferedOut(many=True, help_text=_("Those who could receive it, to be named as not to receive it."))
    clients = OfferedOut(many=True, help_text=_("Clients one works with."))
    exceptions = OfferedOut(
        many=True, help_text=_("What is approved about the clients and colleagues whom the draft names by id.")
    )


class ReportLineOut(serializers.Serializer[Any]):
    """A report in the list of those one sent."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    kind = serializers.ChoiceField(ReportKind.choices)
    status = serializers.ChoiceField(SENT)
    submitted_at = serializers.DateTimeField()
    url = serializers.CharField()


class ReportListOut(PageOut):
    """One page of the reports one sent, newest first."""

    reports = ReportLineOut(many=True)


class MessageOut(serializers.Serializer[Any]):
    """A message: each side knows the other by role only."""

    id = serializers.UUIDField()
    side = serializers.ChoiceField(Side.choices)
    is_question = serializers.BooleanField()
    text = serializers.CharField()
    sent_at = serializers.DateTimeField()


class MessageListOut(serializers.Serializer[Any]):
    """A thread, oldest first."""

    messages = MessageOut(many=True)


class AdditionOut(serializers.Serializer[Any]):
    """Something the reporter added later."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    added_at = serializers.DateTimeField()


class LineOut(serializers.Serializer[Any]):
    """One line of what happened."""

    at = serializers.DateTimeField()
    sentence = serializers.CharField()


class ReportOut(ReportLineOut):
    """One's own report. Nobody else's notes are in it."""

    status_words = serializers.CharField(help_text=_("The status in a sentence."))
    in_confidence = serializers.BooleanField()
    answers = AnswersOut(help_text=_("What was told. It is never changed."))
    question = serializers.CharField(allow_null=True, help_text=_("What one was asked and has not answered yet."))
    withdrawal_asked_at = serializers.DateTimeField(allow_null=True)
    next = serializers.ListField(child=serializers.CharField(), help_text=_("What happens next."))
    additions = AdditionOut(many=True)
    files = FileOut(many=True)
    timeline = LineOut(many=True)


# --- From one to the other ----------------------------------------------------------------------------------------------------
def send_file(request: Request, actor: StaffMember, about_id: UUID) -> UUID:
    """Keep the one file that was sent."""
    given = request.FILES.getlist("file")
    unknown = ({*request.data} | {*request.FILES}) - {"file"}
    if unknown or len(given) != 1 or request.POST:
        raise RuleViolation("file.one", _("Send one file, and nothing else, in a part called file."), field="file")
    check_file(size=given[0].size or 0, files_before=0)
    name, content = given[0].name or "", given[0].read()
    told = {"name": name, "content": hashlib.sha256(content).hexdigest()}
    return acted(request, lambda: actions.attach_file(actor=actor, about_id=about_id, name=name, content=content).pk, told)


def answers_out(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they are shown again: what only the pages keep among them is left out."""
    return {name: answers[name] for name in AnswersOut().get_fields() if answers.get(name) is not None}


def draft_out(draft: Draft) -> dict[str, Any]:
    """A draft with what it still lacks."""
    answers = told_in(draft)
    return {
        "id": draft.pk,
        "changed_at": draft.changed_at,
        "answers": answers_out(answers),
        "missing": [dict(zip(("page", "answer", "message"), gap, strict=True)) for gap in rules.missing(rules.told_in(answers))],
        "files": queries.files_of(draft),
    }


def line_out(report: Report) -> dict[str, Any]:
    """A report as its reporter finds it in the list."""
    return {
        "id": report.pk,
        "reference": report.reference,
        "kind": report.kind,
        "status": report.status,
        "submitted_at": report.submitted_at,
        "url": reverse("api_reports:report", args=[report.pk]),
    }


def report_out(report: Report) -> dict[str, Any]:
    """A report as its reporter reads it."""
    asked = open_question(report, queries.thread_of(report))
    return line_out(report) | {
        "status_words": wizard.standing_of(report.status).words,
        "in_confidence": report.in_confidence,
        "answers": answers_out(told_in(report)),
        "question": asked["text"] if asked else None,
        "withdrawal_asked_at": report.withdrawal_asked_at,
        "next": wizard.what_happens_next(report, told_in(report)),
        "additions": report.additions.order_by("added_at", "id"),
        "files": queries.files_of(report),
        "timeline": queries.own_timeline(report),
    }


def message_out(message: Message) -> dict[str, Any]:
    """A message without who wrote it."""
    return {
        "id": message.pk,
        "side": message.side,
        "is_question": message.is_question,
        "text": message.body,
        "sent_at": message.sent_at,
    }


# --- Answers that only the pages' own checks can judge ----------------------------------------------------------------------
NOT_OFFERED = _("Choose from the people offered.")


def checked(actor: StaffMember, before: Mapping[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The answers as the pages would save them. Raises NotPossible for anybody whom the pages would not offer."""
    wrong: dict[str, Any] = {}
    for name, check in CHECKS.items():
        if name in given:
            try:
                given[name] = check(actor, before, given)
            except FormError as error:
                wrong[name] = error.messages
    if wrong:
        raise NotPossible(wrong)
    return given


def _subjects(actor: StaffMember, before: Mapping[str, Any], given: Mapping[str, Any]) -> list[dict[str, Any]]:
    ids = [person["person"] for person in given["subjects"] if person.get("person")]
    offered = wizard.directory(actor).exclude(id=actor.id).filter(id__in=ids)
    labels = {str(person.id): wizard.described(person) for person in offered}
    return _named(given["subjects"], "person", labels | _saved(before, "subjects", "person"))


def _clients(actor: StaffMember, before: Mapping[str, Any], given: Mapping[str, Any]) -> list[dict[str, Any]]:
    linked = any(client.get("client") for client in given["clients"])
    labels = dict(wizard.known_clients(actor)) if linked else {}
    return _named(given["clients"], "client", labels | _saved(before, "clients", "client"))


def _saved(before: Mapping[str, Any], name: str, key: str) -> dict[str, str]:
    """Whom the draft names already: they stay."""
    return {str(each[key]): str(each.get("name", "")) for each in before.get(name, []) if each.get(key)}


def _named(given: list[dict[str, Any]], key: str, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each person once: those known by id under our name for them, the others as they were written."""
    people: dict[str, dict[str, Any]] = {}
    for each in given:
        id_, name = each.get(key), " ".join(each.get("name", "").split())
        if id_ is not None and str(id_) not in labels:
            raise FormError(NOT_OFFERED)
        if id_ is None and not name:
            raise FormError(_("Name the person, or give an id."))
        person = {key: str(id_), "name": labels[str(id_)]} if id_ is not None else {key: None, "name": name}
        people[forms.name_key(person)] = person
    return list(people.values())


def _not_to_receive(actor: StaffMember, before: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    wanted = list(dict.fromkeys(str(id_) for id_ in given["not_to_receive"]))
    offered = {
        value
        for value, _label in wizard.near_people(actor, {**before, "subjects": given.get("subjects", before.get("subjects", []))})
    }
    offered |= {
        str(id_) for id_ in wizard.directory(actor).exclude(id=actor.id).filter(id__in=wanted).values_list("id", flat=True)
    }
    if set(wanted) - offered:
        raise FormError(NOT_OFFERED)
    return wanted


def _exceptions(actor: StaffMember, before: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    wanted = list(dict.fromkeys(str(id_) for id_ in given[CITES]))
    if set(wanted) - {str(each.pk) for each in to_cite(actor, {**before, **given})} - set(before.get(CITES, [])):
        raise FormError(NOT_OFFERED)
    return wanted


def _when_date(actor: StaffMember, before: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    boxes = reversed(given["when_date"].split("-")) if given["when_date"] else ()
    day = DateInputField(not_after=today(actor.organisation), required=False).clean([*boxes] or None)
    return day.isoformat() if day else ""


def _categories(actor: StaffMember, before: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    return forms.CategoriesField().clean(given["categories"])


CHECKS: dict[str, Callable[[StaffMember, Mapping[str, Any], Mapping[str, Any]], Any]] = {
    "subjects": _subjects,
    "clients": _clients,
    "when_date": _when_date,
    "categories": _categories,
    "not_to_receive": _not_to_receive,
    CITES: _exceptions,
}


def with_writers(before: Mapping[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Say on which pages something changed, so that a page that is open in a browser overwrites nothing unseen."""
    mark = f"api-{uuid4()}"
    touched = {step: mark for step, form in wizard.FORMS.items() if new.keys() & set(form.asks)}
    return {**new, PAGES: {**before.get(PAGES, {}), **touched}}


# --- The drafts -----------------------------------------------------------------------------------------------------------------
DRAFTS, REPORTS = _("Drafts"), _("One's own reports")


def draft_line_out(draft: Draft) -> dict[str, Any]:
    """A draft in the list."""
    return {
        "id": draft.pk,
        "kind": told_in(draft).get("kind"),
        "changed_at": draft.changed_at,
        "url": reverse("api_reports:draft", args=[draft.pk]),
    }


class DraftsView(ListView):
    """One's drafts."""

    ungated = True
    scopes = {"GET": Scope.READ, "POST": Scope.REPORT}

    @operation(
        "list_drafts",
        DRAFTS,
        _("List one's drafts"),
        asks=PageQuery,
        gives={200: (DraftListOut, _("One page of one's drafts, the one changed last first."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        asked, rows = self.read_query(PageQuery), queries.drafts_by(who(request))
        shown = self.listed("drafts", asked, rows, "-changed_at", shown=draft_line_out, among=rows)
        return Response(DraftListOut(shown).data)

    @operation(
        "start_draft",
        DRAFTS,
        _("Begin a report"),
        more=_("Nothing is sent to anybody before it is submitted."),
        takes=Nothing,
        gives={201: (Made, _("The draft was begun."))},
        once=True,
    )
    def post(self, request: Request) -> Response:
        self.read(Nothing)
        draft_id = acted(request, lambda: actions.start_draft(actor=who(request)).pk)
        return made(draft_id, reverse("api_reports:draft", args=[draft_id]))


class DraftView(View):
    """One draft."""

    ungated = True
    scopes = {"GET": Scope.READ, "PATCH": Scope.REPORT, "DELETE": Scope.REPORT}

    @operation(
        "read_draft", DRAFTS, _("Read a draft"), gives={200: (DraftOut, _("The draft, and what it still lacks."))}, refuses=(404,)
    )
    def get(self, request: Request, draft_id: UUID) -> Response:
        return Response(DraftOut(draft_out(queries.draft_of(who(request), draft_id))).data)

    @operation(
        "save_draft",
        DRAFTS,
        _("Save answers in a draft"),
        more=_("Each answer given replaces the one before; the others stay. Nobody can be named by id who is not offered."),
        takes=Answers,
        gives={200: (DraftOut, _("The draft as it is now."))},
        refuses=(404,),
        changes=True,
    )
    def patch(self, request: Request, draft_id: UUID) -> Response:
        given, actor = self.read(Answers), who(request)
        wizard.hold_draft(actor, draft_id)
        before = told_in(queries.draft_of(actor, draft_id))
        new = with_writers(before, checked(actor, before, given))
        return Response(DraftOut(draft_out(actions.save_draft(actor=actor, draft_id=draft_id, answers=new))).data)

    @operation(
        "discard_draft",
        DRAFTS,
        _("Throw a draft away"),
        more=_("Its files go with it, and nothing of it can be read again."),
        gives={204: (None, _("It is gone."))},
        refuses=(404,),
        changes=True,
    )
    def delete(self, request: Request, draft_id: UUID) -> Response:
        actions.discard_draft(actor=who(request), draft_id=draft_id)
        return Response(status=204)


class OffersView(View):
    """Whom one may name by id."""

    ungated = True
    scopes = {"GET": Scope.READ}

    @operation(
        "offers_for_draft",
        DRAFTS,
        _("See whom one may name in a draft"),
        asks=FindPeople,
        gives={200: (OffersOut, _("The people and clients whom the pages offer too."))},
        refuses=(404, 422),
    )
    def get(self, request: Request, draft_id: UUID) -> Response:
        actor = who(request)
        draft = queries.draft_of(actor, draft_id)
        found = wizard.find_people(actor, self.read_query(FindPeople).get("name", ""))
        offers = {
            "people": found.people,
            "receivers": wizard.near_people(actor, told_in(draft)),
            "clients": wizard.known_clients(actor),
            "exceptions": [(str(each.pk), described(each)) for each in to_cite(actor, told_in(draft))],
        }
        shown = {name: [{"id": id_, "name": label} for id_, label in people] for name, people in offers.items()}
        return Response(OffersOut({**shown, "more": found.many}).data)


class DraftFilesView(UploadView):
    """The files of a draft."""

    ungated = True
    scopes = {"POST": Scope.REPORT}

    @operation(
        "add_file_to_draft",
        DRAFTS,
        _("Add a file to a draft"),
        more=_("At most five, 10 MB each. What a file is, its content says."),
        takes={"multipart/form-data": File},
        gives={201: (Made, _("The file is kept, unopened until it is checked."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, draft_id: UUID) -> Response:
        actor = who(request)
        queries.draft_of(actor, draft_id)
        return made(send_file(request, actor, draft_id), reverse("api_reports:draft", args=[draft_id]))


class DraftFileView(View):
    """One file of a draft."""

    ungated = True
    scopes = {"DELETE": Scope.REPORT}

    @operation(
        "remove_file_from_draft",
        DRAFTS,
        _("Take a file out of a draft"),
        gives={204: (None, _("It is gone."))},
        refuses=(404,),
        changes=True,
    )
    def delete(self, request: Request, draft_id: UUID, file_id: UUID) -> Response:
        actions.remove_draft_file(actor=who(request), draft_id=draft_id, file_id=file_id)
        return Response(status=204)


class SubmitView(View):
    """Sending a draft."""

    ungated = True
    scopes = {"POST": Scope.REPORT}

    @operation(
        "submit_report",
        DRAFTS,
        _("Send the report"),
        more=_("Sent twice, it is one report all the same."),
        takes=Nothing,
        gives={201: (Made, _("It was sent: the draft has become a report of the same id."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, draft_id: UUID) -> Response:
        self.read(Nothing)
        report_id = acted(request, lambda: actions.submit_report(actor=who(request), draft_id=draft_id).pk)
        return made(report_id, reverse("api_reports:report", args=[report_id]))


# --- The reports one sent ---------------------------------------------------------------------------------------------------
class ReportsView(ListView):
    """The reports one sent."""

    ungated = True
    scopes = {"GET": Scope.READ}

    @operation(
        "list_reports",
        REPORTS,
        _("List the reports one sent"),
        asks=PageQuery,
        gives={200: (ReportListOut, _("One page of them, newest first."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        asked, rows = self.read_query(PageQuery), queries.reports_by(who(request))
        shown = self.listed("reports", asked, rows, "-submitted_at", shown=line_out, among=rows)
        return Response(ReportListOut(shown).data)


class ReportView(View):
    """One report one sent."""

    ungated = True
    scopes = {"GET": Scope.READ}

    @operation(
        "read_report",
        REPORTS,
        _("Read a report one sent"),
        more=_("Its news counts as read from then on, as on its page."),
        gives={200: (ReportOut, _("The report and its status."))},
        refuses=(404,),
    )
    def get(self, request: Request, report_id: UUID) -> Response:
        actor = who(request)
        sent = queries.own_report(actor, report_id)
        mark_read(person_id=actor.pk, about_id=sent.pk)
        return Response(ReportOut(report_out(sent)).data)


class MessagesView(View):
    """The thread of a report one sent."""

    ungated = True
    scopes = {"GET": Scope.READ, "POST": Scope.REPORT}

    @operation(
        "list_messages",
        REPORTS,
        _("Read the messages"),
        gives={200: (MessageListOut, _("The thread, oldest first."))},
        refuses=(404,),
    )
    def get(self, request: Request, report_id: UUID) -> Response:
        thread = queries.thread_of(queries.own_report(who(request), report_id))
        return Response(MessageListOut({"messages": [message_out(message) for message in thread]}).data)

    @operation(
        "send_message",
        REPORTS,
        _("Write to the person who handles it"),
        takes=Text,
        gives={201: (Made, _("The message was sent."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, report_id: UUID) -> Response:
        text = self.read(Text)["text"]
        sent = acted(request, lambda: actions.send_message(actor=who(request), report_id=report_id, text=text).pk)
        return made(sent, reverse("api_reports:messages", args=[report_id]))


class AdditionsView(View):
    """What is put beside a report later."""

    ungated = True
    scopes = {"POST": Scope.REPORT}

    @operation(
        "add_to_report",
        REPORTS,
        _("Add to a report"),
        more=_("What was told stays as it is."),
        takes=Text,
        gives={201: (Made, _("It was put beside the report."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, report_id: UUID) -> Response:
        text = self.read(Text)["text"]
        added = acted(request, lambda: actions.add_to_report(actor=who(request), report_id=report_id, text=text).pk)
        return made(added, reverse("api_reports:report", args=[report_id]))


class AnswerView(View):
    """The answer to what one was asked."""

    ungated = True
    scopes = {"POST": Scope.REPORT}

    @operation(
        "answer_question",
        REPORTS,
        _("Answer what was asked"),
        takes=Text,
        gives={201: (Made, _("The answer was sent; the clocks run on."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, report_id: UUID) -> Response:
        text = self.read(Text)["text"]
        answer = acted(request, lambda: actions.answer(actor=who(request), report_id=report_id, text=text).pk)
        return made(answer, reverse("api_reports:messages", args=[report_id]))


class WithdrawalView(View):
    """The wish to withdraw."""

    ungated = True
    scopes = {"POST": Scope.REPORT}

    @operation(
        "ask_to_withdraw",
        REPORTS,
        _("Ask to withdraw a report"),
        more=_("The wish counts; what was told is not deleted. Asked twice, it is one wish."),
        takes=Text,
        gives={200: (Made, _("The person who handles it is told."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, report_id: UUID) -> Response:
        reason = self.read(Text)["text"]
        asked = acted(request, lambda: actions.ask_to_withdraw(actor=who(request), report_id=report_id, reason=reason).pk)
        return made(asked, reverse("api_reports:report", args=[report_id]), status=200)


class ReportFilesView(UploadView):
    """Files added after the report was sent."""

    ungated = True
    scopes = {"POST": Scope.REPORT}

    @operation(
        "add_file_to_report",
        REPORTS,
        _("Add a file to a report"),
        more=_("At most five for one report, 10 MB each."),
        takes={"multipart/form-data": File},
        gives={201: (Made, _("The file is kept, unopened until it is checked."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, report_id: UUID) -> Response:
        actor = who(request)
        queries.own_report(actor, report_id)
        return made(send_file(request, actor, report_id), reverse("api_reports:report", args=[report_id]))
