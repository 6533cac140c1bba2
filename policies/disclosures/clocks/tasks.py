"""What the clocks of disclosures do by themselves, each exactly once and never early; and whom every event is news for."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
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
from policies.disclosures.actions import write_down
from policies.disclosures.choices import DisclosureStatus
from policies.disclosures.clocks.actions import (
    ANSWER_DUE,
    DUE,
    LAPSE,
    NEAR,
    REMIND,
    REVIEW,
    UNANSWERED,
    answer_due_at,
    is_due,
    lapses_at,
    set_clock,
    start_lapse,
    start_review,
    wait_for_answer,
)
from policies.disclosures.events import DisclosureEvent as E
from policies.disclosures.models import Disclosure
from policies.disclosures.queries import asked_by_office, seen_by_asked, seen_by_decider, seen_by_worker
from policies.disclosures.routes.actions import escalate
from policies.disclosures.routes.tasks import locked_disclosure
from policies.disclosures.workflow import WORKFLOW, DisclosureMove


# --- The clock of whoever decides ---------------------------------------------------------------------------------------------
@fires(REMIND)
def remind(timer: Timer) -> None:
    """The time is running out: whoever decides is reminded."""
    disclosure = locked_disclosure(timer.about_id, timer.organisation_id)
    if disclosure.waits_since is None or disclosure.reminded_at is not None:
        return
    if not is_due(disclosure, reminder=True):
        set_clock(disclosure)
        return
    disclosure.reminded_at = now()
    disclosure.save(update_fields=["reminded_at"])
    due = disclosure.due_at.isoformat() if disclosure.due_at else None
    write_down(E.REMINDED, disclosure, None, due_at=due)


@fires(DUE)
def run_out(timer: Timer) -> None:
    """The time ran out: the next person up is told."""
    disclosure = locked_disclosure(timer.about_id, timer.organisation_id)
    if disclosure.waits_since is None or disclosure.escalated_at is not None:
        return
    if not is_due(disclosure, reminder=False):
        set_clock(disclosure)
        return
    escalate(disclosure)


# --- The answer of the worker ---------------------------------------------------------------------------------------------------
def come_of_question(timer: Timer) -> None:
    """No answer came in time: the worker is reminded, then whoever asked is told. Each once for one question, and never early."""
    disclosure = locked_disclosure(timer.about_id, timer.organisation_id)
    if disclosure.status != DisclosureStatus.RETURNED:
        return
    lines = entries_about(disclosure.pk)
    asked = max((line for line in lines if line.event == E.RETURNED), key=lambda line: line.id)
    event = EVENT_OF[timer.kind]
    if any(line.event == event and line.id > asked.id for line in lines):
        return
    if now() < answer_due_at(disclosure, asked.at, timer.kind):
        wait_for_answer(disclosure, asked.at)
        return
    write_down(event, disclosure, None)


EVENT_OF = {ANSWER_DUE: E.ANSWER_DUE, UNANSWERED: E.UNANSWERED}
for _kind in EVENT_OF:
    fires(_kind)(come_of_question)


# --- Reviews ------------------------------------------------------------------------------------------------------------------
def come_near(timer: Timer) -> None:
    """A review comes near: worker and whoever decides are told."""
    disclosure = locked_disclosure(timer.about_id, timer.organisation_id)
    if disclosure.status == DisclosureStatus.MANAGED and disclosure.review_on is not None:
        write_down(E.REVIEW_NEAR, disclosure, None, days=int(timer.kind.rpartition(".")[2]))


for _kind in NEAR.values():
    fires(_kind)(come_near)


@fires(REVIEW)
def fall_due(timer: Timer) -> None:
    """The day of the review has come."""
    disclosure = locked_disclosure(timer.about_id, timer.organisation_id)
    if disclosure.status != DisclosureStatus.MANAGED or disclosure.review_on is None:
        return
    if today(disclosure.organisation) < disclosure.review_on:
        start_review(disclosure)
        return
    disclosure.status = WORKFLOW.move(disclosure.status, DisclosureMove.FALL_DUE)
    disclosure.save(update_fields=["status"])
    write_down(E.REVIEW_DUE, disclosure, None, review_on=disclosure.review_on.isoformat())
    start_lapse(disclosure)


@fires(LAPSE)
def lapse(timer: Timer) -> None:
    """Nobody made the review: it lapses for all to see. Safeguards and blocks stand."""
    disclosure = locked_disclosure(timer.about_id, timer.organisation_id)
    if disclosure.status != DisclosureStatus.REVIEW_DUE or disclosure.review_on is None:
        return
    if now() < lapses_at(disclosure):
        start_lapse(disclosure)
        return
    disclosure.status = WORKFLOW.move(disclosure.status, DisclosureMove.LAPSE)
    disclosure.save(update_fields=["status"])
    write_down(E.LAPSED, disclosure, None, review_on=disclosure.review_on.isoformat())


@handles("disclosures.set-again")
def follow_calendar(row: OutboxRow) -> None:
    """The organisation's calendar changed: its running clocks are worked out anew."""
    running = Disclosure.objects.unscoped(Reason.OUTBOX).filter(organisation_id=row.organisation_id)
    rows = running.filter(Q(waits_since__isnull=False) | Q(status=DisclosureStatus.REVIEW_DUE))
    for disclosure_id in sorted(rows.values_list("pk", flat=True)):
        disclosure = locked_disclosure(disclosure_id, row.organisation_id)
        if disclosure.waits_since is not None:
            set_clock(disclosure)
        if disclosure.status == DisclosureStatus.REVIEW_DUE:
            start_lapse(disclosure)


