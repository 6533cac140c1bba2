"""The API of training."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.organisations.models import Site
from accounts.staff.api import AccountsView, NamedOut, check_ours, named, ours, who
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from accounts.staff.queries import LONGEST_SEARCH
from accounts.teams.models import Team
from boundaries.access.choices import Scope
from boundaries.web.api import Id, Made, Nothing, Strict, Words, YesOrNo, made
from boundaries.web.fields import Day, Number
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from policies.library.choices import Category
from policies.library.rules import LONGEST_CODE
from policies.training import actions, queries
from policies.training.choices import RECORDED, Clients, How, Show, State
from policies.training.models import Completion, Topic
from policies.training.permissions import ACCESS, TrainingPermission
from policies.training.queries import Standing
from policies.training.reading import words
from policies.training.rules import (
    LEAST_MONTHS,
    LONGEST_ABOUT,
    LONGEST_POST,
    LONGEST_TITLE,
    MOST_CLAUSES,
    MOST_MONTHS,
    MOST_POSTS,
)

TRAINING = _("Training")
KINDS = [(each.value, each.label) for each in StaffKind if each != StaffKind.OUTSIDE]
MOST_AT_ONCE = 300


# --- What is sent -------------------------------------------------------------------------------------------------------------
class TrainingTopicIn(Strict):
    """What a topic is about, who needs it, and how long it counts. What is empty or left out narrows nothing."""

    title = Words(max_length=LONGEST_TITLE)
    about = Words(max_length=LONGEST_ABOUT, required=False, allow_blank=True)
    categories = serializers.ListField(
        child=serializers.ChoiceField(Category.choices),
        required=False,
        max_length=len(Category),
        help_text=_("It is about the clauses of these."),
    )
    codes = serializers.ListField(
        child=Words(max_length=LONGEST_CODE), required=False, max_length=MOST_CLAUSES, help_text=_("And about these clauses.")
    )
    kinds = serializers.ListField(child=serializers.ChoiceField(KINDS), required=False, max_length=len(StaffKind))
    posts = serializers.ListField(
        child=Words(max_length=LONGEST_POST), required=False, max_length=MOST_POSTS, help_text=_("Job titles.")
    )
    team = Id(required=False, allow_null=True)
    site = Id(required=False, allow_null=True)
    clients = serializers.ChoiceField(
        Clients.choices,
        required=False,
        help_text=_("Whose work with clients makes it needed. Before that of minors it must be done."),
    )
    months = Number(
        required=False,
        allow_null=True,
        min_value=LEAST_MONTHS,
        max_value=MOST_MONTHS,
        help_text=_("null where it does not run out."),
    )
    by_quiz = YesOrNo(required=False, default=True, help_text=_("Passing its quiz will do."))


class TrainingRecordIn(Strict):
    """Who did which training, when and how."""

    topic = Id()
    people = serializers.ListField(child=Id(), min_length=1, max_length=MOST_AT_ONCE)
    how = serializers.ChoiceField([(each.value, each.label) for each in RECORDED])
    done_on = Day()


class TrainingQuery(PageQuery):
    """Which of the people one looks after."""

    q = Words(required=False, allow_blank=True, max_length=LONGEST_SEARCH, help_text=_("Part of the name, or the staff number."))
    show = serializers.ChoiceField(
        [(each.value, each.label) for each in Show if each], required=False, help_text=_("Only some of them.")
    )
    topic = Id(required=False, help_text=_("Only this topic."))
    team = Id(required=False, help_text=_("Only of this team."))
    site = Id(required=False, help_text=_("Only at this site."))


# --- What is given ------------------------------------------------------------------------------------------------------------
class TrainingTopicOut(serializers.Serializer[Any]):
    """A topic of training, and who needs it."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    about = serializers.CharField()
    categories = serializers.ListField(child=serializers.CharField())
    codes = serializers.ListField(child=serializers.CharField())
    kinds = serializers.ListField(child=serializers.CharField())
    posts = serializers.ListField(child=serializers.CharField())
    team = NamedOut(allow_null=True)
    site = NamedOut(allow_null=True)
    clients = serializers.CharField()
    months = serializers.IntegerField(allow_null=True)
    by_quiz = serializers.BooleanField(help_text=_("Passing its quiz will do."))
    retired_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField()


