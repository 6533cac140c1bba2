"""The organisation's channels, the accounts one holds or is asked about, and the register of them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from accounts.appointments.choices import Role
from accounts.routing.queries import OrganisationFacts
from accounts.routing.rules import RoutingFacts, conflicts, decide
from accounts.staff.models import StaffMember
from boundaries.access.protected import way_into
from boundaries.errors.exceptions import NotVisible
from policies.adoption.queries import ShownClause, cited, standing
from policies.adoption.rules import strictest_first
from policies.channels.choices import AccountStatus, Recovery
from policies.channels.models import ApprovedChannel, WorkAccount
from policies.channels.permissions import (
    ACCESS,
    IN_GENERAL,
    AccountPermission,
    ChannelsPermission,
    areas_overseen,
)
from policies.channels.rules import approving_office, asks_for_accounts, recovery_of
from policies.library.choices import Category, Office, Strength
from policies.library.models import Clause

SHOWN = 50
ROLES = {
    Office.DIRECTOR: Role.DIRECTOR,
    Office.CHIEF_EXECUTIVE: Role.CHIEF_EXECUTIVE,
    Office.BOARD: Role.BOARD_CHAIR,
    Office.SAFEGUARDING_LEAD: Role.SAFEGUARDING_LEAD,
    Office.COMMUNICATIONS_MANAGER: Role.COMMUNICATIONS_MANAGER,
}
"""Which role an office is; every other office stands for the line manager."""


# --- The ways in --------------------------------------------------------------------------------------------------------------
@way_into(WorkAccount)
def held(rows: QuerySet[WorkAccount], actor: StaffMember) -> QuerySet[WorkAccount]:
    """Those they hold, or asked for."""
    return rows.filter(holder=actor)


@way_into(WorkAccount)
def asked_about(rows: QuerySet[WorkAccount], actor: StaffMember) -> QuerySet[WorkAccount]:
    """Those they are asked to approve, or decided."""
    return rows.filter(approver=actor)


@way_into(WorkAccount)
def kept(rows: QuerySet[WorkAccount], actor: StaffMember) -> QuerySet[WorkAccount]:
    """Those they see by office: communications managers and auditors all, directors those of their area."""
    areas = areas_overseen(actor)
    return rows if None in areas else rows.filter(area__in=areas)


def _whole(rows: QuerySet[WorkAccount]) -> QuerySet[WorkAccount]:
    return rows.select_related("organisation__data_key", "holder", "approver", "custodian", "area")


# --- Channels -----------------------------------------------------------------------------------------------------------------
def channels(actor: StaffMember) -> QuerySet[ApprovedChannel]:
    """The channels in use, by name."""
    IN_GENERAL.require(actor, ChannelsPermission.VIEW, actor.organisation)
    return ApprovedChannel.objects.filter(organisation_id=actor.organisation_id, retired_at=None).order_by("name", "id")


def channel_for(actor: StaffMember, channel_id: UUID) -> ApprovedChannel:
    """One of them. Raises NotVisible."""
    found = channels(actor).filter(pk=channel_id).first()
    if found is None:
        raise NotVisible
    return found


# --- Accounts -----------------------------------------------------------------------------------------------------------------
def own(actor: StaffMember) -> list[WorkAccount]:
    """The newest of one's own."""
    rows = _whole(WorkAccount.objects.visible_to(actor, by=held))
    return list(rows.order_by("-requested_at", "-pk")[:SHOWN])


def to_approve(actor: StaffMember) -> list[WorkAccount]:
    """Those that wait for one's word, the oldest first."""
    rows = _whole(WorkAccount.objects.visible_to(actor, by=asked_about)).filter(status=AccountStatus.REQUESTED)
    return list(rows.order_by("requested_at", "pk")[:SHOWN])


def register(actor: StaffMember) -> QuerySet[WorkAccount]:
    """Those one sees by one's office. Raises Forbidden for whoever holds none."""
    IN_GENERAL.require(actor, ChannelsPermission.REGISTER, actor.organisation)
    return _whole(WorkAccount.objects.visible_to(actor, by=kept))


def account_for(
    actor: StaffMember, account_id: UUID, permission: AccountPermission = AccountPermission.VIEW, *, locked: bool = False
) -> WorkAccount:
    """One account, by whichever way lets one see it, under its lock where it is to be changed. Raises NotVisible, or Forbidden."""
    for way in (held, asked_about, kept):
        rows = _whole(WorkAccount.objects.visible_to(actor, by=way)).filter(pk=account_id)
        found = (rows.select_for_update(of=("self",), no_key=True) if locked else rows).first()
        if found is not None:
            ACCESS.require(actor, permission, found)
            return found
    raise NotVisible


def recovery(account: WorkAccount, on: date) -> Recovery | None:
    """How it stands with the recovery contact."""
    return recovery_of(account.status, account.checked_on, account.recheck_on, on)


def clauses_of(account: WorkAccount) -> list[ShownClause]:
    """The clauses by which it was to be approved; who may see it was asked before."""
    return cited(account.organisation_id, account.clauses)


# --- Who is asked -------------------------------------------------------------------------------------------------------------
def asking_clauses(organisation_id: UUID) -> list[Clause]:
    """The clauses in force by which an account must be approved, the strictest first."""
    versions = standing(organisation_id).values("version_id")
    rows = Clause.objects.filter(version_id__in=versions, strength=Strength.APPROVAL)
    found = rows.filter(categories__contains=[Category.PERSONAL_CHANNEL.value])
    return strictest_first([each for each in found if asks_for_accounts(each)])


def approver_of(organisation: OrganisationFacts, facts: RoutingFacts, clauses: Sequence[Clause]) -> tuple[Office, UUID | None]:
    """The office the clauses name, and who of it may be asked; where nobody may, whoever the rule finds up the line."""
    office = approving_office(clauses)
    role = ROLES.get(office)
    able = (each for each in organisation.holders(role) if not conflicts(facts, each)) if role else iter(())
    return office, next(able, None) or decide(facts).handler_id


# --- Notices ------------------------------------------------------------------------------------------------------------------
def still_told(person_id: UUID, ids: list[UUID]) -> dict[UUID, str]:
    """For the list of notices: the accounts one still sees, by platform."""
    actor = StaffMember.objects.select_related("organisation").filter(pk=person_id).first()
    if actor is None:
        return {}
    found: dict[UUID, str] = {}
    for way in (held, asked_about, kept):
        rows = WorkAccount.objects.visible_to(actor, by=way).filter(pk__in=ids)
        found |= dict(rows.values_list("pk", "platform"))
    return found
