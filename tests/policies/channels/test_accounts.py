"""A work account from being asked for to its end: every move by everybody, in every state; its clock; who sees it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.demo.cast import Cast
from accounts.organisations.models import Site
from accounts.organisations.queries import today
from accounts.staff.actions import change_manager, deactivate_person
from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from boundaries.notices.queries import items_for
from boundaries.outbox.models import OutboxRow, Timer
from policies.channels import queries
from policies.channels.actions import (
    RECHECK,
    add_channel,
    approve_account,
    check_account,
    hand_over_account,
    refuse_account,
    retire_channel,
)
from policies.channels.choices import AccountStatus, ChannelKind, Closing, Recovery
from policies.channels.models import ApprovedChannel, WorkAccount
from policies.channels.tasks import ASKED, remind_the_custodians, tell_the_approver
from policies.channels.workflow import WORKFLOW, AccountMove
from tests.accounts.kinds import last_written_about, written_about
from tests.incidents.told import settle
from tests.policies.adopting import PQ, adopted
from tests.policies.channels.asking import account_in, asked_for, do, fresh
from tests.policies.deputising import deputy_until_tomorrow
from tests.policies.situations.made import sea_rules
from tests.seeing import every

pytestmark = pytest.mark.django_db
EVERYBODY = (
    "amira", "ben", "elif_", "farid", "noor", "ingrid", "samuel", "yara", "chidi", "tomas", "dana", "maya", "grace", "olga", "wiremu",
    "pavel", "root", "miriam", "ivo",
)  # fmt: skip
SEE = {"amira", "elif_", "noor", "ingrid", "maya", "grace"}
"""Holder, approver, directors, communications manager, auditor."""
MAY = {
    AccountMove.APPROVE: {"elif_"},
    AccountMove.REFUSE: {"elif_"},
    AccountMove.WITHDRAW: {"amira"},
    AccountMove.ACKNOWLEDGE: {"amira"},
    AccountMove.HAND_OVER: {"maya"},
    AccountMove.CHECK: {"maya"},
    AccountMove.CLOSE: {"amira", "maya"},
}


# --- Every move ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", list(AccountStatus))
def test_every_move_by_everybody_in_every_state(status: AccountStatus, cast: Cast) -> None:
    account = account_in(cast, status)
    assert account.status == status
    for move in AccountMove:
        possible = move in WORKFLOW.verbs_from(status)
        for name in EVERYBODY:
            expected: type[Exception] | None = None if possible else MoveRefused
            if name not in MAY[move]:
                expected = Forbidden if name in SEE else NotVisible
            with transaction.atomic():
                if expected is None:
                    done = do(cast, getattr(cast, name), account, move)
                    assert done.status == WORKFLOW.move(status, move)
                else:
                    with pytest.raises(expected):
                        do(cast, getattr(cast, name), account, move)
                transaction.set_rollback(True)
    assert fresh(account).status == status


def test_it_goes_all_the_way_and_everybody_concerned_is_told(cast: Cast) -> None:
    account = asked_for(cast.amira)
    settle()
    (item,) = items_for(cast.elif_.pk)
    assert (item.label, str(account.pk) in item.link) == ("Instagram", True)
    assert queries.to_approve(cast.elif_) == [account]
    approve_account(actor=cast.elif_, account_id=account.pk, reason="As we said: no clients.")
    settle()
    assert len(items_for(cast.amira.pk)) == 1
    do(cast, cast.amira, account, AccountMove.ACKNOWLEDGE)
    settle()
    assert len(items_for(cast.maya.pk)) == 1
    do(cast, cast.maya, account, AccountMove.HAND_OVER)
    settle()
    found = fresh(account)
    assert (found.status, found.custodian, found.reason) == (AccountStatus.IN_USE, cast.maya, "As we said: no clients.")
    assert queries.recovery(found, today(cast.organisation)) == Recovery.NOT_YET
    do(cast, cast.maya, account, AccountMove.CHECK)
    assert queries.recovery(fresh(account), today(cast.organisation)) == Recovery.FINE
    do(cast, cast.amira, account, AccountMove.CLOSE)
    settle()
    assert any("closed" in str(each.sentence) for each in items_for(cast.maya.pk))
    events = [event.partition(".")[2] for event, _actor, _data in written_about(account.pk)]
    assert events == ["requested", "routed", "approved", "acknowledged", "handed-over", "checked", "closed"]
    assert all("Instagram" not in str(data) for _event, _actor, data in written_about(account.pk))


def test_a_no_says_why(cast: Cast) -> None:
    account = asked_for(cast.amira)
    with pytest.raises(RuleViolation) as refused:
        refuse_account(actor=cast.elif_, account_id=account.pk, reason=" ")
    assert refused.value.field == "reason"
    assert fresh(account).status == AccountStatus.REQUESTED


@pytest.mark.parametrize("field", ["platform", "name", "purpose"])
def test_a_secret_is_refused_in_every_field(field: str, cast: Cast) -> None:
    with pytest.raises(RuleViolation) as refused:
        asked_for(cast.amira, **{field: "password: tiger7"})
    assert refused.value.field == field
    assert not every(WorkAccount).exists()


def test_there_is_no_column_for_a_secret() -> None:
    names = {column.name for model in (WorkAccount, ApprovedChannel) for column in model._meta.get_fields()}
    assert not {name for name in names if any(word in name for word in ("password", "secret", "login", "code", "pin"))}


# --- Who is asked -------------------------------------------------------------------------------------------------------------
def test_the_clauses_in_force_say_who_is_asked(cast: Cast, library: None) -> None:
    assert asked_for(cast.amira).approver == cast.elif_
    adopted(cast.noor, PQ)
    account = asked_for(cast.amira)
    assert (account.approver, [each.code for each in queries.clauses_of(account)]) == (cast.elif_, ["PQ-COM-5"])
    clause = {
        "strength": "approval",
        "approver": "director",
        "categories": [14],
        "expects": ["approval"],
        "seriousness": "serious",
    }
    sea_rules(cast.noor, clause)
    account = asked_for(cast.amira)
    assert account.approver in {cast.noor, cast.ingrid}
    assert [each.code for each in queries.clauses_of(account)] == ["SEA-1", "PQ-COM-5"]
    assert asked_for(cast.noor).approver == cast.ingrid, "nobody decides their own"


def test_nobody_is_asked_about_their_own_also_by_the_database(cast: Cast) -> None:
    account = asked_for(cast.elif_)
    assert account.approver == cast.farid
    with pytest.raises(IntegrityError), transaction.atomic():
        every(WorkAccount).filter(pk=account.pk).update(approver=cast.elif_)
    with pytest.raises(IntegrityError), transaction.atomic():
        every(WorkAccount).filter(pk=account.pk).update(status=AccountStatus.IN_USE)


def test_who_is_asked_follows_those_who_come_and_go(cast: Cast) -> None:
    account = asked_for(cast.amira)
    settle()
    change_manager(actor=cast.olga, person_id=cast.amira.pk, manager_id=cast.chidi.pk)
    assert fresh(account).approver == cast.chidi
    settle()
    assert (items_for(cast.elif_.pk), len(items_for(cast.chidi.pk))) == ([], 1)
    deactivate_person(actor=cast.olga, person_id=cast.chidi.pk, last_day=today(cast.organisation))
    assert fresh(account).approver == cast.samuel


def test_a_deputy_whose_term_is_over_is_not_asked_any_more(cast: Cast) -> None:
    deputy = deputy_until_tomorrow(cast)
    account = asked_for(cast.amira)
    assert account.approver == deputy
    with at(now() + timedelta(days=2)):
        settle()
        assert fresh(account).approver == cast.farid
        with pytest.raises(NotVisible):
            approve_account(actor=deputy, account_id=account.pk)


def test_who_is_asked_again_is_told_again_and_once(cast: Cast) -> None:
    account = asked_for(cast.amira)
    settle()
    for manager in (cast.chidi, cast.elif_):
        change_manager(actor=cast.olga, person_id=cast.amira.pk, manager_id=manager.pk)
        settle()
    for row in OutboxRow.objects.filter(ref=account.pk, kind=ASKED):
        tell_the_approver(row)
    assert fresh(account).approver == cast.elif_
    assert items_for(cast.chidi.pk) == []
    (item,) = items_for(cast.elif_.pk)
    assert str(account.pk) in item.link


def test_with_nobody_above_nobody_outside_is_asked(cast: Cast) -> None:
    above = [getattr(cast, name).user_id for name in ("elif_", "farid", "noor", "ingrid", "samuel", "yara", "chidi", "dana")]
    get_user_model().objects.filter(pk__in=above).update(is_active=False)
    account = asked_for(cast.amira)
    settle()
    assert account.approver is None
    assert items_for(cast.miriam.pk) == []
    get_user_model().objects.filter(pk__in=above).update(is_active=True)
    change_manager(actor=cast.olga, person_id=cast.amira.pk, manager_id=cast.chidi.pk)
    assert fresh(account).approver == cast.chidi


# --- Who sees it --------------------------------------------------------------------------------------------------------------
def seen(cast: Cast, account: WorkAccount) -> set[str]:
    """Who sees it."""
    found = set()
    for name in EVERYBODY:
        try:
            queries.account_for(getattr(cast, name), account.pk)
        except NotVisible:
            continue
        found.add(name)
    return found


def test_holder_approver_custodians_directors_and_auditors_see_it(cast: Cast) -> None:
    account = asked_for(cast.amira)
    assert seen(cast, account) == SEE
    for name in ("maya", "noor", "grace"):
        assert list(queries.register(getattr(cast, name))) == [account]
    for name in ("amira", "elif_", "olga"):
        with pytest.raises(Forbidden):
            queries.register(getattr(cast, name))
    away = Site.objects.filter(organisation=cast.organisation).exclude(name="Harbour House")[0]
    Appointment.objects.filter(person=cast.noor, role=Role.DIRECTOR).update(area=away)
    assert seen(cast, account) == SEE - {"noor"}
    assert list(queries.register(cast.noor)) == []


# --- The clock ----------------------------------------------------------------------------------------------------------------
def reminders(cast: Cast) -> int:
    return sum("recovery contact" in str(each.sentence) for each in items_for(cast.maya.pk))


def test_the_custodian_is_reminded_when_it_is_due_and_again_while_it_is_late(cast: Cast) -> None:
    account = account_in(cast, AccountStatus.IN_USE)
    check_account(actor=cast.maya, account_id=account.pk, on=today(cast.organisation))
    found = fresh(account)
    assert found.recheck_on == today(cast.organisation) + timedelta(days=180)
    timer = Timer.objects.get(about_id=account.pk, kind=RECHECK, fired_at=None, cancelled_at=None)
    with at(timer.due_at - timedelta(minutes=1)):
        settle()
        assert reminders(cast) == 0
    with at(timer.due_at + timedelta(minutes=1)):
        settle()
        settle()
        for _delivered_again in range(3):
            remind_the_custodians(timer)
        assert reminders(cast) == 1
        assert queries.recovery(fresh(account), today(cast.organisation)) == Recovery.SOON
    with at(timer.due_at + timedelta(days=14, minutes=1)):
        settle()
        assert reminders(cast) == 2
        assert queries.recovery(fresh(account), today(cast.organisation)) == Recovery.OVERDUE
        check_account(actor=cast.maya, account_id=account.pk, on=today(cast.organisation))
        assert queries.recovery(fresh(account), today(cast.organisation)) == Recovery.FINE
        settle()
    with at(timer.due_at + timedelta(days=60)):
        settle()
        remind_the_custodians(timer)
        assert reminders(cast) == 2, "checked is checked"


def test_without_a_communications_manager_the_directors_are_reminded(cast: Cast) -> None:
    account = account_in(cast, AccountStatus.IN_USE)
    timer = Timer.objects.get(about_id=account.pk, kind=RECHECK, fired_at=None, cancelled_at=None)
    deactivate_person(actor=cast.olga, person_id=cast.maya.pk, last_day=today(cast.organisation))
    with at(timer.due_at + timedelta(minutes=1)):
        settle()
    assert any("recovery contact" in str(each.sentence) for each in items_for(cast.noor.pk))


def test_without_a_communications_manager_a_director_of_the_area_keeps_the_login(cast: Cast) -> None:
    account, day = account_in(cast, AccountStatus.ACKNOWLEDGED), {"on": today(cast.organisation)}
    settle()
    assert items_for(cast.noor.pk) == []
    with pytest.raises(Forbidden):
        hand_over_account(actor=cast.noor, account_id=account.pk, **day)
    deactivate_person(actor=cast.olga, person_id=cast.maya.pk, last_day=day["on"])
    away = Site.objects.filter(organisation=cast.organisation).exclude(name="Harbour House")[0]
    Appointment.objects.filter(person=cast.ingrid, role=Role.DIRECTOR).update(area=away)
    other = account_in(cast, AccountStatus.ACKNOWLEDGED)
    settle()
    assert (len(items_for(cast.noor.pk)), items_for(cast.ingrid.pk)) == (1, [])
    for each in (account, other):
        with pytest.raises(NotVisible):
            hand_over_account(actor=cast.ingrid, account_id=each.pk, **day)
        with pytest.raises(Forbidden):
            hand_over_account(actor=cast.amira, account_id=each.pk, **day)
        hand_over_account(actor=cast.noor, account_id=each.pk, **day)
        check_account(actor=cast.noor, account_id=each.pk, **day)
        assert (fresh(each).status, fresh(each).custodian) == (AccountStatus.IN_USE, cast.noor)
    do(cast, cast.noor, other, AccountMove.CLOSE)
    assert fresh(other).status == AccountStatus.CLOSED


def test_a_communications_manager_who_cannot_sign_in_keeps_nothing(cast: Cast) -> None:
    account = account_in(cast, AccountStatus.ACKNOWLEDGED)
    get_user_model().objects.filter(staff_member=cast.maya).update(is_active=False)
    hand_over_account(actor=cast.noor, account_id=account.pk, on=today(cast.organisation))
    assert fresh(account).custodian == cast.noor


def test_what_is_closed_has_no_clock(cast: Cast) -> None:
    account = account_in(cast, AccountStatus.IN_USE)
    timer = Timer.objects.get(about_id=account.pk, kind=RECHECK, fired_at=None, cancelled_at=None)
    do(cast, cast.maya, account, AccountMove.CLOSE)
    timer.refresh_from_db()
    assert timer.cancelled_at
    with at(timer.due_at + timedelta(days=1)):
        remind_the_custodians(timer)
        settle()
    assert reminders(cast) == 0


@pytest.mark.parametrize("days", [1, -1])
def test_a_day_that_cannot_be_is_refused(days: int, cast: Cast) -> None:
    account = account_in(cast, AccountStatus.ACKNOWLEDGED)
    on = today(cast.organisation) + timedelta(days=days)
    with pytest.raises(RuleViolation) as refused:
        hand_over_account(actor=cast.maya, account_id=account.pk, on=on)
    assert refused.value.field == "on"


# --- Leavers ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", list(AccountStatus))
def test_an_account_closes_when_its_holder_leaves(status: AccountStatus, cast: Cast) -> None:
    account = account_in(cast, status)
    settle()
    before = len(items_for(cast.maya.pk))
    deactivate_person(actor=cast.olga, person_id=cast.amira.pk, last_day=today(cast.organisation))
    settle()
    found = fresh(account)
    if status in WORKFLOW.terminal:
        assert (found.status, found.closing) == (status, account.closing)
    elif status == AccountStatus.REQUESTED:
        assert found.status == AccountStatus.WITHDRAWN
    else:
        assert (found.status, found.closing) == (AccountStatus.CLOSED, Closing.LEFT)
        assert len(items_for(cast.maya.pk)) == before + 1
        assert last_written_about(account.pk) == ("work-account.closed", None, {"closing": "left"})


# --- Channels -----------------------------------------------------------------------------------------------------------------
def test_the_communications_manager_keeps_the_channels_and_everybody_reads_them(cast: Cast) -> None:
    facts: dict[str, Any] = {
        "name": "The team's phone",
        "kind": ChannelKind.PHONE,
        "monitored": True,
        "purpose": "Calls and texts",
    }
    for name in set(EVERYBODY) - {"maya", "miriam", "ivo"}:
        with pytest.raises(Forbidden):
            add_channel(actor=getattr(cast, name), **facts)
    channel = add_channel(actor=cast.maya, **facts)
    assert list(queries.channels(cast.amira)) == [channel]
    assert list(queries.channels(cast.ivo)) == []
    with pytest.raises(NotVisible):
        queries.channels(cast.miriam)
    for wrong, field in (({"name": "the team's PHONE"}, "name"), ({"name": "x", "purpose": "PIN: 1234"}, "purpose")):
        with pytest.raises(RuleViolation) as refused:
            add_channel(actor=cast.maya, **facts | wrong)
        assert refused.value.field == field
    with pytest.raises(Forbidden):
        retire_channel(actor=cast.amira, channel_id=channel.pk)
    retire_channel(actor=cast.maya, channel_id=channel.pk)
    assert list(queries.channels(cast.amira)) == []
    with pytest.raises(NotVisible):
        retire_channel(actor=cast.maya, channel_id=channel.pk)
    again = add_channel(actor=cast.maya, **facts)
    assert [event for event, _actor, _data in written_about(channel.pk)] == ["channel.added", "channel.retired"]
    assert again.pk != channel.pk