class TrainingClauseOut(serializers.Serializer[Any]):
    """A clause a topic is about, by its id and where it is read."""

    id = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField()


class WholeTopicOut(TrainingTopicOut):
    """A topic with its clauses."""

    clauses = TrainingClauseOut(many=True)


class TrainingSuggestionOut(serializers.Serializer[Any]):
    """A topic of the list that was never here."""

    key = serializers.CharField()
    title = serializers.CharField()
    about = serializers.CharField()
    url = serializers.CharField(help_text=_("Where to take it up."))


class TrainingTopicsOut(serializers.Serializer[Any]):
    """All topics, by title; for those who look after them also what could be taken up."""

    topics = TrainingTopicOut(many=True)
    to_take_up = TrainingSuggestionOut(many=True)


class TrainingStandingOut(serializers.Serializer[Any]):
    """How somebody stands with a topic."""

    topic = serializers.UUIDField()
    title = serializers.CharField()
    state = serializers.ChoiceField(State.choices)
    words = serializers.CharField(help_text=_("The same in words, with its day."))
    done_on = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True, help_text=_("The last day on which it counts."))


class TrainingDoneOut(serializers.Serializer[Any]):
    """That somebody did a training."""

    id = serializers.UUIDField()
    topic = serializers.UUIDField()
    title = serializers.CharField()
    how = serializers.ChoiceField(How.choices)
    done_on = serializers.DateField()
    until = serializers.DateField(allow_null=True)
    recorded_by = serializers.CharField()
    recorded_at = serializers.DateTimeField()


class OwnTrainingOut(serializers.Serializer[Any]):
    """How one stands, what is to be done first; and everything one did, the newest first."""

    standings = TrainingStandingOut(many=True)
    done = TrainingDoneOut(many=True)


class TrainedPersonOut(serializers.Serializer[Any]):
    """Somebody, and how they stand with each topic."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    standings = TrainingStandingOut(many=True)
    url = serializers.CharField()


class TrainedPeopleOut(PageOut):
    """One page of the people one looks after, by name."""

    people = TrainedPersonOut(many=True)


class PersonTrainingOut(TrainedPersonOut):
    """Somebody, how they stand, and what they did."""

    done = TrainingDoneOut(many=True)


def topic_out(topic: Topic) -> dict[str, Any]:
    """A topic as everybody sees it."""
    return {
        **{name: getattr(topic, name) for name in ("title", "about", "categories", "codes", "kinds", "posts", "clients")},
        "id": topic.pk,
        "team": named(topic.team),
        "site": named(topic.site),
        "months": topic.months,
        "by_quiz": topic.by_quiz,
        "retired_at": topic.retired_at,
        "url": reverse("api_training:topic", args=[topic.pk]),
    }


def standing_out(standing: Standing) -> dict[str, Any]:
    """How somebody stands."""
    last = standing.last
    return {
        "topic": standing.topic.pk,
        "title": standing.topic.title,
        "state": standing.state,
        "words": words(standing),
        "done_on": last and last.done_on,
        "until": last and last.expires_on,
    }


def done_out(done: Completion) -> dict[str, Any]:
    """What somebody did."""
    return {
        "id": done.pk,
        "topic": done.topic_id,
        "title": done.topic.title,
        "how": done.how,
        "done_on": done.done_on,
        "until": done.expires_on,
        "recorded_by": done.recorded_by.name,
        "recorded_at": done.recorded_at,
    }


def person_out(person: StaffMember, standings: list[Standing]) -> dict[str, Any]:
    """Somebody, and how they stand."""
    url = reverse("api_training:person", args=[person.pk])
    return {"id": person.pk, "name": person.name, "standings": [standing_out(each) for each in standings], "url": url}


# --- The addresses ------------------------------------------------------------------------------------------------------------
class OwnView(AccountsView):
    """One's own training."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_own_training",
        TRAINING,
        _("Read how one stands oneself"),
        gives={200: (OwnTrainingOut, _("Each topic, and what one did."))},
    )
    def get(self, request: Request) -> Response:
        actor = who(request)
        standings = [standing_out(each) for each in queries.own_standings(actor)]
        done = [done_out(each) for each in queries.history_of(actor, actor)]
        return Response(OwnTrainingOut({"standings": standings, "done": done}).data)


