"""What is done with a file in the background, and when it is forgotten."""

from accounts.imports.actions import APPLY, CHECK, EXPIRE, carry_out, check_import, expire_import
from boundaries.outbox.handlers import fires, handles
from boundaries.outbox.models import OutboxRow, Timer


@handles(CHECK)
def check(row: OutboxRow) -> None:
    """Somebody brought a file, or wants it checked again."""
    check_import(run_id=row.ref, organisation_id=row.organisation_id)


@handles(APPLY)
def apply(row: OutboxRow) -> None:
    """Somebody wants done what was shown."""
    carry_out(run_id=row.ref, organisation_id=row.organisation_id)


@fires(EXPIRE)
def expire(timer: Timer) -> None:
    """A day has gone by."""
    expire_import(run_id=timer.about_id, organisation_id=timer.organisation_id)
