"""How a report reads on the desk: its words, its time left, and what somebody would most likely do next.

Nothing here decides or reads the database by itself. What could betray who asked for confidence (design.md 3.3, security.md 3)
is left out of a confidential report: the name, whom they fear, and whether they spoke with their manager.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.clients.choices import ClientKind
from accounts.grants.choices import Relation
from accounts.routing.choices import Verdict
from accounts.staff.models import StaffMember
from boundaries.clocks.rules import WorkingCalendar, elapsed
from boundaries.threads.models import Message, Side
from boundaries.web.time_left import TimeLeft
from boundaries.web.time_left import time_left as on_the_wall
from incidents.desk.queries import Subjects, askers_among, subjects_among
from incidents.reports.choices import (
    OWN_KINDS,
    Danger,
    PartyRole,
    PartyState,
    ReportKind,
    ReportStatus,
    RouteCause,
)
from incidents.reports.models import AffectedPerson, Attachment, Intervention, Party, Report, ReportClock, RouteDecision
from incidents.reports.permissions import ReportPermission
from incidents.reports.queries import TimelineLine
from incidents.reports.wizard import QUESTIONS, Told, described
from incidents.routes.rules import steps_of
from policies.library.choices import Category

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HOUR, DAY, TICK = timedelta(hours=1), timedelta(days=1), timedelta.resolution
LINES_SHOWN = 8

KINDS: dict[str, "StrOrPromise"] = {
    ReportKind.SELF_REPORT: gettext_lazy("Self-report"),
    ReportKind.CONCERN: gettext_lazy("Concern about a colleague"),
    ReportKind.COMPLAINT: gettext_lazy("Complaint from a client or relative"),
    ReportKind.GUIDANCE: gettext_lazy("Request for guidance"),
}
"""The kinds of report as those read them who receive them; a reporter chooses them in words of their own."""

COLOURS: dict[str, str] = {
    ReportStatus.SUBMITTED: "blue",
    ReportStatus.ACKNOWLEDGED: "teal",
    ReportStatus.IN_TRIAGE: "purple",
    ReportStatus.WAITING: "yellow",
}


class Mark(NamedTuple):
    """A tag: a word and a colour."""

    label: "StrOrPromise"
    colour: str


def kind_of(report: Report) -> str:
    """The kind of report in a handler's words."""
    return str(KINDS.get(report.kind, report.get_kind_display()))


def status_of(report: Report) -> Mark:
    """The status and its colour."""
    return Mark(report.get_status_display(), COLOURS.get(report.status, "grey"))


def marks_of(report: Report) -> list[Mark]:
    """What must be seen at once: danger, and a serious matter."""
    if report.danger == Danger.YES:
        return [Mark(_("Danger now"), "red")]
    marks = [Mark(_("Serious"), "red")] if report.serious else []
    return [*marks, Mark(_("Perhaps danger"), "orange")] if report.danger == Danger.UNSURE else marks


# --- Time left ----------------------------------------------------------------------------------------------------------
def time_left(calendar: WorkingCalendar, report: Report, now: datetime) -> TimeLeft:
    """How much working time is left, in words: closed days count nothing, and where there are none hours are plain hours."""
    if report.status == ReportStatus.WAITING or report.due_at is None:
        return on_the_wall(None, now, waiting=report.status == ReportStatus.WAITING)
    return time_until(calendar, report.due_at, now)


def time_until(calendar: WorkingCalendar, due_at: datetime, now: datetime) -> TimeLeft:
    """The working time up to a moment, or since."""
    left = elapsed(calendar, now, due_at)
    if due_at < now:
        return TimeLeft(_late(abs(left), now - due_at), "late")
    tone = "soon" if left <= DAY else "calm"
    if left < DAY and left == due_at - now:
        return TimeLeft(on_the_wall(due_at, now).words, tone)
    return TimeLeft(_due(left), tone)


