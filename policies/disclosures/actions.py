"""What a worker does with their own disclosure: write it, send it, answer, say what has changed, say that it has ended.

Beside it stands what every slice of disclosures does: writing in the record, keeping somebody out, keeping worker and client apart.
"""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.assignments.actions import block
from accounts.assignments.choices import BlockExtent
from accounts.clients.models import Relative
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
from policies.adoption.queries import clauses_about
from policies.disclosures import rules
from policies.disclosures.choices import CATEGORIES, DisclosureKind, DisclosureStatus, Towards, Whereabouts
from policies.disclosures.clocks.actions import start_clock, stop_review, stop_waiting_for_answer
from policies.disclosures.events import DisclosureEvent
from policies.disclosures.models import Disclosure, DisclosureChange, DisclosureExclusion, facts_of
from policies.disclosures.permissions import OWN_ACCESS, OwnDisclosurePermission
from policies.disclosures.queries import LAST, disclosure_to_judge
from policies.disclosures.workflow import WORKFLOW, DisclosureMove
from policies.library.choices import Category

PLAIN = ("towards", "kind", "nature", "timing", "direction")
SEALED = ("person", "since", "story", "proposal")
CHANGEABLE = ("kind", "nature", "timing", "direction")


# --- The draft ----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def start_disclosure(*, actor: StaffMember, facts: Mapping[str, Any] | None = None) -> Disclosure:
    """Begin a disclosure, with what is known already. Nobody else sees it before it is sent.

    Raises RuleViolation until the organisation is activated: before that there is nobody to whom it could go.
    """
    if actor.organisation.activated_at is None:
        message = _("Your organisation does not take disclosures here yet. Tell your line manager directly.")
        raise RuleViolation("organisation.not-activated", message)
    disclosure = Disclosure(
        organisation=actor.organisation,
        worker=actor,
        data_key=make_key(organisation_id=actor.organisation_id),
        begun_at=now(),
        sort_at=LAST,
    )
    OWN_ACCESS.require(actor, OwnDisclosurePermission.SAVE, disclosure)
    _take_in(disclosure, actor, facts or {})
    disclosure.save(force_insert=True)
    return disclosure


@transaction.atomic
def save_disclosure(*, actor: StaffMember, disclosure_id: UUID, facts: Mapping[str, Any]) -> Disclosure:
    """Keep what was said so far: what is given replaces what was there, the rest stays. Only a draft can be written."""
    disclosure = _draft(actor, disclosure_id, OwnDisclosurePermission.SAVE)
    _take_in(disclosure, actor, facts)
    disclosure.save()
    return disclosure


@transaction.atomic
def discard_disclosure(*, actor: StaffMember, disclosure_id: UUID) -> None:
    """Throw a draft away with its key: nothing of it can be read again."""
    disclosure = _draft(actor, disclosure_id, OwnDisclosurePermission.DISCARD)
    key = disclosure.data_key
    disclosure.delete()
    destroy_key(key)


@transaction.atomic
def submit_disclosure(*, actor: StaffMember, disclosure_id: UUID) -> Disclosure:
    """Send it to one's own line (RC-B-2, LK-4.2-4). Sending it twice sends it once.

    Who is part of it is kept out in the same transaction, before anybody is let in; and a past or present romantic or sexual tie
    bars service from now on, without waiting for a decision (PCF-DUAL-6).
    """
    disclosure = _own(actor, disclosure_id, OwnDisclosurePermission.SUBMIT)
    if disclosure.status != DisclosureStatus.DRAFT:
        return disclosure
    status = WORKFLOW.move(disclosure.status, DisclosureMove.SUBMIT)
    facts = facts_of(disclosure)
    rules.check_complete(facts)
    if disclosure.kind != DisclosureKind.ATTACHMENT:
        disclosure.direction = ""
    disclosure.status, disclosure.submitted_at = status, now()
    disclosure.clauses = clauses_about(actor.organisation_id, CATEGORIES[disclosure.kind])
    disclosure.bars = rules.bars_service(disclosure.kind, disclosure.timing)
    disclosure.area_id = actor.site_id
    if disclosure.client_id:
        disclosure.whereabouts = Whereabouts.CLIENT
    elif not rules.is_about_a_person(disclosure.towards):
        disclosure.whereabouts = Whereabouts.NOT_HERE
    _save_under_a_reference(disclosure)
    write_down(
        DisclosureEvent.SUBMITTED,
        disclosure,
        actor.pk,
        kind=disclosure.kind,
        nature=disclosure.nature,
        timing=disclosure.timing,
        towards=disclosure.towards,
        client=str(disclosure.client_id) if disclosure.client_id else None,
    )
    for person in disclosure.colleagues:
        keep_out(disclosure, UUID(person), ExclusionSource.IMPLICATED)
    bar_service(disclosure)
    return disclosure


