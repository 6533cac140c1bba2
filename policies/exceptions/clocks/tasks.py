"""What the clocks of exceptions do by themselves, each exactly once and never early; and whom every event is news for."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.organisations.events import OrganisationEvent
from accounts.organisations.queries import today
from boundaries.access.scope import Reason
from boundaries.clocks.queries import now
from boundaries.notices.actions import tell
from boundaries.notices.registry import Target, declare_sentences, declare_target
from boundaries.outbox.handlers import fires, handles
from boundaries.outbox.models import OutboxRow, Timer
from boundaries.record.models import RecordEntry
from boundaries.record.queries import entries_about, open_data
from boundaries.record.reactions import later, register
from policies.exceptions.actions import write_down
from policies.exceptions.choices import IN_LIFE, OVER, RUNNING, ExceptionStatus
from policies.exceptions.clocks.actions import (
    ANSWER_DUE,
    BEGIN,
    DUE,
    END,
    NEAR,
    OUTCOME_DUE,
    OUTCOME_LATE,
    REMIND,
    answer_due_at,
    ends_at,
    is_due,
    midnight,
    outcome_due_at,
    set_clock,
    start_life,
    wait_for_answer,
    wait_for_outcome,
)
from policies.exceptions.events import ExceptionEvent as E
from policies.exceptions.models import ExceptionRequest
from policies.exceptions.queries import people_before, seen_by_handler, seen_by_team, seen_by_worker, team_of, was_in_force
from policies.exceptions.routes.actions import escalate, put_before_deciders
from policies.exceptions.routes.tasks import locked_exception
from policies.exceptions.workflow import WORKFLOW, ExceptionMove


# --- The clock of whoever assesses or decides -----------------------------------------------------------------------------------
@fires(REMIND)
def remind(timer: Timer) -> None:
    """The time is running out: whoever it waits for is reminded."""
    exception = locked_exception(timer.about_id, timer.organisation_id)
    if exception.waits_since is None or exception.reminded_at is not None:
        return
    if not is_due(exception, reminder=True):
        set_clock(exception)
        return
    exception.reminded_at = now()
    exception.save(update_fields=["reminded_at"])
    due = exception.due_at.isoformat() if exception.due_at else None
    write_down(E.REMINDED, exception, None, due_at=due)


@fires(DUE)
def run_out(timer: Timer) -> None:
    """The time ran out: the next person up is told."""
    exception = locked_exception(timer.about_id, timer.organisation_id)
    if exception.waits_since is None or exception.escalated_at is not None:
        return
    if not is_due(exception, reminder=False):
        set_clock(exception)
        return
    escalate(exception)


@fires(ANSWER_DUE)
def ask_again(timer: Timer) -> None:
    """No answer came in time: the worker is reminded, once for one question."""
    exception = locked_exception(timer.about_id, timer.organisation_id)
    if exception.status != ExceptionStatus.RETURNED:
        return
    lines = entries_about(exception.pk)
    asked = max((line for line in lines if line.event == E.RETURNED), key=lambda line: line.id)
    if any(line.event == E.ANSWER_DUE and line.id > asked.id for line in lines):
        return
    if now() < answer_due_at(exception, asked.at):
        wait_for_answer(exception, asked.at)
        return
    write_down(E.ANSWER_DUE, exception, None)


# --- Its days -------------------------------------------------------------------------------------------------------------------
@fires(BEGIN)
def begin(timer: Timer) -> None:
    """Its first day has come."""
    exception = locked_exception(timer.about_id, timer.organisation_id)
    if exception.status != ExceptionStatus.APPROVED or exception.starts_on is None:
        return
    if now() < midnight(exception, exception.starts_on):
        start_life(exception)
        return
    exception.status = WORKFLOW.move(exception.status, ExceptionMove.ACTIVATE)
    exception.save(update_fields=["status"])
    write_down(E.ACTIVATED, exception, None)


def come_near(timer: Timer) -> None:
    """Its end comes near: its worker and whoever assessed it are told, once for each rung; after an outage of the nearest alone."""
    exception = locked_exception(timer.about_id, timer.organisation_id)
    if exception.status not in RUNNING or exception.ends_on is None:
        return
    days = int(timer.kind.rpartition(".")[2])
    left = (exception.ends_on - today(exception.organisation)).days
    if left > days:
        start_life(exception)
        return
    if left < 0:
        return
    said = {(line.data or {}).get("days") for line in entries_about(exception.pk) if line.event == E.NEAR_END}
    if any(left <= nearer for nearer in NEAR if nearer < days) or days in said:
        return
    if exception.status == ExceptionStatus.ACTIVE:
        exception.status = WORKFLOW.move(exception.status, ExceptionMove.NEAR_END)
        exception.save(update_fields=["status"])
    write_down(E.NEAR_END, exception, None, days=days)


for _kind in NEAR.values():
    fires(_kind)(come_near)


@fires(END)
def end(timer: Timer) -> None:
    """Its last day has gone: it lapses, paused or not, and its worker is asked how it went."""
    exception = locked_exception(timer.about_id, timer.organisation_id)
    if exception.status not in IN_LIFE or exception.ends_on is None:
        return
    if now() < ends_at(exception):
        start_life(exception)
        return
    exception.status = WORKFLOW.move(exception.status, ExceptionMove.EXPIRE)
    exception.save(update_fields=["status"])
    write_down(E.EXPIRED, exception, None)
    if was_in_force(exception):
        wait_for_outcome(exception, now())


# --- How it went ----------------------------------------------------------------------------------------------------------------
def ask_how_it_went(timer: Timer) -> None:
    """Nobody said how it went: the worker is asked again, then whoever assessed it is told. Each once, and never early."""
    exception = locked_exception(timer.about_id, timer.organisation_id)
    event, ended = EVENT_OF[timer.kind], {E.EXPIRED, E.REVOKED}
    lines = entries_about(exception.pk)
    since = max((line.at for line in lines if line.event in ended), default=None)
    if exception.status not in OVER or since is None or any(line.event == event for line in lines):
        return
    if now() < outcome_due_at(exception, since, timer.kind):
        wait_for_outcome(exception, since)
        return
    write_down(event, exception, None)


EVENT_OF = {OUTCOME_DUE: E.OUTCOME_DUE, OUTCOME_LATE: E.OUTCOME_LATE}
for _kind in EVENT_OF:
    fires(_kind)(ask_how_it_went)


# --- What follows ---------------------------------------------------------------------------------------------------------------
@handles("exceptions.put-before")
def put_on(row: OutboxRow) -> None:
    """The line is done with it, or its question was answered: lay it before those who decide."""
    exception = locked_exception(row.ref, row.organisation_id)
    if exception.status == ExceptionStatus.DIRECTOR_REVIEW:
        put_before_deciders(exception)


@handles("exceptions.set-again")
def follow_calendar(row: OutboxRow) -> None:
    """The organisation's calendar or zone changed: running clocks and the days still to come are worked out anew."""
    every = ExceptionRequest.objects.unscoped(Reason.OUTBOX).filter(organisation_id=row.organisation_id)
    waiting = every.filter(waits_since__isnull=False).values_list("pk", flat=True)
    living = every.filter(status__in=IN_LIFE - {ExceptionStatus.SUSPENDED}).values_list("pk", flat=True)
    for exception_id in sorted({*waiting, *living}):
        exception = locked_exception(exception_id, row.organisation_id)
        if exception.waits_since is not None:
            set_clock(exception)
        if exception.status in IN_LIFE - {ExceptionStatus.SUSPENDED}:
            start_life(exception)


