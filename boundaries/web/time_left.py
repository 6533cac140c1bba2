"""Time left, in the words people use: a badge never says it by colour alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = timedelta(hours=24)
COUNT_IN_DAYS_FROM = timedelta(hours=48)


@dataclass(frozen=True)
class TimeLeft:
    """The words of a badge and its tone: calm, soon, late, waiting or done."""

    words: str | Promise
    tone: str


def time_left(due_at: datetime | None, now: datetime, *, waiting: bool = False) -> TimeLeft:
    """How long there is until ``due_at``; a clock that waits for the reporter counts nothing."""
    if waiting:
        return TimeLeft(_("Waiting for the reporter"), "waiting")
    if due_at is None:
        return TimeLeft(_("Nothing due"), "done")
    if due_at < now:
        return TimeLeft(_late(now - due_at), "late")
    return TimeLeft(_due(due_at - now), "soon" if due_at - now < SOON else "calm")


def _due(left: timedelta) -> str:
    if left < HOUR:
        minutes = max(1, int(left.total_seconds() // 60))
        return ngettext("Due in %(n)d minute", "Due in %(n)d minutes", minutes) % {"n": minutes}
    if left < COUNT_IN_DAYS_FROM:
        hours = left // HOUR
        return ngettext("Due in %(n)d hour", "Due in %(n)d hours", hours) % {"n": hours}
    days = left // DAY
    return ngettext("Due in %(n)d day", "Due in %(n)d days", days) % {"n": days}


def _late(late: timedelta) -> str:
    if late < HOUR:
        return _("Less than an hour late")
    if late < DAY:
        hours = late // HOUR
        return ngettext("%(n)d hour late", "%(n)d hours late", hours) % {"n": hours}
    days = late // DAY
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}