def _take_in(disclosure: Disclosure, actor: StaffMember, facts: Mapping[str, Any]) -> None:
    """Put what was said where it belongs, once it is clear that it can be. Raises RuleViolation."""
    for name in PLAIN:
        if name in facts:
            setattr(disclosure, name, facts[name] or "")
    for name in SEALED:
        if name in facts:
            longest = {"person": rules.LONGEST_NAME, "since": rules.LONGEST_SINCE}.get(name, rules.LONGEST_TEXT)
            text = str(facts[name] or "").strip()
            if len(text) > longest:
                raise RuleViolation("disclosure.long", _("This is too long."), field=name)
            setattr(disclosure, name, text)
    if "client" in facts:
        disclosure.client_id = _client(disclosure, actor, facts["client"])
        disclosure.relative = None
    if facts.get("relative"):
        disclosure.relative = _relative(disclosure.client_id, facts["relative"])
    if "colleagues" in facts:
        disclosure.colleagues = _colleagues(actor, facts["colleagues"] or [])
    if disclosure.towards == Towards.OTHER:
        disclosure.client_id = disclosure.relative = None


def _client(disclosure: Disclosure, actor: StaffMember, client_id: UUID | None) -> UUID | None:
    """A client one may know of, or the one who was linked before. Raises RuleViolation."""
    if client_id is None or client_id == disclosure.client_id:
        return client_id
    if not clients_of(actor).filter(pk=client_id).exists():
        raise RuleViolation("disclosure.client", _("Choose the client again, or write the name."), field="client")
    return client_id


def _relative(client_id: UUID | None, relative_id: UUID) -> UUID:
    """A relative or friend of that client. Raises RuleViolation."""
    if client_id is None or not Relative.objects.filter(client_id=client_id, pk=relative_id).exists():
        raise RuleViolation("disclosure.relative", _("Choose the person again, or write the name."), field="person")
    return relative_id


def _colleagues(actor: StaffMember, people: list[Any]) -> list[str]:
    """Colleagues, each once; never oneself. Raises RuleViolation."""
    wanted = list(dict.fromkeys(UUID(str(each)) for each in people))
    rows = StaffMember.objects.filter(organisation_id=actor.organisation_id, pk__in=wanted).exclude(kind=StaffKind.OUTSIDE)
    if actor.pk in wanted or rows.count() != len(wanted) or len(wanted) > rules.MOST_COLLEAGUES:
        message = _("Choose from the list of staff, not more than five, and not yourself.")
        raise RuleViolation("disclosure.colleagues", message, field="colleagues")
    return [str(each) for each in wanted]


def _save_under_a_reference(disclosure: Disclosure) -> None:
    """Give it a reference that nobody can guess and that tells no count; where one has it already, only the database knows."""
    while True:
        disclosure.reference = rules.reference_of("".join(secrets.choice(rules.REFERENCE_LETTERS) for _ in range(8)))
        try:
            with transaction.atomic():
                return disclosure.save()
        except IntegrityError as error:
            if "reference" not in str(error):
                raise


# --- After it was sent --------------------------------------------------------------------------------------------------------
@transaction.atomic
def answer_disclosure(*, actor: StaffMember, disclosure_id: UUID, text: str) -> Message:
    """Answer what was asked: it is looked at again."""
    disclosure = _own(actor, disclosure_id, OwnDisclosurePermission.ANSWER)
    status = WORKFLOW.move(disclosure.status, DisclosureMove.ANSWER)
    message = say(disclosure, actor, rules.check_words(text, field="text"), side=Side.REPORTER)
    disclosure.status = status
    disclosure.save(update_fields=["status"])
    write_down(DisclosureEvent.ANSWERED, disclosure, actor.pk, message=str(message.pk))
    stop_waiting_for_answer(disclosure)
    start_clock(disclosure)
    return message


@transaction.atomic
def update_disclosure(
    *, actor: StaffMember, disclosure_id: UUID, words: str, facts: Mapping[str, str] | None = None
) -> DisclosureChange:
    """Say what has changed. What was decided is looked at again; until there is another decision everything stays as it was (IN-22)."""
    disclosure = _own(actor, disclosure_id, OwnDisclosurePermission.UPDATE)
    status = WORKFLOW.move(disclosure.status, DisclosureMove.UPDATE)
    told = rules.check_words(words, field="words")
    before = {name: getattr(disclosure, name) for name in CHANGEABLE}
    after = {name: value for name, value in (facts or {}).items() if name in CHANGEABLE and value}
    rules.check_complete(facts_of(disclosure) | after)
    change = DisclosureChange(disclosure=disclosure, told_at=now())
    change.words, change.before = told, before
    change.save(force_insert=True)
    for name, value in after.items():
        setattr(disclosure, name, value)
    categories: set[Category] = {*CATEGORIES[before["kind"]], *CATEGORIES[disclosure.kind]}
    disclosure.clauses = clauses_about(actor.organisation_id, sorted(categories))
    disclosure.status, disclosure.end_asked_on = status, None
    if rules.bars_service(disclosure.kind, disclosure.timing):
        disclosure.excepted = disclosure.excepted and not rules.is_another_tie(before, facts_of(disclosure))
        disclosure.bars = True
    disclosure.save()
    write_down(DisclosureEvent.UPDATED, disclosure, actor.pk, change=str(change.pk))
    stop_review(disclosure)
    stop_waiting_for_answer(disclosure)
    if status != DisclosureStatus.SUBMITTED:
        start_clock(disclosure)
    bar_service(disclosure)
    return change