class PeopleView(AccountsView):
    """The people one looks after."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_training",
        TRAINING,
        _("List how the people one looks after stand"),
        asks=TrainingQuery,
        gives={200: (TrainedPeopleOut, _("One page of them, by name."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(TrainingQuery)
        topics = list(queries.topics_of(actor).filter(pk=asked["topic"]) if "topic" in asked else queries.topics_of(actor))
        rows = queries.people_overseen(actor, asked | {"topics": topics})
        page = self.listed("people", asked, rows, "name", shown=lambda person: person)
        standings = queries.standings_of(actor, page["people"], topics)
        page["people"] = [person_out(person, standings[person.pk]) for person in page["people"]]
        return Response(TrainedPeopleOut(page).data)


class PersonView(AccountsView):
    """One person."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_training",
        TRAINING,
        _("Read how somebody stands"),
        gives={200: (PersonTrainingOut, _("Each topic, and what they did."))},
        refuses=(404,),
    )
    def get(self, request: Request, person_id: UUID) -> Response:
        actor = who(request)
        person = queries.person_for(actor, person_id)
        if person.pk == actor.pk:
            standings = queries.own_standings(actor)
        else:
            standings = queries.standings_of(actor, [person], list(queries.topics_of(actor)))[person.pk]
        done = [done_out(each) for each in queries.history_of(actor, person)]
        return Response(PersonTrainingOut(person_out(person, standings) | {"done": done}).data)


