"""What follows by itself from an adopted policy: its owner is reminded of its review, in good time and while it is late."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.organisations.queries import today
from boundaries.notices.actions import tell
from boundaries.notices.registry import Target, declare_sentences, declare_target
from boundaries.outbox.handlers import fires, handles
from boundaries.outbox.models import OutboxRow, Timer
from boundaries.record.events import Event
from boundaries.record.models import RecordEntry
from boundaries.record.queries import open_data
from boundaries.record.reactions import AtOnce, Later, later, register
from policies.adoption.actions import REVIEW, remind_of_review, watch_review
from policies.adoption.events import AdoptionEvent
from policies.adoption.models import Adoption
from policies.adoption.queries import overdue, watched_by

TARGET, SOON, LATE = "policy", "policy.review-soon", "policy.review-late"


@fires(REVIEW)
def review_comes(timer: Timer) -> None:
    """A day has come on which the owner of a policy is reminded of its review."""
    remind_of_review(timer.about_id)


@handles("policies.review")
def tell_those_reminded(row: OutboxRow) -> None:
    """Tell each of them once a day, as long as the review is theirs."""
    adoption = Adoption.objects.select_related("organisation__data_key").get(pk=row.ref)
    organisation = adoption.organisation
    entry = RecordEntry.objects.hanging_on(adoption.pk).get(pk=row.entry_id or 0)
    for each in open_data(entry, organisation.data_key)["people"]:
        if watched_by(UUID(each), [adoption.pk]):
            tell(
                person_id=UUID(each),
                kind=LATE if overdue(adoption, today(organisation)) else SOON,
                about=(TARGET, adoption.pk),
                organisation_id=organisation.pk,
                key=organisation.data_key,
                once=entry.at.date().isoformat(),
            )


def watch(entry: RecordEntry) -> None:
    """The review has a date now, or another one, or none."""
    watch_review(Adoption.objects.select_related("organisation").get(pk=entry.about_id))


REACTIONS: dict[Event, list[AtOnce | Later]] = {
    AdoptionEvent.ADOPTED: [watch],
    AdoptionEvent.CHANGED: [watch],
    AdoptionEvent.ENDED: [watch],
    AdoptionEvent.REVIEW_REMINDED: [later("policies.review")],
}
declare_target(TARGET, Target(visible=watched_by, link=lambda _kind, _id: reverse("policies:list")))
declare_sentences(
    {
        SOON: _("A policy that you own is to be reviewed."),
        LATE: _("The review of a policy that you own is overdue."),
    }
)
register(REACTIONS)
