"""What follows by itself: whoever decides is told, whoever wrote it down learns what was decided, and clocks run."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.appointments.events import AppointmentEvent
from accounts.invitations.events import InvitationEvent
from accounts.logins.events import LoginEvent
from accounts.routing.queries import lock_tree
from accounts.routing.tasks import follows_dates
from accounts.staff.events import StaffEvent
from boundaries.access.scope import Reason
from boundaries.notices.actions import tell
from boundaries.notices.registry import Target, declare_sentences, declare_target
from boundaries.outbox.handlers import fires, handles
from boundaries.outbox.models import OutboxRow, Timer
from boundaries.record.events import Event
from boundaries.record.models import RecordEntry
from boundaries.record.reactions import AtOnce, Later, later, once, register
from policies.gifts.actions import DUE, escalate, reroute_organisation
from policies.gifts.choices import GiftState
from policies.gifts.events import GiftEvent
from policies.gifts.models import GiftEntry
from policies.gifts.queries import still_told

TARGET, TO_DECIDE, DECIDED = "gift", "gift.to-decide", "gift.decided"


@handles(TO_DECIDE)
def tell_whoever_decides(row: OutboxRow) -> None:
    """Whoever has it now is told, while it waits."""
    entry = _entry(row.ref)
    if entry.handler_id and entry.state == GiftState.WAITING:
        _tell(entry, entry.handler_id, TO_DECIDE, str(row.entry_id))


@handles(DECIDED)
def tell_the_worker(row: OutboxRow) -> None:
    """Whoever wrote it down is told that it was decided."""
    entry = _entry(row.ref)
    _tell(entry, entry.worker_id, DECIDED, str(row.entry_id))


@fires(DUE)
def tell_the_next_one_up(timer: Timer) -> None:
    """Nobody decided in time."""
    lock_tree(timer.organisation_id, exclusive=False)
    rows = GiftEntry.objects.unscoped(Reason.OUTBOX).select_for_update(of=("self",), no_key=True)
    escalate(rows.select_related("organisation__data_key", "data_key").get(pk=timer.about_id))


def follow_organisation(entry: RecordEntry) -> None:
    """The tree, the appointments or a login changed: what waits is looked at again in the same transaction."""
    reroute_organisation(entry.organisation_id)


follow = once(follow_organisation)
"""Where many entries are written together, as by an import, once after the last of them."""


def _entry(gift_id: UUID) -> GiftEntry:
    return GiftEntry.objects.unscoped(Reason.OUTBOX).select_related("data_key").get(pk=gift_id)


def _tell(entry: GiftEntry, person_id: UUID, kind: str, told_once: str) -> None:
    tell(
        person_id=person_id,
        kind=kind,
        about=(TARGET, entry.pk),
        organisation_id=entry.organisation_id,
        key=entry.data_key,
        once=told_once,
    )


REACTIONS: dict[Event, list[AtOnce | Later]] = {
    GiftEvent.ROUTED: [later(TO_DECIDE)],
    GiftEvent.ESCALATED: [later(TO_DECIDE)],
    GiftEvent.DECIDED: [later(DECIDED)],
    InvitationEvent.ACCEPTED: [follow],
    LoginEvent.CONFIRMED: [follow],
    StaffEvent.CHANGED: [follow],
    StaffEvent.MANAGER_CHANGED: [follow],
    StaffEvent.DEACTIVATED: [follow],
    StaffEvent.REACTIVATED: [follow],
    AppointmentEvent.CONFIRMED: [follow],
    AppointmentEvent.ENDED: [follow],
}
follows_dates(reroute_organisation)
declare_target(TARGET, Target(visible=still_told, link=lambda _kind, id_: reverse("gifts:gift", args=[id_])))
declare_sentences(
    {
        TO_DECIDE: _("A gift somebody wrote down waits for your decision."),
        DECIDED: _("It was decided what to do with a gift you wrote down."),
    }
)
register(REACTIONS)
