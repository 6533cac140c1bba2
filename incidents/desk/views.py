"""The supervisor's desk: what waits, one report with everything one may do about it, and a page for each verb."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Model, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.grants.choices import Relation
from accounts.organisations.queries import today
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.access.doors import Door, opened_to
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from boundaries.notices.actions import mark_read
from boundaries.web.act_once import act_once, has_acted
from boundaries.web.kept_forms import keep_url, kept_values, page_form
from incidents.desk import actions, forms, reading
from incidents.desk import queries as desk
from incidents.desk.queries import PRESSING
from incidents.excepted.reading import cited_as_read
from incidents.reports import queries
from incidents.reports.choices import PartyRole, PartyState, ReportStatus
from incidents.reports.forms import AS_WRITTEN
from incidents.reports.models import Report
from incidents.reports.permissions import ACCESS, ReportPermission
from incidents.reports.wizard import described, read_names
from policies.adoption.queries import cited
from policies.adoption.views import lines

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Act: TypeAlias = Callable[[], Model | None]


class DoneAlready(Exception):
    """The same words from the same opened page have been carried out, and took the report from this desk."""


def page_methods(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a verb. A second click after the report has left the desk leads to where the first one led."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, report_id: UUID, **more: UUID) -> HttpResponse:
        try:
            return view(request, report_id, **more)
        except DoneAlready:
            return redirect("desk:queue")

    return guarded


def actor_of(request: HttpRequest) -> StaffMember:
    """Who is asking. Sign-in is required before any view runs, so somebody is."""
    actor: StaffMember = request.actor  # type: ignore[attr-defined]  # set by accounts.signin.middleware
    return actor


# --- The list -----------------------------------------------------------------------------------------------------------
@opened_to(Door.SIGNED_IN, ungated=True)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = forms.QueueForm(request.GET)
    in_order = form.is_valid()
    chosen = form.cleaned_data
    queries.remember_counts(actor)
    shown = queries.queue(
        actor,
        statuses=chosen.get("status", []),
        kinds=chosen.get("kind", []),
        late=chosen.get("late", False),
        mine=chosen.get("mine", False),
        reference=chosen.get("reference", ""),
        after=request.GET.get("after", ""),
    )
    selected = selected_filters(request, form)
    context = {
        "rows": queue_rows(actor, shown.reports),
        "counts": count_links(queries.desk_counts(actor), {name: value for name, value in chosen.items() if value}),
        "filter_form": form,
        "selected": selected,
        "first_url": address_with(request) if request.GET.get("after") else "",
        "next_url": address_with(request, after=shown.after) if shown.after else "",
    }
    return render(request, "incidents/desk/queue.html", context, status=200 if in_order else 422)


def queue_rows(actor: StaffMember, reports: list[Report]) -> list[dict[str, Any]]:
    """The reports of one page of the list, each as its row reads."""
    calendar, moment = actor.organisation.calendar(), now()
    news, about = desk.with_news(actor, reports), reading.about_lines(reports)
    return [
        {
            "url": reverse("desk:report", args=[report.pk]),
            "reference": report.reference,
            "received_at": report.submitted_at,
            "kind": reading.kind_of(report),
            "about": about[report.pk],
            "waits": reading.waits_words(report),
            "handled_by": reading.handled_by(report, actor),
            "marks": reading.marks_of(report),
            "status": reading.status_of(report),
            "left": reading.time_left(calendar, report, moment),
            "due_at": report.due_at,
            "unread": report.pk in news,
        }
        for report in reports
    ]


def address_with(request: HttpRequest, name: str = "desk:queue", **more: str) -> str:
    """The address of a list with the same filters."""
    kept = [(key, value) for key, values in request.GET.lists() if key != "after" for value in values if value]
    return f"{reverse(name)}?{urlencode([*kept, *more.items()])}".removesuffix("?")


def count_links(counts: queries.DeskCounts, chosen: dict[str, Any]) -> list[dict[str, Any]]:
    """How much there is of each, leading to exactly that."""
    links: list[tuple[str, int, dict[str, Any]]] = [
        (_("All"), counts.all, {}),
        (_("New"), counts.new, {"status": [ReportStatus.SUBMITTED]}),
        (_("Late"), counts.late, {"late": True}),
        (_("Waiting for an answer"), counts.waiting, {"status": [ReportStatus.WAITING]}),
    ]
    return [
        {
            "label": label,
            "count": count,
            "words": queries.as_counted(count),
            "url": f"{reverse('desk:queue')}?{query}" if (query := urlencode(asked(filters))) else reverse("desk:queue"),
            "current": chosen == filters,
        }
        for label, count, filters in links
    ]


def asked(filters: dict[str, Any]) -> list[tuple[str, str]]:
    """Filters as an address says them."""
    pairs = [(name, value if isinstance(value, list) else [forms.ON]) for name, value in filters.items()]
    return [(name, str(each)) for name, values in pairs for each in values]


def selected_filters(request: HttpRequest, form: forms.QueueForm, at: str = "desk:queue") -> list[dict[str, str]]:
    """What the list is narrowed down by, each with the address of the list without it."""
    given = [(name, value) for name, values in request.GET.lists() if name in form.fields for value in values if value]
    tags = []
    for name, value in given:
        if not form.cleaned_data.get(name):
            continue
        field = form.fields[name]
        label = str(
            dict(getattr(field, "choices", ())).get(value, form.cleaned_data[name] if name == "reference" else field.label)
        )
        rest = [pair for pair in given if pair != (name, value)]
        tags.append({"label": label, "remove_url": f"{reverse(at)}?{urlencode(rest)}"})
    return tags


# --- One report ---------------------------------------------------------------------------------------------------------
@opened_to(Door.SIGNED_IN, ungated=PRESSING)
@require_safe
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = actions.open_report(actor=actor, report_id=report_id)
    mark_read(person_id=actor.pk, about_id=found.pk)
    return render(request, "incidents/desk/report.html", report_page(actor, found))


def report_page(actor: StaffMember, report: Report) -> dict[str, Any]:
    """Everything the page of one report shows to this person."""
    offered, relation = desk.offered(actor, report), desk.relation_of(actor, report)
    content = content_of(actor, report, relation=relation, offered=offered)
    first = reading.next_step(report, offered, parties=content["parties"], thread=content["said"], noted=bool(content["notes"]))
    return content | {
        "why": reading.why_on_desk(report, relation, actor),
        "emergency": desk.emergency_until(actor, report) if relation == Relation.EMERGENCY else None,
        "next": first,
        "readings": desk.readings_of(report),
        "verbs": [link for link in reading.verb_links(report, offered) if link["name"] != first.name],
    }


def content_of(
    actor: StaffMember, report: Report, *, relation: Relation | None, offered: Collection[ReportPermission]
) -> dict[str, Any]:
    """What a report holds, as a page shows it to somebody who may read it."""
    parties, thread, routes = desk.parties_of(report), queries.thread_of(report), desk.routes_of(report)
    authors = reading.authors_of(thread)
    names = desk.people_named(report, reading.ids_on_routes(routes) | set(authors.values()))
    calendar, moment = report.organisation.calendar(), now()
    latest, earlier = reading.timeline_as_read(queries.timeline(actor, report))
    return {
        "report": report,
        "kind": reading.kind_of(report),
        "status": reading.status_of(report),
        "marks": reading.marks_of(report),
        "left": reading.time_left(calendar, report, moment),
        "waits": reading.waits_words(report),
        "parties": parties,
        "said": thread,
        "tellings": reading.tellings_of(report),
        "facts": reading.facts_rows(report, read_names(report.organisation_id, report.story), queries.reporter_label(report)),
        "clauses": clauses_of(actor, report),
        "people": reading.people_rows(report, parties, may_resolve=ReportPermission.RESOLVE_PARTY in offered),
        "affected": reading.affected_rows(desk.affected_of(report), relation),
        "routes": [reading.route_as_read(report, route, names) for route in routes],
        "thread": reading.thread_as_read(thread, authors, names, actor),
        "exceptions": cited_as_read(actor, report, may_consider=ReportPermission.CONSIDER in offered),
        "additions": report.additions.order_by("added_at", "id"),
        "files": reading.files_as_read(queries.files_of(report)),
        "notes": reading.notes_as_read(desk.interventions_of(report)),
        "clocks": reading.clocks_as_read(desk.clocks_of(report), calendar, moment),
        "entries": latest,
        "earlier": earlier,
    }


def clauses_of(actor: StaffMember, report: Report) -> list[dict[str, Any]]:
    """The clauses a report cites (IN-12); an outside contact reads them here, and has no library to be led to."""
    shown = lines(cited(report.organisation_id, report.clauses))
    return [each | {"url": ""} for each in shown] if actor.kind == StaffKind.OUTSIDE else shown


# --- A page for each verb -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class VerbWords:
    """What the page of a verb says."""

    permission: ReportPermission
    title: StrOrPromise
    lead: tuple[StrOrPromise, ...]
    button: StrOrPromise
    done: StrOrPromise
    warning: bool = False


@dataclass
class Turn:
    """One verb about one report, as one request meets it. Raises NotVisible for whoever may not see the report."""

    request: HttpRequest
    report_id: UUID
    words: VerbWords

    def __post_init__(self) -> None:
        self.actor = actor_of(self.request)
        try:
            self.report = actions.open_page(actor=self.actor, report_id=self.report_id)
        except NotVisible:
            if self.request.method == "POST" and has_acted(self.request):
                raise DoneAlready from None
            raise
        if self.request.method != "POST":
            ACCESS.require(self.actor, self.words.permission, self.report)

    @property
    def typed(self) -> Any:
        """What was typed so far: sent now, or kept from before."""
        return (self.request.POST if self.request.method == "POST" else kept_values(self.request)) or {}

    @property
    def sought(self) -> str:
        """The name that is looked for."""
        return " ".join(str(self.typed.get("query", "")).replace("\0", "").split())

    def answer(self, form: forms.VerbForm, act: Act, **more: Any) -> HttpResponse:
        """Show the page, or do what it says; whatever is refused stands on it beside what was typed."""
        if self.request.method != "POST":
            return self.show(form, **more) if desk.is_possible(self.words.permission, self.report) else self.too_early_or_late()
        if self.request.POST.get("act") == "find":
            return self.show(form, status=200 if form.judge_only("query") else 422, **more)
        return self.carry_out(form, act, **more) if form.is_valid() else self.show(form, status=422, **more)

    def carry_out(self, form: forms.VerbForm, act: Act, **more: Any) -> HttpResponse:
        """Do it, once. What a rule refuses stands beside its field; what came too late is said, and no typed word is lost."""

        def act_and_name() -> UUID:
            made = act()
            id_: UUID = self.report.pk if made is None else made.pk
            return id_

        try:
            act_once(self.request, act_and_name)
        except RuleViolation as refusal:
            form.explain(refusal)
            return self.show(form, status=422, **more)
        except (MoveRefused, Forbidden) as refusal:
            if not form.fields:
                messages.info(self.request, self.where_it_stands())
                return redirect("desk:report", self.report.pk)
            form.add_error(None, _("%(why)s What you wrote still stands here.") % {"why": self.where_it_stands()})
            return self.show(form, status=refusal.status, **more)
        return self.done()

    def show(self, form: forms.VerbForm, *, status: int = 200, **more: Any) -> HttpResponse:
        """The page of the verb."""
        context = {
            "form": form,
            "words": self.words,
            "report": self.report,
            "kind": reading.kind_of(self.report),
            "back_url": reverse("desk:report", args=[self.report.pk]),
            "autosave_url": keep_url(self.request) if form.fields else "",
            "emergency": desk.emergency_until(self.actor, self.report),
            **more,
        }
        return render(self.request, "incidents/desk/verb.html", context, status=status)

    def where_it_stands(self) -> str:
        """Why something cannot be done any more, in words."""
        self.report = queries.report_for(self.actor, self.report.pk)
        if not ACCESS.allows(self.actor, self.words.permission, self.report):
            return _("This was not done: you do not handle this report now.")
        words = _("This was not done: the report is now “%(status)s”. Somebody may have acted while you were reading.")
        return words % {"status": self.report.get_status_display()}

    def too_early_or_late(self) -> HttpResponse:
        """The status leaves no room for the verb: say so on the report."""
        words = _("This cannot be done at this stage: the report is “%(status)s”.")
        messages.info(self.request, words % {"status": self.report.get_status_display()})
        return redirect("desk:report", self.report.pk)

    def done(self) -> HttpResponse:
        """Back to the report, or to the list where it is not one's own any more: only its reference is named there."""
        if desk.is_on_desk(self.actor, self.report.pk):
            messages.success(self.request, self.words.done)
            return redirect("desk:report", self.report.pk)
        words = _("%(done)s %(reference)s is no longer on your desk.")
        messages.success(self.request, words % {"done": self.words.done, "reference": self.report.reference})
        return redirect("desk:queue")


