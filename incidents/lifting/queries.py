"""To whom a report is closed, and what waits for a second person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.appointments.permissions import holds
from accounts.grants.choices import ExclusionSource, LiftingVerdict
from accounts.grants.queries import keeping_out
from accounts.organisations.queries import today
from accounts.routing.choices import NEUTRAL
from accounts.staff.models import StaffMember
from accounts.staff.queries import ids_above
from boundaries.access.protected import way_into
from boundaries.clocks.queries import now, now_in_sql
from boundaries.errors.exceptions import NotVisible
from incidents.lifting import rules
from incidents.lifting.choices import LiftingStatus
from incidents.lifting.models import ExclusionLifting, LiftingDecision
from incidents.lifting.permissions import ACCESS, KEPT_OUT, OFFICES, KeptOutPermission, LiftingPermission
from incidents.register.permissions import areas_directed, is_unclear
from incidents.register.queries import Reader, reader_of, seen_by
from incidents.reports.models import Report, ReportExclusion
from incidents.reports.queries import visible_to

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_WAITING = 50
DECIDERS = frozenset({*OFFICES, Role.DIRECTOR})
"""The roles whose holders may be the second person, besides whoever handles the report."""


# --- One report -----------------------------------------------------------------------------------------------------------
def report_to_lift_in(actor: StaffMember, report_id: UUID) -> Report:
    """A report to which somebody may see who is kept out. Raises NotVisible."""
    for found in (visible_to(actor), seen_by(reader_of(actor))):
        report = found.select_related("data_key", "organisation__data_key", "handler").filter(pk=report_id).first()
        if report is not None:
            break
    if report is None:
        raise NotVisible
    KEPT_OUT.require(actor, KeptOutPermission.VIEW, report)
    return report


def exclusions_of(report: Report) -> QuerySet[ReportExclusion]:
    """Everybody who is or was kept out, as those who handle the report may know it, oldest first.

    Whom the reporter feared is not told where they asked for confidence.
    """
    rows = report.exclusions.select_related("person__team").order_by("added_at", "id")
    return rows.exclude(source=ExclusionSource.NOT_TO_RECEIVE) if report.in_confidence else rows


def exclusion_of(report: Report, exclusion_id: UUID) -> ReportExclusion:
    """One of them. Raises NotVisible."""
    found = exclusions_of(report).filter(pk=exclusion_id).first()
    if found is None:
        raise NotVisible
    return found


@dataclass(frozen=True)
class KeptOut:
    """Somebody a report is or was closed to: why, whether that can be lifted, and what was said to it."""

    exclusion: ReportExclusion
    why: "StrOrPromise"
    bar: rules.Bar | None
    waiting: ExclusionLifting | None
    lifted: LiftingDecision | None

    @property
    def stays(self) -> "StrOrPromise":
        """Why it cannot be lifted, in words; empty where it can be, and where the words about the proposal say it."""
        told_otherwise = {None, rules.Bar.LIFTED, rules.Bar.WAITING}
        return self.bar.words if self.bar and self.bar not in told_otherwise else ""


def kept_out_of(report: Report) -> list[KeptOut]:
    """Everybody to whom the report is or was closed."""
    exclusions = list(exclusions_of(report))
    liftings = list(_told(report.liftings.all()).order_by("-proposed_at", "-id"))
    unclear, named, moment = is_unclear(report), named_in(report), now()
    wished = set(report.story.get("not_to_receive", []))
    found = []
    for exclusion in exclusions:
        about = [each for each in liftings if each.exclusion_id == exclusion.pk]
        waiting = next((each for each in about if status_of(each, moment) == LiftingStatus.PROPOSED), None)
        lifted = next((each.decision for each in about if status_of(each, moment) == LiftingStatus.CONFIRMED), None)
        bar = rules.bar_to(
            source=exclusion.source,
            named=exclusion.person_id in named,
            wished=str(exclusion.person_id) in wished,
            unclear=unclear,
            lifted=lifted is not None,
            waiting=waiting is not None,
        )
        found.append(KeptOut(exclusion, why_of(report, exclusion), bar, waiting, lifted))
    return found


def bar_of(exclusion: ReportExclusion, report: Report) -> rules.Bar | None:
    """Why one exclusion cannot be lifted now; what waits already is not asked."""
    return rules.bar_to(
        source=exclusion.source,
        named=exclusion.person_id in named_in(report),
        wished=str(exclusion.person_id) in report.story.get("not_to_receive", []),
        unclear=is_unclear(report),
        lifted=exclusion.decisions.filter(verdict=LiftingVerdict.CONFIRMED).exists(),
    )


def check_proposable(actor: StaffMember, report: Report, exclusion: ReportExclusion) -> None:
    """Raise RuleViolation where somebody who may propose cannot propose to lift this one, as things are."""
    rules.check_liftable(bar_of(exclusion, report))
    moment = now()
    if any(status_of(each, moment) == LiftingStatus.PROPOSED for each in exclusion.liftings.select_related("decision")):
        rules.check_liftable(rules.Bar.WAITING)
    rules.check_proposer(actor.pk, exclusion.person_id, lines_above([actor, exclusion.person]))


def why_of(report: Report, exclusion: ReportExclusion) -> "StrOrPromise":
    """Why somebody is kept out, in words; of what could betray a confidence, nothing."""
    betrays = report.in_confidence and exclusion.source == ExclusionSource.CONFLICT
    return NEUTRAL if betrays else exclusion.get_source_display()


def named_in(report: Report) -> set[UUID]:
    """The colleagues whom the report names, in any role."""
    return {each for each in report.parties.values_list("person_id", flat=True) if each}


# --- Proposals ------------------------------------------------------------------------------------------------------------
@way_into(ExclusionLifting)
def to_be_decided(liftings: QuerySet[ExclusionLifting], actor: StaffMember) -> QuerySet[ExclusionLifting]:
    """What they proposed, or may be the second person for, and is not about them: the law is asked about each at once."""
    kept_out = keeping_out(ReportExclusion, actor=actor, thing=OuterRef("report"))
    seen = Report.objects.visible_to(actor, by=_reader_for_deciding(actor).sees)
    theirs = Q(proposed_by=actor) | Q(report__handler=actor) | Q(report__in=seen.values("pk"))
    return liftings.filter(theirs, ~Exists(kept_out)).exclude(exclusion__person=actor)


def _reader_for_deciding(actor: StaffMember) -> Reader:
    """What somebody may decide about by office: a director in their area, the others wherever nothing closes a report to them."""
    areas: frozenset[UUID | None] = frozenset()
    if holds(*OFFICES)(actor, None):
        areas = frozenset({None})
    elif holds(Role.DIRECTOR)(actor, None):
        areas = frozenset(areas_directed(actor))
    return Reader(actor, areas, audits=False, above=tuple(ids_above(actor)) if areas else ())


def _told(liftings: QuerySet[ExclusionLifting]) -> QuerySet[ExclusionLifting]:
    return liftings.select_related(
        "report__data_key", "exclusion__person__team", "proposed_by", "decision__decided_by", "report__organisation"
    ).defer("report__story")


def status_of(lifting: ExclusionLifting, moment: datetime) -> LiftingStatus:
    """Where a proposal stands at a moment."""
    decision = getattr(lifting, "decision", None)
    if decision is not None:
        return LiftingStatus(decision.verdict)
    return LiftingStatus.PROPOSED if moment < lifting.proposed_at + rules.TIME_TO_DECIDE else LiftingStatus.LAPSED


def lifting_for(actor: StaffMember, lifting_id: UUID) -> ExclusionLifting:
    """One proposal, for those who may see it. Raises NotVisible."""
    found = _told(ExclusionLifting.objects.visible_to(actor, by=to_be_decided).filter(pk=lifting_id)).first()
    if found is None:
        raise NotVisible
    ACCESS.require(actor, LiftingPermission.VIEW, found)
    return found


def waiting_for(actor: StaffMember) -> list[ExclusionLifting]:
    """The proposals that somebody may decide on as the second person, the oldest first."""
    rows = ExclusionLifting.objects.visible_to(actor, by=to_be_decided).exclude(proposed_by=actor)
    rows = rows.filter(decision=None, proposed_at__gt=now_in_sql() - rules.TIME_TO_DECIDE)
    found = _told(rows).order_by("proposed_at", "id")[:MOST_WAITING]
    return [each for each in found if ACCESS.allows(actor, LiftingPermission.CONFIRM, each)]


def seconds_for(lifting: ExclusionLifting) -> list[StaffMember]:
    """Everybody who may be the second person now: they are told."""
    report = lifting.report
    on = today(report.organisation)
    held = Appointment.objects.in_force(on).filter(organisation_id=lifting.organisation_id, role__in=DECIDERS)
    may_be = Q(pk__in=held.values("person_id")) | Q(pk=report.handler_id)
    people = StaffMember.objects.filter(may_be).select_related("organisation").order_by("pk")
    return [each for each in people if ACCESS.allows(each, LiftingPermission.CONFIRM, lifting)]


def liftings_seen(person_id: UUID, lifting_ids: list[UUID]) -> dict[UUID, str]:
    """Which of these proposals somebody may see now, each with its report's reference."""
    actor = StaffMember.objects.select_related("organisation").filter(pk=person_id).first()
    rows = _told(ExclusionLifting.objects.visible_to(actor, by=to_be_decided).filter(pk__in=lifting_ids))
    return {each.pk: each.report.reference for each in rows if actor and ACCESS.allows(actor, LiftingPermission.VIEW, each)}


def lines_above(people: Sequence[StaffMember]) -> dict[UUID, frozenset[UUID]]:
    """Everybody's line managers."""
    return {each.pk: frozenset(ids_above(each)) for each in people}
