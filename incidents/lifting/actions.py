"""Proposing that somebody is no longer kept out of a report, and deciding on it as the second person."""

from uuid import UUID

from django.db import transaction

from accounts.grants.choices import LiftingVerdict
from accounts.routing.queries import lock_tree
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.record.actions import append
from incidents.lifting import rules
from incidents.lifting.models import ExclusionLifting, LiftingDecision
from incidents.lifting.permissions import ACCESS, KEPT_OUT, KeptOutPermission, LiftingPermission
from incidents.lifting.queries import bar_of, check_proposable, exclusion_of, lifting_for, status_of
from incidents.lifting.workflow import WORKFLOW, LiftingMove
from incidents.reports.events import ReportEvent
from incidents.reports.models import Report
from incidents.reports.queries import report_to_judge
from incidents.reports.rules import check_text
from incidents.routes.actions import follow_lifting


@transaction.atomic
def propose(*, actor: StaffMember, report_id: UUID, exclusion_id: UUID, reason: str) -> ExclusionLifting:
    """Propose that somebody is no longer kept out, as the first of two unrelated people. By itself it lifts nothing.

    Raises RuleViolation where the cause still stands, where it waits already, and for whoever is related to the person.
    """
    report = _locked(actor, report_id)
    KEPT_OUT.require(actor, KeptOutPermission.PROPOSE, report)
    exclusion = exclusion_of(report, exclusion_id)
    check_proposable(actor, report, exclusion)
    lifting = ExclusionLifting(
        organisation_id=report.organisation_id, report=report, exclusion=exclusion, proposed_by=actor, proposed_at=now()
    )
    lifting.reason = check_text(reason, field="reason")
    lifting.save(force_insert=True)
    _write_down(ReportEvent.LIFTING_PROPOSED, lifting, actor)
    return lifting


@transaction.atomic
def confirm(*, actor: StaffMember, lifting_id: UUID) -> LiftingDecision:
    """Lift the exclusion as the second person. It restores nothing: what was taken away stays away until it is given anew."""
    lifting = _locked_lifting(actor, lifting_id, LiftingPermission.CONFIRM)
    WORKFLOW.move(status_of(lifting, now()), LiftingMove.CONFIRM)
    rules.check_liftable(bar_of(lifting.exclusion, lifting.report))
    decision = _decide(lifting, actor, LiftingVerdict.CONFIRMED)
    _write_down(ReportEvent.LIFTING_CONFIRMED, lifting, actor)
    follow_lifting(lifting.report, lifting.exclusion.person_id)
    return decision


@transaction.atomic
def decline(*, actor: StaffMember, lifting_id: UUID) -> LiftingDecision:
    """Leave it as it is, or take one's own proposal back. It stays written down, and may be proposed again."""
    lifting = _locked_lifting(actor, lifting_id, LiftingPermission.DECLINE)
    WORKFLOW.move(status_of(lifting, now()), LiftingMove.DECLINE)
    decision = _decide(lifting, actor, LiftingVerdict.DECLINED)
    _write_down(ReportEvent.LIFTING_DECLINED, lifting, actor)
    return decision


def _decide(lifting: ExclusionLifting, actor: StaffMember, verdict: LiftingVerdict) -> LiftingDecision:
    return LiftingDecision.objects.create(
        organisation_id=lifting.organisation_id,
        report=lifting.report,
        exclusion=lifting.exclusion,
        lifting=lifting,
        verdict=verdict,
        decided_by=actor,
        decided_at=now(),
    )


def _locked_lifting(actor: StaffMember, lifting_id: UUID, permission: LiftingPermission) -> ExclusionLifting:
    """The proposal under the tree's lock and its report's, as it is now, if the actor may do this to it."""
    report = _locked(actor, lifting_for(actor, lifting_id).report_id)
    lifting = lifting_for(actor, lifting_id)
    lifting.report = report
    ACCESS.require(actor, permission, lifting)
    return lifting


def _locked(actor: StaffMember, report_id: UUID) -> Report:
    lock_tree(actor.organisation_id, exclusive=False)
    return report_to_judge(actor, report_id)


def _write_down(event: ReportEvent, lifting: ExclusionLifting, actor: StaffMember) -> None:
    append(
        event,
        about=("report", lifting.report_id),
        organisation_id=lifting.organisation_id,
        actor_id=actor.pk,
        key=lifting.report.data_key,
        data={"lifting": str(lifting.pk), "person": str(lifting.exclusion.person_id)},
    )