ACKNOWLEDGE = VerbWords(
    permission=ReportPermission.ACKNOWLEDGE,
    title=gettext_lazy("Acknowledge the report"),
    lead=(
        gettext_lazy("The reporter is told that somebody has read what they sent. The clock for acknowledging stops."),
        gettext_lazy("You need not have an answer yet. Next, get in touch with them."),
    ),
    button=gettext_lazy("Acknowledge it"),
    done=gettext_lazy("The report is acknowledged, and the reporter is told."),
)


@opened_to(Door.SIGNED_IN, ungated=PRESSING)
@page_methods
def acknowledge(request: HttpRequest, report_id: UUID) -> HttpResponse:
    turn = Turn(request, report_id, ACKNOWLEDGE)
    form = page_form(request, forms.ConfirmForm)
    return turn.answer(form, lambda: actions.acknowledge(actor=turn.actor, report_id=report_id))


TAKE_UP = VerbWords(
    permission=ReportPermission.TAKE_UP,
    title=gettext_lazy("Take it into triage"),
    lead=(
        gettext_lazy(
            "You begin to look into it. Where you have asked the reporter something, you no longer wait for the answer."
        ),
        gettext_lazy("They may still answer or write to you, and a clock that waited runs on."),
    ),
    button=gettext_lazy("Take it into triage"),
    done=gettext_lazy("The report is in triage."),
)


