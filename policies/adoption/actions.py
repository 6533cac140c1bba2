"""Adopting a version of a policy, saying how it is said and done here, and ending it."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import Conflict, NotVisible, RuleViolation
from boundaries.outbox.actions import arm_timer, cancel_timers
from boundaries.outbox.models import Timer
from boundaries.record.actions import append
from policies.adoption import rules
from policies.adoption.choices import LocalKind
from policies.adoption.events import AdoptionEvent
from policies.adoption.models import Adoption, LocalText
from policies.adoption.permissions import ACCESS, AdoptionPermission
from policies.adoption.queries import adoptable_for, digest_as_read, places_of, possible_owners, reminded_of
from policies.library.models import Clause, PolicyVersion

REVIEW = "policy.review"


@transaction.atomic
def adopt(
    *,
    actor: StaffMember,
    version_id: UUID,
    words: Mapping[str, str],
    owner_id: UUID,
    last_reviewed: date | None = None,
    next_review: date | None = None,
) -> Adoption:
    """Put a published version into force, with the organisation's own words; it takes the place of the one before.

    What was added to clauses goes over to the clauses of the same id. Whatever cited a clause keeps the version it cited.
    """
    organisation = _locked(actor)
    ACCESS.require(actor, AdoptionPermission.ADOPT, organisation)
    version = adoptable_for(actor, version_id)
    told = rules.check_words(version.words, words)
    rules.check_review(last_reviewed, next_review, today(organisation))
    _check_owner(organisation, owner_id)
    before = Adoption.objects.filter(organisation=organisation, policy_id=version.policy_id, ended_at=None).first()
    if before is not None and before.version_id == version.pk:
        raise RuleViolation("adopted", _("This version is in force here already."))
    return put_in_force(
        version,
        before,
        actor=actor,
        facts={"words": told, "owner_id": owner_id, "last_reviewed": last_reviewed, "next_review": next_review},
    )


def put_in_force(version: PolicyVersion, before: Adoption | None, *, actor: StaffMember, facts: Mapping[str, Any]) -> Adoption:
    """The new one begins where the one before ends. The caller has asked whether it may be."""
    moment = now()
    if before is not None:
        before.ended_at = moment
        before.save(update_fields=["ended_at"])
    adoption = Adoption.objects.create(
        organisation_id=actor.organisation_id,
        policy_id=version.policy_id,
        version=version,
        adopted_by=actor,
        adopted_at=moment,
        **facts,
    )
    if before is not None:
        _carry_over(before, adoption)
    _take_digest(adoption)
    _write_down(
        AdoptionEvent.ADOPTED,
        adoption,
        actor,
        policy=version.policy.key,
        version=str(version.pk),
        edition=version.edition,
        before=str(before.version_id) if before else None,
    )
    return adoption


def _take_digest(adoption: Adoption) -> None:
    """Its words are others now, or may be: what was acknowledged before may not be what is read from here on."""
    adoption.digest = digest_as_read(adoption)
    adoption.save(update_fields=["digest"])


@transaction.atomic
def take_missing_digests() -> None:
    """Give a digest to what was adopted before there were any."""
    for adoption in Adoption.objects.filter(digest="").select_related("version__policy"):
        _take_digest(adoption)


def _carry_over(before: Adoption, after: Adoption) -> None:
    """What was added to a clause stands beside the clause of the same id."""
    codes = Clause.objects.filter(version_id=after.version_id).values("code")
    kept = list(before.local_texts.filter(ended_at=None, code__in=codes))
    before.local_texts.filter(ended_at=None).update(ended_at=after.adopted_at)
    for each in kept:
        each.pk, each.adoption, each.ended_at = None, after, None
        each._state.adding = True
    LocalText.objects.bulk_create(kept)


@transaction.atomic
def change_adoption(
    *,
    actor: StaffMember,
    adoption_id: UUID,
    words: Mapping[str, str],
    owner_id: UUID,
    last_reviewed: date | None = None,
    next_review: date | None = None,
) -> Adoption:
    """Change the organisation's words in the placeholders, the owner or the review dates of a policy in force."""
    adoption = _standing(actor, adoption_id)
    ACCESS.require(actor, AdoptionPermission.CHANGE, adoption)
    after = {
        "words": rules.check_words(adoption.version.words, words),
        "owner_id": owner_id,
        "last_reviewed": last_reviewed,
        "next_review": next_review,
    }
    rules.check_review(last_reviewed, next_review, today(actor.organisation))
    if owner_id != adoption.owner_id:
        _check_owner(actor.organisation, owner_id)
    fields = sorted(name for name, value in after.items() if getattr(adoption, name) != value)
    if fields:
        for name in fields:
            setattr(adoption, name, after[name])
        adoption.save(update_fields=fields)
        _take_digest(adoption)
        _write_down(AdoptionEvent.CHANGED, adoption, actor, fields=[name.removesuffix("_id") for name in fields])
    return adoption


