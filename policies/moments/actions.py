"""Asking people at certain moments, reminding them, and what they answer.

That a question was asked, answered or talked about is written down; what there is to tell is not, here nor anywhere: the line
manager learns that there is something, and the two talk.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.assignments.choices import AssignmentRole
from accounts.assignments.models import Assignment
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.access.scope import Reason, as_system
from boundaries.clocks.queries import now
from boundaries.notices.actions import tell, tell_many
from boundaries.outbox.actions import arm_timer
from boundaries.outbox.models import Timer
from boundaries.record.actions import append
from policies.adoption.models import Adoption
from policies.campaigns.choices import Step
from policies.campaigns.rules import step_on
from policies.moments import rules
from policies.moments.choices import Answer, AskingStatus, Moment
from policies.moments.events import MomentEvent
from policies.moments.models import Asking, Attestation, YearlyMonth
from policies.moments.permissions import ACCESS, IN_GENERAL, AskingPermission, MomentPermission
from policies.moments.queries import already_asked, askable, asking_for, last_yearly, month_of
from policies.moments.workflow import WORKFLOW, AskingMove

TELL, REMIND, YEARLY = "moments.tell", "moments.remind", "moments.yearly"
TARGET, TOLD = "moment", "moment-told"
SAID = {
    Answer.NOTHING: frozenset({AskingStatus.NOTHING}),
    Answer.SOMETHING: frozenset({AskingStatus.TOLD, AskingStatus.TALKED}),
}
"""Where a question stands that was answered so."""
A_BATCH = 200
"""So many people are told in one transaction."""


# --- Answering ----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def answer(*, actor: StaffMember, asking_id: UUID, said: Answer) -> Asking:
    """Answer a question: there is nothing to tell, or there is something. The same answer twice is once.

    Nothing may be put right later by something: that is another attestation, and the one before stays.
    """
    asking = asking_for(actor, asking_id, locked=True)
    ACCESS.require(actor, AskingPermission.ANSWER, asking)
    if asking.status in SAID[said]:
        return asking
    asking.status = WORKFLOW.move(asking.status, AskingMove(said.value))
    rules.check_somebody_is_told(said, has_manager=asking.person.manager_id is not None)
    asking.answered_at = now()
    asking.save(update_fields=["status", "answered_at"])
    Attestation.objects.create(
        organisation_id=asking.organisation_id,
        asking=asking,
        person_id=asking.person_id,
        answer=said,
        given_by=actor,
        given_at=now(),
    )
    _write_down(MomentEvent.ANSWERED, asking, actor, answer=said.value)
    return asking


@transaction.atomic
def talk(*, actor: StaffMember, asking_id: UUID) -> Asking:
    """The line manager has talked with whoever told that there is something."""
    asking = asking_for(actor, asking_id, locked=True)
    ACCESS.require(actor, AskingPermission.TALK, asking)
    asking.status = WORKFLOW.move(asking.status, AskingMove.TALK)
    asking.talked_by, asking.talked_at = actor, now()
    asking.save(update_fields=["status", "talked_by", "talked_at"])
    _write_down(MomentEvent.TALKED, asking, actor)
    return asking


def tell_the_line_manager(*, asking_id: UUID, once: str) -> None:
    """Whoever is line manager now learns that there is something to talk about."""
    rows = Asking.objects.unscoped(Reason.OUTBOX).select_related("organisation__data_key", "person")
    asking = rows.get(pk=asking_id)
    if asking.status == AskingStatus.TOLD and asking.person.manager_id:
        tell(
            person_id=asking.person.manager_id,
            kind=TOLD,
            about=(TOLD, asking.pk),
            organisation_id=asking.organisation_id,
            key=asking.organisation.data_key,
            once=once,
        )


# --- Asking -------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask(
    *,
    organisation: Organisation,
    moment: Moment,
    people: Collection[UUID],
    client_id: UUID | None = None,
    first_day: date | None = None,
) -> None:
    """Put the question of a moment to these people, as far as the clauses in force bind them; nobody is asked the same twice at once.

    What is asked of many is asked in batches, each told and reminded by itself.
    """
    on = today(organisation)
    if not rules.is_recent(first_day, on):
        return
    found = list(askable(organisation.pk).filter(pk__in=people).order_by("team_id", "pk").values_list("pk", flat=True))
    known = already_asked(found, client_id, moment)
    asked = [each for each in found if each not in known]
    calendar = organisation.calendar()
    due_on = rules.last_day(calendar, moment, on)
    made = list[Asking]()
    for start in range(0, len(asked), A_BATCH):
        batch = uuid4()
        made += [
            Asking(
                organisation=organisation,
                batch=batch,
                person_id=person_id,
                moment=moment,
                client_id=client_id,
                asked_at=now(),
                due_on=due_on,
            )
            for person_id in asked[start : start + A_BATCH]
        ]
    Asking.objects.bulk_create(made, batch_size=1000, ignore_conflicts=True)
    batches = defaultdict[UUID, list[str]](list)
    kept = Asking.objects.unscoped(Reason.OUTBOX).filter(batch__in={each.batch for each in made})
    for batch, person_id in kept.values_list("batch", "person_id"):
        batches[batch].append(str(person_id))
    for batch, persons in batches.items():
        append(
            MomentEvent.ASKED,
            about=(TARGET, batch),
            organisation_id=organisation.pk,
            actor_id=None,
            key=organisation.data_key,
            data={
                "moment": moment.value,
                "people": sorted(persons),
                "client": str(client_id) if client_id else None,
                "due_on": due_on.isoformat(),
            },
        )


def ask_person(*, person_id: UUID, moment: Moment, was_added: bool = False) -> None:
    """Somebody is new here, or is in another role or team: they are asked whom they know (LK-4.2-3, PQ-DIR-4).

    Whoever was added to the list of people, but began to work long before, is no new starter.
    """
    person = StaffMember.objects.select_related("organisation__data_key").get(pk=person_id)
    first_day = person.started_on if was_added else None
    ask(organisation=person.organisation, moment=moment, people=[person.pk], first_day=first_day)


@transaction.atomic
def ask_about_client(*, assignment_id: UUID) -> None:
    """A team takes a client on: everybody in it is asked whether they know this person; a key worker is asked as that (LK-4.2-1)."""
    rows = Assignment.objects.select_related("client__organisation__data_key", "worker")
    assignment = rows.filter(pk=assignment_id).first()
    if assignment is None:  # it was taken away before it began
        return
    client, worker = assignment.client, assignment.worker
    facts: dict[str, Any] = {
        "organisation": client.organisation,
        "client_id": client.pk,
        "first_day": assignment.starts_on,
    }
    if assignment.role == AssignmentRole.KEY_WORKER:
        ask(moment=Moment.KEY_WORKER, people=[worker.pk], **facts)
    team = StaffMember.objects.filter(team_id=worker.team_id) if worker.team_id else StaffMember.objects.filter(pk=worker.pk)
    ask(moment=Moment.INTAKE, people=list(team.values_list("pk", flat=True)), **facts)


# --- Telling and reminding ------------------------------------------------------------------------------------------------------
@transaction.atomic
def remind(*, batch: UUID, organisation_id: UUID) -> None:
    """Tell those of a batch who have not answered, each step once; and look again on the day of the next one.

    Who has answered, works here no longer or cannot sign in is told nothing. Safe to run twice.
    """
    organisation = Organisation.objects.select_related("data_key").get(pk=organisation_id)
    rows = Asking.objects.unscoped(Reason.OUTBOX).select_for_update(of=("self",), no_key=True)
    waiting = list(rows.filter(batch=batch, status=AskingStatus.ASKED).select_related("person__user").order_by("pk"))
    if not waiting:
        return
    calendar, on = organisation.calendar(), today(organisation)
    asked_on = waiting[0].asked_at.astimezone(ZoneInfo(organisation.zone)).date()
    due_on = waiting[0].due_on
    step = step_on(calendar, on, asked_on, due_on) or Step.START
    told: dict[Step, list[UUID]] = defaultdict(list)
    for each in waiting:
        if each.person.is_active and each.person.user is not None and each.person.user.is_active:
            told[step].append(each.person_id)
    for people in told.values():
        tell_many(
            person_ids=people,
            kind=f"{TARGET}.{step.value}",
            about=(TARGET, batch),
            organisation_id=organisation.pk,
            key=organisation.data_key,
            once=rules.told_once_by(step, on),
        )
    due_at = rules.in_the_morning(rules.next_reminder(calendar, on, asked_on, due_on), organisation.zone)
    arm_timer(kind=REMIND, organisation_id=organisation.pk, about_id=batch, due_at=due_at)


# --- Once a year --------------------------------------------------------------------------------------------------------------
@transaction.atomic
def set_month(*, actor: StaffMember, month: int) -> YearlyMonth:
    """Say in which month everybody is asked."""
    organisation = _locked(actor.organisation_id)
    IN_GENERAL.require(actor, MomentPermission.SET_MONTH, organisation)
    rules.check_month(month)
    said: dict[str, Any] = {"month": month, "set_by": actor, "set_at": now()}
    found, _is_new = YearlyMonth.objects.update_or_create(organisation=organisation, defaults=said)
    _arm_yearly(organisation)
    append(
        MomentEvent.MONTH_SET,
        about=("organisation", organisation.pk),
        organisation_id=organisation.pk,
        actor_id=actor.pk,
        key=organisation.data_key,
        data={"month": month},
    )
    return found


@transaction.atomic
def ask_everybody(*, organisation_id: UUID) -> None:
    """The day of the year has come: everybody whom the clauses bind is asked, and the next day is set (PQ-PROC-1)."""
    organisation = _locked(organisation_id)
    ask(organisation=organisation, moment=Moment.YEARLY, people=list(askable(organisation.pk).values_list("pk", flat=True)))
    _arm_yearly(organisation)


@transaction.atomic
def await_the_year(*, organisation_id: UUID) -> None:
    """A policy is in force here: the year's question has its day, unless it has one already."""
    organisation = _locked(organisation_id)
    running = Timer.objects.filter(kind=YEARLY, about_id=organisation.pk, fired_at=None, cancelled_at=None)
    if not running.exists():
        _arm_yearly(organisation)


