"""What a report's handler says to an approved exception that it cites. Never does anything pause one by itself.

What is said stands on the report. On the exception stands only that it was paused, and why in words meant for its worker.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, RuleViolation
from boundaries.record.actions import append
from incidents.excepted.models import ExceptionConsideration
from incidents.excepted.queries import citation_of
from incidents.reports.events import ReportEvent
from incidents.reports.permissions import ACCESS, ReportPermission
from incidents.reports.queries import report_to_judge
from policies.exceptions.life.actions import suspend_for_a_concern


@transaction.atomic
def pause_cited(*, actor: StaffMember, report_id: UUID, citation_id: UUID, reason: str) -> ExceptionConsideration:
    """Pause it, with a reason that its worker reads. Raises NotVisible for whoever has a conflict about the exception."""
    made = _considered(actor, report_id, citation_id, paused=True)
    try:
        suspend_for_a_concern(actor=actor, exception_id=made.citation.exception_id, reason=reason)
    except MoveRefused as refusal:
        message = _("It is not in force any more, or paused already: there is nothing to pause.")
        raise RuleViolation("exception.not-running", message) from refusal
    return made


@transaction.atomic
def leave_cited(*, actor: StaffMember, report_id: UUID, citation_id: UUID) -> ExceptionConsideration:
    """Leave it as it is, and write down that it was considered."""
    return _considered(actor, report_id, citation_id, paused=False)


def _considered(actor: StaffMember, report_id: UUID, citation_id: UUID, *, paused: bool) -> ExceptionConsideration:
    """Keep the answer on the report, under its lock, if the law of the report lets them give it."""
    report = report_to_judge(actor, report_id)
    ACCESS.require(actor, ReportPermission.CONSIDER, report)
    citation = citation_of(actor, report, citation_id).citation
    made = ExceptionConsideration(report=report, citation=citation, paused=paused, considered_by=actor, considered_at=now())
    made.save(force_insert=True)
    append(
        ReportEvent.EXCEPTION_CONSIDERED,
        about=("report", report.pk),
        organisation_id=report.organisation_id,
        actor_id=actor.pk,
        key=report.data_key,
        data={"citation": str(citation.pk), "paused": paused},
    )
    return made