@transaction.atomic
def adapt_clause(
    *, actor: StaffMember, adoption_id: UUID, code: str, kind: LocalKind, text: str, place_id: UUID | None = None
) -> Adoption:
    """Say how a clause is said or done here, beside the clause; without words, what was said is taken away.

    How it is done may be said for one place alone. The clause itself does not change, and what was said before is kept with its end.
    """
    adoption = _standing(actor, adoption_id)
    ACCESS.require(actor, AdoptionPermission.ADAPT, adoption)
    if not Clause.objects.filter(version_id=adoption.version_id, code=code).exists():
        raise NotVisible
    text = "\n".join(text.strip().splitlines())
    if len(text) > rules.LONGEST_LOCAL:
        raise RuleViolation("too-long", _("Use at most 2000 characters."), field="text")
    if place_id is not None:
        rules.check_place(kind, known=place_id in places_of(actor.organisation).values_list("pk", flat=True))
    before = adoption.local_texts.filter(code=code, kind=kind, place_id=place_id, ended_at=None).first()
    if (before.text if before else "") == text:
        return adoption
    moment = now()
    if before is not None:
        before.ended_at = moment
        before.save(update_fields=["ended_at"])
    if text:
        said = {"code": code, "kind": kind, "place_id": place_id, "text": text}
        LocalText.objects.create(adoption=adoption, written_by=actor, written_at=moment, **said)
    _take_digest(adoption)
    event = AdoptionEvent.ADAPTED if text else AdoptionEvent.UNADAPTED
    _write_down(event, adoption, actor, clause=code, kind=kind.value, place=str(place_id) if place_id else None)
    return adoption


@transaction.atomic
def end_adoption(*, actor: StaffMember, adoption_id: UUID) -> None:
    """A policy is no longer in force here. What was done under it keeps its clauses."""
    adoption = _standing(actor, adoption_id)
    ACCESS.require(actor, AdoptionPermission.END, adoption)
    put_out_of_force(adoption, actor=actor)


def put_out_of_force(adoption: Adoption, *, actor: StaffMember) -> None:
    """It ends, and what was added to its clauses ends with it. The caller has asked whether it may be."""
    adoption.ended_at = now()
    adoption.save(update_fields=["ended_at"])
    adoption.local_texts.filter(ended_at=None).update(ended_at=adoption.ended_at)
    version = adoption.version
    facts = {"policy": version.policy.key, "version": str(version.pk), "edition": version.edition}
    _write_down(AdoptionEvent.ENDED, adoption, actor, **facts)


@transaction.atomic
def watch_review(adoption: Adoption) -> None:
    """Set the clock of a policy's review, or stop it where there is nothing more to remind of (PQ-HDR-3, LK-0-2)."""
    if adoption.ended_at is not None or adoption.next_review is None:
        cancel_timers(about_id=adoption.pk, kinds=[REVIEW])
        return
    organisation = adoption.organisation
    day = rules.reminded_next(adoption.next_review, today(organisation))
    moment = datetime.combine(day, time(rules.HOUR), ZoneInfo(organisation.zone))
    arm_timer(kind=REVIEW, organisation_id=organisation.pk, about_id=adoption.pk, due_at=moment)


@transaction.atomic
def watch_reviews() -> None:
    """Set the clock of every policy in force that has none, such as those adopted before there were clocks."""
    running = Timer.objects.filter(kind=REVIEW, fired_at=None, cancelled_at=None).values("about_id")
    rows = Adoption.objects.select_for_update(of=("self",)).select_related("organisation").exclude(pk__in=running)
    for adoption in rows.filter(ended_at=None, next_review__isnull=False):
        watch_review(adoption)


def remind_of_review(adoption_id: UUID) -> None:
    """The day has come on which the owner is reminded, or whoever could own it where the owner cannot sign in any more."""
    rows = Adoption.objects.select_for_update(of=("self",)).select_related("organisation__data_key", "owner__user")
    adoption = rows.get(pk=adoption_id)
    if adoption.ended_at is None and adoption.next_review is not None:
        append(
            AdoptionEvent.REVIEW_REMINDED,
            about=("policy", adoption.pk),
            organisation_id=adoption.organisation_id,
            actor_id=None,
            key=adoption.organisation.data_key,
            data={"people": [str(each) for each in reminded_of(adoption)], "next_review": adoption.next_review.isoformat()},
        )
    watch_review(adoption)


def _locked(actor: StaffMember) -> Organisation:
    rows = Organisation.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(id=actor.organisation_id)


def _standing(actor: StaffMember, adoption_id: UUID) -> Adoption:
    """A policy of the actor's own organisation, held; one that ended while somebody was writing is a conflict."""
    rows = Adoption.objects.select_for_update(of=("self",)).select_related("version__policy")
    found = rows.filter(pk=adoption_id, organisation_id=actor.organisation_id).first()
    if found is None:
        raise NotVisible
    if found.ended_at is not None:
        raise Conflict
    return found


def _check_owner(organisation: Organisation, owner_id: UUID) -> None:
    if not possible_owners(organisation).filter(pk=owner_id).exists():
        raise RuleViolation("owner", _("A policy is owned by a director or the chief executive."), field="owner")


def _write_down(event: AdoptionEvent, adoption: Adoption, actor: StaffMember, **data: object) -> None:
    append(
        event,
        about=("policy", adoption.pk),
        organisation_id=adoption.organisation_id,
        actor_id=actor.id,
        key=actor.organisation.data_key,
        data=data,
    )