def await_the_year_everywhere() -> None:
    """The same for organisations whose policies were adopted before there was a question."""
    standing = Adoption.objects.filter(ended_at=None).order_by("organisation_id").values_list("organisation_id", flat=True)
    for organisation_id in standing.distinct():
        await_the_year(organisation_id=organisation_id)


def _arm_yearly(organisation: Organisation) -> None:
    with as_system(Reason.OUTBOX, organisation_id=organisation.pk):
        last = last_yearly(organisation)
    day = rules.next_yearly(organisation.calendar(), month_of(organisation), today(organisation), last)
    due_at = rules.in_the_morning(day, organisation.zone)
    arm_timer(kind=YEARLY, organisation_id=organisation.pk, about_id=organisation.pk, due_at=due_at)


def _locked(organisation_id: UUID) -> Organisation:
    rows = Organisation.objects.select_for_update(of=("self",), no_key=True).select_related("data_key")
    return rows.get(pk=organisation_id)


def _write_down(event: MomentEvent, asking: Asking, actor: StaffMember, **data: Any) -> None:
    append(
        event,
        about=("asking", asking.pk),
        organisation_id=asking.organisation_id,
        actor_id=actor.pk,
        key=asking.organisation.data_key,
        data={"person": str(asking.person_id), **data},
    )
