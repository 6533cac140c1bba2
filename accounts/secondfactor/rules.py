"""What a second factor is worth, how long a code counts, and who must have which (SI-01, SI-02).

Pure: secrets, moments and what a person has come in as arguments.
"""

import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from pyotp import TOTP

from accounts.appointments.choices import Role
from accounts.secondfactor.choices import Proof

STEP_SECONDS = 30
NEIGHBOURS = 1
"""So many steps before and after the present one are taken too: a code read at the last moment still counts."""
DIGITS = 6
RECOVERY_CODES = 10
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""What codes for people are made of: nothing that looks like something else."""
RECOVERY_LENGTH = 16
MOST_PASSKEYS = 10
FRESH = timedelta(minutes=5)
"""So long ago somebody may have proved who they are when they do something that asks for it (SI-04)."""
PENDING = timedelta(minutes=10)
"""So long somebody may take between the password and the second factor."""

PASSKEY_ROLES = frozenset({Role.DIRECTOR, Role.AUDITOR, Role.ADMINISTRATOR})
"""Whose sign-in must withstand a forged page: a code can be talked out of somebody, a passkey cannot."""


@dataclass(frozen=True)
class Held:
    """What a person has set up."""

    app: bool
    passkeys: int
    recovery_codes: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor at all; recovery codes alone are none."""
        return self.app or self.passkeys > 0


class Missing:
    """What somebody must set up before anything else opens."""

    NOTHING = ""
    ANY = "any"
    PASSKEY = "passkey"


def missing(*, held: Held, roles: Collection[str]) -> str:
    """What a person with these roles must still set up."""
    if not PASSKEY_ROLES.isdisjoint(roles) and not held.passkeys:
        return Missing.PASSKEY
    return Missing.NOTHING if held.any else Missing.ANY


def accepted(*, held: Held, roles: Collection[str]) -> frozenset[Proof]:
    """What a person may show. Where a passkey is required and there is one, a code from an app is not enough."""
    only_passkey = held.passkeys > 0 and not PASSKEY_ROLES.isdisjoint(roles)
    having = {
        Proof.APP: held.app and not only_passkey,
        Proof.PASSKEY: held.passkeys > 0,
        Proof.RECOVERY: held.recovery_codes > 0,
    }
    return frozenset(proof for proof, has in having.items() if has)


def may_remove(*, held: Held, roles: Collection[str], passkey: bool) -> bool:
    """Whether one factor may be taken away: never the last one, and not the last passkey of somebody who must have one."""
    after = Held(held.app and passkey, held.passkeys - passkey, held.recovery_codes)
    return missing(held=after, roles=roles) == Missing.NOTHING


def step_of(moment: datetime) -> int:
    """The number of the half-minute."""
    return int(moment.timestamp()) // STEP_SECONDS


def matching_step(*, secret: str, typed: str, moment: datetime, last: int) -> int | None:
    """The half-minute whose code this is, if it counts now and none as late was used before; every code is compared."""
    app, here, found = TOTP(secret, digits=DIGITS, interval=STEP_SECONDS), step_of(moment), None
    for step in range(here - NEIGHBOURS, here + NEIGHBOURS + 1):
        if hmac.compare_digest(app.generate_otp(step).encode(), typed.encode()) and step > last:
            found = step
    return found


def without_gaps(typed: str) -> str:
    """A code as it is kept: people type spaces, hyphens and small letters."""
    return "".join(typed.split()).replace("-", "").upper()


def is_app_code(typed: str) -> bool:
    """Whether what was typed can only be meant as a code from an app."""
    bare = without_gaps(typed)
    return len(bare) == DIGITS and bare.isascii() and bare.isdigit()


def new_code(length: int) -> str:
    """Letters and digits drawn by lot, in groups of four."""
    drawn = "".join(secrets.choice(LETTERS) for _place in range(length))
    return "-".join(drawn[start : start + 4] for start in range(0, length, 4))


def in_groups(secret: str) -> str:
    """A key for typing, in groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def is_fresh(*, proved_at: int, now: int) -> bool:
    """Whether somebody proved who they are recently enough."""
    return now - proved_at <= FRESH.total_seconds()
