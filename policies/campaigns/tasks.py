"""What campaigns do by themselves: they gather, remind and step by rows and timers, and follow people and words that change."""

from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.organisations.queries import today
from accounts.staff.events import StaffEvent
from accounts.staff.models import StaffMember
from boundaries.notices.registry import Target, declare_sentences, declare_target
from boundaries.outbox.handlers import fires, handles
from boundaries.outbox.models import OutboxRow, Timer
from boundaries.record.events import Event
from boundaries.record.models import RecordEntry
from boundaries.record.reactions import AtOnce, Later, later, once, register
from policies.adoption.events import AdoptionEvent
from policies.campaigns import actions
from policies.campaigns.actions import GATHER, REMIND, STEP, TARGET
from policies.campaigns.choices import Step
from policies.campaigns.events import CampaignEvent
from policies.campaigns.queries import for_whom_it_waits
from policies.campaigns.reading import until_in_words


@handles(GATHER)
def gather(row: OutboxRow) -> None:
    """A campaign was started, or somebody may have come whom it asks."""
    actions.gather(campaign_id=row.ref, organisation_id=row.organisation_id)


@handles(REMIND)
def remind(row: OutboxRow) -> None:
    """It is time for one part."""
    actions.remind_part(part_id=row.ref)


@fires(STEP)
def step(timer: Timer) -> None:
    """It is morning."""
    actions.take_step(campaign_id=timer.about_id, organisation_id=timer.organisation_id)


def look_for_starters(entry: RecordEntry) -> None:
    """Somebody came, or is in another team or of another kind."""
    actions.look_for_starters(organisation_id=entry.organisation_id, because=entry.pk)


def welcome_back(entry: RecordEntry) -> None:
    """Somebody works here again."""
    actions.welcome_back(person_id=entry.about_id, organisation_id=entry.organisation_id)


def ask_again(entry: RecordEntry) -> None:
    """The words of a policy may be others now."""
    actions.ask_again(adoption_id=entry.about_id)


def last_days(person_id: UUID, campaign_ids: list[UUID]) -> dict[UUID, str]:
    """For the list of notices: until when, in words of today, as long as something waits."""
    found: dict[UUID, date] = for_whom_it_waits(person_id, campaign_ids)
    if not found:
        return {}
    on = today(StaffMember.objects.select_related("organisation").get(pk=person_id).organisation)
    return {campaign_id: until_in_words(on, due_on) for campaign_id, due_on in found.items()}


declare_target(TARGET, Target(visible=last_days, link=lambda _kind, _id: reverse("acknowledgements:list")))
declare_sentences(
    {
        f"{TARGET}.{Step.START}": _("You are asked to read and acknowledge a policy."),
        f"{TARGET}.{Step.WEEK}": _("A policy waits for you to acknowledge it. There is a week left."),
        f"{TARGET}.{Step.DAY}": _("A policy waits for you to acknowledge it. There is a day left."),
        f"{TARGET}.{Step.DUE}": _("A policy waits for you to acknowledge it. Today is the last day."),
        f"{TARGET}.{Step.LATE}": _("A policy waits for you to acknowledge it. It is late."),
    }
)
REACTIONS: dict[Event, list[AtOnce | Later]] = {
    CampaignEvent.STARTED: [later(GATHER)],
    StaffEvent.ADDED: [once(look_for_starters)],
    StaffEvent.CHANGED: [once(look_for_starters)],
    StaffEvent.REACTIVATED: [welcome_back, once(look_for_starters)],
    AdoptionEvent.ADOPTED: [ask_again],
    AdoptionEvent.CHANGED: [ask_again],
    AdoptionEvent.ADAPTED: [ask_again],
    AdoptionEvent.UNADAPTED: [ask_again],
}
register(REACTIONS)