@transaction.atomic
def ask_to_end(*, actor: StaffMember, disclosure_id: UUID, on: date, words: str) -> Disclosure:
    """Say that it has ended. What keeps worker and client apart stays until whoever decides has confirmed it."""
    disclosure = _own(actor, disclosure_id, OwnDisclosurePermission.END)
    if disclosure.status in {DisclosureStatus.DRAFT, DisclosureStatus.ENDED} or disclosure.end_asked_on is not None:
        raise MoveRefused
    if on > today(actor.organisation):
        raise RuleViolation("disclosure.future", _("The day must be today or in the past."), field="on")
    say(disclosure, actor, rules.check_words(words, field="words"), side=Side.REPORTER)
    disclosure.end_asked_on = on
    disclosure.save(update_fields=["end_asked_on"])
    write_down(DisclosureEvent.END_ASKED, disclosure, actor.pk, on=on.isoformat())
    if disclosure.waits_since is None and disclosure.status != DisclosureStatus.SUBMITTED:
        start_clock(disclosure)
    return disclosure


# --- What the slices of disclosures share -------------------------------------------------------------------------------------
def write_down(event: DisclosureEvent, disclosure: Disclosure, actor_id: UUID | None, **data: object) -> None:
    """One entry in the record."""
    append(
        event,
        about=("disclosure", disclosure.pk),
        organisation_id=disclosure.organisation_id,
        actor_id=actor_id,
        key=disclosure.data_key,
        data=data,
    )


def say(disclosure: Disclosure, actor: StaffMember, text: str, *, side: Side, is_question: bool = False) -> Message:
    """One message between the worker and whoever decides."""
    thread = open_thread(organisation_id=disclosure.organisation_id, about=("disclosure", disclosure.pk), key=disclosure.data_key)
    return send_message(thread=thread, side=side, author_id=actor.pk, body=text, is_question=is_question)


def keep_out(disclosure: Disclosure, person_id: UUID, source: ExclusionSource) -> bool:
    """Keep somebody out of it for good, whatever else would let them in; False when they are kept out already."""
    with as_system(Reason.KEEPING_OUT, organisation_id=disclosure.organisation_id):
        _made, is_new = DisclosureExclusion.objects.unscoped(Reason.KEEPING_OUT).get_or_create(
            disclosure=disclosure,
            person_id=person_id,
            defaults={"organisation_id": disclosure.organisation_id, "source": source, "added_at": now()},
        )
    if is_new:
        write_down(DisclosureEvent.EXCLUDED, disclosure, None, person=str(person_id), source=str(source))
    return is_new


def bar_service(disclosure: Disclosure) -> None:
    """Where a tie bars service altogether, keep the worker from the client from now on.

    An assignment that has begun goes on to its last day, so that the client is not left alone without a word: taking the worker off
    the case ends it with a hand-over. It is not made longer, none begins after it, and one that was to begin never will.
    """
    bars = disclosure.bars and not disclosure.excepted
    if not bars or disclosure.client_id is None or disclosure.whereabouts != Whereabouts.CLIENT:
        return
    block(
        organisation_id=disclosure.organisation_id,
        client_id=disclosure.client_id,
        worker_id=disclosure.worker_id,
        extent=BlockExtent.ANY,
        source=disclosure.pk,
        lets_run=True,
    )


def _own(actor: StaffMember, disclosure_id: UUID, permission: OwnDisclosurePermission) -> Disclosure:
    """One's own under its lock, if one may do this."""
    disclosure = disclosure_to_judge(actor, disclosure_id)
    OWN_ACCESS.require(actor, permission, disclosure)
    return disclosure


def _draft(actor: StaffMember, disclosure_id: UUID, permission: OwnDisclosurePermission) -> Disclosure:
    disclosure = _own(actor, disclosure_id, permission)
    if disclosure.status != DisclosureStatus.DRAFT:
        raise MoveRefused
    return disclosure