@opened_to(Door.SIGNED_IN, ungated=PRESSING)
@page_methods
def take_up(request: HttpRequest, report_id: UUID) -> HttpResponse:
    turn = Turn(request, report_id, TAKE_UP)
    form = page_form(request, forms.ConfirmForm)
    return turn.answer(form, lambda: actions.take_up(actor=turn.actor, report_id=report_id))


ASK = VerbWords(
    permission=ReportPermission.ASK,
    title=gettext_lazy("Ask the reporter for more"),
    lead=(
        gettext_lazy("They read your question and may answer it. Until they do, the clock waits."),
        gettext_lazy("Ask for what you need to know, not for proof. “I do not know” is an answer too."),
    ),
    button=gettext_lazy("Send the question"),
    done=gettext_lazy("Your question was sent. The clock waits for the answer."),
)


@opened_to(Door.SIGNED_IN, ungated=PRESSING)
@page_methods
def ask(request: HttpRequest, report_id: UUID) -> HttpResponse:
    turn = Turn(request, report_id, ASK)
    form = page_form(request, forms.TextForm, label=_("Your question"))
    return turn.answer(form, lambda: actions.ask(actor=turn.actor, report_id=report_id, text=form.cleaned_data["text"]))


MESSAGE = VerbWords(
    permission=ReportPermission.MESSAGE,
    title=gettext_lazy("Write to the reporter"),
    lead=(
        gettext_lazy("They see you as “the person handling this report”. Your first message counts as the first contact."),
        gettext_lazy(
            "Say what happens next and when they will hear from you. If you need an answer to go on, ask a question instead."
        ),
    ),
    button=gettext_lazy("Send the message"),
    done=gettext_lazy("Your message was sent."),
)


