"""Who sees whom a report is closed to, who proposes to lift that, and who is the second person.

Whoever handles the report, or reads it as director, may propose. The second person is another of these, or holds an office to
which any report may come: safeguarding lead, chief executive, chair of the board. They need not be let in to the report, and are
shown no word of it. No two of the three are the same or above one another, which leaves out most who stand high in the line;
hence the safeguarding lead.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.appointments.permissions import holds
from accounts.staff.models import StaffMember
from accounts.staff.queries import ids_above
from boundaries.access.rules import AccessMap
from incidents.lifting import rules
from incidents.lifting.models import ExclusionLifting
from incidents.register.permissions import ACCESS as REGISTER
from incidents.register.permissions import RegisterPermission, is_not_clear, works_under_subject
from incidents.reports.models import Report
from incidents.reports.permissions import (
    holds_grant,
    is_excluded,
    is_handler,
    is_not_active,
    is_of_another_organisation,
    is_reporter,
)

OFFICES = frozenset({Role.SAFEGUARDING_LEAD, Role.CHIEF_EXECUTIVE, Role.BOARD_CHAIR})
"""The offices whose holders may be the second person in any report that is not closed to them."""


class KeptOutPermission(TextChoices):
    """What may be done about those to whom a report is closed."""

    VIEW = "kept_out.view", _("See who is kept out of a report, and why")
    PROPOSE = "kept_out.propose", _("Propose that somebody is no longer kept out")


class LiftingPermission(TextChoices):
    """What may be done with a proposal."""

    VIEW = "lifting.view", _("See the proposal")
    CONFIRM = "lifting.confirm", _("Lift the exclusion, as the second person")
    DECLINE = "lifting.decline", _("Leave it as it is, or take one's own proposal back")


def reads_by_office(actor: StaffMember, report: Report) -> bool:
    """They read the report as director."""
    return REGISTER.allows(actor, RegisterPermission.READ, report)


KEPT_OUT: AccessMap[StaffMember, Report] = AccessMap(
    never=[is_of_another_organisation, is_not_active, is_excluded, is_reporter],
    allow={
        KeptOutPermission.VIEW: [[holds_grant], [reads_by_office]],
        KeptOutPermission.PROPOSE: [[holds_grant, is_handler], [reads_by_office]],
    },
)


def is_closed_to(actor: StaffMember, lifting: ExclusionLifting) -> bool:
    """The report is not for them: another organisation's, closed to them, their own, about themselves or somebody above."""
    never = *KEPT_OUT.never, is_not_clear, works_under_subject
    return any(predicate(actor, lifting.report) for predicate in never)


def is_the_one_kept_out(actor: StaffMember, lifting: ExclusionLifting) -> bool:
    """It is about them: they never learn of it."""
    return lifting.exclusion.person_id == actor.pk


def is_proposer(actor: StaffMember, lifting: ExclusionLifting) -> bool:
    """They proposed it."""
    return lifting.proposed_by_id == actor.pk


def may_be_second(actor: StaffMember, lifting: ExclusionLifting) -> bool:
    """They handle the report, read it as director, or hold one of the offices."""
    return KEPT_OUT.allows(actor, KeptOutPermission.PROPOSE, lifting.report) or holds(*OFFICES)(actor, lifting)


def is_unrelated(actor: StaffMember, lifting: ExclusionLifting) -> bool:
    """Of proposer, actor and the person kept out no two are the same or above one another."""
    people = lifting.proposed_by, actor, lifting.exclusion.person
    above = {each.pk: frozenset(ids_above(each)) for each in people}
    return rules.may_decide_together(lifting.proposed_by_id, actor.pk, lifting.exclusion.person_id, above)


_P = LiftingPermission

ACCESS: AccessMap[StaffMember, ExclusionLifting] = AccessMap(
    never=[is_closed_to, is_the_one_kept_out],
    allow={
        _P.VIEW: [[is_proposer], [may_be_second]],
        _P.CONFIRM: [[may_be_second, is_unrelated]],
        _P.DECLINE: [[is_proposer], [may_be_second]],
    },
)
