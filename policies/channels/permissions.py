"""Who keeps channels and work accounts, and who sees them (PQ-COM-4 to PQ-COM-7; design.md section 4).

Everybody who works here reads which channels are the organisation's own. An account is seen by its holder, by whoever is asked to
approve it, by communications managers and auditors, and by directors of its area. Its custodians are the communications managers;
where there is none who can sign in, the directors of its area, so that no account waits for ever.
"""

from uuid import UUID

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.appointments.permissions import NEVER, holds, is_staff
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.routing.queries import OPENED
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap
from policies.channels.models import WorkAccount

OVERSEEING = frozenset({Role.COMMUNICATIONS_MANAGER, Role.AUDITOR})
"""Who sees every account of the organisation."""


class ChannelsPermission(TextChoices):
    """What may be done about channels and accounts at all."""

    VIEW = "channels.view", _("Read which channels are the organisation's own")
    KEEP = "channels.keep", _("Add a channel, or take one out of use")
    ASK = "channels.ask", _("Ask for a work account")
    REGISTER = "channels.register", _("See the register of work accounts")


class AccountPermission(TextChoices):
    """What may be done about one work account."""

    VIEW = "work-account.view", _("See a work account")
    APPROVE = "work-account.approve", _("Approve a work account")
    REFUSE = "work-account.refuse", _("Not approve a work account")
    WITHDRAW = "work-account.withdraw", _("Withdraw a work account one asked for")
    ACKNOWLEDGE = "work-account.acknowledge", _("Acknowledge that the organisation has access to it")
    HAND_OVER = "work-account.hand_over", _("Confirm that the login was handed over")
    CHECK = "work-account.check", _("Confirm that the recovery contact was checked")
    CLOSE = "work-account.close", _("Close a work account")


def areas_overseen(actor: StaffMember) -> frozenset[UUID | None]:
    """The areas whose accounts somebody sees by their office today; None among them stands for all."""
    held = Appointment.objects.in_force(today(actor.organisation)).filter(person_id=actor.pk)
    rows = held.filter(role__in=[Role.DIRECTOR, *sorted(OVERSEEING)]).values_list("role", "area_id")
    return frozenset(area if role == Role.DIRECTOR else None for role, area in rows)


def oversees(actor: StaffMember, account: WorkAccount) -> bool:
    """They see it by their office."""
    areas = areas_overseen(actor)
    return None in areas or (account.area_id is not None and account.area_id in areas)


def is_holder(actor: StaffMember, account: WorkAccount) -> bool:
    """It is their own."""
    return actor.pk == account.holder_id


def is_approver(actor: StaffMember, account: WorkAccount) -> bool:
    """They are the one who is asked, or who decided."""
    return actor.pk == account.approver_id


def custodians(account: WorkAccount) -> list[UUID]:
    """Who keeps its login: every communications manager who can sign in; where there is none, the directors of its area."""
    organisation = account.organisation
    able = StaffMember.objects.filter(OPENED, organisation=organisation, is_active=True)
    held = Appointment.objects.in_force(today(organisation)).filter(person__in=able)
    managers = held.filter(role=Role.COMMUNICATIONS_MANAGER)
    directors = held.filter(Q(area=None) | Q(area=account.area_id), role=Role.DIRECTOR)
    for rows in (managers, directors):
        if found := list(dict.fromkeys(rows.order_by("starts_on", "pk").values_list("person_id", flat=True))):
            return found
    return []


def is_custodian(actor: StaffMember, account: WorkAccount) -> bool:
    """They keep its login today, or would."""
    return actor.pk in custodians(account)


is_communications_manager = holds(Role.COMMUNICATIONS_MANAGER)

_P = AccountPermission
ACCESS: AccessMap[StaffMember, WorkAccount] = AccessMap(
    never=NEVER,
    allow={
        _P.VIEW: [[is_holder], [is_approver], [oversees]],
        _P.APPROVE: [[is_approver]],
        _P.REFUSE: [[is_approver]],
        _P.WITHDRAW: [[is_holder]],
        _P.ACKNOWLEDGE: [[is_holder]],
        _P.HAND_OVER: [[is_custodian]],
        _P.CHECK: [[is_custodian]],
        _P.CLOSE: [[is_holder], [is_custodian]],
    },
)
IN_GENERAL: AccessMap[StaffMember, Organisation] = AccessMap(
    never=NEVER,
    view=ChannelsPermission.VIEW,
    allow={
        ChannelsPermission.VIEW: [[is_staff]],
        ChannelsPermission.ASK: [[is_staff]],
        ChannelsPermission.KEEP: [[is_communications_manager]],
        ChannelsPermission.REGISTER: [[holds(Role.DIRECTOR, *sorted(OVERSEEING))]],
    },
)