def _due(left: timedelta) -> str:
    if left < DAY:
        hours = max(1, left // HOUR)
        return ngettext("Due in %(n)d working hour", "Due in %(n)d working hours", hours) % {"n": hours}
    days = left // DAY
    return ngettext("Due in %(n)d working day", "Due in %(n)d working days", days) % {"n": days}


def _late(late: timedelta, on_the_wall: timedelta) -> str:
    if on_the_wall < HOUR:
        return _("Less than an hour late")
    if late < HOUR:
        return _("Late since the last working day")
    if late < DAY:
        hours = late // HOUR
        return ngettext("%(n)d working hour late", "%(n)d working hours late", hours) % {"n": hours}
    days = late // DAY
    return ngettext("%(n)d working day late", "%(n)d working days late", days) % {"n": days}


# --- The list -----------------------------------------------------------------------------------------------------------
def about_lines(reports: Sequence[Report]) -> dict[UUID, str]:
    """Whom each of the reports of a list is about, in two questions to the database."""
    subjects, askers = subjects_among(reports), askers_among(reports)
    return {report.pk: about_line(report, subjects[report.pk], askers.get(report.pk, "")) for report in reports}


def about_line(report: Report, subjects: Subjects, asker: str) -> str:
    """Whom a report is about, in a line of the list."""
    if report.kind in OWN_KINDS:
        return asker
    others = [
        ngettext("%(n)d person who is not yet clear", "%(n)d people who are not yet clear", subjects.unresolved)
        % {"n": subjects.unresolved}
        if subjects.unresolved and subjects.names
        else "",
        _("somebody who does not work here") if subjects.external else "",
    ]
    return ", ".join(filter(None, [*subjects.names, *others]))


def waits_words(report: Report) -> str:
    """Why a report stands still, where it does."""
    if report.alarm_at is not None:
        return _("Nobody is left who may take it. An alarm was raised.")
    return _("Waits until it is clear who is meant") if report.held else ""


def handled_by(report: Report, actor: StaffMember) -> str:
    """Who handles it, where that is somebody else."""
    if report.handler is None or report.handler_id == actor.pk:
        return ""
    return _("Handled by %(name)s") % {"name": report.handler.name}


# --- The story ----------------------------------------------------------------------------------------------------------
TELLINGS: dict[str, tuple[tuple[str, "StrOrPromise"], ...]] = {
    ReportKind.SELF_REPORT: (
        ("saw", gettext_lazy("What happened, in their words")),
        ("think", gettext_lazy("What they think about it")),
    ),
    ReportKind.GUIDANCE: (
        ("saw", gettext_lazy("What it is about, in their words")),
        ("think", gettext_lazy("What they would like to know")),
    ),
}
TOLD_ABOUT_OTHERS: tuple[tuple[str, "StrOrPromise"], ...] = (
    ("saw", gettext_lazy("What the reporter saw or heard")),
    ("told", gettext_lazy("What others told the reporter")),
    ("think", gettext_lazy("What the reporter thinks")),
)


DANGERS: dict[str, "StrOrPromise"] = {
    Danger.YES: gettext_lazy("Yes, when it was written"),
    Danger.UNSURE: gettext_lazy("They were not sure"),
}


def tellings_of(report: Report) -> list[dict[str, Any]]:
    """The reporter's own words: what they saw, were told and think are never mixed (LK-4.4-1)."""
    told: Mapping[str, Any] = report.story
    parts = TELLINGS.get(report.kind, TOLD_ABOUT_OTHERS)
    return [{"title": title, "text": told[name]} for name, title in parts if str(told.get(name, "")).strip()]


def categories_as_read(report: Report) -> list[str]:
    """Each boundary it may touch."""
    return [str(Category(value).label) for value in report.categories]


def facts_rows(report: Report, names: Mapping[str, str], reporter: str) -> list[dict[str, Any]]:
    """What else was answered, as rows. ``names`` are those of people whom the answers name by id."""
    told = Told(report.story, names)
    rows: list[tuple[StrOrPromise, Any]] = [
        (_("Reporter"), reporter or _("Not named: they asked for confidence")),
        (_("Was anyone in danger?"), DANGERS.get(report.danger, report.get_danger_display())),
        (_("When"), QUESTIONS["when"][1](told)),
        (_("Where"), QUESTIONS["where"][1](told)),
        (_("How the people were in touch"), QUESTIONS["channel"][1](told)),
        (_("How somebody told the reporter"), QUESTIONS["received"][1](told)),
        (_("Who told the reporter"), QUESTIONS["told_by"][1](told)),
        (_("What it may be about"), categories_as_read(report)),
        (_("What has been done already"), QUESTIONS["done"][1](told)),
    ]
    if not report.in_confidence:
        rows.append((_("Talked over with their manager"), QUESTIONS["talked"][1](told)))
        if report.story.get("not_to_receive"):
            rows.append((_("Who should not receive it"), QUESTIONS["not_to_receive"][1](told)))
    skipped = {_("How the people were in touch"), _("Talked over with their manager")} if report.kind in OWN_KINDS else set()
    if not report.story.get("received"):
        skipped.add(_("How somebody told the reporter"))
    if not report.story.get("told_by"):
        skipped.add(_("Who told the reporter"))
    return [{"key": key, "value": value} for key, value in rows if key not in skipped]


# --- The people ---------------------------------------------------------------------------------------------------------
def people_rows(report: Report, parties: Iterable[Party], *, may_resolve: bool) -> list[dict[str, Any]]:
    """Everybody named, with their place in it; whoever is not yet clear can be made clear by whoever may."""
    return [
        {
            "name": described(party.person) if party.person else party.name,
            "role": party.get_role_display(),
            "state": STATES.get(party.state),
            "left": party.person is not None and not party.person.is_active,
            "resolve_url": reverse("desk:resolve_party", args=[report.pk, party.pk])
            if may_resolve and party.state == PartyState.UNRESOLVED
            else "",
        }
        for party in parties
    ]


STATES: dict[str, Mark] = {
    PartyState.UNRESOLVED: Mark(gettext_lazy("Not yet clear who is meant"), "yellow"),
    PartyState.EXTERNAL: Mark(gettext_lazy("Does not work here"), "grey"),
}


def affected_rows(affected: Iterable[AffectedPerson], relation: Relation | None) -> list[str]:
    """Who may have been harmed. Whoever only finds out who is meant reads references, no names."""
    return [_affected(each, masked=relation == Relation.HOLDER) for each in affected]


def _affected(affected: AffectedPerson, *, masked: bool) -> str:
    client = affected.client
    if client is None:
        return _("Somebody whom the reporter named") if masked else str(affected.name)
    if masked:
        return _("Client %(reference)s") % {"reference": client.reference}
    needs = [
        _("the service reaches them through somebody else") if client.kind == ClientKind.INDIRECT else "",
        _("under age") if client.is_minor else "",
        _("adult with special needs") if client.has_special_needs else "",
        _("needs an interpreter: %(language)s") % {"language": client.language} if client.needs_interpreter else "",
    ]
    return ", ".join(map(str, filter(None, [f"{client.name!s} ({client.reference})", *needs])))


# --- The route ----------------------------------------------------------------------------------------------------------
def ids_on_routes(routes: Iterable[RouteDecision]) -> set[UUID]:
    """Everybody whom the routes name."""
    ids: set[str | None] = set()
    for route in routes:
        path: Mapping[str, Any] = route.path
        ids |= {path.get("handler"), path.get("by"), *path.get("alerts", []), *(step["person"] for step in path["steps"])}
    return {UUID(each) for each in ids if each}


VERDICTS: dict[str, str] = {
    Verdict.CHOSEN: "green",
    Verdict.ALERTED: "orange",
    Verdict.PASSED_OVER: "grey",
    Verdict.NOBODY: "grey",
}


def route_as_read(report: Report, route: RouteDecision, names: Mapping[UUID, StaffMember]) -> dict[str, Any]:
    """One decision: why it was taken, what came of it, and every step considered with its reasons in words."""
    path: Mapping[str, Any] = route.path
    escalated = route.cause == RouteCause.ESCALATED
    chosen = _("is told as well") if escalated else _("holds the report") if path.get("held") else Verdict.CHOSEN.label
    steps = [
        {
            "who": name_in(names, step.person_id) or _("Nobody"),
            "place": step.role.label,
            "verdict": chosen if step.verdict == Verdict.CHOSEN else step.verdict.label,
            "colour": VERDICTS[step.verdict],
            "reasons": list(step.words(in_confidence=report.in_confidence)),
        }
        for step in steps_of(path)
    ]
    return {
        "cause": route.get_cause_display(),
        "at": route.decided_at,
        "result": _result(path, names, escalated=escalated),
        "reason": path.get("reason", ""),
        "steps": steps,
    }


def _result(path: Mapping[str, Any], names: Mapping[UUID, StaffMember], *, escalated: bool) -> str:
    handler = name_in(names, path.get("handler"))
    if path.get("by") and not handler:
        return _("%(by)s stepped aside.") % {"by": name_in(names, path["by"])}
    if not handler:
        return _("Nobody above is left who may be told.") if escalated else _("Nobody is left who may take it.")
    if path.get("by"):
        return _("%(by)s handed it to %(name)s.") % {"by": name_in(names, path["by"]), "name": handler}
    if escalated:
        return _("%(name)s is told as well.") % {"name": handler}
    if path.get("held"):
        return _("%(name)s holds it until it is clear who is meant.") % {"name": handler}
    return _("%(name)s takes it.") % {"name": handler}


def name_in(names: Mapping[UUID, StaffMember], person_id: UUID | str | None) -> str:
    """The name of somebody, empty for nobody."""
    person = names.get(UUID(str(person_id))) if person_id else None
    return person.name if person else ""


# --- The talk, the notes, the clocks, the timeline -----------------------------------------------------------------------
def authors_of(thread: Iterable[Message]) -> dict[UUID, UUID]:
    """Who wrote each message of the handlers' side; the reporter's side is never opened."""
    return {each.pk: UUID(each.author) for each in thread if each.side == Side.HANDLER}


def thread_as_read(
    thread: Iterable[Message], authors: Mapping[UUID, UUID], names: Mapping[UUID, StaffMember], actor: StaffMember
) -> list[dict[str, Any]]:
    """The talk: colleagues by name, the reporter by role."""
    return [
        {
            "text": each.body,
            "by": name_in(names, authors.get(each.pk)) or each.get_side_display(),
            "at": each.sent_at,
            "mine": authors.get(each.pk) == actor.pk,
        }
        for each in thread
    ]


def notes_as_read(interventions: Iterable[Intervention]) -> list[dict[str, Any]]:
    """How somebody stepped in, and when."""
    return [
        {"text": each.text, "at": each.happened_at, "by": each.recorded_by.name, "recorded_at": each.recorded_at}
        for each in interventions
    ]


def files_as_read(files: Iterable[Attachment]) -> list[dict[str, Any]]:
    """The files by name and size; nobody has opened them."""
    return [{"name": str(file.name), "size": file.size, "at": file.added_at} for file in files]


def clocks_as_read(clocks: Iterable[ReportClock], calendar: WorkingCalendar, now: datetime) -> list[dict[str, Any]]:
    """The clocks: met, waiting, or how much time is left."""
    return [
        {
            "label": clock.get_kind_display(),
            "met_at": clock.met_at,
            "due_at": clock.due_at,
            "left": time_until(calendar, clock.due_at, now)
            if clock.due_at
            else on_the_wall(None, now, waiting=clock.paused_at is not None),
            "escalated_at": clock.escalated_at,
        }
        for clock in clocks
    ]


def timeline_as_read(lines: Sequence[TimelineLine]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What happened, the newest first and what repeats itself in one line: what is shown at once, and what is folded away."""
    entries: list[dict[str, Any]] = []
    for line in reversed(lines):
        if entries and (entries[-1]["sentence"], entries[-1]["by"]) == (line.sentence, line.actor):
            entries[-1]["times"] += 1
        else:
            entries.append({"sentence": line.sentence, "by": line.actor, "at": line.at, "times": 1, "whom": {}})
        entries[-1]["whom"] |= {line.whom: None} if line.whom else {}
    for entry in entries:
        more = _("%(sentence)s (%(n)d times)") % {"sentence": entry["sentence"], "n": entry["times"]}
        entry["title"] = more if entry["times"] > 1 else entry["sentence"]
        entry["text"] = ", ".join(reversed(entry["whom"]))
    return entries[:LINES_SHOWN], entries[LINES_SHOWN:]


# --- What to do ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Verb:
    """Something one may do, as a link says it."""

    name: str
    label: "StrOrPromise"
    hint: "StrOrPromise"


VERBS: dict[ReportPermission, Verb] = {
    ReportPermission.ACKNOWLEDGE: Verb(
        "acknowledge", gettext_lazy("Acknowledge the report"), gettext_lazy("The reporter is told that it has been read.")
    ),
    ReportPermission.MESSAGE: Verb(
        "message", gettext_lazy("Write to the reporter"), gettext_lazy("They see you as the person handling it.")
    ),
    ReportPermission.ASK: Verb(
        "ask", gettext_lazy("Ask the reporter for more"), gettext_lazy("The clock waits until they answer.")
    ),
    ReportPermission.TAKE_UP: Verb(
        "take_up", gettext_lazy("Take it into triage"), gettext_lazy("You go on without waiting any longer.")
    ),
    ReportPermission.INTERVENE: Verb(
        "intervene", gettext_lazy("Record how you stepped in"), gettext_lazy("What you did, and when.")
    ),
    ReportPermission.ADD_PARTY: Verb(
        "add_party", gettext_lazy("Add a person"), gettext_lazy("Somebody it is about, who may be involved, or who saw it.")
    ),
    ReportPermission.REASSIGN: Verb(
        "reassign", gettext_lazy("Hand it to somebody else"), gettext_lazy("Only people without a conflict are offered.")
    ),
    ReportPermission.RECUSE: Verb(
        "recuse", gettext_lazy("Step aside"), gettext_lazy("If you stand too near. It goes to the next person at once.")
    ),
}
"""The verbs in the order in which they are offered; making clear who is meant stands with the person."""


def verb_links(report: Report, offered: Collection[ReportPermission]) -> list[dict[str, Any]]:
    """What one may do, each with its address."""
    return [
        {"url": reverse(f"desk:{verb.name}", args=[report.pk]), "label": verb.label, "hint": verb.hint, "name": verb.name}
        for permission, verb in VERBS.items()
        if permission in offered
    ]


@dataclass(frozen=True)
class Next:
    """The likeliest next step: a sentence, and a button where there is something to press."""

    words: "StrOrPromise"
    url: str = ""
    label: "StrOrPromise" = ""
    name: str = ""


def next_step(
    report: Report,
    offered: frozenset[ReportPermission],
    *,
    parties: Sequence[Party],
    thread: Sequence[Message],
    noted: bool,
) -> Next:
    """What somebody would most likely do next; no words for whoever was only told of it."""
    unclear = next((party for party in parties if party.state == PartyState.UNRESOLVED), None)
    if report.held and unclear and ReportPermission.RESOLVE_PARTY in offered:
        words = _("Find out who is meant. Then it goes to the person who should handle it, and leaves your desk.")
        url = reverse("desk:resolve_party", args=[report.pk, unclear.pk])
        return Next(words, url, _("Make clear who is meant"), "resolve_party")
    nobody_named = not any(party.role == PartyRole.SUBJECT for party in parties)
    answered = bool(thread) and thread[-1].side == Side.REPORTER
    waiting = report.status == ReportStatus.WAITING
    table: list[tuple[bool, ReportPermission, StrOrPromise]] = [
        (
            report.held and nobody_named,
            ReportPermission.ADD_PARTY,
            _("Nobody is named yet. Once you know whom it is about, add them: it then goes to the right person."),
        ),
        (
            True,
            ReportPermission.ACKNOWLEDGE,
            _("Tell the reporter that somebody has read it. You need not have an answer yet."),
        ),
        (answered, ReportPermission.MESSAGE, _("The reporter wrote to you. Write back, even if only a line.")),
        (
            report.contacted_at is None and not waiting,
            ReportPermission.MESSAGE,
            _("Get in touch with the reporter: say what you will do, and when they will hear from you."),
        ),
        (report.status == ReportStatus.ACKNOWLEDGED, ReportPermission.TAKE_UP, _("Begin to look into it.")),
        (not noted and not waiting, ReportPermission.INTERVENE, _("Step in where you are needed, and write down what you did.")),
        (not waiting, ReportPermission.MESSAGE, _("Keep the reporter informed.")),
    ]
    for fits, permission, sentence in table:
        if fits and permission in offered:
            verb = VERBS[permission]
            return Next(sentence, reverse(f"desk:{verb.name}", args=[report.pk]), verb.label, verb.name)
    if waiting and ReportPermission.TAKE_UP in offered:
        return Next(_("The reporter was asked something. The clock waits for the answer; you may go on without it."))
    return Next(_("There is nothing you need to do.") if offered - {ReportPermission.VIEW, ReportPermission.RECUSE} else "")


def why_on_desk(report: Report, relation: Relation | None, actor: StaffMember) -> str:
    """Why the report stands on the desk of somebody who does not handle it."""
    if report.handler_id == actor.pk:
        return ""
    by = handled_by(report, actor) or _("Nobody handles it now")
    if relation == Relation.EMERGENCY:
        words = _("You were let in for an emergency. %(by)s. You may write down how you stepped in; all else is for them.")
    elif relation == Relation.ESCALATED:
        words = _("You were told because it was late. %(by)s. You may step in: acknowledge it, hand it to somebody, or take it.")
    else:
        words = _("You were told because it is serious. %(by)s. You need not do anything, unless you should not know of it.")
    return words % {"by": by}
