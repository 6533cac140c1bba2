"""The register: every report that somebody may see by their office, and no other. The law of `permissions`, as one question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, cast
from uuid import UUID

from django.db.models import DateTimeField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.lookups import LessThan

from accounts.grants.queries import keeping_out
from accounts.staff.models import StaffMember
from accounts.staff.queries import ids_above
from boundaries.access.prepared import Asker, Prepared, Values, several, those, values_of
from boundaries.access.protected import way_into
from boundaries.errors.exceptions import NotVisible
from boundaries.record.queries import entries_about
from incidents.register.choices import Office
from incidents.register.permissions import covers, offices_of
from incidents.reports.choices import OWN_KINDS, PartyRole, PartyState
from incidents.reports.events import ReportEvent
from incidents.reports.models import Party, Report, ReportExclusion
from incidents.reports.permissions import reporter_index
from incidents.reports.queries import (
    MOST_COUNTED,
    ReportsPage,
    TimelineLine,
    Words,
    ends_of,
    moment_in,
    narrowed,
    wanted_reference,
)

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
    areas, audits = offices_of(actor)
    return Reader(actor, areas, audits, tuple(ids_above(actor)) if areas or audits else ())


def seen_by(reader: Reader) -> QuerySet[Report]:
    """The reports somebody may see by office; the same as asking the law about each."""
    return Report.objects.visible_to(reader.actor, by=reader.sees)


def _values(reader: Reader) -> dict[str, Any] | None:
    """What a question knows of the reader; None for whoever has no register at all."""
    known = values_of(reader.actor) if reader.has_office else None
    if known is None:
        return None
    return known | several("area", sorted(filter(None, reader.areas))) | several("above", reader.above)


def _shape(reader: Reader) -> tuple[bool, bool]:
    """Whether they audit, and whether they direct the whole organisation."""
    return reader.audits, None in reader.areas


def _seen_by(values: Values, audits: bool, everywhere: bool) -> QuerySet[Report]:
    areas = frozenset(those(values, "area"))
    asker = cast("StaffMember", Asker.among(values))  # as much of one as the question may know
    return seen_by(Reader(asker, areas | {None} if everywhere else areas, audits, those(values, "above")))


def _fingerprints(values: Values) -> dict[str, Any]:
    """What is worked out from the values: who wrote a report stands in it as a fingerprint."""
    people = {name: value for name, value in values.items() if name == "person" or name.startswith("above ")}
    return ends_of(values) | {f"{name}, as author": reporter_index(value) for name, value in people.items()}


def _page(
    values: Values, audits: bool, everywhere: bool, statuses: Words, kinds: Words, late: bool, most: int
) -> QuerySet[Report]:
    found = narrowed(_seen_by(values, audits, everywhere), values, statuses, kinds, late)
    if "last" in values:
        found = found.filter(_behind(values["told"], values["last"]))
    return found.select_related("data_key", "handler", "area").defer("story").order_by(*NEWEST)[:most]


def _behind(told: datetime, last: UUID) -> LessThan:
    """Whatever sorts behind a row, as one comparison of rows, which an index answers from where the page before ended."""
    place = partial(Func, function="ROW", output_field=DateTimeField())
    return LessThan(place(F("submitted_at"), F("pk")), place(Value(told), Value(last)))


def _last(after: str) -> dict[str, Any]:
    """The row behind which a page begins. Raises NotVisible for a place that no page gave."""
    try:
        sent, id_ = after.split("_")
        return {"told": moment_in(sent), "last": UUID(id_)}
    except ValueError as error:
        raise NotVisible from error


def _count(values: Values, audits: bool, everywhere: bool, most: int) -> object:
    return _seen_by(values, audits, everywhere).order_by(*NEWEST)[:most].count()


def _one(values: Values, audits: bool, everywhere: bool) -> QuerySet[Report]:
    one = _seen_by(values, audits, everywhere).filter(pk=values["report"])
    return one.select_related("data_key", "organisation", "handler", "area")


PAGES: Prepared[Report] = Prepared(_page, _fingerprints)
HOW_MANY: Prepared[Report] = Prepared(_count, _fingerprints)
ONE: Prepared[Report] = Prepared(_one, _fingerprints)


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
    asked, known = wanted_reference(reference) | (_last(after) if after else {}), _values(reader)
    if known is None:
        return ReportsPage([], None)
    rows = PAGES.ask(known | asked, *_shape(reader), tuple(statuses), tuple(kinds), late, PAGE + 1)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return ReportsPage(rows[:PAGE], f"{last.submitted_at.isoformat()}_{last.pk}" if last else None)


def how_many(reader: Reader) -> int:
    """How many reports there are for somebody; one more than `MOST_COUNTED` where there are more, which nobody counts."""
    known = _values(reader)
    return int(HOW_MANY.rows(known, *_shape(reader), MOST_COUNTED + 1)[0][0]) if known else 0


def report_in_register(reader: Reader, report_id: UUID) -> Report:
    """One report as somebody sees it by office, in one question. Raises NotVisible for everybody else."""
    known = _values(reader)
    for report in ONE.ask(known | {"report": report_id}, *_shape(reader)) if known else ():
        return report
    raise NotVisible


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
