"""Named reads of reports. What the desk shows starts from ``visible_to``; what an author sees, from their fingerprint."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.functional import Promise

from accounts.grants.choices import Relation
from accounts.grants.queries import let_in, live, standing, theirs
from accounts.organisations.queries import today
from accounts.routing.choices import RoutingKind
from accounts.routing.queries import OrganisationFacts, organisation_facts
from accounts.routing.rules import RoutingFacts, conflicts
from accounts.staff.models import StaffMember
from boundaries.access.prepared import Asker, Prepared, Values, values_of
from boundaries.access.protected import way_into
from boundaries.clocks.queries import now_in_sql
from boundaries.errors.exceptions import NotVisible
from boundaries.record.queries import entries_about
from boundaries.threads.models import Message
from boundaries.threads.queries import messages_about
from incidents.reports.choices import ReportKind, ReportStatus
from incidents.reports.events import ReportEvent
from incidents.reports.models import Attachment, Draft, Report, ReportExclusion, ReportGrant
from incidents.reports.permissions import OWN_ACCESS, OwnReportPermission, reporter_index
from incidents.reports.rules import reference_of

PAGE = 25
MOST_COUNTED = 1_000
WHOLE_REFERENCE, LAST_OF_LETTERS = len(reference_of("-" * 8)), "\U0010ffff"
EXCLUSIONS_READ = "exclusions_read_together"
BY_TIME_LEFT = (F("due_at").asc(nulls_last=True), "submitted_at", "id")


# --- The ways in --------------------------------------------------------------------------------------------------------
@way_into(Report)
def granted(reports: QuerySet[Report], actor: StaffMember) -> QuerySet[Report]:
    """What was given to them and has not ended, and nothing keeps them out of: their desk."""
    return let_in(reports, actor=actor, grants=ReportGrant, exclusions=ReportExclusion)


@way_into(Report)
def to_do(reports: QuerySet[Report], actor: StaffMember) -> QuerySet[Report]:
    """What waits for them on their desk: as before, but for what they read in an emergency."""
    return let_in(reports, actor=actor, grants=ReportGrant, exclusions=ReportExclusion, but=[Relation.EMERGENCY])


@way_into(Report)
def sent(reports: QuerySet[Report], actor: StaffMember) -> QuerySet[Report]:
    """What they sent themselves, also when it is about themselves."""
    return reports.filter(reporter_index=reporter_index(actor.pk))


@way_into(Draft)
def begun(drafts: QuerySet[Draft], actor: StaffMember) -> QuerySet[Draft]:
    """What they began to write and have not sent."""
    return drafts.filter(author_index=reporter_index(actor.pk))


@way_into(Report)
def to_be_judged(reports: QuerySet[Report], actor: StaffMember) -> QuerySet[Report]:
    """The one report they want to act on, locked, so that the law is asked about it as it is: whoever acts asks at once."""
    return reports.select_for_update(of=("self",), no_key=True).select_related("data_key", "organisation__data_key")


def report_to_judge(actor: StaffMember, report_id: UUID) -> Report:
    """One report under its lock; the caller asks the law about it at once. Raises NotVisible where there is none."""
    report = Report.objects.visible_to(actor, by=to_be_judged).filter(pk=report_id).first()
    if report is None:
        raise NotVisible
    return report


# --- What an author reads -----------------------------------------------------------------------------------------------
def drafts_by(actor: StaffMember) -> QuerySet[Draft]:
    """The unfinished reports of a person, in no order."""
    return Draft.objects.visible_to(actor, by=begun).select_related("data_key")


def drafts_of(actor: StaffMember) -> list[Draft]:
    """The unfinished reports of a person, newest first."""
    return list(drafts_by(actor).order_by("-changed_at")[:MOST_COUNTED])


def draft_of(actor: StaffMember, draft_id: UUID) -> Draft:
    """One unfinished report of this person. Raises NotVisible for anything else."""
    draft = drafts_by(actor).select_related("data_key", "organisation").filter(pk=draft_id).first()
    if draft is None:
        raise NotVisible
    return draft


def reports_by(actor: StaffMember) -> QuerySet[Report]:
    """The reports a person has sent, in no order."""
    return Report.objects.visible_to(actor, by=sent).select_related("data_key")


def own_reports(actor: StaffMember, *, most: int = MOST_COUNTED) -> list[Report]:
    """The reports a person has sent, newest first."""
    return list(reports_by(actor).order_by("-submitted_at")[:most])


def own_report(actor: StaffMember, report_id: UUID) -> Report:
    """One report as its author sees it. Raises NotVisible for anything else."""
    report = reports_by(actor).select_related("data_key", "organisation").filter(pk=report_id).first()
    if report is None:
        raise NotVisible
    OWN_ACCESS.require(actor, OwnReportPermission.VIEW, report)
    return report


# --- The desk -----------------------------------------------------------------------------------------------------------
def visible_to(actor: StaffMember | Asker) -> QuerySet[Report]:
    """The reports that may stand on this person's desk: granted to them, of their organisation, not excluded."""
    return Report.objects.visible_to(actor, by=granted)


