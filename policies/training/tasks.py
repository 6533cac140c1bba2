"""What follows by itself: topics begin with the policies that ask for them, and what runs out is reminded of."""

from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.staff.models import StaffMember
from boundaries.notices.actions import tell
from boundaries.notices.registry import Target, declare_sentences, declare_target
from boundaries.outbox.handlers import fires
from boundaries.outbox.models import Timer
from boundaries.record.events import Event
from boundaries.record.models import RecordEntry
from boundaries.record.reactions import AtOnce, Later, register
from policies.adoption.events import AdoptionEvent
from policies.adoption.models import Adoption
from policies.training.actions import RAN_OUT, RUNS_OUT, begin_asked_topics
from policies.training.models import Completion
from policies.training.queries import still_reminded, to_be_told_of

TARGET = "training"


def begin_with_the_policy(entry: RecordEntry) -> None:
    """A policy is in force: the topics its clauses ask for begin in the same transaction."""
    adoption = Adoption.objects.select_related("adopted_by__organisation__data_key").get(pk=entry.about_id)
    begin_asked_topics(actor=adoption.adopted_by, version_id=adoption.version_id)


@fires(RUNS_OUT)
def tell_the_person(timer: Timer) -> None:
    """A month before it runs out, the person is told."""
    if completion := still_reminded(timer.about_id):
        _tell(completion, completion.person_id, RUNS_OUT)


@fires(RAN_OUT)
def tell_the_line_manager(timer: Timer) -> None:
    """The day after, their line manager is told; and so is the person, who may do it today."""
    if completion := still_reminded(timer.about_id):
        _tell(completion, completion.person_id, RUNS_OUT)
        manager_id = completion.person.manager_id
        if manager_id:
            _tell(completion, manager_id, RAN_OUT)


def _tell(completion: Completion, person_id: UUID, kind: str) -> None:
    tell(
        person_id=person_id,
        kind=kind,
        about=(TARGET, completion.pk),
        organisation_id=completion.organisation_id,
        key=completion.topic.organisation.data_key,
        once="",
    )


def visible(person_id: UUID, ids: list[UUID]) -> Mapping[UUID, str]:
    """For the list of notices: the topic of one's own, the name besides of somebody one oversees, while it still matters."""
    actor = StaffMember.objects.select_related("organisation").filter(pk=person_id).first()
    return {} if actor is None else to_be_told_of(actor, ids)


def where(kind: str, _id: UUID) -> str:
    """The page that an item leads to."""
    return reverse("training:own") if kind == RUNS_OUT else reverse("training:matrix") + "?show=lacking"


declare_target(TARGET, Target(visible=visible, link=where))
declare_sentences(
    {
        RUNS_OUT: _("A training of yours runs out. Do it again in time."),
        RAN_OUT: _("The training of somebody you lead has run out."),
    }
)
REACTIONS: dict[Event, list[AtOnce | Later]] = {AdoptionEvent.ADOPTED: [begin_with_the_policy]}
register(REACTIONS)
