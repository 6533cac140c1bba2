"""What many tests of work accounts need: one asked for, and taken as far as wanted."""

from typing import Any

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from policies.channels.actions import (
    acknowledge_account,
    approve_account,
    ask_for_account,
    check_account,
    close_account,
    hand_over_account,
    refuse_account,
    withdraw_account,
)
from policies.channels.choices import AccountStatus
from policies.channels.models import WorkAccount
from policies.channels.workflow import AccountMove
from tests.seeing import every

PURPOSE = "Pictures of what we do, without clients."


def asked_for(actor: StaffMember, platform: str = "Instagram", **other: Any) -> WorkAccount:
    """Somebody asks for an account."""
    said: dict[str, Any] = {"platform": platform, "name": "harbour.relief", "purpose": PURPOSE}
    return ask_for_account(actor=actor, **said | other)


def do(cast: Cast, actor: StaffMember, account: WorkAccount, move: AccountMove) -> WorkAccount:
    """Somebody makes a move, with all that it asks for."""
    facts: dict[str, Any] = {"actor": actor, "account_id": account.pk}
    day = {"on": today(cast.organisation)}
    acts: dict[AccountMove, tuple[Any, dict[str, Any]]] = {
        AccountMove.APPROVE: (approve_account, {}),
        AccountMove.REFUSE: (refuse_account, {"reason": "We have one already."}),
        AccountMove.WITHDRAW: (withdraw_account, {}),
        AccountMove.ACKNOWLEDGE: (acknowledge_account, {}),
        AccountMove.HAND_OVER: (hand_over_account, day),
        AccountMove.CHECK: (check_account, day),
        AccountMove.CLOSE: (close_account, {}),
    }
    act, more = acts[move]
    done: WorkAccount = act(**facts, **more)
    return done


def by(cast: Cast, move: AccountMove) -> StaffMember:
    """Who makes a move of Amira's account."""
    if move in {AccountMove.APPROVE, AccountMove.REFUSE}:
        return cast.elif_
    return cast.maya if move in {AccountMove.HAND_OVER, AccountMove.CHECK} else cast.amira


WAYS: dict[AccountStatus, tuple[AccountMove, ...]] = {
    AccountStatus.REQUESTED: (),
    AccountStatus.APPROVED: (AccountMove.APPROVE,),
    AccountStatus.ACKNOWLEDGED: (AccountMove.APPROVE, AccountMove.ACKNOWLEDGE),
    AccountStatus.IN_USE: (AccountMove.APPROVE, AccountMove.ACKNOWLEDGE, AccountMove.HAND_OVER),
    AccountStatus.REFUSED: (AccountMove.REFUSE,),
    AccountStatus.WITHDRAWN: (AccountMove.WITHDRAW,),
    AccountStatus.CLOSED: (AccountMove.APPROVE, AccountMove.CLOSE),
}
"""By which moves an account comes to stand so."""


def account_in(cast: Cast, status: AccountStatus) -> WorkAccount:
    """An account of Amira's that stands so."""
    account = asked_for(cast.amira)
    for move in WAYS[status]:
        do(cast, by(cast, move), account, move)
    return fresh(account)


def fresh(account: WorkAccount) -> WorkAccount:
    """As it is now."""
    rows = every(WorkAccount).select_related("organisation__data_key", "holder", "approver", "custodian")
    return rows.get(pk=account.pk)
