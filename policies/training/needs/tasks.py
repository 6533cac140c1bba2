"""The line manager is told that somebody they lead needs training, and the person that it was answered."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from boundaries.access.scope import Reason
from boundaries.notices.actions import tell
from boundaries.notices.registry import Target, declare_sentences, declare_target
from boundaries.outbox.handlers import handles
from boundaries.outbox.models import OutboxRow
from boundaries.record.events import Event
from boundaries.record.reactions import AtOnce, Later, later, register
from policies.training.needs.events import NeedEvent
from policies.training.needs.models import TrainingNeed
from policies.training.needs.queries import still_told

TARGET, RAISED, ANSWERED = "training-need", "training-need.raised", "training-need.answered"


@handles(RAISED)
def tell_the_line_manager(row: OutboxRow) -> None:
    """Whoever is their line manager now is told."""
    need = _need(row.ref)
    if need.person.manager_id:
        _tell(need, need.person.manager_id, RAISED, str(row.entry_id))


@handles(ANSWERED)
def tell_the_person(row: OutboxRow) -> None:
    """Whoever raised it is told."""
    need = _need(row.ref)
    _tell(need, need.person_id, ANSWERED, str(row.entry_id))


def _need(need_id: UUID) -> TrainingNeed:
    rows = TrainingNeed.objects.unscoped(Reason.OUTBOX).select_related("organisation__data_key", "person")
    return rows.get(pk=need_id)


def _tell(need: TrainingNeed, person_id: UUID, kind: str, once: str) -> None:
    tell(
        person_id=person_id,
        kind=kind,
        about=(TARGET, need.pk),
        organisation_id=need.organisation_id,
        key=need.data_key,
        once=once,
    )


REACTIONS: dict[Event, list[AtOnce | Later]] = {
    NeedEvent.RAISED: [later(RAISED)],
    NeedEvent.ANSWERED: [later(ANSWERED)],
}
declare_target(TARGET, Target(visible=still_told, link=lambda _kind, id_: reverse("training:need", args=[id_])))
declare_sentences(
    {
        RAISED: _("Somebody you lead says what they need training in."),
        ANSWERED: _("Your line manager answered what you need training in."),
    }
)
register(REACTIONS)