def on_desk(actor: StaffMember | Asker) -> QuerySet[Report]:
    """The reports that wait for this person; what they read in an emergency is not theirs to do."""
    return Report.objects.visible_to(actor, by=to_do)


def _one(values: Values) -> QuerySet[Report]:
    one = visible_to(Asker.among(values)).filter(pk=values["report"])
    return one.select_related("data_key", "organisation", "handler")


ONE: Prepared[Report] = Prepared(_one)


def report_for(actor: StaffMember, report_id: UUID) -> Report:
    """One report as it stands on the desk, in one question. Raises NotVisible for whoever it was not given to."""
    known = values_of(actor)
    if known is None:
        raise NotVisible
    for report in ONE.ask(known | {"report": report_id}):
        return report
    raise NotVisible


def seen_by_handler(person_id: UUID, report_ids: list[UUID]) -> dict[UUID, str]:
    """Which of these reports stand on a person's desk now, with their references."""
    actor = StaffMember.objects.filter(pk=person_id).first()
    return dict(visible_to(actor).filter(pk__in=report_ids).values_list("pk", "reference")) if actor else {}


def seen_by_reporter(person_id: UUID, report_ids: list[UUID]) -> dict[UUID, str]:
    """Which of these reports a person wrote, with their references."""
    actor = StaffMember.objects.filter(pk=person_id).first()
    return dict(reports_by(actor).filter(pk__in=report_ids).values_list("pk", "reference")) if actor else {}


@dataclass(frozen=True)
class ReportsPage:
    """One page of a list: at most 25 reports, and the key of the next page (None at the end)."""

    reports: list[Report]
    after: str | None


Words = tuple[str, ...]


def narrowed(found: QuerySet[Report], values: Values, statuses: Words, kinds: Words, late: bool) -> QuerySet[Report]:
    """Those of the reports that fit what a list is narrowed down by; a reference by the whole or the beginning of it.

    Behind the wall an index serves what is equal or lies between, and no LIKE.
    """
    if statuses:
        found = found.filter(status__in=statuses)
    if kinds:
        found = found.filter(kind__in=kinds)
    if late:
        found = found.filter(due_at__lt=now_in_sql())
    if "reference" in values:
        found = found.filter(reference=values["reference"])
    if "letters" in values:
        found = found.filter(reference__gte=values["letters"], reference__lt=_end_of(values["letters"]))
    return found


def wanted_reference(reference: str) -> dict[str, Any]:
    """A reference as it was asked for: the whole, or the letters with which it begins."""
    wanted = reference.strip().upper()
    letters = wanted if not wanted or wanted.startswith("BR-") else f"BR-{wanted}"
    return {} if not letters else {"reference" if len(letters) == WHOLE_REFERENCE else "letters": letters}


def _end_of(letters: str) -> str:
    return letters + LAST_OF_LETTERS


def ends_of(values: Values) -> dict[str, Any]:
    """Where the references end that begin with the letters asked for."""
    return {"end": _end_of(values["letters"])} if "letters" in values else {}


def _page(values: Values, statuses: Words, kinds: Words, late: bool, mine: bool, most: int) -> QuerySet[Report]:
    found = narrowed(on_desk(Asker.among(values)), values, statuses, kinds, late)
    if mine:
        found = found.filter(handler_id=values["person"])
    if "last" in values:
        found = found.filter(_beyond(values["due"], values["told"], values["last"]))
    return found.select_related("data_key", "handler").defer("story").order_by(*BY_TIME_LEFT)[:most]


PAGES: Prepared[Report] = Prepared(_page, ends_of)


def queue(
    actor: StaffMember,
    *,
    statuses: Sequence[str] = (),
    kinds: Sequence[str] = (),
    late: bool = False,
    mine: bool = False,
    reference: str = "",
    after: str = "",
) -> ReportsPage:
    """The desk, the least time left first; where no clock runs, last, what was told first.

    ``reference`` finds by the whole or the beginning of a reference; ``after`` is the key that the page before gave.
    """
    asked, known = wanted_reference(reference) | (_last(after) if after else {}), values_of(actor)
    if known is None:
        return ReportsPage([], None)
    rows = PAGES.ask(known | asked, tuple(statuses), tuple(kinds), late, mine, PAGE + 1)
    return ReportsPage(rows[:PAGE], _key(rows[PAGE - 1]) if len(rows) > PAGE else None)


def _key(report: Report) -> str:
    return f"{report.due_at.isoformat() if report.due_at else ''}_{report.submitted_at.isoformat()}_{report.pk}"


