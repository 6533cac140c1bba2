"""The API of the desk: what waits, one report, and the verbs. The same queries, words and actions as the pages."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.grants.choices import Relation
from accounts.staff.api import who
from accounts.staff.models import StaffMember
from boundaries.access.choices import Scope
from boundaries.access.doors import Door
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import RuleViolation
from boundaries.notices.actions import mark_read
from boundaries.web.api import Id, Made, Nothing, Strict, View, Words, made
from boundaries.web.fields import Flag
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, onwards
from boundaries.web.openapi import operation
from incidents.desk import actions, forms, reading
from incidents.desk import queries as desk
from incidents.desk.queries import PRESSING
from incidents.excepted.reading import cited_as_read
from incidents.reports import queries, rules
from incidents.reports.api import SENT, AdditionOut, OfferedOut, Text, answers_out
from incidents.reports.choices import (
    Channel,
    ClockKind,
    Danger,
    PartyRole,
    PartyState,
    ReportKind,
    RouteCause,
)
from incidents.reports.forms import SHORT, TALKED
from incidents.reports.models import Report
from incidents.reports.permissions import ACCESS, ReportPermission
from incidents.reports.wizard import described
from policies.adoption.api import ClauseOut, clause_out
from policies.adoption.queries import cited
from policies.library.choices import Category


# --- What is sent -----------------------------------------------------------------------------------------------------------
class QueueQuery(Strict):
    """How the desk is narrowed down."""

    status = serializers.ListField(child=serializers.ChoiceField(SENT), required=False)
    kind = serializers.ListField(child=serializers.ChoiceField(ReportKind.choices), required=False)
    late = Flag(required=False, help_text=_("Only what is late."))
    mine = Flag(required=False, help_text=_("Only what one handles."))
    reference = Words(
        required=False, allow_blank=True, max_length=forms.LONGEST_REFERENCE, help_text=_("A reference, or its beginning.")
    )
    after = Words(
        required=False, allow_blank=True, max_length=200, help_text=_("Where the page before ended; it says so itself.")
    )


class Reason(Strict):
    """Why."""

    reason = Words(max_length=rules.LONGEST_TEXT, help_text=_("Kept with the report for those who handle it."))


class Reassign(Reason):
    """To whom, and why."""

    to = Id(help_text=_("Somebody who may handle it."))


class Intervene(Text):
    """How one stepped in, and when."""

    happened_at = serializers.DateTimeField(help_text=_("Without a zone, by the organisation's own clock."))


class Person(Strict):
    """A person of the report: a colleague by id, or a name."""

    role = serializers.ChoiceField(PartyRole.choices)
    person = Id(required=False, allow_null=True, help_text=_("A colleague who is offered."))
    name = Words(
        required=False, allow_blank=True, max_length=rules.LONGEST_NAME, help_text=_("A name, where no colleague is meant.")
    )


class Meant(Strict):
    """Who is meant."""

    state = serializers.ChoiceField([choice for choice in PartyState.choices if choice[0] != PartyState.UNRESOLVED])
    person = Id(required=False, allow_null=True, help_text=_("A colleague who is offered, where one is meant."))


class OffersQuery(Strict):
    """Whom to look for."""

    name = Words(required=False, allow_blank=True, max_length=SHORT, help_text=_("Part of a colleague's name."))
    party = Id(required=False, help_text=_("A person of the report who is not yet clear: those who may be meant are given."))


# --- What is answered -------------------------------------------------------------------------------------------------------
class QueueLineOut(serializers.Serializer[Any]):
    """A report in the list."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    kind = serializers.ChoiceField(ReportKind.choices)
    status = serializers.ChoiceField(SENT)
    danger = serializers.ChoiceField(Danger.choices)
    serious = serializers.BooleanField()
    about = serializers.CharField(help_text=_("Whom it is about, as far as that is clear."))
    waits = serializers.CharField(help_text=_("Why it stands still, where it does."))
    handler = serializers.CharField(allow_null=True, help_text=_("Who handles it."))
    mine = serializers.BooleanField(help_text=_("One handles it oneself."))
    unread = serializers.BooleanField(help_text=_("There is news about it."))
    submitted_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    time_left = serializers.CharField(help_text=_("The working time left, in words."))
    url = serializers.CharField()


