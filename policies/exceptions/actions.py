"""What a worker does with their own request: write it, send it, answer, take it back, say how it went, ask for it again.

Beside it stands what every slice of exceptions does: writing in the record, and keeping somebody out.
"""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.clients.queries import clients_of
from accounts.grants.choices import ExclusionSource
from accounts.organisations.queries import today
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.access.scope import Reason, as_system
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, RuleViolation
from boundaries.record.actions import append
from boundaries.sealing.actions import destroy_key, make_key
from boundaries.threads.actions import open_thread, send_message
from boundaries.threads.models import Message, Side
from policies.exceptions import rules
from policies.exceptions.choices import (
    ASKED,
    CATEGORIES,
    CHANGEABLE,
    IN_LIFE,
    OVER,
    WITHOUT_RISKS,
    WORDS,
    ExceptionKind,
    ExceptionStatus,
    Seat,
    Went,
)
from policies.exceptions.clocks.actions import start_clock, stop_clock, stop_waiting_for_answer, stop_waiting_for_outcome
from policies.exceptions.events import ExceptionEvent
from policies.exceptions.models import (
    ExceptionAsking,
    ExceptionCompanion,
    ExceptionExclusion,
    ExceptionOutcome,
    ExceptionRequest,
    facts_of,
)
from policies.exceptions.permissions import OWN_ACCESS, OwnExceptionPermission, is_conflicted, who_spoke
from policies.exceptions.queries import LAST, clauses_in_force, exception_to_judge, is_about_a_minor, own_exceptions
from policies.exceptions.workflow import WORKFLOW, ExceptionMove


# --- The draft ----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def start_exception(*, actor: StaffMember, facts: Mapping[str, Any] | None = None) -> ExceptionRequest:
    """Begin a request, with what is known already. Nobody else sees it before it is sent.

    Raises RuleViolation until the organisation is activated: before that there is nobody to whom it could go.
    """
    if actor.organisation.activated_at is None:
        message = _("Your organisation does not take requests here yet. Ask your line manager directly.")
        raise RuleViolation("organisation.not-activated", message)
    exception = ExceptionRequest(
        organisation=actor.organisation,
        worker=actor,
        data_key=make_key(organisation_id=actor.organisation_id),
        begun_at=now(),
        sort_at=LAST,
    )
    OWN_ACCESS.require(actor, OwnExceptionPermission.SAVE, exception)
    _take_in(exception, actor, facts or {})
    exception.save(force_insert=True)
    _keep_companions(exception, actor, facts or {})
    return exception


@transaction.atomic
def save_exception(*, actor: StaffMember, exception_id: UUID, facts: Mapping[str, Any]) -> ExceptionRequest:
    """Keep what was said so far: what is given replaces what was there, the rest stays.

    A draft can be written on, and what was sent back with a question; what was sent before is kept as it was.
    """
    exception = _own(actor, exception_id, OwnExceptionPermission.SAVE)
    if exception.status not in CHANGEABLE:
        raise MoveRefused
    if exception.status == ExceptionStatus.RETURNED:
        _stays_the_same(exception, facts)
    _take_in(exception, actor, facts)
    exception.save()
    _keep_companions(exception, actor, facts)
    return exception


def _stays_the_same(exception: ExceptionRequest, facts: Mapping[str, Any]) -> None:
    """What was sent stays what it is, for the client it is for: for another thing one asks anew. Raises RuleViolation."""
    message = _("This was asked already. For something else, or another client, take it back and ask anew.")
    for name, before in (("kind", exception.kind), ("client", exception.client_id)):
        if name in facts and (facts[name] or None) != (before or None):
            raise RuleViolation("exception.another", message, field=name)


@transaction.atomic
def discard_exception(*, actor: StaffMember, exception_id: UUID) -> None:
    """Throw a draft away with its key: nothing of it can be read again."""
    exception = _own(actor, exception_id, OwnExceptionPermission.DISCARD)
    if exception.status != ExceptionStatus.DRAFT:
        raise MoveRefused
    key = exception.data_key
    exception.delete()
    destroy_key(key)


