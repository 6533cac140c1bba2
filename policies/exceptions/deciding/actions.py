"""What those who assess and decide do with an exception. Each verb asks the law and the workflow anew, under the exception's lock."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.grants.choices import ExclusionSource
from accounts.grants.queries import grant_of
from accounts.organisations.queries import today
from accounts.routing.queries import lock_tree
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, RuleViolation
from boundaries.record.models import RecordEntry
from boundaries.threads.models import Message, Side
from policies.adoption.queries import cited
from policies.exceptions import rules
from policies.exceptions.actions import keep_out, say, write_down
from policies.exceptions.choices import WAITS_FOR_LINE, Answer, ExceptionCause, ExceptionStatus, Seat
from policies.exceptions.clocks.actions import start_life, stop_clock, wait_for_answer
from policies.exceptions.events import ExceptionEvent
from policies.exceptions.models import (
    ExceptionAssessment,
    ExceptionDecision,
    ExceptionGrant,
    ExceptionRequest,
    ExceptionRoute,
    ExceptionSafeguard,
)
from policies.exceptions.permissions import (
    ACCESS,
    ExceptionPermission,
    has_not_spoken,
    is_conflicted,
    is_line_that_decides,
    on_behalf_of,
    roles_held,
    sits_for,
    who_spoke,
)
from policies.exceptions.queries import (
    clauses_in_force,
    exception_for,
    exception_to_judge,
    is_about_a_minor,
    owners_for,
)
from policies.exceptions.routes.actions import mend
from policies.exceptions.workflow import WORKFLOW, ExceptionMove


# --- Reading ------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def open_exception(*, actor: StaffMember, exception_id: UUID) -> ExceptionRequest:
    """Read one that one assesses, decides or directs. Who opened it is written down once a day."""
    exception = exception_for(actor, exception_id)
    grant = grant_of(ExceptionGrant, actor=actor, thing=exception)
    day = now().astimezone(ZoneInfo(exception.organisation.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    before = RecordEntry.objects.hanging_on(exception).filter(event=ExceptionEvent.OPENED, actor_id=actor.pk, at__gte=day)
    if not before.exists():
        write_down(ExceptionEvent.OPENED, exception, actor.pk, relation=str(grant.relation) if grant else "office")
    return exception


# --- Before the decision ------------------------------------------------------------------------------------------------------
@transaction.atomic
def assess_exception(
    *,
    actor: StaffMember,
    exception_id: UUID,
    hazards: Sequence[rules.Hazard],
    safeguards: Sequence[rules.Safeguard],
    words: str,
) -> ExceptionAssessment:
    """Assess the risks before and with the safeguards, and settle these with the worker (LK-4.3-1, LK-5.7-3, LK-5.7-4).

    Assessed anew before anybody has decided, the last one counts. A high risk that stays, or a client under age, asks for a second
    person who approves.
    """
    exception = _locked(actor, exception_id, ExceptionPermission.ASSESS)
    status = WORKFLOW.move(exception.status, ExceptionMove.ASSESS)
    last = exception.assessments.order_by("-pk").first()
    if last is not None and exception.status == ExceptionStatus.ASSESSED and last.decisions.exists():
        raise MoveRefused
    rules.check_hazards(hazards, with_after=True)
    rules.check_assessed(exception.kind, hazards)
    on = today(exception.organisation)
    owners = set(owners_for(exception.organisation_id).values_list("pk", flat=True))
    rules.check_safeguards(safeguards, owners=owners, ends_on=exception.ends_on, today=on)
    assessment = ExceptionAssessment(
        exception=exception, asking=exception.askings.latest("pk"), assessed_by=actor, assessed_at=now()
    )
    assessment.hazards = {"all": [each._asdict() for each in hazards]}
    assessment.words = rules.check_words(words, field="words")
    assessment.residual = rules.residual_of(hazards)
    assessment.save(force_insert=True)
    for each in safeguards:
        safeguard = ExceptionSafeguard(assessment=assessment, owner_id=each.owner_id, on=each.on)
        safeguard.words = each.words.strip()
        safeguard.save(force_insert=True)
    exception.status, exception.residual = status, assessment.residual
    exception.second = rules.needs_second(residual=assessment.residual, is_minor=is_about_a_minor(exception))
    exception.save(update_fields=["status", "residual", "second"])
    write_down(
        ExceptionEvent.ASSESSED,
        exception,
        actor.pk,
        assessment=str(assessment.pk),
        residual=assessment.residual,
        safeguards=len(safeguards),
    )
    return assessment


@transaction.atomic
def recommend_exception(*, actor: StaffMember, exception_id: UUID, answer: Answer, reason: str) -> ExceptionDecision:
    """Say whether it should be approved, and why: it then lies before those who decide. Refused where the line itself decides."""
    exception = _locked(actor, exception_id, ExceptionPermission.RECOMMEND)
    status = WORKFLOW.move(exception.status, ExceptionMove.RECOMMEND)
    place = _place(actor, exception)
    if place is None or place.seat != Seat.RECOMMENDS:
        raise MoveRefused
    decision = _spoken(actor, exception, place.seat, answer, reason)
    exception.status = status
    exception.save(update_fields=["status"])
    stop_clock(exception)
    write_down(ExceptionEvent.RECOMMENDED, exception, actor.pk, decision=str(decision.pk), answer=str(answer))
    return decision


@transaction.atomic
def return_exception(*, actor: StaffMember, exception_id: UUID, text: str) -> Message:
    """Send it back with a question. The clock waits until it is answered."""
    exception = _locked(actor, exception_id, ExceptionPermission.RETURN)
    exception.status = WORKFLOW.move(exception.status, ExceptionMove.RETURN)
    message = say(exception, actor, rules.check_words(text, field="text"), side=Side.HANDLER, is_question=True)
    exception.save(update_fields=["status"])
    stop_clock(exception)
    write_down(ExceptionEvent.RETURNED, exception, actor.pk, message=str(message.pk))
    wait_for_answer(exception, now())
    return message


@transaction.atomic
def recuse_from_exception(*, actor: StaffMember, exception_id: UUID, reason: str) -> ExceptionRequest:
    """Step aside for good; it goes on to the next. The reason stands in the way it took, which the worker does not see."""
    lock_tree(actor.organisation_id, exclusive=False)
    exception = _locked(actor, exception_id, ExceptionPermission.RECUSE)
    route = ExceptionRoute(exception=exception, cause=ExceptionCause.RECUSED, decided_at=now())
    route.path = {"steps": [], "handler": None, "reason": rules.check_words(reason, field="reason")}
    route.save(force_insert=True)
    write_down(ExceptionEvent.RECUSED, exception, None, person=str(actor.pk))
    if exception.handler_id == actor.pk:
        exception.handler = None
        exception.save(update_fields=["handler"])
    keep_out(exception, actor.pk, ExclusionSource.RECUSED)
    mend(exception, ExceptionCause.RECUSED)
    return exception


# --- The decision -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def approve_exception(
    *, actor: StaffMember, exception_id: UUID, reason: str, for_team: str, starts_on: date, ends_on: date
) -> ExceptionDecision:
    """Approve it, with the safeguards that were settled, for no longer than was asked (RC-R-2, RC-B-8, RC-B-9, EX-06).

    Where a second person is needed, the first word alone does not approve it. What the second one says holds: they may shorten it
    further, and word it for the team anew. Raises RuleViolation where a clause reads otherwise or is absolute by now, and Forbidden for
    whoever spoke.
    """
    exception, place = _deciding(actor, exception_id)
    move = ExceptionMove.APPROVE if place.is_last else ExceptionMove.ENDORSE
    status = WORKFLOW.move(exception.status, move)
    in_force = clauses_in_force(exception.organisation_id, exception.clauses)
    rules.check_still_in_force(asked_about=len(exception.clauses), in_force=len(in_force))
    rules.check_clauses(in_force)
    assert exception.starts_on is not None
    assert exception.ends_on is not None
    if place.is_last and any(is_conflicted(each, exception) for each in who_spoke(exception)):
        message = _("Somebody who has spoken has a conflict since then. Send it back, so that it is assessed anew.")
        raise RuleViolation("decision.conflict", message)
    first = endorsement_of(exception)
    rules.check_decision(
        starts_on=starts_on,
        ends_on=ends_on,
        asked_from=first.starts_on if first and first.starts_on else exception.starts_on,
        asked_until=first.ends_on if first and first.ends_on else exception.ends_on,
        today=today(exception.organisation),
    )
    words = rules.check_words(for_team, field="for_team")
    more: dict[str, Any] = {"for_team": words, "starts_on": starts_on, "ends_on": ends_on}
    decision = _spoken(actor, exception, place.seat, Answer.YES, reason, **more)
    exception.status = status
    stop_clock(exception)
    told: dict[str, object] = {"decision": str(decision.pk), "on_behalf_of": _id(decision.on_behalf_of_id)}
    if not place.is_last:
        exception.save(update_fields=["status"])
        write_down(ExceptionEvent.ENDORSED, exception, actor.pk, **told)
        return decision
    exception.starts_on, exception.ends_on = starts_on, ends_on
    exception.decided_at, exception.for_team, exception.alarm_at = now(), words, None
    exception.save(update_fields=["status", "starts_on", "ends_on", "decided_at", "for_team", "alarm_at"])
    days = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    write_down(ExceptionEvent.APPROVED, exception, actor.pk, **told, **days)
    start_life(exception)
    return decision


@transaction.atomic
def refuse_exception(*, actor: StaffMember, exception_id: UUID, reason: str) -> ExceptionDecision:
    """Not approve it, with the reason. One refusal is enough, from either seat."""
    exception, place = _deciding(actor, exception_id)
    status = WORKFLOW.move(exception.status, ExceptionMove.REFUSE)
    decision = _spoken(actor, exception, place.seat, Answer.NO, reason)
    exception.status, exception.decided_at, exception.alarm_at = status, now(), None
    exception.save(update_fields=["status", "decided_at", "alarm_at"])
    stop_clock(exception)
    told = {"decision": str(decision.pk), "on_behalf_of": _id(decision.on_behalf_of_id)}
    write_down(ExceptionEvent.REFUSED, exception, actor.pk, **told)
    return decision


# --- What they share ----------------------------------------------------------------------------------------------------------
def endorsement_of(exception: ExceptionRequest) -> ExceptionDecision | None:
    """The word of the first of two, where the second is still to come: the second may shorten its days, not widen them."""
    last = exception.assessments.order_by("-pk").first()
    found = last.decisions.filter(seat=Seat.FIRST, answer=Answer.YES).first() if last else None
    return found if found and exception.decided_at is None else None


def seat_of(actor: StaffMember, exception: ExceptionRequest) -> rules.Place | None:
    """From which seat somebody could speak now; None where there is none for them. The pages ask it."""
    if exception.status not in {ExceptionStatus.ASSESSED, ExceptionStatus.DIRECTOR_REVIEW}:
        return None
    if not ACCESS.allows(actor, ExceptionPermission.DECIDE, exception) or not has_not_spoken(actor, exception):
        return None
    return _place(actor, exception)


def _id(person_id: UUID | None) -> str | None:
    return str(person_id) if person_id else None


def _locked(actor: StaffMember, exception_id: UUID, permission: ExceptionPermission) -> ExceptionRequest:
    exception = exception_to_judge(actor, exception_id)
    ACCESS.require(actor, permission, exception)
    return exception


def _last_assessment(exception: ExceptionRequest) -> ExceptionAssessment:
    """The one that counts. Raises MoveRefused where there is none."""
    last = exception.assessments.order_by("-pk").first()
    if last is None:
        raise MoveRefused
    last.exception = exception
    return last


def _place(actor: StaffMember, exception: ExceptionRequest) -> rules.Place | None:
    spoken = set(_last_assessment(exception).decisions.values_list("seat", flat=True))
    is_line = exception.status in WAITS_FOR_LINE and is_line_that_decides(actor, exception)
    return rules.seat_for(office=exception.office, second=exception.second, is_line=is_line, spoken=spoken)


def _deciding(actor: StaffMember, exception_id: UUID) -> tuple[ExceptionRequest, rules.Place]:
    """The exception under its lock, and the seat from which the actor speaks. A recommendation is no decision."""
    exception = _locked(actor, exception_id, ExceptionPermission.DECIDE)
    WORKFLOW.move(exception.status, ExceptionMove.REFUSE)
    place = _place(actor, exception)
    if place is None or place.seat == Seat.RECOMMENDS:
        raise MoveRefused
    return exception, place


def _spoken(
    actor: StaffMember, exception: ExceptionRequest, seat: Seat, answer: Answer, reason: str, **more: Any
) -> ExceptionDecision:
    """Keep what somebody said, with the clauses as they read today."""
    assessment = _last_assessment(exception)
    decision = ExceptionDecision(
        exception=exception,
        assessment=assessment,
        requester_id=exception.worker_id,
        seat=seat,
        answer=answer,
        decided_by=actor,
        decided_at=now(),
    )
    if seat != Seat.RECOMMENDS and exception.status == ExceptionStatus.DIRECTOR_REVIEW:
        own_right = sits_for(roles_held(actor.pk, actor.organisation), exception)
        decision.on_behalf_of_id = None if own_right else on_behalf_of(actor, exception)
    decision.reason = rules.check_words(reason, field="reason")
    decision.as_it_was = {"clauses": clauses_as_they_read(exception)}
    for name, value in more.items():
        setattr(decision, name, value)
    decision.save(force_insert=True)
    return decision


def clauses_as_they_read(exception: ExceptionRequest) -> list[dict[str, Any]]:
    """The clauses it cites as they read here now: what a decision is made on, kept with it whatever the policies say later."""
    return [
        {
            "code": each.code,
            "policy": each.adoption.version.title if each.adoption else "",
            "edition": each.adoption.version.edition if each.adoption else 0,
            "dated": each.adoption.version.dated if each.adoption else "",
            "strength": each.strength,
            "text": each.text,
            "wording": each.wording.text if each.wording else "",
        }
        for each in cited(exception.organisation_id, exception.clauses)
    ]