class CountsOut(serializers.Serializer[Any]):
    """How much there is on the desk. No more than 1,000 are counted, the least time left first."""

    all = serializers.IntegerField(help_text=_("1,001 where there are more than 1,000."))
    new = serializers.IntegerField()
    late = serializers.IntegerField()
    waiting = serializers.IntegerField()


class QueueOut(PageOut):
    """One page of the desk: at most 25 reports, the least time left first."""

    counts = CountsOut()
    reports = QueueLineOut(many=True)


class StoryOut(serializers.Serializer[Any]):
    """What was told, unchanged. What could betray who asked for confidence is left out."""

    saw = serializers.CharField(required=False)
    told = serializers.CharField(required=False)
    think = serializers.CharField(required=False)
    when = serializers.CharField(required=False)
    when_date = serializers.CharField(required=False)
    where = serializers.CharField(required=False)
    channel = serializers.ChoiceField(Channel.choices, required=False, allow_blank=True)
    categories = serializers.ListField(child=serializers.ChoiceField(Category.choices), required=False)
    done = serializers.CharField(required=False)
    talked = serializers.ChoiceField(TALKED, required=False, allow_blank=True)
    not_to_receive = serializers.ListField(child=serializers.CharField(), required=False, help_text=_("By name."))


OPEN_ONLY = ("talked", "not_to_receive")
"""What is told of a report only where its reporter gave their name: whom they fear, and whether they spoke with their manager."""


class PartyOut(serializers.Serializer[Any]):
    """Somebody the report is about, who may be involved, or who saw it."""

    id = serializers.UUIDField()
    role = serializers.ChoiceField(PartyRole.choices)
    state = serializers.ChoiceField(PartyState.choices)
    person = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()


class StepOut(serializers.Serializer[Any]):
    """One step on the way: who was considered, and what came of it."""

    who = serializers.CharField()
    place = serializers.CharField()
    verdict = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())


class RouteOut(serializers.Serializer[Any]):
    """One decision on who takes the report."""

    cause = serializers.ChoiceField(RouteCause.choices)
    at = serializers.DateTimeField()
    result = serializers.CharField()
    reason = serializers.CharField(help_text=_("What whoever decided wrote, where somebody did."))
    steps = StepOut(many=True)


class DeskMessageOut(serializers.Serializer[Any]):
    """A message: colleagues by name, the reporter by role."""

    text = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    mine = serializers.BooleanField()


class DeskFileOut(serializers.Serializer[Any]):
    """A file that came with the report. Nobody has opened it."""

    name = serializers.CharField()
    size = serializers.IntegerField()
    at = serializers.DateTimeField()


class InterventionOut(serializers.Serializer[Any]):
    """How somebody stepped in."""

    text = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField()
    recorded_at = serializers.DateTimeField()


class ClockOut(serializers.Serializer[Any]):
    """A clock of the report."""

    clock = serializers.ChoiceField(ClockKind.choices, source="kind")
    due_at = serializers.DateTimeField(allow_null=True, help_text=_("null while it waits, and once it is met."))
    met_at = serializers.DateTimeField(allow_null=True)
    escalated_at = serializers.DateTimeField(allow_null=True)


class DeskLineOut(serializers.Serializer[Any]):
    """One act on the report."""

    at = serializers.DateTimeField()
    sentence = serializers.CharField()
    by = serializers.CharField(help_text=_("As far as one may know."))
    whom = serializers.CharField(help_text=_("Who was told or got it; empty where the act is not about anybody."))


class VerbOut(serializers.Serializer[Any]):
    """Something one may do now."""

    verb = serializers.CharField()
    url = serializers.CharField(help_text=_("Where to send it."))


class OpeningOut(serializers.Serializer[Any]):
    """Somebody opened the report; once a day each, in an emergency each time."""

    at = serializers.DateTimeField()
    name = serializers.CharField()
    relation = serializers.CharField()


