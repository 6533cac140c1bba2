"""Remembering where somebody signed in, and ending it."""

from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from accounts.sessions.events import SessionEvent
from accounts.sessions.models import OpenSession
from accounts.sessions.rules import browser_of
from accounts.staff.models import StaffMember, User
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import NotVisible
from boundaries.record.actions import append

LONGEST_AGENT = 500


def note_session(*, user: User, session_key: str, agent: str) -> OpenSession:
    """Keep that somebody signed in; what is kept of sessions that are gone is forgotten."""
    mine = OpenSession.objects.filter(user=user)
    mine.exclude(session_key__in=Session.objects.filter(expire_date__gt=now()).values("session_key")).delete()
    browser, system = browser_of(agent[:LONGEST_AGENT])
    values = {"user": user, "browser": browser, "system": system, "began_at": now()}
    return OpenSession.objects.update_or_create(session_key=session_key, defaults=values)[0]


@transaction.atomic
def end_session(*, actor: StaffMember, session_id: UUID) -> None:
    """Sign out one of one's own browsers."""
    found = OpenSession.objects.select_for_update().filter(id=session_id, user__staff_member=actor).first()
    if found is None:
        raise NotVisible
    _end(OpenSession.objects.filter(id=found.id))
    _write_down(SessionEvent.ENDED, actor)


@transaction.atomic
def end_other_sessions(*, actor: StaffMember, this_key: str | None) -> None:
    """Sign out everywhere but here."""
    _end(OpenSession.objects.filter(user__staff_member=actor).exclude(session_key=this_key or ""))
    _write_down(SessionEvent.ALL_ENDED, actor)


def end_all(*, user: User) -> None:
    """End every session of a login: its password or its second factor was made anew."""
    _end(OpenSession.objects.filter(user=user))


def _end(rows: QuerySet[OpenSession]) -> None:
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()


def _write_down(event: SessionEvent, actor: StaffMember) -> None:
    append(
        event,
        about=("staff", actor.id),
        organisation_id=actor.organisation_id,
        actor_id=actor.id,
        key=actor.organisation.data_key,
    )
