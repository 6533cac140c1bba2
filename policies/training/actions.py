"""Looking after topics, and recording who did which training."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.assignments.actions import give_qualification, require_qualification, stop_requiring, take_qualification
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, NotVisible, RuleViolation
from boundaries.outbox.actions import arm_timer, cancel_timers
from boundaries.record.actions import append
from policies.adoption.models import Adoption
from policies.library.models import Clause
from policies.training import rules
from policies.training.choices import GUARDED, Clients, How
from policies.training.events import TrainingEvent
from policies.training.models import Completion, Topic
from policies.training.permissions import ACCESS, OF_PERSON, PersonTrainingPermission, TrainingPermission
from policies.training.queries import clause_ids_of, codes_in_force, completion_for, lasting_of, standard_topics

RUNS_OUT, RAN_OUT = "training.runs-out", "training.ran-out"
FIELDS = ("title", "about", "categories", "codes", "kinds", "posts", "team_id", "site_id", "clients", "months", "by_quiz")


# --- Topics -------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_topic(*, actor: StaffMember, **said: Any) -> Topic:
    """Add a topic of one's organisation, of a programme or a service, and say who needs it (RC-C-2)."""
    organisation = _locked(actor)
    ACCESS.require(actor, TrainingPermission.MANAGE, organisation)
    _check(actor, said)
    return _begin(actor, **said)


@transaction.atomic
def take_up_topic(*, actor: StaffMember, key: str) -> Topic:
    """Take up a topic of the list, whether a clause asks for it or not."""
    organisation = _locked(actor)
    ACCESS.require(actor, TrainingPermission.MANAGE, organisation)
    found = next((each for each in standard_topics() if each.key == key), None)
    if found is None:
        raise NotVisible
    if Topic.objects.filter(organisation=organisation, key=key).exists():
        raise MoveRefused
    return _take_up(actor, found, ())


def begin_asked_topics(*, actor: StaffMember, version_id: UUID) -> list[Topic]:
    """What clauses of a policy ask for begins with the policy, for everybody whom the clause binds (RC-C-1, RC-C-3)."""
    _locked(actor)
    codes = dict(Clause.objects.filter(version_id=version_id).values_list("code", "binds"))
    known = set(Topic.objects.filter(organisation_id=actor.organisation_id).values_list("key", flat=True))
    return [_take_up(actor, each, _bound(each, codes)) for each in rules.asked_for(standard_topics(), codes, known)]


@transaction.atomic
def begin_missing_topics() -> None:
    """The same for what was adopted before there was training."""
    for adoption in Adoption.objects.filter(ended_at=None).select_related("adopted_by__organisation__data_key"):
        begin_asked_topics(actor=adoption.adopted_by, version_id=adoption.version_id)


def _bound(topic: rules.StandardTopic, codes: dict[str, list[str]]) -> list[str]:
    """Whom the clauses bind that ask for it."""
    return sorted({kind for code in topic.asked_by for kind in codes.get(code, ())})


def _take_up(actor: StaffMember, topic: rules.StandardTopic, kinds: Sequence[str]) -> Topic:
    title = topic.title
    if Topic.objects.filter(organisation_id=actor.organisation_id, title=title, retired_at=None).exists():
        title = f"{title} ({topic.key})"
    return _begin(
        actor,
        key=topic.key,
        title=title,
        about=topic.about,
        categories=list(topic.categories),
        codes=list(topic.clauses),
        kinds=[] if Clients(topic.clients) in GUARDED else list(kinds),
        clients=topic.clients,
        months=topic.months,
        by_quiz=topic.quiz,
    )


def _begin(actor: StaffMember, **said: Any) -> Topic:
    topic = Topic.objects.create(organisation_id=actor.organisation_id, begun_by=actor, begun_at=now(), **said)
    _guard(topic)
    _write_down(TrainingEvent.TOPIC_ADDED, topic, actor, key=topic.key)
    return topic


