"""Where a person is signed in now."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from accounts.sessions.models import OpenSession
from accounts.signin.rules import is_over
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import NotVisible

BEGAN, SEEN = "began", "seen"
"""The keys under which a session keeps when it began and when it was last used, in seconds."""


@dataclass(frozen=True)
class Shown:
    """One sign-in as its owner sees it."""

    id: UUID
    browser: str
    system: str
    began_at: datetime
    seen_at: datetime
    is_this_one: bool


def session_for(actor: StaffMember, session_id: UUID) -> OpenSession:
    """One of one's own sign-ins. Raises NotVisible for any other."""
    found = OpenSession.objects.filter(id=session_id, user__staff_member=actor).first()
    if found is None:
        raise NotVisible
    return found


def sessions_of(user_id: UUID, *, this_key: str | None) -> list[Shown]:
    """Where somebody is signed in: this browser first, then by last use."""
    rows = {row.session_key: row for row in OpenSession.objects.filter(user_id=user_id)}
    moment, shown = now(), []
    for session in Session.objects.filter(session_key__in=rows, expire_date__gt=moment):
        data, row = session.get_decoded(), rows[session.session_key]
        began = int(row.began_at.timestamp())
        seen = int(data.get(SEEN, began))
        limits = {"idle_seconds": settings.SESSION_IDLE_SECONDS, "absolute_seconds": settings.SESSION_ABSOLUTE_SECONDS}
        if data.get(SESSION_KEY) != str(user_id) or is_over(began=began, seen=seen, now=int(moment.timestamp()), **limits):
            continue
        is_this_one = session.session_key == this_key
        shown.append(Shown(row.id, row.browser, row.system, row.began_at, datetime.fromtimestamp(seen, UTC), is_this_one))
    return sorted(shown, key=lambda each: (each.is_this_one, each.seen_at), reverse=True)
