"""The whole law of emergency access, on one page (OP-07, AZ-07). What keeps somebody out of a report beats it, always."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments import permissions as appointments
from accounts.appointments.choices import Role
from accounts.appointments.permissions import holds
from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember
from accounts.staff.queries import ids_above
from boundaries.access.rules import AccessMap, Predicate
from incidents.emergency.choices import ASKERS
from incidents.emergency.models import EmergencyRequest
from incidents.emergency.rules import are_unrelated
from incidents.register import permissions as register
from incidents.register.permissions import is_auditor
from incidents.reports import permissions as reports
from incidents.reports.models import Report
from incidents.reports.permissions import ReportPermission


class EmergencyPermission(TextChoices):
    """What may be done with emergency access."""

    ASK = "emergency.ask", _("Ask to read one report for an hour")
    BE_LET_IN = "emergency.be_let_in", _("Be let in to this report for an hour")
    VIEW = "emergency.view", _("See who asked, who decided, and every reading")
    READ_REASON = "emergency.read_reason", _("Read why it was asked for")
    DECIDE = "emergency.decide", _("Confirm or decline a request as the second person")


Asked = Predicate[StaffMember, EmergencyRequest]


def of_its_report(predicate: Predicate[StaffMember, Report]) -> Asked:
    """The same asked of the report that a request is for."""

    def holds_of_its_report(actor: StaffMember, request: EmergencyRequest) -> bool:
        return request.report is not None and predicate(actor, request.report)

    return holds_of_its_report


def is_for_no_report(actor: StaffMember, request: EmergencyRequest) -> bool:
    """There is no report of that reference for whoever asked: so nobody has anything to decide or to see."""
    return request.report is None


def is_asker(actor: StaffMember, request: EmergencyRequest) -> bool:
    """They asked for it themselves."""
    return request.asker_id == actor.pk


def is_unrelated(actor: StaffMember, request: EmergencyRequest) -> bool:
    """Neither works under the other, whoever asked and whoever decides."""
    return are_unrelated(actor.pk, ids_above(actor), request.asker_id, ids_above(request.asker))


def is_board_chair(actor: StaffMember, request: EmergencyRequest) -> bool:
    """They chair the board today."""
    return holds(Role.BOARD_CHAIR)(actor, request)


def _handles(actor: StaffMember, report: Report) -> bool:
    return reports.is_handler(actor, report) and reports.ACCESS.allows(actor, ReportPermission.VIEW, report)


directs = of_its_report(register.is_director_of_area)
handles = of_its_report(_handles)
P = EmergencyPermission

IN_GENERAL: AccessMap[StaffMember, Organisation] = AccessMap(
    never=appointments.NEVER, view=P.ASK, allow={P.ASK: [[holds(*ASKERS)]]}
)

LETTING_IN: AccessMap[StaffMember, Report] = AccessMap(
    never=register.ACCESS.never, view=P.BE_LET_IN, allow={P.BE_LET_IN: [[holds(*ASKERS)]]}
)
"""Who may be let in to a report for an hour: nobody whom anything keeps out of seeing it by office."""

ACCESS: AccessMap[StaffMember, EmergencyRequest] = AccessMap(
    never=[is_for_no_report, is_asker, *map(of_its_report, register.ACCESS.never)],
    view=P.VIEW,
    allow={
        P.VIEW: [[directs], [handles], [is_auditor], [is_board_chair]],
        P.READ_REASON: [[directs], [handles]],
        P.DECIDE: [[directs, is_unrelated], [handles, is_unrelated]],
    },
)