@transaction.atomic
def submit_exception(*, actor: StaffMember, exception_id: UUID) -> ExceptionRequest:
    """Send it to one's own line (RC-B-8, RC-B-9, LK-5.7-2). Sending it twice sends it once.

    The clauses are asked again: one from which nobody can allow an exception is refused here too (EX-07). Raises RuleViolation.
    """
    exception = _own(actor, exception_id, OwnExceptionPermission.SUBMIT)
    if exception.status != ExceptionStatus.DRAFT:
        return exception
    exception.status = WORKFLOW.move(exception.status, ExceptionMove.SUBMIT)
    _check_whole(exception)
    exception.submitted_at, exception.area_id = now(), actor.site_id
    _save_under_a_reference(exception)
    _keep_asking(exception)
    assert exception.starts_on is not None
    assert exception.ends_on is not None
    write_down(
        ExceptionEvent.SUBMITTED,
        exception,
        actor.pk,
        kind=exception.kind,
        clauses=[str(each) for each in exception.clauses],
        client=str(exception.client_id) if exception.client_id else None,
        starts_on=exception.starts_on.isoformat(),
        ends_on=exception.ends_on.isoformat(),
        renews=str(exception.renews_id) if exception.renews_id else None,
    )
    return exception


def _check_whole(exception: ExceptionRequest) -> None:
    """Nothing is missing, the days are right, and the clauses are in force and may be excepted. Sets who decides. Raises RuleViolation."""
    rules.check_complete(facts_of(exception))
    _leave_out_what_is_not_asked(exception)
    assert exception.starts_on is not None
    assert exception.ends_on is not None
    rules.check_days(exception.starts_on, exception.ends_on, today=today(exception.organisation))
    clauses = clauses_in_force(exception.organisation_id, exception.clauses)
    if len(clauses) != len(set(exception.clauses)):
        message = _("A policy has changed since you chose. Choose the sentence again.")
        raise RuleViolation("exception.clause", message, field="clauses")
    rules.check_clauses(clauses)
    if CATEGORIES[exception.kind] and not any(set(each.categories) & set(CATEGORIES[exception.kind]) for each in clauses):
        message = _("None of these sentences speaks of what you ask for. Choose one that does.")
        raise RuleViolation("exception.clause-kind", message, field="clauses")
    exception.clauses = [each.pk for each in clauses]
    exception.office = rules.office_for(clauses)
    exception.second = rules.needs_second(residual=None, is_minor=is_about_a_minor(exception))


def _leave_out_what_is_not_asked(exception: ExceptionRequest) -> None:
    """What was said for another kind before is not sent: its worker does not see it any more."""
    kept = {*ASKED[exception.kind], "person"}
    exception.words = {name: text for name, text in exception.words.items() if name in kept}
    if exception.kind in WITHOUT_RISKS:
        exception.risks = []


def _keep_asking(exception: ExceptionRequest) -> None:
    """Keep what is sent as it is, whatever is written on it later."""
    asking = ExceptionAsking(exception=exception, asked_at=now())
    asking.facts = in_words(facts_of(exception)) | {"companions": _companions(exception)}
    asking.save(force_insert=True)


