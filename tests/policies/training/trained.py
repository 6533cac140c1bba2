"""What many tests of training need: a topic, and that somebody has done it."""

from datetime import date, timedelta
from typing import Any

from accounts.clients.models import Client
from accounts.clients.queries import fingerprints
from accounts.clients.rules import searchable
from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from policies.training.actions import add_topic, record_training
from policies.training.choices import How, State
from policies.training.models import Completion, Topic
from policies.training.queries import own_standings, standings_of

SAID: dict[str, Any] = {
    "about": "", "categories": ["gifts"], "codes": [], "kinds": [], "posts": [], "team_id": None, "site_id": None,
    "clients": "", "months": 12, "by_quiz": True,
}  # fmt: skip


def topic_of(actor: StaffMember, title: str = "Driving clients", **said: Any) -> Topic:
    """A topic that somebody adds: for everybody, unless they say otherwise."""
    return add_topic(actor=actor, **{**SAID, "title": title, **said})


def topic_named(cast: Cast, key: str) -> Topic:
    """A topic that a clause asked for."""
    return Topic.objects.get(organisation=cast.organisation, key=key)


def trained(actor: StaffMember, topic: Topic, *people: StaffMember, days_ago: int = 0, how: How = How.COURSE) -> list[Completion]:
    """Somebody records that these people did it."""
    done_on = today(actor.organisation) - timedelta(days=days_ago)
    return record_training(actor=actor, topic_id=topic.pk, people=[each.pk for each in people], how=how, done_on=done_on)


def state(person: StaffMember, topic: Topic) -> State:
    """How somebody stands, as they see it themselves."""
    return next(each.state for each in own_standings(person) if each.topic == topic)


def seen_by(actor: StaffMember, person: StaffMember, topic: Topic) -> State:
    """How somebody stands, as whoever oversees them sees it."""
    (found,) = standings_of(actor, [person], [topic])[person.pk]
    return found.state


def minor(cast: Cast, reference: str = "C-2001") -> Client:
    """A client who is under age, whom the director knows."""
    client = Client(organisation=cast.organisation, reference=reference, is_minor=True, site_id=cast.hana.site_id)
    client.name = "Nuru Abebe"
    client.name_index = fingerprints(searchable("Nuru Abebe"))
    client.save(force_insert=True)
    return client


def day(cast: Cast, days: int = 0) -> date:
    """A day of the organisation, counted from today."""
    return today(cast.organisation) + timedelta(days=days)
