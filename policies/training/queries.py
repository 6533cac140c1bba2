"""What is shown of training: the topics, how one stands, and how the people stand whom one looks after."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from accounts.assignments.models import Assignment
from accounts.clients.choices import ClientKind
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember, StaffQuerySet
from accounts.teams.models import Team
from boundaries.access.protected import ProtectedQuerySet, way_into
from boundaries.access.scope import Reason, as_system
from boundaries.errors.exceptions import NotVisible
from policies.adoption.models import Adoption
from policies.adoption.queries import ShownClause, in_force, shown_among
from policies.adoption.rules import strictest_first
from policies.library.models import Clause
from policies.training import rules
from policies.training.choices import OPEN, Clients, Show, State
from policies.training.models import Completion, Topic
from policies.training.permissions import (
    ACCESS,
    OF_PERSON,
    PersonTrainingPermission,
    TrainingPermission,
    overseen_by,
    recordable_by,
)

TOPICS = Path(__file__).with_name("topics.toml")


@dataclass(frozen=True)
class Standing:
    """How somebody stands with one topic, and the last time they did it."""

    topic: Topic
    state: State
    last: Completion | None

    @property
    def is_open(self) -> bool:
        """Whether something is to be done."""
        return self.state in OPEN


# --- The topics ---------------------------------------------------------------------------------------------------------------
def standard_topics() -> list[rules.StandardTopic]:
    """The topics that clauses ask for, in all."""
    return rules.read_topics(TOPICS.read_text(encoding="utf-8"))


def _standing_in(organisation_id: UUID) -> QuerySet[Topic]:
    return Topic.objects.filter(organisation_id=organisation_id, retired_at=None).order_by("title", "id")


def topics_of(actor: StaffMember) -> QuerySet[Topic]:
    """What people are trained in here, by title."""
    ACCESS.require(actor, TrainingPermission.VIEW_OWN, actor.organisation)
    return _standing_in(actor.organisation_id).select_related("team", "site")


def topic_for(actor: StaffMember, topic_id: UUID) -> Topic:
    """One of them; a retired one only for whoever looks after topics."""
    found = (
        Topic.objects.select_related("team", "site", "organisation")
        .filter(pk=topic_id, organisation_id=actor.organisation_id)
        .first()
    )
    if found is None:
        raise NotVisible
    ACCESS.require(actor, TrainingPermission.VIEW_OWN, actor.organisation)
    if found.retired_at and not ACCESS.allows(actor, TrainingPermission.MANAGE, actor.organisation):
        raise NotVisible
    return found


def to_take_up(actor: StaffMember) -> list[rules.StandardTopic]:
    """The topics of the list that one's organisation never had: it may take them up, whether a clause asks for them or not."""
    ACCESS.require(actor, TrainingPermission.MANAGE, actor.organisation)
    known = set(Topic.objects.filter(organisation_id=actor.organisation_id).values_list("key", flat=True))
    return [each for each in standard_topics() if each.key not in known]


def clauses_of(actor: StaffMember, topic: Topic) -> list[ShownClause]:
    """The adopted clauses a topic is about, the one that governs first."""
    rows = Clause.objects.filter(_about(topic))
    return strictest_first(shown_among(actor, rows))


def _about(topic: Topic) -> Q:
    return Q(categories__overlap=topic.categories) | Q(code__in=topic.codes)


def clause_ids_of(topic: Topic) -> list[UUID]:
    """The same clauses by their ids, of the versions that are in force now."""
    versions = Adoption.objects.filter(organisation_id=topic.organisation_id, ended_at=None).values("version_id")
    rows = Clause.objects.filter(_about(topic), version_id__in=versions).order_by("code")
    return list(rows.values_list("pk", flat=True))


def codes_in_force(actor: StaffMember) -> set[str]:
    """The ids of all clauses that hold here."""
    return set(Clause.objects.filter(version_id__in=in_force(actor).values("version_id")).values_list("code", flat=True))


# --- Completions: the ways in -------------------------------------------------------------------------------------------------
@way_into(Completion)
def own(rows: ProtectedQuerySet[Completion], actor: StaffMember) -> ProtectedQuerySet[Completion]:
    """What they did themselves."""
    return rows.filter(person=actor)


@way_into(Completion)
def overseen(rows: ProtectedQuerySet[Completion], actor: StaffMember) -> ProtectedQuerySet[Completion]:
    """What those did who work under them, or in the area they answer for."""
    return rows.filter(person__in=overseen_by(actor).values("pk"))


def lasting_of(topic: Topic, *people: UUID) -> ProtectedQuerySet[Completion]:
    """What was done of a topic and not taken back, by these people or by all: for what follows from it, not to be shown."""
    with as_system(Reason.RECORD, organisation_id=topic.organisation_id):
        rows = Completion.objects.unscoped(Reason.RECORD).filter(topic=topic, taken_back_at=None)
    return rows.filter(person__in=people) if people else rows


