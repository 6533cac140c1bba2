"""What whoever it was routed to does with a disclosure. Each verb asks the law and the workflow anew, under the disclosure's lock."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.assignments.actions import block, end_for, lift_blocks
from accounts.assignments.choices import BlockExtent
from accounts.clients.queries import clients_of
from accounts.grants.choices import ExclusionSource
from accounts.grants.queries import grant_of
from accounts.organisations.queries import today
from accounts.routing.queries import lock_tree
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, RuleViolation
from boundaries.record.models import RecordEntry
from boundaries.threads.models import Message, Side
from policies.disclosures import rules
from policies.disclosures.actions import bar_service, keep_out, say, write_down
from policies.disclosures.choices import (
    WAITS_FOR_DECIDER,
    DisclosureCause,
    DisclosureStatus,
    Extent,
    Outcome,
    Whereabouts,
)
from policies.disclosures.clocks.actions import (
    start_clock,
    start_review,
    stop_clock,
    stop_review,
    stop_waiting_for_answer,
    wait_for_answer,
)
from policies.disclosures.events import DisclosureEvent
from policies.disclosures.models import (
    Disclosure,
    DisclosureConversation,
    DisclosureDecision,
    DisclosureGrant,
    DisclosureRoute,
    DisclosureSafeguard,
)
from policies.disclosures.permissions import (
    ACCESS,
    REGISTER,
    DisclosurePermission,
    DisclosureRegisterPermission,
)
from policies.disclosures.queries import (
    NOT_TO_LINK,
    asked_by_office,
    disclosure_for,
    disclosure_to_judge,
    is_assigned,
    owners_for,
    standing_of,
    was_asked,
)
from policies.disclosures.routes.actions import mend_route
from policies.disclosures.workflow import WORKFLOW, DisclosureMove


# --- Reading ------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def open_disclosure(*, actor: StaffMember, disclosure_id: UUID) -> Disclosure:
    """Read what was routed to one. Who opened it is written down once a day."""
    disclosure = disclosure_for(actor, disclosure_id)
    grant = grant_of(DisclosureGrant, actor=actor, thing=disclosure)
    write_opening(disclosure, actor, relation=str(grant.relation) if grant else "")
    return disclosure


def write_opening(disclosure: Disclosure, actor: StaffMember, *, relation: str) -> None:
    """Write down that somebody opened it, once a day."""
    day = now().astimezone(ZoneInfo(disclosure.organisation.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    before = RecordEntry.objects.hanging_on(disclosure).filter(event=DisclosureEvent.OPENED, actor_id=actor.pk, at__gte=day)
    if not before.exists():
        write_down(DisclosureEvent.OPENED, disclosure, actor.pk, relation=relation)


# --- Before the decision ------------------------------------------------------------------------------------------------------
@transaction.atomic
def link_client(*, actor: StaffMember, disclosure_id: UUID, client_id: UUID | None) -> Disclosure:
    """Say which client the other person is, or is close to; or, with none, that they are no client here.

    Refused once it was decided; and where a tie bars service, who was linked stays linked: only a director excepts that.
    """
    return _link(actor, _locked(actor, disclosure_id, DisclosurePermission.LINK), client_id)


@transaction.atomic
def link_by_office(*, actor: StaffMember, disclosure_id: UUID, client_id: UUID | None) -> Disclosure:
    """The same by somebody who knows more clients than whoever decides: a director of the area, or a safeguarding lead who was asked."""
    disclosure = disclosure_to_judge(actor, disclosure_id)
    REGISTER.require(actor, DisclosureRegisterPermission.LINK, disclosure)
    return _link(actor, disclosure, client_id)


@transaction.atomic
def ask_who(*, actor: StaffMember, disclosure_id: UUID) -> Disclosure:
    """Ask the directors of the area and the safeguarding leads who the other person is, once. Raises RuleViolation with nobody there."""
    disclosure = _locked(actor, disclosure_id, DisclosurePermission.ASK_WHO)
    if disclosure.status in NOT_TO_LINK or disclosure.whereabouts != Whereabouts.OPEN or was_asked(disclosure):
        raise MoveRefused
    if not asked_by_office(disclosure):
        raise RuleViolation("disclosure.nobody-to-ask", _("Nobody can be asked. Say yourself whether they are a client here."))
    write_down(DisclosureEvent.LINK_ASKED, disclosure, actor.pk)
    return disclosure


def _link(actor: StaffMember, disclosure: Disclosure, client_id: UUID | None) -> Disclosure:
    if disclosure.status in NOT_TO_LINK:
        raise MoveRefused
    if disclosure.bars and disclosure.whereabouts == Whereabouts.CLIENT and client_id != disclosure.client_id:
        raise MoveRefused
    linked = disclosure.client_id
    if linked not in (None, client_id) and not clients_of(actor).filter(pk=linked).exists():
        message = _("Somebody who knows of this client said who it is. Ask a director or the safeguarding lead to change it.")
        raise RuleViolation("disclosure.linked", message, field="client")
    if client_id is not None and not clients_of(actor).filter(pk=client_id).exists():
        message = _("Choose a client you may know of. Ask a director or the safeguarding lead where it is none of yours.")
        raise RuleViolation("disclosure.client", message, field="client")
    if client_id != disclosure.client_id:
        lift_blocks(source=disclosure.pk)
    disclosure.client_id = client_id
    disclosure.whereabouts = Whereabouts.CLIENT if client_id else Whereabouts.NOT_HERE
    disclosure.save(update_fields=["client", "whereabouts"])
    write_down(DisclosureEvent.LINKED, disclosure, actor.pk, client=str(client_id) if client_id else None)
    bar_service(disclosure)
    return disclosure


@transaction.atomic
def write_conversation(*, actor: StaffMember, disclosure_id: UUID, on: date, told: rules.Conversation) -> DisclosureConversation:
    """Write down the conversation with the worker, on confidentiality and on risk, and what they think of it (LK-4.2-5)."""
    disclosure = _locked(actor, disclosure_id, DisclosurePermission.TALK)
    status = WORKFLOW.move(disclosure.status, DisclosureMove.TALK)
    sent_on = _sent_on(disclosure)
    rules.check_conversation(told, on=on, told_on=sent_on, today=today(disclosure.organisation))
    conversation = DisclosureConversation(disclosure=disclosure, held_on=on, recorded_by=actor, recorded_at=now())
    conversation.confidentiality, conversation.risk, conversation.view = (each.strip() for each in told)
    conversation.save(force_insert=True)
    before, disclosure.status = disclosure.status, status
    disclosure.save(update_fields=["status"])
    write_down(DisclosureEvent.TALKED, disclosure, actor.pk, conversation=str(conversation.pk), on=on.isoformat())
    if before == DisclosureStatus.CONVERSATION_DUE:
        start_clock(disclosure)
    return conversation


def _sent_on(disclosure: Disclosure) -> date:
    assert disclosure.submitted_at is not None
    return disclosure.submitted_at.astimezone(ZoneInfo(disclosure.organisation.zone)).date()


@transaction.atomic
def return_disclosure(*, actor: StaffMember, disclosure_id: UUID, text: str) -> Message:
    """Ask the worker for more. The clock waits for the answer."""
    disclosure = _locked(actor, disclosure_id, DisclosurePermission.RETURN)
    status = WORKFLOW.move(disclosure.status, DisclosureMove.RETURN)
    message = say(disclosure, actor, rules.check_words(text, field="text"), side=Side.HANDLER, is_question=True)
    disclosure.status = status
    disclosure.save(update_fields=["status"])
    write_down(DisclosureEvent.RETURNED, disclosure, actor.pk, message=str(message.pk))
    stop_clock(disclosure)
    wait_for_answer(disclosure, now())
    return message


@transaction.atomic
def take_back(*, actor: StaffMember, disclosure_id: UUID) -> Disclosure:
    """Take back what the worker was asked: it is looked at without an answer, and the clock of whoever decides runs anew."""
    disclosure = _locked(actor, disclosure_id, DisclosurePermission.TAKE_BACK)
    disclosure.status = WORKFLOW.move(disclosure.status, DisclosureMove.TAKE_BACK)
    disclosure.save(update_fields=["status"])
    write_down(DisclosureEvent.TAKEN_BACK, disclosure, actor.pk)
    stop_waiting_for_answer(disclosure)
    start_clock(disclosure)
    return disclosure


@transaction.atomic
def recuse(*, actor: StaffMember, disclosure_id: UUID, reason: str) -> None:
    """Step aside from it: one is kept out of it from then on, and it goes to the next in the route (PCF-COI-1)."""
    lock_tree(actor.organisation_id, exclusive=False)
    disclosure = _locked(actor, disclosure_id, DisclosurePermission.RECUSE)
    words = rules.check_words(reason, field="reason")
    decision = DisclosureRoute(disclosure=disclosure, cause=DisclosureCause.RECUSED, decided_at=now())
    decision.path = {"steps": [], "handler": None, "by": str(actor.pk), "reason": words}
    decision.save(force_insert=True)
    keep_out(disclosure, actor.pk, ExclusionSource.RECUSED)
    write_down(DisclosureEvent.RECUSED, disclosure, actor.pk, person=str(actor.pk))
    mend_route(disclosure, DisclosureCause.RECUSED)


# --- The decision -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def clear_disclosure(*, actor: StaffMember, disclosure_id: UUID, reason: str) -> DisclosureDecision:
    """Nothing has to be done. What kept worker and client apart because of it is lifted."""
    disclosure, status = _deciding(actor, disclosure_id, DisclosureMove.CLEAR, Outcome.CLEARED)
    decision = _decided(actor, disclosure, status, Outcome.CLEARED, reason)
    lift_blocks(source=disclosure.pk)
    write_down(DisclosureEvent.CLEARED, disclosure, actor.pk, decision=str(decision.pk))
    return decision


@transaction.atomic
def manage_disclosure(
    *,
    actor: StaffMember,
    disclosure_id: UUID,
    reason: str,
    safeguards: Sequence[rules.Safeguard],
    review_on: date,
    extent: Extent = Extent.NOTHING,
) -> DisclosureDecision:
    """Agree a plan (PCF-DUAL-4): safeguards in words, each with an owner and a day, and when it is looked at again.

    Raises RuleViolation where the worker is key worker still and the plan says that they are not.
    """
    disclosure, status = _deciding(actor, disclosure_id, DisclosureMove.MANAGE, Outcome.MANAGED)
    owners = set(owners_for(disclosure.organisation_id).values_list("pk", flat=True))
    rules.check_plan(safeguards, owners=owners, review_on=review_on, today=today(disclosure.organisation))
    disclosure.review_on = review_on
    decision = _decided(actor, disclosure, status, Outcome.MANAGED, reason, extent=extent, review_on=review_on)
    for each in safeguards:
        kept = DisclosureSafeguard(decision=decision, owner_id=each.owner_id, on=each.on)
        kept.words = each.words.strip()
        kept.save(force_insert=True)
    _keep_to(disclosure, extent)
    start_review(disclosure)
    stop_clock(disclosure)
    write_down(
        DisclosureEvent.MANAGED,
        disclosure,
        actor.pk,
        decision=str(decision.pk),
        review_on=review_on.isoformat(),
        extent=str(extent),
        safeguards=len(safeguards),
    )
    return decision


@transaction.atomic
def take_off_case(
    *, actor: StaffMember, disclosure_id: UUID, reason: str, hand_over: rules.HandOver | None = None
) -> DisclosureDecision:
    """Take the worker off the case (RC-B-3): the assignment ends, they are kept apart, and the client is handed over, in one step.

    Where they do not work with the client, and are not to, nobody is handed over.
    """
    disclosure, status = _deciding(actor, disclosure_id, DisclosureMove.TAKE_OFF, Outcome.OFF_THE_CASE)
    owners = set(owners_for(disclosure.organisation_id).values_list("pk", flat=True))
    on = today(disclosure.organisation)
    if hand_over is not None:
        rules.check_hand_over(hand_over, worker_id=disclosure.worker_id, owners=owners, today=on)
    elif is_assigned(disclosure):
        rules.ask_for_hand_over()
    assert disclosure.client_id is not None
    ended = end_for(client_id=disclosure.client_id, worker_id=disclosure.worker_id, on=on, actor_id=actor.pk)
    if ended is not None and hand_over is None:
        rules.ask_for_hand_over()
    block(
        organisation_id=disclosure.organisation_id,
        client_id=disclosure.client_id,
        worker_id=disclosure.worker_id,
        extent=BlockExtent.ANY,
        source=disclosure.pk,
    )
    decision = _decided(actor, disclosure, status, Outcome.OFF_THE_CASE, reason, hand_over=hand_over)
    write_down(
        DisclosureEvent.TAKEN_OFF,
        disclosure,
        actor.pk,
        decision=str(decision.pk),
        assignment=str(ended.pk) if ended else None,
        takes_over=str(hand_over.takes_over_id) if hand_over and hand_over.takes_over_id else None,
        told_on=hand_over.told_on.isoformat() if hand_over else None,
    )
    return decision


@transaction.atomic
def refuse_disclosure(*, actor: StaffMember, disclosure_id: UUID, reason: str) -> DisclosureDecision:
    """What was proposed is not allowed, with the reason. What kept the two apart stays."""
    disclosure, status = _deciding(actor, disclosure_id, DisclosureMove.REFUSE, Outcome.REFUSED)
    decision = _decided(actor, disclosure, status, Outcome.REFUSED, reason)
    write_down(DisclosureEvent.REFUSED, disclosure, actor.pk, decision=str(decision.pk))
    return decision


@transaction.atomic
def confirm_end(*, actor: StaffMember, disclosure_id: UUID, reason: str) -> Disclosure:
    """Confirm that it has ended, where the worker said so: only now what kept the two apart is lifted.

    A past romantic or sexual tie goes on barring service: it is lifted by a director's exception alone (PCF-DUAL-6).
    """
    disclosure = _locked(actor, disclosure_id, DisclosurePermission.CONFIRM_END)
    if disclosure.end_asked_on is None:
        raise MoveRefused
    status = WORKFLOW.move(disclosure.status, DisclosureMove.CONFIRM_END)
    words = rules.check_words(reason, field="reason")
    say(disclosure, actor, words, side=Side.HANDLER)
    disclosure.status, disclosure.review_on = status, None
    disclosure.save(update_fields=["status", "review_on"])
    lifted = 0 if disclosure.bars and not disclosure.excepted else lift_blocks(source=disclosure.pk)
    stop_review(disclosure)
    stop_waiting_for_answer(disclosure)
    stop_clock(disclosure)
    write_down(DisclosureEvent.ENDED, disclosure, actor.pk, blocks=lifted)
    return disclosure


@transaction.atomic
def say_not_ended(*, actor: StaffMember, disclosure_id: UUID, reason: str) -> Disclosure:
    """Say, where the worker said that it has ended, that it has not: what was decided goes on as it was. They may say so again."""
    disclosure = _locked(actor, disclosure_id, DisclosurePermission.NOT_ENDED)
    if disclosure.end_asked_on is None or disclosure.status == DisclosureStatus.ENDED:
        raise MoveRefused
    say(disclosure, actor, rules.check_words(reason, field="reason"), side=Side.HANDLER)
    disclosure.end_asked_on = None
    disclosure.save(update_fields=["end_asked_on"])
    if disclosure.status not in WAITS_FOR_DECIDER:
        stop_clock(disclosure)
    write_down(DisclosureEvent.NOT_ENDED, disclosure, actor.pk)
    return disclosure


@transaction.atomic
def allow_exception(*, actor: StaffMember, disclosure_id: UUID, reason: str) -> DisclosureDecision:
    """A director outside the worker's line excepts a tie that bars service (PCF-DUAL-5, 6). What follows is decided by whoever has it.

    Where the worker was taken off the case, that decision stands with its block until it is decided anew.
    """
    disclosure = disclosure_to_judge(actor, disclosure_id)
    REGISTER.require(actor, DisclosureRegisterPermission.EXCEPT, disclosure)
    if not disclosure.bars or disclosure.excepted:
        raise MoveRefused
    words = rules.check_words(reason, field="reason")
    decision = DisclosureDecision(disclosure=disclosure, outcome=Outcome.EXCEPTED, decided_by=actor, decided_at=now())
    decision.reason = words
    decision.save(force_insert=True)
    disclosure.excepted = True
    was_taken_off = disclosure.status == DisclosureStatus.OFF_THE_CASE
    if was_taken_off:
        disclosure.status = WORKFLOW.move(disclosure.status, DisclosureMove.EXCEPT)
    disclosure.save(update_fields=["excepted", "status"])
    write_down(DisclosureEvent.EXCEPTED, disclosure, actor.pk, decision=str(decision.pk))
    if was_taken_off:
        start_clock(disclosure)
    _go_back_to_decision(disclosure)
    return decision


# --- What they share ----------------------------------------------------------------------------------------------------------
def _locked(actor: StaffMember, disclosure_id: UUID, permission: DisclosurePermission) -> Disclosure:
    disclosure = disclosure_to_judge(actor, disclosure_id)
    ACCESS.require(actor, permission, disclosure)
    return disclosure


def _deciding(
    actor: StaffMember, disclosure_id: UUID, move: DisclosureMove, outcome: Outcome
) -> tuple[Disclosure, DisclosureStatus]:
    """The disclosure under its lock, and where the decision leads, once it may be decided so."""
    disclosure = _locked(actor, disclosure_id, DisclosurePermission(f"disclosure.{move}"))
    status = WORKFLOW.move(disclosure.status, move)
    rules.check_decidable(standing_of(disclosure), outcome)
    return disclosure, status


def _decided(
    actor: StaffMember,
    disclosure: Disclosure,
    status: DisclosureStatus,
    outcome: Outcome,
    reason: str,
    *,
    extent: Extent | None = None,
    review_on: date | None = None,
    hand_over: rules.HandOver | None = None,
) -> DisclosureDecision:
    """Keep the decision; nothing waits for whoever decides any more."""
    facts: dict[str, Any] = {"extent": extent or "", "review_on": review_on}
    decision = DisclosureDecision(disclosure=disclosure, outcome=outcome, decided_by=actor, decided_at=now(), **facts)
    decision.reason = rules.check_words(reason, field="reason")
    if hand_over:
        decision.takes_over_id, decision.told_on = hand_over.takes_over_id, hand_over.told_on
        decision.why_nobody, decision.told_how = hand_over.why_nobody.strip(), hand_over.told_how.strip()
    decision.save(force_insert=True)
    disclosure.status, disclosure.decided_at, disclosure.review_on = status, now(), review_on
    disclosure.end_asked_on = None
    disclosure.save(update_fields=["status", "decided_at", "review_on", "end_asked_on"])
    stop_review(disclosure)
    stop_clock(disclosure)
    return decision


def _go_back_to_decision(disclosure: Disclosure) -> None:
    """The tie does not bar service any more: what was decided before holds as it did, until there is another decision."""
    standing = (
        disclosure.decisions.filter(outcome__in=[Outcome.CLEARED, Outcome.MANAGED, Outcome.OFF_THE_CASE]).order_by("pk").last()
    )
    if disclosure.status != DisclosureStatus.ENDED and standing is not None:
        if standing.outcome == Outcome.OFF_THE_CASE:
            return
        if standing.extent == Extent.KEY_WORKER and disclosure.client_id is not None:
            block(
                organisation_id=disclosure.organisation_id,
                client_id=disclosure.client_id,
                worker_id=disclosure.worker_id,
                extent=BlockExtent.KEY_WORKER,
                source=disclosure.pk,
                lets_run=True,
            )
            return
    lift_blocks(source=disclosure.pk)


def _keep_to(disclosure: Disclosure, extent: Extent) -> None:
    """Make the block that the plan asks for, or none. Raises RuleViolation while the worker is key worker."""
    if extent == Extent.NOTHING or disclosure.client_id is None or disclosure.whereabouts != Whereabouts.CLIENT:
        lift_blocks(source=disclosure.pk)
        return
    try:
        block(
            organisation_id=disclosure.organisation_id,
            client_id=disclosure.client_id,
            worker_id=disclosure.worker_id,
            extent=BlockExtent.KEY_WORKER,
            source=disclosure.pk,
        )
    except MoveRefused as refusal:
        message = _("They are this client's key worker now. End that on the client's page first, or take them off the case.")
        raise RuleViolation("plan.key-worker", message, field="extent") from refusal
