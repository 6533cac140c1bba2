"""Raising a training need with one's line manager, and answering it."""

from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.record.actions import append
from policies.training.needs import rules
from policies.training.needs.choices import NeedStatus
from policies.training.needs.events import NeedEvent
from policies.training.needs.models import TrainingNeed
from policies.training.needs.permissions import ACCESS, NeedPermission
from policies.training.needs.queries import need_for
from policies.training.permissions import ACCESS as TRAINING
from policies.training.permissions import TrainingPermission
from policies.training.queries import topic_for


@transaction.atomic
def raise_need(*, actor: StaffMember, text: str, topic_id: UUID | None = None) -> TrainingNeed:
    """Say what one needs training in; one's line manager is told that one did (LK-2.3-3)."""
    person = StaffMember.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    TRAINING.require(actor, TrainingPermission.VIEW_OWN, actor.organisation)
    manager = StaffMember.objects.filter(pk=person.manager_id, is_active=True) if person.manager_id else None
    rules.check_raised(has_manager=manager is not None and manager.exists())
    topic = topic_for(actor, topic_id) if topic_id else None
    need = TrainingNeed(organisation=actor.organisation, person=actor, topic=topic, raised_at=now())
    need.text = text
    need.save(force_insert=True)
    _write_down(NeedEvent.RAISED, need, actor, topic=str(topic.pk) if topic else None)
    return need


@transaction.atomic
def answer_need(
    *, actor: StaffMember, need_id: UUID, answer: NeedStatus, planned_for: date | None = None, reason: str = ""
) -> TrainingNeed:
    """Say when it is planned, or why not now. The last answer counts: what was put off can be planned, and the other way round."""
    need = need_for(actor, need_id, locked=True)
    ACCESS.require(actor, NeedPermission.ANSWER, need)
    rules.check_answer(answer=answer, planned_for=planned_for, reason=reason, today=today(actor.organisation))
    is_planned = answer == NeedStatus.PLANNED
    need.status = answer
    need.planned_for, need.reason = (planned_for, "") if is_planned else (None, reason.strip())
    need.answered_by, need.answered_at = actor, now()
    need.save(update_fields=["status", "planned_for", "reason", "answered_by", "answered_at"])
    _write_down(NeedEvent.ANSWERED, need, actor, answer=answer.value)
    return need


def _write_down(event: NeedEvent, need: TrainingNeed, actor: StaffMember, **data: object) -> None:
    append(
        event,
        about=("training-need", need.pk),
        organisation_id=need.organisation_id,
        actor_id=actor.pk,
        key=need.data_key,
        data=data,
    )