@opened_to(Door.SIGNED_IN, ungated=PRESSING)
@page_methods
def message(request: HttpRequest, report_id: UUID) -> HttpResponse:
    turn = Turn(request, report_id, MESSAGE)
    form = page_form(request, forms.TextForm, label=_("Your message"))
    return turn.answer(form, lambda: actions.send_message(actor=turn.actor, report_id=report_id, text=form.cleaned_data["text"]))


RECUSE = VerbWords(
    permission=ReportPermission.RECUSE,
    title=gettext_lazy("Step aside"),
    lead=(
        gettext_lazy("Step aside if you are part of it, are close to somebody who is, or would not be free to be fair."),
        gettext_lazy("At once you will not see this report any more, and you cannot undo it."),
        gettext_lazy("If you handle it, it goes to the next person in the route straight away. Nobody will think less of you."),
    ),
    button=gettext_lazy("Step aside"),
    done=gettext_lazy("You have stepped aside."),
    warning=True,
)


@opened_to(Door.SIGNED_IN, ungated=PRESSING)
@page_methods
def recuse(request: HttpRequest, report_id: UUID) -> HttpResponse:
    turn = Turn(request, report_id, RECUSE)
    form = page_form(request, forms.ReasonForm)
    return turn.answer(form, lambda: actions.recuse(actor=turn.actor, report_id=report_id, reason=form.cleaned_data["reason"]))


