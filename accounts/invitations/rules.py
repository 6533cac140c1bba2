"""How somebody gets in for the first time, or again when they have lost what they sign in with.

A mailbox alone never opens an account (security.md 0.10): besides the link in the mail there is a code, which an administrator
tells the person from mouth to ear. A login that was open before holds what was entrusted to its owner, so it takes two
administrators to open it anew: one asks, another agrees and tells the code.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.invitations.choices import Purpose
from boundaries.errors.exceptions import RuleViolation

LASTS = timedelta(days=7)
CODE_LENGTH = 8
TRIES = 10
"""So many wrong codes in all, then the invitation is over: whoever holds the link cannot go on guessing from elsewhere."""


def check_invitable(*, purpose: Purpose, works_here: bool, has_login: bool, opened: bool) -> None:
    """Who has a login that was never opened is invited; who opened theirs before has it opened anew."""
    if not works_here:
        raise RuleViolation("left", _("This person no longer works here."))
    if not has_login:
        raise RuleViolation("login", _("Enter an e-mail address for this person first."))
    if purpose == Purpose.JOIN and opened:
        raise RuleViolation("opened", _("This person has signed in before. Their login can be opened anew."))
    if purpose == Purpose.REOPEN and not opened:
        raise RuleViolation("unopened", _("This person has never signed in. Invite them instead."))


def counts(
    *, confirmed_at: datetime | None, used_at: datetime | None, ended_at: datetime | None, wrong_codes: int, now: datetime
) -> bool:
    """Whether an invitation still opens something."""
    return (
        confirmed_at is not None and now < confirmed_at + LASTS and used_at is None and ended_at is None and wrong_codes < TRIES
    )
