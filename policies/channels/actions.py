"""Keeping the list of channels; asking for a work account, and every move of it."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.routing.queries import OrganisationFacts, lock_tree, organisation_facts
from accounts.routing.rules import RoutingFacts, conflicts
from accounts.staff.models import StaffMember
from boundaries.access.scope import Reason, as_system
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import RuleViolation
from boundaries.notices.actions import take_away
from boundaries.outbox.actions import arm_timer, cancel_timers
from boundaries.record.actions import append
from policies.channels import queries, rules
from policies.channels.choices import AccountStatus, ChannelKind, Closing
from policies.channels.events import AccountEvent, ChannelEvent
from policies.channels.models import ApprovedChannel, WorkAccount
from policies.channels.permissions import ACCESS, IN_GENERAL, AccountPermission, ChannelsPermission
from policies.channels.workflow import WORKFLOW, AccountMove

RECHECK = "work-account.recheck"
ABOUT = "work-account"


# --- Channels -----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_channel(*, actor: StaffMember, name: str, kind: ChannelKind, monitored: bool, purpose: str = "") -> ApprovedChannel:
    """Add a channel of the organisation. Raises RuleViolation for a name that is there, and for what looks like a secret."""
    organisation = _locked(actor)
    IN_GENERAL.require(actor, ChannelsPermission.KEEP, organisation)
    called = rules.check_words(name, field="name", longest=rules.LONGEST_NAME)
    if ApprovedChannel.objects.filter(organisation=organisation, retired_at=None, name__iexact=called).exists():
        raise RuleViolation("channel.twice", _("There is a channel of this name already."), field="name")
    channel = ApprovedChannel.objects.create(
        organisation=organisation,
        name=called,
        kind=kind,
        monitored=monitored,
        purpose=rules.check_words(purpose, field="purpose", longest=rules.LONGEST_PURPOSE, needed=False),
        added_by=actor,
        added_at=now(),
    )
    _write_channel(ChannelEvent.ADDED, channel, actor, kind=kind.value, monitored=monitored)
    return channel


@transaction.atomic
def retire_channel(*, actor: StaffMember, channel_id: UUID) -> ApprovedChannel:
    """Take a channel out of use."""
    organisation = _locked(actor)
    IN_GENERAL.require(actor, ChannelsPermission.KEEP, organisation)
    channel = queries.channel_for(actor, channel_id)
    channel.retired_at = now()
    channel.save(update_fields=["retired_at"])
    _write_channel(ChannelEvent.RETIRED, channel, actor)
    return channel


def _locked(actor: StaffMember) -> Organisation:
    """The actor's organisation under its lock: two who add the same channel are seen by one another."""
    rows = Organisation.objects.select_for_update(of=("self",), no_key=True).select_related("data_key")
    return rows.get(pk=actor.organisation_id)


# --- Asking for an account ----------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_for_account(*, actor: StaffMember, platform: str, name: str, purpose: str, exists_already: bool = False) -> WorkAccount:
    """Ask for an account in the organisation's name; or tell of one that was made already (PQ-COM-5, PQ-COM-6b).

    It goes to whoever the clauses in force name, and to the line manager where none does.
    """
    lock_tree(actor.organisation_id, exclusive=False)
    IN_GENERAL.require(actor, ChannelsPermission.ASK, actor.organisation)
    account = WorkAccount(
        organisation=actor.organisation,
        holder=actor,
        area_id=actor.site_id or (actor.team.site_id if actor.team else None),
        platform=rules.check_words(platform, field="platform", longest=rules.LONGEST_NAME),
        name=rules.check_words(name, field="name", longest=rules.LONGEST_NAME),
        exists_already=exists_already,
        requested_at=now(),
    )
    account.purpose = rules.check_words(purpose, field="purpose", longest=rules.LONGEST_PURPOSE)
    clauses = queries.asking_clauses(actor.organisation_id)
    account.clauses = [each.pk for each in clauses]
    account.save(force_insert=True)
    told = {"holder": str(actor.pk), "exists": exists_already, "office": rules.approving_office(clauses).value}
    _write_down(AccountEvent.REQUESTED, account, actor, **told)
    _route(account)
    return account