INTERVENE = VerbWords(
    permission=ReportPermission.INTERVENE,
    title=gettext_lazy("Record how you stepped in"),
    lead=(gettext_lazy("What you write is kept with the report and cannot be changed. The reporter does not see it."),),
    button=gettext_lazy("Record it"),
    done=gettext_lazy("What you did is recorded."),
)


@opened_to(Door.SIGNED_IN, ungated=PRESSING)
@page_methods
def intervene(request: HttpRequest, report_id: UUID) -> HttpResponse:
    turn = Turn(request, report_id, INTERVENE)
    organisation = turn.actor.organisation
    form = page_form(request, forms.InterveneForm, today=today(organisation), zone=ZoneInfo(organisation.zone))
    return turn.answer(
        form,
        lambda: actions.intervene(
            actor=turn.actor, report_id=report_id, text=form.cleaned_data["text"], happened_at=form.happened_at()
        ),
    )


REASSIGN = VerbWords(
    permission=ReportPermission.REASSIGN,
    title=gettext_lazy("Hand it to somebody else"),
    lead=(
        gettext_lazy("Only those are offered who may handle reports and have no conflict with this one."),
        gettext_lazy("The clocks run on, for the reporter has waited already. Whoever has it now will not see it any more."),
    ),
    button=gettext_lazy("Hand it over"),
    done=gettext_lazy("The report was handed over."),
)


@opened_to(Door.SIGNED_IN, ungated=PRESSING)
@page_methods
def reassign(request: HttpRequest, report_id: UUID) -> HttpResponse:
    turn = Turn(request, report_id, REASSIGN)
    eligible = queries.people_eligible(turn.actor, turn.report)
    prefetch_related_objects(eligible, "team")
    people = [(str(each.pk), options_label(each, turn.actor)) for each in eligible]
    form = page_form(request, forms.ReassignForm, people=people)

    def act() -> Model | None:
        said = form.cleaned_data
        return actions.reassign(actor=turn.actor, report_id=report_id, to_id=UUID(said["to"]), reason=said["reason"])

    return turn.answer(form, act, nobody=not people)


