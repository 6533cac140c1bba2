"""Checking who signs in, with failures counted before the password is looked at."""

import math
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.signin import rules
from accounts.signin.models import SignInFailure
from accounts.staff.models import StaffMember, User
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import ProductError
from boundaries.sealing.actions import blind_index

NOBODY = UUID(int=0)
PRUNED_AT_ONCE = 500


class TooManyFailures(ProductError):
    """Somebody has to wait before the next try. Says how long, and nothing about the account."""

    code = "too-many-failures"
    message = _("There were too many tries that did not work.")
    status = 429

    def __init__(self, seconds: int) -> None:
        minutes = math.ceil(seconds / 60)
        words = ngettext(
            "There were too many tries that did not work. You can try again in %(minutes)d minute.",
            "There were too many tries that did not work. You can try again in %(minutes)d minutes.",
            minutes,
        )
        super().__init__(message=words % {"minutes": minutes})
        self.seconds = seconds


@dataclass(frozen=True)
class Attempt:
    """Who is tried from where, as keyed fingerprints. ``device`` is set when the account has signed in there before."""

    account: bytes
    source: bytes
    device: bytes | None

    @property
    def counted_as(self) -> dict[str, bytes | None]:
        """What distinguishes this attempt's failures from those that must not count against it."""
        if self.device is not None:
            return {"account_index": self.account, "device_index": self.device}
        return {"source_index": self.source, "device_index": None}


def account_index(email: str) -> bytes:
    """The fingerprint of an account's address, however its letters are typed."""
    return blind_index("sign-in account", email.strip().lower())


def check_sign_in(*, email: str, password: str, attempt: Attempt) -> User | None:
    """The account, if address and password fit and an active member of staff is behind it; None in every other case.

    Every refusal costs the same queries and one password hash, whether or not there is such an account.
    Raises TooManyFailures before anything is looked up.
    """
    reserve(attempt=attempt)
    user = authenticate(username=email, password=password)
    works_here = StaffMember.objects.filter(user_id=user.pk if user else NOBODY, is_active=True).exists()
    if not isinstance(user, User) or not works_here:
        return None
    forgive(attempt=attempt)
    return user


@transaction.atomic
def reserve(*, attempt: Attempt) -> None:
    """Count an attempt as failed before it is made, so that tries at the same moment cannot slip past the limit.

    One lock for each source, or for each account on a device it knows, lets them through one by one.
    """
    _lock(attempt)
    moment = now()
    if until := _refused_until(attempt, moment):
        raise TooManyFailures(max(1, math.ceil((until - moment).total_seconds())))
    _prune(moment)
    SignInFailure.objects.create(
        account_index=attempt.account, source_index=attempt.source, device_index=attempt.device, at=moment
    )


def forgive(*, attempt: Attempt) -> None:
    """Forget the failures of an account from here, once its password was right."""
    SignInFailure.objects.filter(account_index=attempt.account).filter(**attempt.counted_as).delete()


def _lock(attempt: Attempt) -> None:
    name = b"sign-in" + (attempt.account + attempt.device if attempt.device else attempt.source)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name.hex()])


def _refused_until(attempt: Attempt, moment: datetime) -> datetime | None:
    """When the next try is allowed, if not now."""
    recent = SignInFailure.objects.filter(at__gt=moment - rules.WINDOW, **attempt.counted_as)
    rows = [(bytes(account), at) for account, at in recent.order_by("-at").values_list("account_index", "at")[: rules.PER_SOURCE]]
    own = [at for account, at in rows if account == attempt.account]
    waits = [rules.free_again(own, rules.PER_ACCOUNT, moment)]
    if attempt.device is None:
        waits.append(rules.free_again([at for _account, at in rows], rules.PER_SOURCE, moment))
    return max((wait for wait in waits if wait), default=None)


def _prune(moment: datetime) -> None:
    """Forget what is too old to count; rows another attempt is pruning are left to it."""
    old = SignInFailure.objects.filter(at__lt=moment - rules.KEPT).select_for_update(skip_locked=True)
    SignInFailure.objects.filter(id__in=old.values("id")[:PRUNED_AT_ONCE]).delete()