class DeskExceptionOut(serializers.Serializer[Any]):
    """An approved exception that the report cites, and what was said to the question whether to pause it."""

    id = serializers.UUIDField(help_text=_("Of the citation, by which the question is answered."))
    name = serializers.CharField(source="label", help_text=_("What, for whom, when; empty where you may not read it."))
    words = serializers.CharField(help_text=_("What was agreed, in the words meant for the team."))
    status = serializers.CharField(default="", help_text=_("How it stands, in words."))
    said = serializers.CharField(help_text=_("What was said last; empty while nobody has."))


class DeskReportOut(QueueLineOut):
    """One report, with everything one may know of it."""

    reporter = serializers.CharField(allow_null=True, help_text=_("null where they asked for confidence."))
    in_confidence = serializers.BooleanField()
    why = serializers.CharField(help_text=_("Why it stands on one's desk, where one does not handle it."))
    emergency_until = serializers.DateTimeField(
        allow_null=True, help_text=_("Until when one reads it in an emergency, where one does.")
    )
    withdrawal_asked_at = serializers.DateTimeField(allow_null=True)
    story = StoryOut()
    clauses = ClauseOut(many=True, help_text=_("The clauses in force when it was sent that speak of it, the strictest first."))
    exceptions = DeskExceptionOut(many=True, help_text=_("The approved exceptions it cites."))
    people = PartyOut(many=True)
    affected = serializers.ListField(child=serializers.CharField())
    routes = RouteOut(many=True)
    messages = DeskMessageOut(many=True)
    additions = AdditionOut(many=True)
    files = DeskFileOut(many=True)
    interventions = InterventionOut(many=True)
    clocks = ClockOut(many=True)
    timeline = DeskLineOut(many=True)
    readings = OpeningOut(many=True, help_text=_("Who opened it, the newest first."))
    verbs = VerbOut(many=True)


class DeskOffersOut(serializers.Serializer[Any]):
    """Whom one may name by id."""

    people = OfferedOut(many=True, help_text=_("Colleagues who may be added, or may be meant."))
    more = serializers.BooleanField(help_text=_("There are more than are given."))
    handlers = OfferedOut(many=True, help_text=_("Those to whom the report may be handed."))


# --- From one to the other ----------------------------------------------------------------------------------------------------
def lines_out(actor: StaffMember, reports: list[Report]) -> list[dict[str, Any]]:
    """The reports of one page, each as its line reads; a fixed number of questions to the database."""
    calendar, moment = actor.organisation.calendar(), now()
    news, about = desk.with_news(actor, reports), reading.about_lines(reports)
    return [
        {
            "id": report.pk,
            "reference": report.reference,
            "kind": report.kind,
            "status": report.status,
            "danger": report.danger,
            "serious": report.serious,
            "about": about[report.pk],
            "waits": reading.waits_words(report),
            "handler": report.handler.name if report.handler else None,
            "mine": report.handler_id == actor.pk,
            "unread": report.pk in news,
            "submitted_at": report.submitted_at,
            "due_at": report.due_at,
            "time_left": reading.time_left(calendar, report, moment).words,
            "url": reverse("api_desk:report", args=[report.pk]),
        }
        for report in reports
    ]