# --- Who is told what ---------------------------------------------------------------------------------------------------------
DECIDER, WORKER, ASKED = "disclosure", "own_disclosure", "disclosure_who"
FOR_DECIDER = {
    E.ROUTED: _("A disclosure has come to you."),
    E.ESCALATED: _("The time for a disclosure ran out. It needs your attention."),
    E.REMINDED: _("The time for a disclosure is running out."),
    E.LINKED: _("Somebody said who a disclosure is about."),
    E.ANSWERED: _("Your question about a disclosure was answered."),
    E.UNANSWERED: _("Your question about a disclosure has no answer yet. You can take it back, and decide."),
    E.UPDATED: _("Something has changed about a disclosure. It needs another decision."),
    E.END_ASKED: _("Somebody says that what they disclosed has ended."),
    E.EXCEPTED: _("A director allowed an exception for a disclosure."),
    E.REVIEW_NEAR: _("The review of a plan comes near."),
    E.REVIEW_DUE: _("The review of a plan is due."),
    E.LAPSED: _("A plan lapsed: its review was not made in time."),
}
FOR_WORKER = {
    E.UNROUTED: _("Nobody could be found yet to take your disclosure. We go on trying."),
    E.RETURNED: _("There is a question about your disclosure."),
    E.ANSWER_DUE: _("There is still a question about your disclosure. Your answer is waited for."),
    E.TAKEN_BACK: _("The question about your disclosure was taken back. You need not answer."),
    E.CLEARED: _("Your disclosure was decided."),
    E.MANAGED: _("Your disclosure was decided."),
    E.TAKEN_OFF: _("Your disclosure was decided."),
    E.REFUSED: _("Your disclosure was decided."),
    E.EXCEPTED: _("There is a decision about your disclosure."),
    E.NOT_ENDED: _("It was not confirmed that what you disclosed has ended. The reason stands there."),
    E.ENDED: _("It was confirmed that what you disclosed has ended."),
    E.REVIEW_NEAR: _("The review of your plan comes near."),
    E.REVIEW_DUE: _("The review of your plan is due."),
    E.LAPSED: _("Your plan lapsed: its review was not made in time. What was agreed still holds."),
}
FOR_ASKED = {E.LINK_ASKED: _("You are asked whether somebody is a client here.")}
NAMED = {E.ROUTED: "new", E.ESCALATED: "to"}
"""The data key that says for whom the event is news; else it is news for whoever has it."""


def _people_to_tell(event: E, data: dict[str, Any], disclosure: Disclosure, actor_id: UUID | None) -> Iterable[tuple[UUID, str]]:
    if event in NAMED:
        named = data.get(NAMED[event]) or []
        yield from ((UUID(each), DECIDER) for each in ([named] if isinstance(named, str) else named))
    elif event in FOR_DECIDER and disclosure.handler_id and disclosure.handler_id != actor_id:
        yield disclosure.handler_id, DECIDER
    if event in FOR_ASKED:
        yield from ((each.pk, ASKED) for each in asked_by_office(disclosure))
    if event in FOR_WORKER:
        yield disclosure.worker_id, WORKER


SEEN = {DECIDER: seen_by_decider, WORKER: seen_by_worker, ASKED: seen_by_asked}


@handles("disclosures.tell")
def tell_of(row: OutboxRow) -> None:
    """Tell everybody for whom an event is news, as far as they may see it now."""
    disclosure = Disclosure.objects.unscoped(Reason.OUTBOX).select_related("data_key").get(pk=row.ref)
    entry = RecordEntry.objects.hanging_on(disclosure).get(pk=row.entry_id or 0)
    event, data = E(entry.event), open_data(entry, disclosure.data_key)
    for person_id, target in _people_to_tell(event, data, disclosure, entry.actor_id):
        if disclosure.pk not in SEEN[target](person_id, [disclosure.pk]):
            continue
        tell(
            person_id=person_id,
            kind=f"{target}.{event.name.lower()}",
            about=(target, disclosure.pk),
            organisation_id=disclosure.organisation_id,
            key=disclosure.data_key,
            once=str(entry.pk),
        )


declare_target(DECIDER, Target(visible=seen_by_decider, link=lambda _kind, id_: reverse("disclosures:handle", args=[id_])))
declare_target(WORKER, Target(visible=seen_by_worker, link=lambda _kind, id_: reverse("disclosures:one", args=[id_])))
declare_target(ASKED, Target(visible=seen_by_asked, link=lambda _kind, id_: reverse("disclosures:who_it_is", args=[id_])))
declare_sentences({f"{DECIDER}.{event.name.lower()}": words for event, words in FOR_DECIDER.items()})
declare_sentences({f"{WORKER}.{event.name.lower()}": words for event, words in FOR_WORKER.items()})
declare_sentences({f"{ASKED}.{event.name.lower()}": words for event, words in FOR_ASKED.items()})
register({event: [later("disclosures.tell")] for event in FOR_DECIDER | FOR_WORKER | FOR_ASKED})
register(
    {
        **{
            event: [later("disclosures.set-again")]
            for event in (
                OrganisationEvent.CLOSED_DAY_ADDED,
                OrganisationEvent.CLOSED_DAY_REMOVED,
                OrganisationEvent.SETTINGS_CHANGED,
            )
        },
    }
)