def in_words(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked, as JSON holds it."""
    plain = {name: str(facts[name]) if facts[name] else None for name in ("client", "starts_on", "ends_on")}
    return {**facts, **plain, "clauses": [str(each) for each in facts["clauses"]]}


def _companions(exception: ExceptionRequest) -> list[str]:
    return sorted(str(each) for each in exception.companions.values_list("person_id", flat=True))


def _take_in(exception: ExceptionRequest, actor: StaffMember, facts: Mapping[str, Any]) -> None:
    """Put what was said where it belongs, once it is clear that it can be. Raises RuleViolation."""
    if "kind" in facts:
        exception.kind = _kind(facts["kind"])
    if "clauses" in facts:
        exception.clauses = _clauses(exception, facts["clauses"] or [])
    if "client" in facts:
        exception.client_id = _client(exception, actor, facts["client"])
    for name in ("starts_on", "ends_on"):
        if name in facts:
            setattr(exception, name, facts[name])
    if exception.starts_on and exception.ends_on and ("starts_on" in facts or "ends_on" in facts):
        rules.check_days(exception.starts_on, exception.ends_on, today=today(exception.organisation))
    told = {name: facts[name] for name in (*WORDS, "person") if name in facts}
    if told:
        exception.words = exception.words | {name: _short(name, text) for name, text in told.items()}
    if "hazards" in facts:
        hazards = rules.hazards_of(facts["hazards"] or [])
        rules.check_hazards(hazards, with_after=False)
        exception.risks = [each._asdict() for each in hazards]


def _kind(kind: Any) -> str:
    if kind not in ExceptionKind.values:
        raise RuleViolation("exception.kind", _("Choose what you ask for."), field="kind")
    return str(kind)


def _short(name: str, text: Any) -> str:
    said = str(text or "").strip()
    longest = rules.LONGEST_NAME if name in {"person", "amount"} else rules.LONGEST_TEXT
    if len(said) > longest:
        raise RuleViolation("exception.long", _("This is too long."), field=name)
    return said


def _clauses(exception: ExceptionRequest, wanted: list[Any]) -> list[UUID]:
    """Clauses in force here from which somebody can allow an exception, the strictest first. Raises RuleViolation."""
    ids = list(dict.fromkeys(UUID(str(each)) for each in wanted))
    found = clauses_in_force(exception.organisation_id, ids)
    if len(found) != len(ids):
        raise RuleViolation("exception.clause", _("Choose from the policies in force here."), field="clauses")
    if found:
        rules.check_clauses(found)
    return [each.pk for each in found]


def _client(exception: ExceptionRequest, actor: StaffMember, client_id: UUID | None) -> UUID | None:
    """A client one may know of, or the one who was chosen before. Raises RuleViolation."""
    if client_id is None or client_id == exception.client_id:
        return client_id
    if not clients_of(actor).filter(pk=client_id).exists():
        raise RuleViolation("exception.client", _("Choose the client again, or write the name."), field="client")
    return client_id


def _keep_companions(exception: ExceptionRequest, actor: StaffMember, facts: Mapping[str, Any]) -> None:
    """Colleagues who take part, each once; never oneself. Raises RuleViolation."""
    if "companions" not in facts:
        return
    wanted = set(dict.fromkeys(UUID(str(each)) for each in facts["companions"] or []))
    rows = StaffMember.objects.filter(organisation_id=actor.organisation_id, pk__in=wanted).exclude(kind=StaffKind.OUTSIDE)
    if actor.pk in wanted or rows.count() != len(wanted) or len(wanted) > rules.MOST_COMPANIONS:
        message = _("Choose from the list of staff, not more than five, and not yourself.")
        raise RuleViolation("exception.companions", message, field="companions")
    exception.companions.exclude(person_id__in=wanted).delete()
    there = set(exception.companions.values_list("person_id", flat=True))
    for person_id in sorted(wanted - there):
        ExceptionCompanion(exception=exception, person_id=person_id).save(force_insert=True)


def _save_under_a_reference(exception: ExceptionRequest) -> None:
    """Give it a reference that nobody can guess and that tells no count; where one has it already, only the database knows."""
    while True:
        exception.reference = rules.reference_of("".join(secrets.choice(rules.REFERENCE_LETTERS) for _ in range(8)))
        try:
            with transaction.atomic():
                return exception.save()
        except IntegrityError as error:
            if "reference" not in str(error):
                raise


# --- After it was sent --------------------------------------------------------------------------------------------------------
@transaction.atomic
def answer_exception(*, actor: StaffMember, exception_id: UUID, text: str) -> Message:
    """Answer what was asked. What was changed meanwhile is assessed anew; else it goes back to whoever asked."""
    exception = _own(actor, exception_id, OwnExceptionPermission.ANSWER)
    if exception.status != ExceptionStatus.RETURNED:
        raise MoveRefused
    words = rules.check_words(text, field="text")
    asked = exception.askings.order_by("-pk").first()
    assert asked is not None
    asked.exception = exception
    changed = asked.facts != in_words(facts_of(exception)) | {"companions": _companions(exception)}
    last = exception.assessments.order_by("-pk").first()
    was_with_line = last is None or not last.decisions.filter(seat__in=[Seat.RECOMMENDS, Seat.FIRST]).exists()
    spoke_in_conflict = any(is_conflicted(each, exception) for each in who_spoke(exception))
    again = changed or was_with_line or spoke_in_conflict
    exception.status = WORKFLOW.move(exception.status, ExceptionMove.ANSWER if again else ExceptionMove.REPLY)
    if changed:
        _check_whole(exception)
        exception.approvers = []
        exception.residual = None
        _keep_asking(exception)
    exception.save()
    message = say(exception, actor, words, side=Side.REPORTER)
    stop_waiting_for_answer(exception)
    start_clock(exception)
    write_down(ExceptionEvent.ANSWERED, exception, actor.pk, message=str(message.pk), changed=changed)
    return message


@transaction.atomic
def withdraw_exception(*, actor: StaffMember, exception_id: UUID) -> ExceptionRequest:
    """Take it back before it is decided. What was sent stays where it is."""
    exception = _own(actor, exception_id, OwnExceptionPermission.WITHDRAW)
    was_returned = exception.status == ExceptionStatus.RETURNED
    exception.status = WORKFLOW.move(exception.status, ExceptionMove.WITHDRAW)
    if was_returned:
        _as_it_was_sent(exception, actor)
    exception.save()
    stop_waiting_for_answer(exception)
    stop_clock(exception)
    write_down(ExceptionEvent.WITHDRAWN, exception, actor.pk)
    return exception


def _as_it_was_sent(exception: ExceptionRequest, actor: StaffMember) -> None:
    """What was written on it since it was sent back was never sent: it is left out."""
    asked = exception.askings.latest("pk")
    asked.exception = exception
    facts = asked.facts
    exception.clauses = [UUID(each) for each in facts["clauses"]]
    exception.starts_on, exception.ends_on = (date.fromisoformat(facts[name]) for name in ("starts_on", "ends_on"))
    exception.words, exception.risks = facts["words"], facts["hazards"]
    _keep_companions(exception, actor, {"companions": facts["companions"]})


@transaction.atomic
def tell_outcome(*, actor: StaffMember, exception_id: UUID, went: str, learned: str, safeguards: str) -> ExceptionOutcome:
    """Say, once it is over, how it went, what was learned, and whether the safeguards held (LK-5.8-1)."""
    exception = _own(actor, exception_id, OwnExceptionPermission.TELL_OUTCOME)
    exception.status = WORKFLOW.move(exception.status, ExceptionMove.TELL_OUTCOME)
    if went not in Went.values:
        raise RuleViolation("outcome.went", _("Choose one of the answers."), field="went")
    outcome = ExceptionOutcome(exception=exception, went=went, told_by=actor, told_at=now())
    outcome.learned = rules.check_words(learned, field="learned")
    outcome.safeguards = rules.check_words(safeguards, field="safeguards")
    outcome.save(force_insert=True)
    exception.save(update_fields=["status"])
    stop_waiting_for_outcome(exception)
    write_down(ExceptionEvent.OUTCOME_TOLD, exception, actor.pk, outcome=str(outcome.pk))
    return outcome


@transaction.atomic
def renew_exception(*, actor: StaffMember, exception_id: UUID) -> ExceptionRequest:
    """Ask for it again: a draft with what was asked before, which goes through assessment and decision anew (EX-05).

    The days are left open, and clauses that are in force no longer are left out. Asked twice, the draft that is there is given.
    """
    before = _own(actor, exception_id, OwnExceptionPermission.RENEW)
    if before.status not in IN_LIFE | OVER | {ExceptionStatus.OUTCOME_TOLD}:
        raise MoveRefused
    draft = own_exceptions(actor).filter(renews_id=before.pk, status=ExceptionStatus.DRAFT).first()
    if draft is not None:
        return draft
    in_force = clauses_in_force(before.organisation_id, before.clauses)
    facts = {
        "kind": before.kind,
        "clauses": [each.pk for each in in_force if not rules.is_absolute(each)],
        "hazards": [each | {"likelihood_after": None, "impact_after": None} for each in before.risks],
        "companions": _companions(before),
        **before.words,
    }
    if before.client_id and clients_of(actor).filter(pk=before.client_id).exists():
        facts["client"] = before.client_id
    again = start_exception(actor=actor, facts=facts)
    again.renews = before
    again.save(update_fields=["renews"])
    return again


# --- What the slices of exceptions share --------------------------------------------------------------------------------------
def write_down(event: ExceptionEvent, exception: ExceptionRequest, actor_id: UUID | None, **data: object) -> None:
    """One entry in the record."""
    append(
        event,
        about=("exception", exception.pk),
        organisation_id=exception.organisation_id,
        actor_id=actor_id,
        key=exception.data_key,
        data=data,
    )


def say(exception: ExceptionRequest, actor: StaffMember, text: str, *, side: Side, is_question: bool = False) -> Message:
    """One message between the worker and whoever assesses or decides."""
    thread = open_thread(organisation_id=exception.organisation_id, about=("exception", exception.pk), key=exception.data_key)
    return send_message(thread=thread, side=side, author_id=actor.pk, body=text, is_question=is_question)


def keep_out(exception: ExceptionRequest, person_id: UUID, source: ExclusionSource) -> bool:
    """Keep somebody out of it for good, whatever else would let them in; False when they are kept out already."""
    with as_system(Reason.KEEPING_OUT, organisation_id=exception.organisation_id):
        _made, is_new = ExceptionExclusion.objects.unscoped(Reason.KEEPING_OUT).get_or_create(
            exception=exception,
            person_id=person_id,
            defaults={"organisation_id": exception.organisation_id, "source": source, "added_at": now()},
        )
    if is_new:
        write_down(ExceptionEvent.EXCLUDED, exception, None, person=str(person_id), source=str(source))
    return is_new


def _own(actor: StaffMember, exception_id: UUID, permission: OwnExceptionPermission) -> ExceptionRequest:
    """One's own under its lock, if one may do this."""
    exception = exception_to_judge(actor, exception_id)
    OWN_ACCESS.require(actor, permission, exception)
    return exception