@transaction.atomic
def change_topic(*, actor: StaffMember, topic_id: UUID, **said: Any) -> Topic:
    """Say otherwise what it is about, who needs it, or how long it counts. What was done keeps its last day."""
    topic = _topic(actor, topic_id)
    _check(actor, said, but=topic)
    fields = [name for name in FIELDS if name in said and getattr(topic, name) != said[name]]
    if fields:
        for name in fields:
            setattr(topic, name, said[name])
        topic.save(update_fields=fields)
        _guard(topic)
        _write_down(TrainingEvent.TOPIC_CHANGED, topic, actor, fields=[name.removesuffix("_id") for name in fields])
    return topic


@transaction.atomic
def retire_topic(*, actor: StaffMember, topic_id: UUID) -> Topic:
    """Nobody needs it any more; what was done stays. It never comes back by itself."""
    topic = _topic(actor, topic_id)
    topic.retired_by, topic.retired_at = actor, now()
    topic.save(update_fields=["retired_by", "retired_at"])
    stop_requiring(qualification=topic.pk)
    _write_down(TrainingEvent.TOPIC_RETIRED, topic, actor)
    return topic


def _topic(actor: StaffMember, topic_id: UUID) -> Topic:
    """The topic under its lock, for those who look after topics. Raises MoveRefused for one that was retired."""
    rows = Topic.objects.select_for_update(of=("self",), no_key=True).select_related("organisation__data_key")
    topic = rows.filter(pk=topic_id, organisation_id=actor.organisation_id).first()
    if topic is None:
        raise NotVisible
    ACCESS.require(actor, TrainingPermission.MANAGE, topic.organisation)
    if topic.retired_at:
        raise MoveRefused
    return topic


def _check(actor: StaffMember, said: dict[str, Any], *, but: Topic | None = None) -> None:
    narrowed = any(said.get(name) for name in ("kinds", "posts", "team_id", "site_id"))
    rules.check_topic(
        clients=said.get("clients", ""),
        narrowed=narrowed,
        months=said.get("months"),
        posts=said.get("posts", ()),
        codes=set(said.get("codes", ())) - set(but.codes if but else ()),
        known=codes_in_force(actor),
    )
    same = Topic.objects.filter(organisation_id=actor.organisation_id, title=said["title"], retired_at=None)
    if same.exclude(pk__in=[but.pk] if but else []).exists():
        raise RuleViolation("title", _("There is a topic of this name already."), field="title")


def _guard(topic: Topic) -> None:
    """Where it is for those who work with minors, nobody is assigned to one without it; those who have done it hold it."""
    trait = GUARDED.get(Clients(topic.clients))
    if trait is None:
        stop_requiring(qualification=topic.pk)
        return
    require_qualification(organisation_id=topic.organisation_id, qualification=topic.pk, name=topic.title, trait=trait)
    for person_id in lasting_of(topic).values_list("person_id", flat=True).distinct():
        _settle(topic, person_id)


# --- Who has done it ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def record_training(*, actor: StaffMember, topic_id: UUID, people: Iterable[UUID], how: How, done_on: date) -> list[Completion]:
    """Record that people did a training: a line manager of those under them, an administrator of everybody else.

    One course, or one talk in the team, is recorded for all who were there (LK-5.6-3).
    """
    topic = lasting_topic(actor, topic_id)
    wanted = sorted(set(people))
    found = StaffMember.objects.filter(pk__in=wanted, organisation_id=actor.organisation_id).order_by("pk")
    persons = list(found.select_related("organisation__data_key"))
    if not wanted or len(persons) != len(wanted):
        raise NotVisible
    day = today(actor.organisation)
    for person in persons:
        rules.check_record(how=how, done_on=done_on, today=day, is_own=person.pk == actor.pk)
        OF_PERSON.require(actor, PersonTrainingPermission.RECORD, person)
    clause_ids = clause_ids_of(topic)
    return [keep_training(topic, person, actor=actor, how=how, done_on=done_on, clause_ids=clause_ids) for person in persons]


