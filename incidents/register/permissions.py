"""Who sees a report by their office, without having been given it (design.md 3.4 and 4).

A director reads what belongs to their area; an auditor sees that it is there and what was done, never what was told. What
keeps somebody out of a report keeps them out of it here too; and so does working under somebody it is about. While it is
not clear whom a report is about, nobody sees it by office: it might be they.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.appointments.permissions import holds
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from accounts.staff.queries import ids_above
from boundaries.access.rules import AccessMap
from incidents.reports.choices import OWN_KINDS, PartyRole, PartyState
from incidents.reports.models import Report
from incidents.reports.permissions import is_excluded, is_not_active, is_of_another_organisation, is_reporter, reporter_index


class RegisterPermission(TextChoices):
    """What may be done with the register."""

    VIEW = "register.view", _("See a report in the register, with what was done and when")
    READ = "register.read", _("Read its content there")


def areas_directed(actor: StaffMember) -> Collection[UUID | None]:
    """The areas somebody is director of today; None among them stands for the whole organisation."""
    held = Appointment.objects.in_force(today(actor.organisation)).filter(person_id=actor.pk, role=Role.DIRECTOR)
    return set(held.values_list("area_id", flat=True))


def offices_of(actor: StaffMember) -> tuple[frozenset[UUID | None], bool]:
    """The areas somebody is director of today, and whether they are auditor, in one question."""
    held = Appointment.objects.in_force(today(actor.organisation)).filter(person_id=actor.pk)
    rows = list(held.filter(role__in=(Role.DIRECTOR, Role.AUDITOR)).values_list("role", "area_id"))
    return frozenset(area for role, area in rows if role == Role.DIRECTOR), any(role == Role.AUDITOR for role, _area in rows)


def covers(areas: Collection[UUID | None], report: Report) -> bool:
    """Whether the report belongs to one of these areas, or they are the whole organisation."""
    return None in areas or (report.area_id is not None and report.area_id in areas)


is_auditor = holds(Role.AUDITOR)


def is_director_of_area(actor: StaffMember, report: Report) -> bool:
    """The actor is director of the report's area, or of the whole organisation."""
    return covers(areas_directed(actor), report)


def is_unclear(report: Report) -> bool:
    """Somebody a report is about has not been made out yet."""
    unclear = report.parties.filter(role=PartyRole.SUBJECT, state=PartyState.UNRESOLVED)
    return report.held or unclear.exists()


def is_not_clear(actor: StaffMember, report: Report) -> bool:
    """Somebody it is about has not been made out yet: it might be the actor."""
    return is_unclear(report)


def works_under_subject(actor: StaffMember, report: Report) -> bool:
    """The report is about somebody above the actor, or was made about themselves by somebody above."""
    above = ids_above(actor)
    if report.kind in OWN_KINDS and bytes(report.reporter_index) in {reporter_index(each) for each in above}:
        return True
    return report.parties.filter(role=PartyRole.SUBJECT, person_id__in=above).exists()


ACCESS: AccessMap[StaffMember, Report] = AccessMap(
    never=[is_of_another_organisation, is_not_active, is_excluded, is_reporter, is_not_clear, works_under_subject],
    allow={
        RegisterPermission.VIEW: [[is_director_of_area], [is_auditor]],
        RegisterPermission.READ: [[is_director_of_area]],
    },
)