def _facts(account: WorkAccount, organisation: OrganisationFacts) -> RoutingFacts:
    return organisation.within(of=account.holder_id)


def _route(account: WorkAccount, organisation: OrganisationFacts | None = None) -> None:
    """Find who is asked, and write it down. The caller holds the tree."""
    found = organisation or organisation_facts(account.organisation_id, today(account.organisation))
    clauses = queries.asking_clauses(account.organisation_id)
    _office, approver_id = queries.approver_of(found, _facts(account, found), clauses)
    before = account.approver_id
    if before and before != approver_id:
        take_away(person_id=before, about_id=account.pk)
    account.approver_id = approver_id
    account.save(update_fields=["approver"])
    ids = {"approver": str(approver_id) if approver_id else None, "before": str(before) if before else None}
    _write_down(AccountEvent.ROUTED, account, None, **ids)


# --- The moves ----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def approve_account(*, actor: StaffMember, account_id: UUID, reason: str = "") -> WorkAccount:
    """Approve it, after one has talked about it."""
    account = _moved(actor, account_id, AccountMove.APPROVE)
    account.reason = rules.check_words(reason, field="reason", longest=rules.LONGEST_REASON, needed=False)
    account.decided_at = now()
    return _saved(AccountEvent.APPROVED, account, actor, "reason", "decided_at")


@transaction.atomic
def refuse_account(*, actor: StaffMember, account_id: UUID, reason: str) -> WorkAccount:
    """Do not approve it, and say why."""
    account = _moved(actor, account_id, AccountMove.REFUSE)
    account.reason = rules.check_words(reason, field="reason", longest=rules.LONGEST_REASON)
    account.decided_at = now()
    return _saved(AccountEvent.REFUSED, account, actor, "reason", "decided_at")


@transaction.atomic
def withdraw_account(*, actor: StaffMember, account_id: UUID) -> WorkAccount:
    """The holder does not want it any more, before it is in use."""
    account = _moved(actor, account_id, AccountMove.WITHDRAW)
    account.closed_at = now()
    return _saved(AccountEvent.WITHDRAWN, account, actor, "closed_at")


@transaction.atomic
def acknowledge_account(*, actor: StaffMember, account_id: UUID) -> WorkAccount:
    """The holder acknowledges that the organisation has access to the account and may look at it (PQ-COM-4b)."""
    account = _moved(actor, account_id, AccountMove.ACKNOWLEDGE)
    account.acknowledged_at = now()
    return _saved(AccountEvent.ACKNOWLEDGED, account, actor, "acknowledged_at")


@transaction.atomic
def hand_over_account(*, actor: StaffMember, account_id: UUID, on: date) -> WorkAccount:
    """The custodian confirms that they have the login, or gave it (PQ-COM-6). The first check of the recovery contact is due soon."""
    account = _moved(actor, account_id, AccountMove.HAND_OVER)
    asked_on = account.requested_at.date() if not account.exists_already else None
    rules.check_day(on, today=today(actor.organisation), since=asked_on, field="on")
    account.custodian, account.handed_over_on = actor, on
    account.recheck_on = today(actor.organisation) + rules.FIRST_CHECK
    _watch(account)
    return _saved(AccountEvent.HANDED_OVER, account, actor, "custodian", "handed_over_on", "recheck_on", on=on.isoformat())


@transaction.atomic
def check_account(*, actor: StaffMember, account_id: UUID, on: date) -> WorkAccount:
    """Codes and resets reach the custodian: that was checked on a day, and is checked again half a year later (PQ-COM-7)."""
    account = _moved(actor, account_id, AccountMove.CHECK)
    since = account.checked_on or account.handed_over_on
    rules.check_day(on, today=today(actor.organisation), since=since, field="on")
    account.custodian, account.checked_on, account.recheck_on = actor, on, on + rules.RECHECK
    _watch(account)
    days = {"on": on.isoformat(), "again_on": account.recheck_on.isoformat()}
    return _saved(AccountEvent.CHECKED, account, actor, "custodian", "checked_on", "recheck_on", **days)


@transaction.atomic
def close_account(*, actor: StaffMember, account_id: UUID) -> WorkAccount:
    """The account has ended."""
    return _close(_moved(actor, account_id, AccountMove.CLOSE), actor, Closing.ENDED)


