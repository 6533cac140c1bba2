"""Channels and work accounts in the demo: three channels, one account in use, and one that waits for a word."""

from datetime import timedelta

from accounts.organisations.queries import today
from boundaries.access.scope import speaking_for
from policies.channels.actions import (
    acknowledge_account,
    add_channel,
    approve_account,
    ask_for_account,
    check_account,
    hand_over_account,
)
from policies.channels.choices import ChannelKind
from policies.demo.rights import person

OURS = (
    ("The phone of the harbour team", ChannelKind.PHONE, True, "Calls and texts with clients"),
    ("Mailboxes at relief.example", ChannelKind.EMAIL, True, "Letters to clients, families and other services"),
    ("Our video room", ChannelKind.VIDEO, False, "Talks with clients who live far away"),
)


def keep_channels_in_the_demo() -> None:
    """Maya keeps three channels, and the login of Amira's account; Ben asks for one."""
    maya, amira, ben, elif_ = (person(name) for name in ("maya", "amira", "ben", "elif"))
    with speaking_for(maya):
        for name, kind, monitored, purpose in OURS:
            add_channel(actor=maya, name=name, kind=kind, monitored=monitored, purpose=purpose)
    with speaking_for(amira):
        account = ask_for_account(
            actor=amira,
            platform="Instagram",
            name="harbour.relief",
            purpose="Pictures of the harbour house and our feasts, without clients",
            exists_already=True,
        )
    with speaking_for(elif_):
        approve_account(actor=elif_, account_id=account.pk, reason="As we said: no faces of clients.")
    with speaking_for(amira):
        acknowledge_account(actor=amira, account_id=account.pk)
    day = today(maya.organisation)
    with speaking_for(maya):
        hand_over_account(actor=maya, account_id=account.pk, on=day - timedelta(days=2))
        check_account(actor=maya, account_id=account.pk, on=day)
    with speaking_for(ben):
        ask_for_account(actor=ben, platform="A messenger", name="Harbour team", purpose="To tell volunteers when shifts change")