def _last(after: str) -> dict[str, Any]:
    """The row behind which a page begins. Raises NotVisible for a key that no page gave."""
    try:
        due_text, told_text, id_text = after.split("_")
        due = moment_in(due_text) if due_text else None
        return {"due": due, "told": moment_in(told_text), "last": UUID(id_text)}
    except ValueError as error:
        raise NotVisible from error


def _beyond(due: datetime | None, told: datetime, last_id: UUID) -> Q:
    """Whatever sorts behind a row."""
    later = Q(submitted_at__gt=told) | Q(submitted_at=told, pk__gt=last_id)
    if due is None:
        return Q(due_at=None) & later
    return Q(due_at__gt=due) | (Q(due_at=due) & later) | Q(due_at=None)


def moment_in(key: str) -> datetime:
    """A moment as the keys of our pages hold it, in UTC. Raises ValueError for any other, which the database may not know."""
    moment = datetime.fromisoformat(key)
    if moment.utcoffset() != timedelta():
        raise ValueError
    return moment


@dataclass(frozen=True)
class DeskCounts:
    """How much stands on a desk; and how much of it the person handles, has not confirmed yet, and is late with.

    No more than `MOST_COUNTED` are counted, the least time left first; ``all`` is one more than that where there are more.
    """

    all: int
    new: int
    late: int
    waiting: int
    mine: int
    unconfirmed: int
    overdue: int


def as_counted(count: int) -> str:
    """A count as people read it: what lies beyond the most that is counted is more than that."""
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED:,}+"


COUNTED = "desk_counted_while_reading"
"""Where a page that only reads keeps its reader's counts, which its menu shows too; an action never does."""


def remember_counts(actor: StaffMember) -> None:
    """Count somebody's desk once for the page they are reading."""
    actor.__dict__[COUNTED] = desk_counts(actor)


def desk_counts(actor: StaffMember) -> DeskCounts:
    """Counts over exactly what the person may see, in one question that does not grow with a very full desk."""
    if remembered := actor.__dict__.get(COUNTED):
        return cast("DeskCounts", remembered)
    known = values_of(actor)
    return DeskCounts(*COUNTS.rows(known, MOST_COUNTED + 1)[0]) if known else DeskCounts(0, 0, 0, 0, 0, 0, 0)


def _counts(values: Values, most: int) -> object:
    """Asks for all, new, late, waiting, mine, unconfirmed and overdue."""
    new, late, mine = Q(status=ReportStatus.SUBMITTED), Q(due_at__lt=now_in_sql()), Q(handler_id=values["person"])
    first = on_desk(Asker.among(values)).order_by(*BY_TIME_LEFT).values("id", "status", "due_at", "handler_id")
    return first[:most].aggregate(
        all=Count("id"),
        new=Count("id", filter=new),
        late=Count("id", filter=late),
        waiting=Count("id", filter=Q(status=ReportStatus.WAITING)),
        mine=Count("id", filter=mine),
        unconfirmed=Count("id", filter=mine & new),
        overdue=Count("id", filter=mine & late),
    )


COUNTS: Prepared[Report] = Prepared(_counts)


def thread_of(report: Report) -> list[Message]:
    """The messages between the reporter and the handler, oldest first; the caller has shown the report already."""
    return messages_about(report.pk)


def files_of(about: Draft | Report) -> list[Attachment]:
    """The files of a draft or report, oldest first, without their content."""
    return list(Attachment.objects.hanging_on(about).select_related("data_key").defer("content").order_by("added_at"))


@dataclass(frozen=True)
class TimelineLine:
    """One line of a timeline: when, the sentence, by whom as the reader may know it, and whom it concerns."""

    at: datetime
    sentence: str | Promise
    actor: str
    whom: str = ""


HANDLERS_ONLY = frozenset(
    {
        ReportEvent.ROUTED,
        ReportEvent.UNROUTED,
        ReportEvent.PERSON_TOLD,
        ReportEvent.OPENED,
        ReportEvent.RECUSED,
        ReportEvent.REASSIGNED,
        ReportEvent.INTERVENED,
        ReportEvent.EXCEPTION_CONSIDERED,
        ReportEvent.PARTY_ADDED,
        ReportEvent.PARTY_RESOLVED,
        ReportEvent.EXCLUDED,
        ReportEvent.EMERGENCY_CONFIRMED,
        ReportEvent.EMERGENCY_DECLINED,
        ReportEvent.EMERGENCY_ENDED,
        ReportEvent.LIFTING_PROPOSED,
        ReportEvent.LIFTING_CONFIRMED,
        ReportEvent.LIFTING_DECLINED,
        ReportEvent.CLOCK_STARTED,
        ReportEvent.CLOCK_PAUSED,
        ReportEvent.CLOCK_RESUMED,
        ReportEvent.CLOCK_MET,
        ReportEvent.REMINDED,
        ReportEvent.ESCALATED,
    }
)
"""What the reporter's own timeline leaves out: it would tell who handles, who was passed over, and handlers' notes."""