# --- Who is told what ---------------------------------------------------------------------------------------------------------
HANDLER, WORKER, TEAM = "exception", "own_exception", "team_exception"
FOR_HANDLER = {
    E.ROUTED: _("Somebody asks for an exception. It has come to you."),
    E.PUT_BEFORE: _("An exception waits for your decision."),
    E.ESCALATED: _("The time for an exception ran out. It needs your attention."),
    E.REMINDED: _("The time for an exception is running out."),
    E.ANSWERED: _("Your question about an exception was answered."),
    E.WITHDRAWN: _("A request for an exception was taken back."),
    E.ENDORSED: _("The first of two people approved an exception."),
    E.APPROVED: _("An exception that you assessed was approved."),
    E.REFUSED: _("An exception that you assessed was not approved."),
    E.NEAR_END: _("An exception that you assessed ends soon."),
    E.EXPIRED: _("An exception that you assessed has ended."),
    E.SUSPENDED: _("An exception that you assessed was paused."),
    E.REVOKED: _("An exception that you assessed was revoked."),
    E.OUTCOME_LATE: _("Nobody has said how an exception went. Ask about it."),
    E.OUTCOME_TOLD: _("Somebody said how an exception went."),
}
FOR_WORKER = {
    E.UNROUTED: _("Nobody could be found yet to look at your request. We go on trying."),
    E.NOBODY_DECIDES: _("Nobody could be found yet to decide on your request. We go on trying."),
    E.RETURNED: _("There is a question about what you asked for."),
    E.ANSWER_DUE: _("There is still a question about what you asked for. Your answer is waited for."),
    E.APPROVED: _("There is a decision about what you asked for."),
    E.REFUSED: _("There is a decision about what you asked for."),
    E.ACTIVATED: _("What you asked for is in force from today."),
    E.NEAR_END: _("What was approved ends soon. To go on after that, ask again."),
    E.EXPIRED: _("What was approved has ended. Say how it went."),
    E.SUSPENDED: _("What was approved is paused. Do not act on it for now."),
    E.RESUMED: _("What was approved is no longer paused."),
    E.REVOKED: _("What was approved was revoked. Do not act on it any more."),
    E.OUTCOME_DUE: _("Say how it went: it is still open."),
}
FOR_TEAM = {
    E.APPROVED: _("An exception was approved for a client you work with. Read what was agreed."),
    E.REVOKED: _("An exception for a client you work with was revoked."),
}
NAMED = {E.ROUTED: "new", E.ESCALATED: "to", E.PUT_BEFORE: "people"}
"""The data key that says for whom the event is news; else it is news for whoever has it."""
FOR_THOSE_WHO_DECIDE = {E.REMINDED, E.ANSWERED}
"""What is news for those before whom it lies, while it does."""