def report_out(actor: StaffMember, report: Report) -> dict[str, Any]:
    """Everything one may know of a report on one's desk."""
    thread, routes, relation = queries.thread_of(report), desk.routes_of(report), desk.relation_of(actor, report)
    authors = reading.authors_of(thread)
    kept_out = [] if report.in_confidence else report.story.get("not_to_receive", [])
    ids = reading.ids_on_routes(routes) | set(authors.values()) | {UUID(each) for each in kept_out}
    names = desk.people_named(report, ids)
    return lines_out(actor, [report])[0] | {
        "reporter": queries.reporter_label(report) or None,
        "in_confidence": report.in_confidence,
        "why": reading.why_on_desk(report, relation, actor),
        "emergency_until": desk.emergency_until(actor, report) if relation == Relation.EMERGENCY else None,
        "withdrawal_asked_at": report.withdrawal_asked_at,
        "story": story_out(report, [reading.name_in(names, each) for each in kept_out]),
        "clauses": [clause_out(each) for each in cited(report.organisation_id, report.clauses)],
        "exceptions": cited_as_read(actor, report, may_consider=False),
        "people": [
            {
                "id": party.pk,
                "role": party.role,
                "state": party.state,
                "person": party.person_id,
                "name": described(party.person) if party.person else party.name,
            }
            for party in desk.parties_of(report)
        ],
        "affected": reading.affected_rows(desk.affected_of(report), relation),
        "routes": [reading.route_as_read(report, route, names) | {"cause": route.cause} for route in routes],
        "messages": reading.thread_as_read(thread, authors, names, actor),
        "additions": report.additions.order_by("added_at", "id"),
        "files": reading.files_as_read(queries.files_of(report)),
        "interventions": reading.notes_as_read(desk.interventions_of(report)),
        "clocks": desk.clocks_of(report),
        "timeline": [
            {"at": line.at, "sentence": line.sentence, "by": line.actor, "whom": line.whom}
            for line in queries.timeline(actor, report)
        ],
        "readings": desk.readings_of(report),
        "verbs": verbs_out(actor, report),
    }


def story_out(report: Report, kept_out: list[str]) -> dict[str, Any]:
    """What was told, but for the people, who stand beside it, and what would betray a confidence."""
    hidden = OPEN_ONLY if report.in_confidence else ()
    told = {**answers_out(report.story), "not_to_receive": kept_out}
    return {name: told[name] for name in StoryOut().get_fields() if name in told and name not in hidden}


VERBS: dict[ReportPermission, str] = {
    ReportPermission.ACKNOWLEDGE: "acknowledge",
    ReportPermission.ASK: "ask",
    ReportPermission.TAKE_UP: "take_up",
    ReportPermission.MESSAGE: "message",
    ReportPermission.RECUSE: "recuse",
    ReportPermission.REASSIGN: "reassign",
    ReportPermission.INTERVENE: "intervene",
    ReportPermission.ADD_PARTY: "add_party",
}
"""The verbs and the addresses of the same name; making clear who is meant has one for each person."""


def verbs_out(actor: StaffMember, report: Report) -> list[dict[str, str]]:
    """What the actor may do now, and where to send it."""
    offered = desk.offered(actor, report)
    verbs = [
        {"verb": name, "url": reverse(f"api_desk:{name}", args=[report.pk])}
        for permission, name in VERBS.items()
        if permission in offered
    ]
    if ReportPermission.RESOLVE_PARTY in offered:
        unclear = report.parties.filter(state=PartyState.UNRESOLVED).order_by("added_at", "id").values_list("pk", flat=True)
        verbs += [
            {"verb": "resolve_party", "url": reverse("api_desk:resolve_party", args=[report.pk, party_id])}
            for party_id in unclear
        ]
    if ReportPermission.CONSIDER in offered:
        for line in cited_as_read(actor, report, may_consider=True):
            for name in ("pause", "leave"):
                if line[f"{name}_url"]:
                    url = reverse(f"api_excepted:{name}", args=[report.pk, line["id"]])
                    verbs.append({"verb": f"{name}_exception", "url": url})
    return verbs


def check_offered(actor: StaffMember, person_id: UUID | None) -> None:
    """Raise RuleViolation for a colleague whom the pages would not offer, whether there is such a person or not."""
    if person_id not in {None, actor.pk} and not desk.colleagues_of(actor).filter(pk=person_id).exists():
        raise RuleViolation("party.unknown", _("Choose the person again."), field="person")


# --- The list and one report --------------------------------------------------------------------------------------------------
DESK = _("The desk")