def options_label(person: StaffMember, actor: StaffMember) -> str:
    """A person among whom one chooses, told apart as colleagues do."""
    if person.pk == actor.pk:
        return _("%(name)s, that is you") % {"name": described(person)}
    return described(person) if person.is_active else _("%(name)s, no longer works here") % {"name": described(person)}


ADD_PARTY = VerbWords(
    permission=ReportPermission.ADD_PARTY,
    title=gettext_lazy("Add a person"),
    lead=(
        gettext_lazy("Whoever works here and is added does not see this report from then on, and is not told of it."),
        gettext_lazy("If it should be handled by somebody else because of that, it goes to them at once."),
    ),
    button=gettext_lazy("Add this person"),
    done=gettext_lazy("The person was added."),
)


@opened_to(Door.SIGNED_IN, ungated=PRESSING)
@page_methods
def add_party(request: HttpRequest, report_id: UUID) -> HttpResponse:
    turn = Turn(request, report_id, ADD_PARTY)
    found = desk.find_staff(turn.actor, turn.sought)
    options = [(str(each.pk), options_label(each, turn.actor)) for each in found.people] if turn.sought else None
    form = page_form(request, forms.AddPartyForm, found=options)

    def act() -> Model | None:
        said = form.cleaned_data
        written = said["pick"] == AS_WRITTEN
        return actions.add_party(
            actor=turn.actor,
            report_id=report_id,
            role=PartyRole(said["role"]),
            person_id=None if written else UUID(said["pick"]),
            name=said["query"] if written else "",
        )

    return turn.answer(form, act, many=found.many, shut=not desk.may_look_up(turn.actor), recuse_url=recuse_url(turn.report))


RESOLVE_PARTY = VerbWords(
    permission=ReportPermission.RESOLVE_PARTY,
    title=gettext_lazy("Make clear who is meant"),
    lead=(
        gettext_lazy("Whoever works here and is meant does not see this report from then on, and is not told of it."),
        gettext_lazy("If you cannot tell yet, go back and leave it as it is, or ask the reporter."),
    ),
    button=gettext_lazy("That is who is meant"),
    done=gettext_lazy("It is now clear who is meant."),
)


@opened_to(Door.SIGNED_IN, ungated=PRESSING)
@page_methods
def resolve_party(request: HttpRequest, report_id: UUID, party_id: UUID) -> HttpResponse:
    turn = Turn(request, report_id, RESOLVE_PARTY)
    party = desk.party_of(turn.report, party_id)
    if party.state != PartyState.UNRESOLVED:
        messages.info(request, _("It is clear already who is meant."))
        return redirect("desk:report", report_id)
    written = str(party.name)
    found = desk.find_staff(turn.actor, turn.sought) if turn.sought else desk.alike_staff(turn.actor, written)
    options = [(str(each.pk), options_label(each, turn.actor)) for each in found.people]
    form = page_form(request, forms.ResolvePartyForm, found=options, written=written)

    def act() -> Model | None:
        outside = form.cleaned_data["pick"] == forms.OUTSIDE
        return actions.resolve_party(
            actor=turn.actor,
            report_id=report_id,
            party_id=party_id,
            state=PartyState.EXTERNAL if outside else PartyState.LINKED,
            person_id=None if outside else UUID(form.cleaned_data["pick"]),
        )

    return turn.answer(
        form,
        act,
        written=written,
        nobody_found=not options,
        many=found.many,
        shut=not desk.may_look_up(turn.actor),
        recuse_url=recuse_url(turn.report),
    )


def recuse_url(report: Report) -> str:
    """Where one steps aside."""
    return reverse("desk:recuse", args=[report.pk])