def _people_to_tell(
    event: E, data: dict[str, Any], exception: ExceptionRequest, actor_id: UUID | None
) -> Iterable[tuple[UUID, str]]:
    if event in NAMED:
        yield from ((UUID(each), HANDLER) for each in data.get(NAMED[event]) or [])
    elif event in FOR_HANDLER:
        people = {exception.handler_id} if exception.handler_id else set()
        if event in FOR_THOSE_WHO_DECIDE and exception.status == ExceptionStatus.DIRECTOR_REVIEW:
            people = set(people_before(exception))
        yield from ((each, HANDLER) for each in sorted(people - {actor_id}))
    if event in FOR_WORKER:
        yield exception.worker_id, WORKER
    if event in FOR_TEAM and (event != E.REVOKED or was_in_force(exception)):
        yield from ((each, TEAM) for each in team_of(exception) if each not in {actor_id, exception.handler_id})


SEEN = {HANDLER: seen_by_handler, WORKER: seen_by_worker, TEAM: seen_by_team}


@handles("exceptions.tell")
def tell_of(row: OutboxRow) -> None:
    """Tell everybody for whom an event is news, as far as they may see it now."""
    exception = ExceptionRequest.objects.unscoped(Reason.OUTBOX).select_related("data_key", "organisation").get(pk=row.ref)
    entry = RecordEntry.objects.hanging_on(exception).get(pk=row.entry_id or 0)
    event, data = E(entry.event), open_data(entry, exception.data_key)
    for person_id, target in _people_to_tell(event, data, exception, entry.actor_id):
        if exception.pk not in SEEN[target](person_id, [exception.pk]):
            continue
        tell(
            person_id=person_id,
            kind=f"{target}.{event.name.lower()}",
            about=(target, exception.pk),
            organisation_id=exception.organisation_id,
            key=exception.data_key,
            once=f"{entry.pk}.{target}",
        )


declare_target(HANDLER, Target(visible=seen_by_handler, link=lambda _kind, id_: reverse("exceptions:handle", args=[id_])))
declare_target(WORKER, Target(visible=seen_by_worker, link=lambda _kind, id_: reverse("exceptions:one", args=[id_])))
declare_target(TEAM, Target(visible=seen_by_team, link=lambda _kind, id_: reverse("exceptions:for_team", args=[id_])))
declare_sentences({f"{HANDLER}.{event.name.lower()}": words for event, words in FOR_HANDLER.items()})
declare_sentences({f"{WORKER}.{event.name.lower()}": words for event, words in FOR_WORKER.items()})
declare_sentences({f"{TEAM}.{event.name.lower()}": words for event, words in FOR_TEAM.items()})
register({event: [later("exceptions.tell")] for event in FOR_HANDLER | FOR_WORKER | FOR_TEAM})
register(
    {
        **{event: [later("exceptions.put-before")] for event in (E.RECOMMENDED, E.ENDORSED, E.ANSWERED)},
        **{
            event: [later("exceptions.set-again")]
            for event in (
                OrganisationEvent.CLOSED_DAY_ADDED,
                OrganisationEvent.CLOSED_DAY_REMOVED,
                OrganisationEvent.SETTINGS_CHANGED,
            )
        },
    }
)
