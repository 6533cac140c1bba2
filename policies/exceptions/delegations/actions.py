"""Letting somebody decide on exceptions in one's place for a time, and ending that (RC-R-2)."""

from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, NotVisible
from boundaries.record.actions import append
from policies.exceptions import rules
from policies.exceptions.events import DelegationEvent
from policies.exceptions.models import ExceptionDelegation
from policies.exceptions.permissions import DELEGATING, DELEGATIONS, DelegationPermission
from policies.exceptions.queries import delegations_of, owners_for


@transaction.atomic
def give_delegation(*, actor: StaffMember, delegate_id: UUID, starts_on: date, ends_on: date) -> ExceptionDelegation:
    """Let somebody else decide in one's place from one day to another. It cannot be handed on, and opens nothing else."""
    DELEGATING.require(actor, DelegationPermission.GIVE, actor.organisation)
    works_here = owners_for(actor.organisation_id).filter(pk=delegate_id).exists()
    rules.check_delegation(
        to_self=delegate_id == actor.pk,
        works_here=works_here,
        starts_on=starts_on,
        ends_on=ends_on,
        today=today(actor.organisation),
    )
    delegation = ExceptionDelegation.objects.create(
        organisation=actor.organisation,
        director=actor,
        delegate_id=delegate_id,
        starts_on=starts_on,
        ends_on=ends_on,
        given_at=now(),
    )
    _write_down(DelegationEvent.GIVEN, delegation, actor, starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat())
    return delegation


@transaction.atomic
def end_delegation(*, actor: StaffMember, delegation_id: UUID) -> ExceptionDelegation:
    """End it at once."""
    rows = delegations_of(actor).select_for_update(of=("self",), no_key=True)
    delegation = rows.filter(pk=delegation_id).first()
    if delegation is None:
        raise NotVisible
    DELEGATIONS.require(actor, DelegationPermission.END, delegation)
    if delegation.ended_at is not None:
        raise MoveRefused
    delegation.ended_at = now()
    delegation.save(update_fields=["ended_at"])
    _write_down(DelegationEvent.ENDED, delegation, actor)
    return delegation


def _write_down(event: DelegationEvent, delegation: ExceptionDelegation, actor: StaffMember, **data: object) -> None:
    append(
        event,
        about=("delegation", delegation.pk),
        organisation_id=delegation.organisation_id,
        actor_id=actor.pk,
        key=actor.organisation.data_key,
        data={"director": str(delegation.director_id), "to": str(delegation.delegate_id), **data},
    )