def completion_for(actor: StaffMember, completion_id: UUID) -> Completion:
    """One record of training, of oneself or of somebody one oversees; one that was taken back is gone."""
    for way in (own, overseen):
        rows = Completion.objects.visible_to(actor, by=way).select_related("topic", "person__organisation__data_key")
        found = rows.filter(pk=completion_id, taken_back_at=None).first()
        if found is not None:
            return found
    raise NotVisible


def still_reminded(completion_id: UUID) -> Completion | None:
    """What runs out, if that still matters: nobody took it back, nothing counts longer, the person works here and needs it."""
    rows = Completion.objects.unscoped(Reason.OUTBOX).select_related(
        "topic__organisation__data_key", "person__organisation", "person__team"
    )
    found = rows.filter(pk=completion_id, taken_back_at=None, topic__retired_at=None, person__is_active=True).first()
    if found is None or lasting_of(found.topic, found.person_id).filter(_longer_than(found)).exists():
        return None
    facts = facts_of([found.person], today(found.person.organisation))[found.person_id]
    return found if rules.needs(found.topic, facts) else None


def _longer_than(completion: Completion) -> Q:
    return Q(expires_on=None) | Q(expires_on__gt=completion.expires_on)


def to_be_told_of(actor: StaffMember, ids: Collection[UUID]) -> dict[UUID, str]:
    """Which of these one may still be told of, each in words: those of one's own that are the last, and those of people under one."""
    later = Completion.objects.hanging_on(OuterRef("person")).filter(topic=OuterRef("topic"), taken_back_at=None)
    later = later.filter(Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on")))
    found = dict[UUID, str]()
    for way in (own, overseen):
        rows = Completion.objects.visible_to(actor, by=way).filter(~Exists(later), pk__in=list(ids))
        rows = rows.filter(taken_back_at=None, topic__retired_at=None).select_related("topic", "person")
        for each in rows:
            found[each.pk] = each.topic.title if way is own else f"{each.person.name}: {each.topic.title}"
    return found


# --- How people stand ---------------------------------------------------------------------------------------------------------
TRAITS: Mapping[str, Q] = {
    Clients.DIRECT: Q(client__kind=ClientKind.DIRECT),
    Clients.INDIRECT: Q(client__kind=ClientKind.INDIRECT),
    Clients.MINOR: Q(client__is_minor=True),
    Clients.SPECIAL_NEEDS: Q(client__has_special_needs=True),
}
"""What a client is with whom one works."""


def _work_with(clients: str, on: date) -> QuerySet[Assignment]:
    """Who works, or is soon to work, with such a client."""
    return Assignment.objects.lasting(on).filter(TRAITS[clients])


def facts_of(people: Sequence[StaffMember], on: date) -> dict[UUID, rules.Facts]:
    """What matters about these people, who were read with their teams."""
    worked: dict[UUID, set[str]] = {person.pk: set() for person in people}
    rows = Assignment.objects.lasting(on).filter(worker__in=worked)
    columns = ("worker_id", "client__kind", "client__is_minor", "client__has_special_needs")
    for worker_id, kind, is_minor, has_special_needs in rows.values_list(*columns).distinct().order_by():
        told = {kind: True, Clients.MINOR.value: is_minor, Clients.SPECIAL_NEEDS.value: has_special_needs}
        worked[worker_id].update(trait for trait, holds in told.items() if holds)
    return {
        person.pk: rules.Facts(person.kind, person.job_title, person.team_id, _place(person), frozenset(worked[person.pk]))
        for person in people
    }


def _place(person: StaffMember) -> UUID | None:
    return person.site_id or (person.team.site_id if person.team else None)


def _standings(
    people: Sequence[StaffMember], topics: Sequence[Topic], done: Iterable[Completion], on: date
) -> dict[UUID, list[Standing]]:
    """How each of these people stands with each topic: two questions, however many they are."""
    best: dict[tuple[UUID, UUID], Completion] = {}
    for each in done:
        key = each.person_id, each.topic_id
        if key not in best or _counts_longer(each, best[key]):
            best[key] = each
    facts = facts_of(people, on)
    return {
        person.pk: [_stand(topic, facts[person.pk], best.get((person.pk, topic.pk)), on) for topic in topics] for person in people
    }


def _counts_longer(one: Completion, other: Completion) -> bool:
    return (one.expires_on or date.max, one.done_on) > (other.expires_on or date.max, other.done_on)


def _stand(topic: Topic, person: rules.Facts, last: Completion | None, on: date) -> Standing:
    expires_on = last.expires_on if last else None
    needed = rules.needs(topic, person)
    return Standing(topic, rules.state_of(needed=needed, done=last is not None, expires_on=expires_on, today=on), last)


def own_standings(actor: StaffMember) -> list[Standing]:
    """How one stands oneself: what is to be done first, then what one needs, then what one did besides."""
    topics = list(topics_of(actor))
    done = Completion.objects.visible_to(actor, by=own).filter(taken_back_at=None, topic__in=topics)
    found = _standings([actor], topics, done, today(actor.organisation))[actor.pk]
    order = [State.RAN_OUT, State.MISSING, State.SOON, State.DONE, State.NOT_NEEDED]
    return sorted(found, key=lambda each: order.index(each.state))


def count_open(actor: StaffMember) -> int:
    """How many trainings wait for somebody: what is missing or ran out. None for those who are not staff; one question."""
    if not ACCESS.allows(actor, TrainingPermission.VIEW_OWN, actor.organisation):
        return 0
    on = today(actor.organisation)
    counting = Completion.objects.visible_to(actor, by=own).filter(_counting(on), topic=OuterRef("pk"))
    works = {f"works_{trait}": Exists(_work_with(trait, on).filter(worker=actor)) for trait in TRAITS}
    site = Subquery(Team.objects.filter(members=actor).values("site_id"))
    rows = _standing_in(actor.organisation_id).annotate(team_site=site, **works).filter(~Exists(counting))
    return sum(rules.needs(topic, _own_facts(actor, topic)) for topic in rows)


def _own_facts(actor: StaffMember, asked: Any) -> rules.Facts:
    clients = frozenset(trait for trait in TRAITS if getattr(asked, f"works_{trait}"))
    return rules.Facts(actor.kind, actor.job_title, actor.team_id, actor.site_id or asked.team_site, clients)


def people_overseen(actor: StaffMember, filters: Mapping[str, Any]) -> StaffQuerySet:
    """Those whose training one may see, narrowed down by a part of the name, by team and site, and by what is missing.

    ``topics`` are those of the overview: what is missing, or runs out, is asked of them alone. Raises Forbidden for whoever
    oversees nobody.
    """
    ACCESS.require(actor, TrainingPermission.OVERSEE, actor.organisation)
    rows = overseen_by(actor).select_related("team")
    for word in str(filters.get("q") or "").split():
        rows = rows.filter(Q(name__icontains=word) | Q(reference__iexact=word))
    if filters.get("team"):
        rows = rows.filter(team=filters["team"])
    if filters.get("site"):
        rows = rows.filter(Q(site=filters["site"]) | Q(site=None, team__site=filters["site"]))
    return _showing(rows, filters.get("show") or Show.ALL, filters["topics"], today(actor.organisation))


def _showing(rows: StaffQuerySet, show: str, topics: Iterable[Topic], on: date) -> StaffQuerySet:
    """Those of them for whom a topic is missing, or runs out soon."""
    if show == Show.ALL:
        return rows
    wanted = Q(pk__in=[])
    for topic in topics:
        of_topic = Completion.objects.hanging_on(OuterRef("pk")).filter(topic=topic)
        counting = Exists(of_topic.filter(_counting(on)))
        if show == Show.LACKING:
            wanted |= _needing(topic, on) & ~Q(counting)
        else:
            wanted |= _needing(topic, on) & Q(counting) & ~Q(Exists(of_topic.filter(_counting(on + rules.SOON, beyond=True))))
    return rows.annotate(post=Lower("job_title"), place=Coalesce("site_id", "team__site_id")).filter(wanted)


def _counting(on: date, *, beyond: bool = False) -> Q:
    """What still counts on a day, or beyond it."""
    lasting = Q(expires_on__gt=on) if beyond else Q(expires_on__gte=on)
    return Q(taken_back_at=None) & (Q(expires_on=None) | lasting)


def _needing(topic: Topic, on: date) -> Q:
    """The people who need a topic: what `rules.needs` says of one person, said of all at once."""
    wanted = Q()
    if topic.kinds:
        wanted &= Q(kind__in=topic.kinds)
    if topic.posts:
        wanted &= Q(post__in=[post.lower() for post in topic.posts])
    if topic.team_id:
        wanted &= Q(team_id=topic.team_id)
    if topic.site_id:
        wanted &= Q(place=topic.site_id)
    if topic.clients:
        wanted &= Q(Exists(_work_with(topic.clients, on).filter(worker=OuterRef("pk"))))
    return wanted


def standings_of(actor: StaffMember, people: Sequence[StaffMember], topics: Sequence[Topic]) -> dict[UUID, list[Standing]]:
    """How these people stand, who are among those one oversees."""
    done = Completion.objects.visible_to(actor, by=overseen).filter(person__in=people, topic__in=topics, taken_back_at=None)
    return _standings(people, topics, done, today(actor.organisation))


def person_for(actor: StaffMember, person_id: UUID) -> StaffMember:
    """Somebody whose training one may see."""
    rows = StaffMember.objects.select_related("team", "organisation")
    found = rows.filter(pk=person_id, organisation_id=actor.organisation_id).first()
    if found is None:
        raise NotVisible
    OF_PERSON.require(actor, PersonTrainingPermission.VIEW, found)
    return found


def history_of(actor: StaffMember, person: StaffMember) -> QuerySet[Completion]:
    """Everything that is recorded of somebody, the newest first; also of topics that were retired."""
    way = own if person.pk == actor.pk else overseen
    rows = Completion.objects.visible_to(actor, by=way).filter(person=person, taken_back_at=None)
    return rows.select_related("topic", "recorded_by").order_by("-done_on", "-recorded_at", "pk")


def recordable(actor: StaffMember) -> StaffQuerySet:
    """Those whose training one may record, by name."""
    return recordable_by(actor).select_related("team").order_by("name", "id")