def _moved(actor: StaffMember, account_id: UUID, move: AccountMove) -> WorkAccount:
    """The account under its lock, in the state to which an actor who may moves it."""
    account = queries.account_for(actor, account_id, locked=True)
    ACCESS.require(actor, AccountPermission(f"work-account.{move.value}"), account)
    account.status = WORKFLOW.move(account.status, move)
    return account


def _saved(event: AccountEvent, account: WorkAccount, actor: StaffMember | None, *fields: str, **data: object) -> WorkAccount:
    account.save(update_fields=["status", *fields])
    _write_down(event, account, actor, **data)
    return account


def _close(account: WorkAccount, actor: StaffMember | None, closing: Closing) -> WorkAccount:
    account.closed_at, account.closing = now(), closing
    cancel_timers(about_id=account.pk, kinds=[RECHECK])
    return _saved(AccountEvent.CLOSED, account, actor, "closed_at", "closing", closing=closing.value)


def _watch(account: WorkAccount) -> None:
    """On the day it is due, the custodians are reminded."""
    assert account.recheck_on
    _arm(account, account.recheck_on)


def _arm(account: WorkAccount, day: date) -> None:
    due = rules.morning(day, account.organisation.zone)
    arm_timer(kind=RECHECK, organisation_id=account.organisation_id, about_id=account.pk, due_at=due)


# --- What follows by itself ---------------------------------------------------------------------------------------------------
def remind_again(account: WorkAccount) -> None:
    """It is due and not checked yet: the custodians are reminded again after a while. The caller fires its timer."""
    _arm(account, today(account.organisation) + rules.AGAIN)


def close_of_leaver(person_id: UUID, organisation_id: UUID) -> None:
    """Somebody no longer works here: what they asked for is withdrawn, and what they held is closed."""
    with as_system(Reason.RECORD, organisation_id=organisation_id):
        rows = WorkAccount.objects.unscoped(Reason.RECORD).filter(holder_id=person_id, status__in=sorted(WORKFLOW.open_states))
        locked = rows.select_for_update(of=("self",), no_key=True).select_related("organisation__data_key").order_by("pk")
        for account in locked:
            if account.status == AccountStatus.REQUESTED:
                account.status, account.closed_at = WORKFLOW.move(account.status, AccountMove.WITHDRAW), now()
                _saved(AccountEvent.WITHDRAWN, account, None, "closed_at")
            else:
                account.status = WORKFLOW.move(account.status, AccountMove.CLOSE)
                _close(account, None, Closing.LEFT)


def follow_organisation(organisation_id: UUID) -> None:
    """People or roles changed: what waits for somebody who cannot decide it any more is asked of the next. The caller holds the tree."""
    facts: OrganisationFacts | None = None
    with as_system(Reason.ROUTING, organisation_id=organisation_id):
        rows = WorkAccount.objects.unscoped(Reason.ROUTING).filter(
            organisation_id=organisation_id, status=AccountStatus.REQUESTED
        )
        for account in rows.select_for_update(of=("self",), no_key=True).select_related("organisation__data_key").order_by("pk"):
            facts = facts or organisation_facts(organisation_id, today(account.organisation))
            found = _facts(account, facts)
            clauses = queries.asking_clauses(organisation_id)
            _office, wanted = queries.approver_of(facts, found, clauses)
            barred = account.approver_id is None or bool(conflicts(found, account.approver_id))
            if wanted != account.approver_id and (barred or wanted):
                _route(account, facts)


def _write_channel(event: ChannelEvent, channel: ApprovedChannel, actor: StaffMember, **data: object) -> None:
    append(
        event,
        about=("channel", channel.pk),
        organisation_id=channel.organisation_id,
        actor_id=actor.pk,
        key=channel.organisation.data_key,
        data=data,
    )


def _write_down(event: AccountEvent, account: WorkAccount, actor: StaffMember | None, **data: object) -> None:
    append(
        event,
        about=(ABOUT, account.pk),
        organisation_id=account.organisation_id,
        actor_id=actor.pk if actor else None,
        key=account.data_key,
        data=data,
    )