@transaction.atomic
def take_back(*, actor: StaffMember, completion_id: UUID) -> Completion:
    """Take back what was recorded by mistake. It stays in the record that it was; a quiz one passed oneself is taken back by nobody."""
    found = completion_for(actor, completion_id)
    topic = (
        Topic.objects.select_for_update(of=("self",), no_key=True).select_related("organisation__data_key").get(pk=found.topic_id)
    )
    completion = completion_for(actor, completion_id)
    OF_PERSON.require(actor, PersonTrainingPermission.RECORD, completion.person)
    if completion.how == How.QUIZ:
        raise MoveRefused
    completion.taken_back_by, completion.taken_back_at = actor, now()
    completion.save(update_fields=["taken_back_by", "taken_back_at"])
    cancel_timers(about_id=completion.pk, kinds=[RUNS_OUT, RAN_OUT])
    _settle(topic, completion.person_id)
    _write_down(TrainingEvent.TAKEN_BACK, topic, actor, about=completion, person=str(completion.person_id))
    return completion


def lasting_topic(actor: StaffMember, topic_id: UUID) -> Topic:
    """A topic that people are trained in now, under its lock: of two who record at once, the second sees what the first did."""
    rows = Topic.objects.select_for_update(of=("self",), no_key=True).select_related("organisation__data_key")
    topic = rows.filter(pk=topic_id, organisation_id=actor.organisation_id, retired_at=None).first()
    if topic is None:
        raise NotVisible
    ACCESS.require(actor, TrainingPermission.VIEW_OWN, topic.organisation)
    return topic


def keep_training(
    topic: Topic, person: StaffMember, *, actor: StaffMember, how: How, done_on: date, clause_ids: list[UUID]
) -> Completion:
    """Keep that somebody did it, and what follows from that; the same day twice is once. Whoever calls has asked who may."""
    same = lasting_of(topic, person.pk).filter(how=how, done_on=done_on).first()
    if same is not None:
        return same
    completion = Completion.objects.create(
        organisation_id=topic.organisation_id,
        topic=topic,
        person=person,
        how=how,
        done_on=done_on,
        expires_on=rules.last_day(done_on, topic.months),
        clause_ids=clause_ids,
        recorded_by=actor,
        recorded_at=now(),
    )
    _settle(topic, person.pk)
    told = {
        "how": how.value,
        "done_on": done_on.isoformat(),
        "until": completion.expires_on and completion.expires_on.isoformat(),
    }
    _write_down(TrainingEvent.RECORDED, topic, actor, about=completion, person=str(person.pk), **told)
    return completion


def _settle(topic: Topic, person_id: UUID) -> None:
    """Only what counts longest is reminded of; and whoever works with minors holds it as long as it counts."""
    rows = list(lasting_of(topic, person_id))
    best = max(rows, key=lambda each: (each.expires_on or date.max, each.recorded_at), default=None)
    for each in rows:
        if each is not best:
            cancel_timers(about_id=each.pk, kinds=[RUNS_OUT, RAN_OUT])
    if best is not None:
        moments = rules.reminders(best.done_on, best.expires_on, topic.organisation.zone)
        for kind, due_at in zip((RUNS_OUT, RAN_OUT), moments, strict=False):
            if moments[-1] > now():  # what was over before it was recorded is no news
                arm_timer(kind=kind, organisation_id=topic.organisation_id, about_id=best.pk, due_at=due_at)
    if Clients(topic.clients) in GUARDED:
        if best is None:
            take_qualification(worker_id=person_id, qualification=topic.pk)
        else:
            give_qualification(worker_id=person_id, qualification=topic.pk, until=best.expires_on)


def _locked(actor: StaffMember) -> Organisation:
    """The actor's organisation under its lock, so that two who add the same topic are seen by one another."""
    rows = Organisation.objects.select_for_update(of=("self",), no_key=True).select_related("data_key")
    return rows.get(pk=actor.organisation_id)


def _write_down(event: TrainingEvent, topic: Topic, actor: StaffMember, *, about: Completion | None = None, **data: Any) -> None:
    if about is not None:
        data["topic"] = str(topic.pk)
    append(
        event,
        about=("training", about.pk) if about else ("training-topic", topic.pk),
        organisation_id=topic.organisation_id,
        actor_id=actor.pk,
        key=topic.organisation.data_key,
        data=data,
    )
