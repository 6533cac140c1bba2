"""What the tests of lifting share: a report from which somebody stepped aside, and two people who may lift that."""

from uuid import UUID

from django.db import transaction

from accounts.demo.cast import Cast
from accounts.grants.choices import ExclusionSource
from accounts.staff.models import StaffMember
from incidents.lifting import actions
from incidents.lifting.models import ExclusionLifting
from incidents.reports.actions import keep_out
from incidents.reports.models import Report, ReportExclusion
from tests.incidents.told import send, settle
from tests.seeing import every

WHY = "copper lantern"


def stepped_aside(cast: Cast, *, serious: bool = True) -> Report:
    """Amira told something about Ben; Elif has it. Chidi was told, too, and has stepped aside."""
    from incidents.desk.actions import recuse

    report = send(cast.amira, cast.ben, danger="yes" if serious else "no")
    assert report.handler == cast.elif_
    if serious:
        recuse(actor=cast.chidi, report_id=report.pk, reason="We are friends.")
    else:
        keep_out(report, cast.chidi.pk, ExclusionSource.RECUSED)
    settle()
    return report


def put_out(report: Report, person: StaffMember) -> StaffMember:
    """They stepped aside."""
    with transaction.atomic():
        keep_out(report, person.pk, ExclusionSource.RECUSED)
    return person


def exclusion_of(report: Report, person: StaffMember) -> UUID:
    """The newest exclusion of somebody."""
    return every(ReportExclusion).get(report=report, person=person, next=None).pk


def proposed(report: Report, by: StaffMember, person: StaffMember) -> ExclusionLifting:
    """Somebody proposes to lift it."""
    return actions.propose(actor=by, report_id=report.pk, exclusion_id=exclusion_of(report, person), reason=WHY)


def lifted(report: Report, by: StaffMember, second: StaffMember, person: StaffMember) -> ExclusionLifting:
    """Two people lift it."""
    lifting = proposed(report, by, person)
    actions.confirm(actor=second, lifting_id=lifting.pk)
    return lifting