NAMED_BY: dict[str, str] = {
    ReportEvent.ROUTED: "handler",
    ReportEvent.REASSIGNED: "to",
    ReportEvent.ESCALATED: "to",
    ReportEvent.PERSON_TOLD: "person",
    ReportEvent.EMERGENCY_CONFIRMED: "to",
    ReportEvent.EMERGENCY_DECLINED: "person",
    ReportEvent.EMERGENCY_ENDED: "person",
}
"""Which data key names the person whom an event concerns (NT-10). Who was kept out is not named: why could betray a confidence."""


def timeline(actor: StaffMember, report: Report) -> list[TimelineLine]:
    """Every act on the report in sentences, oldest first, for somebody whose desk it stands on; openings are left out."""
    lines = [line for line in entries_about(report.pk) if line.event != ReportEvent.OPENED]
    concerned = {line.id: UUID(whom) for line in lines if (whom := (line.data or {}).get(NAMED_BY.get(line.event, "")))}
    wanted = {line.actor_id for line in lines if line.actor_id} | set(concerned.values())
    names = dict(StaffMember.objects.filter(pk__in=wanted).values_list("pk", "name"))
    reporter = reporter_label(report)
    return [
        TimelineLine(
            line.at,
            ReportEvent(line.event).sentence,
            names.get(line.actor_id, "") if line.actor_id else (reporter if line.data and "reporter" in line.data else ""),
            names.get(concerned[line.id], "") if line.id in concerned else "",
        )
        for line in lines
    ]


def own_timeline(report: Report) -> list[TimelineLine]:
    """What the reporter sees of what happened: their own acts and the answers to them."""
    return [
        TimelineLine(line.at, ReportEvent(line.event).sentence, "")
        for line in entries_about(report.pk)
        if ReportEvent(line.event) not in HANDLERS_ONLY
    ]


def reporter_label(report: Report) -> str:
    """The reporter's name as a handler may know it: empty when they asked for confidence."""
    if report.in_confidence:
        return ""
    return StaffMember.objects.filter(pk=report.reporter).values_list("name", flat=True).first() or ""


def with_exclusions() -> Prefetch:
    """Who is kept out of many reports now, read together."""
    return Prefetch("exclusions", standing(ReportExclusion.objects.all()), to_attr=EXCLUSIONS_READ)


def kept_out_of(report: Report) -> Iterable[ReportExclusion]:
    """Who is kept out of a report now: as `with_exclusions` read it, or asked anew."""
    read: list[ReportExclusion] | None = getattr(report, EXCLUSIONS_READ, None)
    return standing(report.exclusions.all()) if read is None else read


def facts_of(report: Report, organisation: OrganisationFacts) -> RoutingFacts:
    """Everything the routing rule needs to know about one report."""
    parties = list(report.parties.all())
    kept_out: dict[str, set[UUID]] = defaultdict(set)
    for exclusion in kept_out_of(report):
        kept_out[exclusion.source].add(exclusion.person_id)

    def people(role: str) -> frozenset[UUID]:
        return frozenset(party.person_id for party in parties if party.role == role and party.person_id)

    return organisation.for_report(
        kind=RoutingKind(report.kind),
        reporter_id=UUID(report.reporter),
        subject_ids=people("subject"),
        free_text_subjects=tuple(p.name for p in parties if p.role == "subject" and p.state == "unresolved"),
        implicated_ids=people("implicated"),
        witness_ids=people("witness"),
        not_to_receive_ids=frozenset(kept_out["not_to_receive"]),
        recused_ids=frozenset(kept_out["recused"]),
        declared_conflict_ids=frozenset(kept_out["conflict"]),
        serious=report.serious,
        prefers_shift_leader=report.prefers_shift_leader,
    )


def people_eligible(actor: StaffMember, report: Report) -> list[StaffMember]:
    """To whom a report may be handed: line managers and those appointed in the route, without any conflict."""
    organisation = organisation_facts(report.organisation_id, on=today(report.organisation))
    facts = facts_of(report, organisation)
    may = [
        person_id
        for person_id in organisation.possible_handlers()
        if person_id != report.handler_id and not conflicts(facts, person_id)
    ]
    return list(StaffMember.objects.filter(pk__in=may).order_by("name"))


def has_desk(actor: StaffMember) -> bool:
    """Whether anything was ever let in to this person."""
    return live(theirs(ReportGrant, actor=actor)).exists()


def kind_label(report: Report) -> str:
    """The kind of report as handlers read it."""
    return str(ReportKind(report.kind).label)
