"""The register: every report that somebody may see by their office, and no other. The law of `permissions`, as one question."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db.models import DateTimeField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.lookups import LessThan

from accounts.grants.queries import keeping_out
from accounts.staff.models import StaffMember
from accounts.staff.queries import ids_above
from boundaries.access.protected import way_into
from boundaries.errors.exceptions import NotVisible
from boundaries.record.queries import entries_about
from incidents.register.choices import Office
from incidents.register.permissions import areas_directed, covers, is_auditor
from incidents.reports.choices import OWN_KINDS, PartyRole, PartyState
from incidents.reports.events import ReportEvent
from incidents.reports.models import Party, Report, ReportExclusion
from incidents.reports.permissions import reporter_index
from incidents.reports.queries import MOST_COUNTED, ReportsPage, TimelineLine, moment_in, narrowed

PAGE = 25
NEWEST = ("-submitted_at", "-pk")


def not_kept_from(reports: QuerySet[Report], actor: StaffMember, above: Sequence[UUID]) -> QuerySet[Report]:
    """Those of the reports that nothing keeps somebody from seeing by office, whether they hold one or not."""
    unclear_or_above = Party.objects.hanging_on(OuterRef("pk")).filter(
        Q(state=PartyState.UNRESOLVED) | Q(person_id__in=above), role=PartyRole.SUBJECT
    )
    return reports.filter(
        ~Q(reporter_index=reporter_index(actor.pk)),
        ~Q(kind__in=OWN_KINDS, reporter_index__in=[reporter_index(each) for each in above]),
        ~Exists(keeping_out(ReportExclusion, actor=actor, thing=OuterRef("pk"))),
        ~Exists(unclear_or_above),
        held=False,
    )


@dataclass(frozen=True)
class Reader:
    """Somebody with what their offices let them see: areas directed (None: all of them), whether they audit, who is above."""

    actor: StaffMember
    areas: frozenset[UUID | None]
    audits: bool
    above: tuple[UUID, ...]

    @property
    def has_office(self) -> bool:
        """Whether there is a register for them at all."""
        return bool(self.areas) or self.audits

    @way_into(Report)
    def sees(self, reports: QuerySet[Report], actor: StaffMember) -> QuerySet[Report]:
        """What they see by office: directors the reports of their area, auditors all; never what the law keeps them out of."""
        if not self.has_office or actor.user_id is None:
            return reports.none()
        found = not_kept_from(reports, actor, self.above)
        return found if self.audits or None in self.areas else found.filter(area_id__in=self.areas)

    def reads(self, report: Report) -> bool:
        """Whether they may read its content, of a report that they may see."""
        return covers(self.areas, report)

    def office(self, report: Report) -> Office:
        """In what office they see it."""
        return Office.DIRECTOR if self.reads(report) else Office.AUDITOR


def reader_of(actor: StaffMember) -> Reader:
    """What somebody's offices let them see today."""
    areas, audits = frozenset(areas_directed(actor)), is_auditor(actor, None)
    return Reader(actor, areas, audits, tuple(ids_above(actor)) if areas or audits else ())


def seen_by(reader: Reader) -> QuerySet[Report]:
    """The reports somebody may see by office; the same as asking the law about each."""
    return Report.objects.visible_to(reader.actor, by=reader.sees)


def register(
    reader: Reader,
    *,
    statuses: Sequence[str] = (),
    kinds: Sequence[str] = (),
    late: bool = False,
    reference: str = "",
    after: str = "",
) -> ReportsPage:
    """The register, what was sent last first. Raises NotVisible for a place that no page gave."""
    found = narrowed(seen_by(reader), statuses=statuses, kinds=kinds, late=late, reference=reference)
    if after:
        found = found.filter(_behind(after))
    ordered = found.select_related("data_key", "handler", "area").defer("story").order_by(*NEWEST)
    rows = list(ordered[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return ReportsPage(rows[:PAGE], f"{last.submitted_at.isoformat()}_{last.pk}" if last else None)


def how_many(reader: Reader) -> int:
    """How many reports there are for somebody; one more than `MOST_COUNTED` where there are more, which nobody counts."""
    return seen_by(reader).order_by(*NEWEST)[: MOST_COUNTED + 1].count()


def _behind(after: str) -> LessThan:
    """Whatever sorts behind the key, as one comparison of rows, which an index answers from where the page before ended."""
    try:
        sent, id_ = after.split("_")
        last = Value(moment_in(sent)), Value(UUID(id_))
    except ValueError as error:
        raise NotVisible from error
    place = partial(Func, function="ROW", output_field=DateTimeField())
    return LessThan(place(F("submitted_at"), F("pk")), place(*last))


def report_in_register(reader: Reader, report_id: UUID) -> Report:
    """One report as somebody sees it by office. Raises NotVisible for everybody else."""
    related = "data_key", "organisation", "handler", "area"
    try:
        return seen_by(reader).select_related(*related).get(pk=report_id)
    except Report.DoesNotExist as error:
        raise NotVisible from error


def is_in_register(actor: StaffMember, report_id: UUID) -> bool:
    """Whether somebody sees a report by office."""
    return seen_by(reader_of(actor)).filter(pk=report_id).exists()


def acts_on(report: Report) -> list[TimelineLine]:
    """What was done, oldest first, as somebody may know it who reads no content: the reporter is named nowhere."""
    lines = [line for line in entries_about(report.pk) if line.event != ReportEvent.OPENED]
    names = dict(StaffMember.objects.filter(pk__in={line.actor_id for line in lines if line.actor_id}).values_list("pk", "name"))
    return [
        TimelineLine(line.at, ReportEvent(line.event).sentence, names.get(line.actor_id, "") if line.actor_id else "")
        for line in lines
    ]