class QueueView(View):
    """What waits."""

    ungated = True
    door = Door.SIGNED_IN
    scopes = {"GET": Scope.READ}

    @operation(
        "list_desk",
        DESK,
        _("List what is on one's desk"),
        more=_("The least time left first, 25 at a time; what waits for nobody's clock comes last."),
        asks=QueueQuery,
        gives={200: (QueueOut, _("One page of the desk."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(QueueQuery)
        form = forms.QueueForm({"reference": asked.get("reference", "")})
        form.is_valid()
        page = queries.queue(
            actor,
            statuses=asked.get("status", []),
            kinds=asked.get("kind", []),
            late=asked.get("late", False),
            mine=asked.get("mine", False),
            reference=form.cleaned_data["reference"],
            after=asked.get("after", ""),
        )
        shown = {"counts": queries.desk_counts(actor), "reports": lines_out(actor, page.reports), **onwards(request, page.after)}
        return Response(QueueOut(shown).data)


class ReportView(View):
    """One report."""

    ungated = PRESSING
    door = Door.SIGNED_IN
    scopes = {"GET": Scope.READ}

    @operation(
        "read_desk_report",
        DESK,
        _("Read a report on one's desk"),
        more=_("That one opened it is written down, and its news counts as read from then on."),
        gives={200: (DeskReportOut, _("The report, and what one may do."))},
        refuses=(404,),
    )
    def get(self, request: Request, report_id: UUID) -> Response:
        actor = who(request)
        report = actions.open_report(actor=actor, report_id=report_id)
        shown = DeskReportOut(report_out(actor, report)).data
        mark_read(person_id=actor.pk, about_id=report.pk)
        return Response(shown)


class OffersView(View):
    """Whom one may name by id."""

    ungated = PRESSING
    door = Door.SIGNED_IN
    scopes = {"GET": Scope.READ}

    @operation(
        "offers_for_desk_report",
        DESK,
        _("See whom one may name in a report"),
        asks=OffersQuery,
        gives={200: (DeskOffersOut, _("The people whom the pages offer too."))},
        refuses=(404, 422),
    )
    def get(self, request: Request, report_id: UUID) -> Response:
        actor, asked = who(request), self.read_query(OffersQuery)
        report = queries.report_for(actor, report_id)
        found = desk.FoundPeople([], many=False)
        if ACCESS.allows(actor, ReportPermission.ADD_PARTY, report):
            found = desk.find_staff(actor, asked.get("name", ""))
            if "party" in asked:
                found = desk.alike_staff(actor, str(desk.party_of(report, asked["party"]).name))
        handlers: list[StaffMember] = []
        if ACCESS.allows(actor, ReportPermission.REASSIGN, report):
            handlers = queries.people_eligible(actor, report)
            prefetch_related_objects(handlers, "team")
        shown = {"people": found.people, "handlers": handlers}
        offers = {name: [{"id": each.pk, "name": described(each)} for each in people] for name, people in shown.items()}
        return Response(DeskOffersOut({**offers, "more": found.many}).data)


# --- The verbs --------------------------------------------------------------------------------------------------------------
def verb(name: str, summary: Any, done: Any, *, more: Any = "", takes: type[Strict] = Nothing, status: int = 201) -> Any:
    """Describe a verb."""
    gives = {status: (Made, done)}
    return operation(name, DESK, summary, more=more, takes=takes, gives=gives, refuses=(403, 404, 409), once=True)


class VerbView(View):
    """One verb about one report."""

    ungated = PRESSING
    door = Door.SIGNED_IN
    scopes = {"POST": Scope.HANDLE}

    def carry_out(self, act: Callable[[], UUID], *, back: str, status: int = 201) -> Response:
        """Do it once, however often it is sent with its key."""
        return made(acted(self.request, act), back, status=status)

    @staticmethod
    def to_report(report_id: UUID) -> str:
        """Back to the report."""
        return reverse("api_desk:report", args=[report_id])


class AcknowledgeView(VerbView):
    """Saying that it has been read."""

    @verb("acknowledge", _("Acknowledge a report"), _("The reporter is told that it has been read."), status=200)
    def post(self, request: Request, report_id: UUID) -> Response:
        self.read(Nothing)
        return self.carry_out(
            lambda: actions.acknowledge(actor=who(request), report_id=report_id).pk, back=self.to_report(report_id), status=200
        )


class TakeUpView(VerbView):
    """Going on without waiting any longer."""

    @verb("take_up", _("Take a report into triage"), _("It is in triage; a clock that waited runs on."), status=200)
    def post(self, request: Request, report_id: UUID) -> Response:
        self.read(Nothing)
        return self.carry_out(
            lambda: actions.take_up(actor=who(request), report_id=report_id).pk, back=self.to_report(report_id), status=200
        )


class AskView(VerbView):
    """A question to the reporter."""

    @verb("ask", _("Ask the reporter for more"), _("The question was sent; the clocks wait for the answer."), takes=Text)
    def post(self, request: Request, report_id: UUID) -> Response:
        text = self.read(Text)["text"]
        return self.carry_out(
            lambda: actions.ask(actor=who(request), report_id=report_id, text=text).pk, back=self.to_report(report_id)
        )


class MessageView(VerbView):
    """A message to the reporter."""

    @verb(
        "message",
        _("Write to the reporter"),
        _("The message was sent."),
        more=_("The first one counts as the first contact."),
        takes=Text,
    )
    def post(self, request: Request, report_id: UUID) -> Response:
        text = self.read(Text)["text"]
        return self.carry_out(
            lambda: actions.send_message(actor=who(request), report_id=report_id, text=text).pk, back=self.to_report(report_id)
        )


class RecuseView(VerbView):
    """Stepping aside."""

    @verb(
        "recuse",
        _("Step aside"),
        _("The report is closed to oneself, and goes on to the next in the route."),
        takes=Reason,
        status=200,
    )
    def post(self, request: Request, report_id: UUID) -> Response:
        reason = self.read(Reason)["reason"]

        def act() -> UUID:
            actions.recuse(actor=who(request), report_id=report_id, reason=reason)
            return report_id

        return self.carry_out(act, back=reverse("api_desk:queue"), status=200)


class ReassignView(VerbView):
    """Handing it on."""

    @verb(
        "reassign",
        _("Hand a report to somebody else"),
        _("It was handed over; unless one takes it oneself, it is no longer on one's desk."),
        more=_("Only those may take it who are offered."),
        takes=Reassign,
        status=200,
    )
    def post(self, request: Request, report_id: UUID) -> Response:
        told = self.read(Reassign)
        return self.carry_out(
            lambda: actions.reassign(actor=who(request), report_id=report_id, to_id=told["to"], reason=told["reason"]).pk,
            back=reverse("api_desk:queue"),
            status=200,
        )


class InterveneView(VerbView):
    """How one stepped in."""

    @verb(
        "intervene",
        _("Record how one stepped in"),
        _("It is kept with the report; the reporter does not see it."),
        takes=Intervene,
    )
    def post(self, request: Request, report_id: UUID) -> Response:
        told = self.read(Intervene)
        return self.carry_out(
            lambda: (
                actions.intervene(actor=who(request), report_id=report_id, text=told["text"], happened_at=told["happened_at"]).pk
            ),
            back=self.to_report(report_id),
        )


class PeopleView(VerbView):
    """The people of a report."""

    @verb(
        "add_party",
        _("Add a person to a report"),
        _("The person was added; the route follows at once."),
        more=_("A colleague who is added does not see the report from then on. Naming oneself is stepping aside."),
        takes=Person,
    )
    def post(self, request: Request, report_id: UUID) -> Response:
        told, actor = self.read(Person), who(request)
        person_id, name = told.get("person"), told.get("name", "")

        def act() -> UUID:
            queries.report_for(actor, report_id)
            check_offered(actor, person_id)
            role = PartyRole(told["role"])
            return actions.add_party(actor=actor, report_id=report_id, role=role, person_id=person_id, name=name).pk

        return self.carry_out(act, back=self.to_report(report_id))


class PartyView(VerbView):
    """One person of a report."""

    @verb(
        "resolve_party",
        _("Make clear who is meant"),
        _("It is clear now; the report goes on to the person it belongs to."),
        takes=Meant,
        status=200,
    )
    def post(self, request: Request, report_id: UUID, party_id: UUID) -> Response:
        told, actor = self.read(Meant), who(request)

        def act() -> UUID:
            queries.report_for(actor, report_id)
            check_offered(actor, told.get("person"))
            state, person_id = PartyState(told["state"]), told.get("person")
            return actions.resolve_party(actor=actor, report_id=report_id, party_id=party_id, state=state, person_id=person_id).pk

        return self.carry_out(act, back=self.to_report(report_id), status=200)