class RecordView(AccountsView):
    """Recording who was trained."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "record_training",
        TRAINING,
        _("Record that people did a training"),
        more=_("All of them or nobody: line managers those under them, administrators everybody else; nobody themselves."),
        takes=TrainingRecordIn,
        gives={201: (Made, _("It counts from that day."))},
        refuses=(403, 404),
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = self.read(TrainingRecordIn), who(request)
        facts = {
            "topic_id": told["topic"],
            "people": told["people"],
            "how": How(told["how"]),
            "done_on": told["done_on"],
        }
        done = acted(request, lambda: actions.record_training(actor=actor, **facts)[0].pk)
        return made(done, reverse("api_training:done", args=[done]))


class DoneView(AccountsView):
    """One record of training."""

    scopes: ClassVar = {"GET": Scope.READ, "DELETE": Scope.ORGANISE}

    @operation(
        "read_training_record",
        TRAINING,
        _("Read one record of training"),
        gives={200: (TrainingDoneOut, _("Who recorded it, and until when it counts."))},
        refuses=(404,),
    )
    def get(self, request: Request, completion_id: UUID) -> Response:
        return Response(TrainingDoneOut(done_out(queries.completion_for(who(request), completion_id))).data)

    @operation(
        "take_training_back",
        TRAINING,
        _("Take back what was recorded by mistake"),
        gives={204: (None, _("It does not count any more."))},
        refuses=(403, 404, 409),
    )
    def delete(self, request: Request, completion_id: UUID) -> Response:
        actions.take_back(actor=who(request), completion_id=completion_id)
        return Response(status=204)


class TopicsView(AccountsView):
    """All topics."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.ORGANISE}

    @operation(
        "list_training_topics",
        TRAINING,
        _("List the topics of training"),
        gives={200: (TrainingTopicsOut, _("All topics, by title."))},
    )
    def get(self, request: Request) -> Response:
        actor = who(request)
        manages = ACCESS.allows(actor, TrainingPermission.MANAGE, actor.organisation)
        suggested = [
            {
                "key": each.key,
                "title": each.title,
                "about": each.about,
                "url": reverse("api_training:take_up_topic", args=[each.key]),
            }
            for each in (queries.to_take_up(actor) if manages else [])
        ]
        topics = [topic_out(each) for each in queries.topics_of(actor)]
        return Response(TrainingTopicsOut({"topics": topics, "to_take_up": suggested}).data)

    @operation(
        "add_training_topic",
        TRAINING,
        _("Add a topic of training"),
        takes=TrainingTopicIn,
        gives={201: (Made, _("It is needed from now on."))},
        refuses=(403,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = self.read(TrainingTopicIn), who(request)
        facts = facts_of(actor, told)
        topic_id = acted(request, lambda: actions.add_topic(actor=actor, **facts).pk)
        return made(topic_id, reverse("api_training:topic", args=[topic_id]))


def facts_of(actor: StaffMember, told: dict[str, Any]) -> dict[str, Any]:
    """What was sent, as the actions take it; for whoever may look after topics."""
    ACCESS.require(actor, TrainingPermission.MANAGE, actor.organisation)
    check_ours(ours(actor, Team), [told.get("team")], "team")
    check_ours(ours(actor, Site), [told.get("site")], "site")
    usual: dict[str, Any] = {"about": "", "categories": [], "codes": [], "kinds": [], "posts": [], "clients": "", "months": None}
    rest = {name: value for name, value in told.items() if name not in {"team", "site"}}
    return usual | rest | {"team_id": told.get("team"), "site_id": told.get("site")}


class TopicView(AccountsView):
    """One topic."""

    scopes: ClassVar = {"GET": Scope.READ, "PUT": Scope.ORGANISE, "DELETE": Scope.ORGANISE}

    @operation(
        "read_training_topic",
        TRAINING,
        _("Read about a topic of training"),
        gives={200: (WholeTopicOut, _("The topic with its clauses."))},
        refuses=(404,),
    )
    def get(self, request: Request, topic_id: UUID) -> Response:
        actor = who(request)
        topic = queries.topic_for(actor, topic_id)
        return Response(WholeTopicOut(whole_out(actor, topic)).data)

    @operation(
        "change_training_topic",
        TRAINING,
        _("Change a topic of training"),
        more=_("What is left out narrows nothing from now on."),
        takes=TrainingTopicIn,
        gives={200: (WholeTopicOut, _("The topic as it is now."))},
        refuses=(403, 404, 409),
        changes=True,
    )
    def put(self, request: Request, topic_id: UUID) -> Response:
        told, actor = self.read(TrainingTopicIn), who(request)
        topic = queries.topic_for(actor, topic_id)
        actions.change_topic(actor=actor, topic_id=topic.pk, **facts_of(actor, told))
        return Response(WholeTopicOut(whole_out(actor, queries.topic_for(actor, topic_id))).data)

    @operation(
        "retire_training_topic",
        TRAINING,
        _("Retire a topic of training"),
        more=_("What people did stays. It does not come back by itself."),
        gives={204: (None, _("Nobody needs it any more."))},
        refuses=(403, 404, 409),
    )
    def delete(self, request: Request, topic_id: UUID) -> Response:
        actions.retire_topic(actor=who(request), topic_id=topic_id)
        return Response(status=204)


def whole_out(actor: StaffMember, topic: Topic) -> dict[str, Any]:
    """A topic with its clauses."""
    clauses = [
        {
            "id": each.code,
            "text": each.text,
            "url": reverse("api_policies:clause", args=[each.adoption.policy.key, each.code]) if each.adoption else "",
        }
        for each in queries.clauses_of(actor, topic)
    ]
    return topic_out(topic) | {"clauses": clauses}


class TakeUpView(AccountsView):
    """A topic of the list."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "take_up_training_topic",
        TRAINING,
        _("Take up a topic of the list"),
        takes=Nothing,
        gives={201: (Made, _("Everybody needs it from now on, until it is changed."))},
        refuses=(403, 404, 409),
        once=True,
    )
    def post(self, request: Request, topic_key: str) -> Response:
        self.read(Nothing)
        actor = who(request)
        topic_id = acted(request, lambda: actions.take_up_topic(actor=actor, key=topic_key).pk)
        return made(topic_id, reverse("api_training:topic", args=[topic_id]))
