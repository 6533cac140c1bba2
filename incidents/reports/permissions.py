"""The whole law of access to reports, on one page."""

from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.grants.choices import Relation
from accounts.grants.queries import grant_of, keeping_out
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap
from boundaries.access.scope import author_index
from incidents.reports.models import Draft, Report, ReportExclusion, ReportGrant


class ReportPermission(TextChoices):
    """What may be done with a report that was let in to one's desk."""

    VIEW = "report.view", _("Read the report and its timeline")
    ACKNOWLEDGE = "report.acknowledge", _("Acknowledge it")
    ASK = "report.ask", _("Ask the reporter for more")
    TAKE_UP = "report.take_up", _("Go on without waiting any longer")
    MESSAGE = "report.message", _("Write to the reporter")
    RECUSE = "report.recuse", _("Step aside")
    REASSIGN = "report.reassign", _("Hand it to somebody else")
    INTERVENE = "report.intervene", _("Record an intervention")
    ADD_PARTY = "report.add_party", _("Add a person")
    RESOLVE_PARTY = "report.resolve_party", _("Make clear who is meant")
    CONSIDER = "report.consider", _("Say whether an approved exception that it cites is paused")


class OwnReportPermission(TextChoices):
    """What the author of a report may do with their own submission, also when it is about themselves (design.md 3.3)."""

    VIEW = "own_report.view", _("See what one sent, its status and the thread")
    ADD = "own_report.add", _("Add something")
    MESSAGE = "own_report.message", _("Write to the person handling it")
    ANSWER = "own_report.answer", _("Answer what was asked")
    WITHDRAW = "own_report.withdraw", _("Ask to withdraw it")


def reporter_index(person_id: UUID) -> bytes:
    """The fingerprint under which a person's own drafts and reports are found."""
    return author_index(person_id)


def is_of_another_organisation(actor: StaffMember, report: Report) -> bool:
    """Nothing crosses between organisations."""
    return actor.organisation_id != report.organisation_id


def is_not_active(actor: StaffMember, report: Report) -> bool:
    """Somebody who has left, or cannot sign in, sees nothing."""
    return not actor.is_active or actor.user_id is None


def is_excluded(actor: StaffMember, report: Report) -> bool:
    """Subject, implicated, witness, named as not to receive it, recused or in conflict: beats every grant and role."""
    return keeping_out(ReportExclusion, actor=actor, thing=report).exists()


def holds_grant(actor: StaffMember, report: Report) -> bool:
    """The report was routed, shown or handed to them, and that has not ended."""
    return grant_of(ReportGrant, actor=actor, thing=report) is not None


def is_handler(actor: StaffMember, report: Report) -> bool:
    """They handle it, or hold it until it is clear who is meant."""
    return report.handler_id == actor.pk


def was_escalated_to(actor: StaffMember, report: Report) -> bool:
    """They were told because a clock ran out."""
    grant = grant_of(ReportGrant, actor=actor, thing=report)
    return grant is not None and grant.relation == Relation.ESCALATED


def was_given_it(actor: StaffMember, report: Report) -> bool:
    """It was routed, shown or handed to them for as long as it takes, and not in an emergency for an hour."""
    grant = grant_of(ReportGrant, actor=actor, thing=report)
    return grant is not None and grant.relation != Relation.EMERGENCY


def reads_in_emergency(actor: StaffMember, report: Report) -> bool:
    """A second person let them in for an hour, which is not over."""
    grant = grant_of(ReportGrant, actor=actor, thing=report)
    return grant is not None and grant.relation == Relation.EMERGENCY


def is_reporter(actor: StaffMember, report: Report | Draft) -> bool:
    """They wrote it."""
    index = report.author_index if isinstance(report, Draft) else report.reporter_index
    return bytes(index) == reporter_index(actor.pk)


_P = ReportPermission
_handles = [was_given_it, is_handler]

ACCESS: AccessMap[StaffMember, Report] = AccessMap(
    never=[is_of_another_organisation, is_not_active, is_excluded],
    allow={
        _P.VIEW: [[holds_grant]],
        _P.ACKNOWLEDGE: [_handles, [was_escalated_to]],
        _P.ASK: [_handles],
        _P.TAKE_UP: [_handles],
        _P.MESSAGE: [_handles],
        _P.RECUSE: [[was_given_it]],
        _P.REASSIGN: [_handles, [was_escalated_to]],
        _P.INTERVENE: [_handles, [was_escalated_to], [reads_in_emergency]],
        _P.ADD_PARTY: [_handles],
        _P.RESOLVE_PARTY: [_handles],
        _P.CONSIDER: [_handles],
    },
)

OWN_ACCESS: AccessMap[StaffMember, Report] = AccessMap(
    never=[is_of_another_organisation, is_not_active],
    allow={permission: [[is_reporter]] for permission in OwnReportPermission},
    view=OwnReportPermission.VIEW,
)
