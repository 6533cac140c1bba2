"""The pages of training: one's own, the people one looks after, and the topics."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.organisations.queries import today
from accounts.staff.forms import LONGEST_LIST, ConfirmForm
from accounts.staff.models import StaffMember
from accounts.staff.views import ActorRequest, asked_id, one_page, page, selected_filters, show, turn_pages
from accounts.teams.models import Team
from boundaries.access.doors import Door, opened_to
from policies.adoption.views import lines, tabs
from policies.training import actions, queries
from policies.training.choices import How, Show
from policies.training.forms import FindStandingsForm, RecordForm, TopicForm, said_of
from policies.training.models import Completion, Topic
from policies.training.permissions import ACCESS, OF_PERSON, PersonTrainingPermission, TrainingPermission
from policies.training.queries import Standing
from policies.training.quiz.queries import quiz_of
from policies.training.reading import colour, how_long, who_needs_it, words


def may(actor: StaffMember, permission: TrainingPermission) -> bool:
    """Whether somebody may do this about training here."""
    return ACCESS.allows(actor, permission, actor.organisation)


def told(standing: Standing) -> dict[str, Any]:
    """How somebody stands with a topic, as pages show it."""
    return {
        "topic": standing.topic,
        "state": standing.state.value,
        "words": words(standing),
        "colour": colour(standing),
        "is_open": standing.is_open,
        "last": standing.last,
    }


# --- One's own ----------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def list_own(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    context = {
        "area": tabs("training:own"),
        "rows": [told(each) for each in queries.own_standings(actor)],
        "history": queries.history_of(actor, actor),
        "oversees": may(actor, TrainingPermission.OVERSEE),
    }
    return show(request, "policies/training/own.html", context)


# --- The people one looks after -----------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def show_matrix(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    topics = queries.topics_of(actor)
    form = FindStandingsForm(request.GET, actor=actor, topics=topics)
    filters = form.filters()
    asked: list[Topic] = [filters["topic"]] if filters.get("topic") else list(topics)
    people = queries.people_overseen(actor, filters | {"topics": asked})
    shown = one_page(request, people, "name")
    standings = queries.standings_of(actor, shown.rows, asked)
    context = {
        "area": tabs(""),
        "filter_form": form,
        "selected": selected_filters(request, form),
        "topics": asked,
        "rows": [{"person": person, "standings": [told(each) for each in standings[person.pk]]} for person in shown.rows],
        "lacking": queries.people_overseen(actor, filters | {"topics": asked, "show": Show.LACKING}).count(),
        **turn_pages(request, shown),
    }
    return show(request, "policies/training/matrix.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def show_person(request: ActorRequest, person_id: UUID) -> HttpResponse:
    actor, person = request.actor, queries.person_for(request.actor, person_id)
    if person.pk == actor.pk:
        return redirect("training:own")
    standings = queries.standings_of(actor, [person], list(queries.topics_of(actor)))[person.pk]
    may_record = OF_PERSON.allows(actor, PersonTrainingPermission.RECORD, person)
    history = [{"done": each, "may_take_back": may_record and each.how != How.QUIZ} for each in queries.history_of(actor, person)]
    context = {
        "area": tabs(""),
        "person": person,
        "rows": [told(each) for each in standings],
        "history": history,
        "may_record": may_record,
    }
    return show(request, "policies/training/person.html", context)


@opened_to(Door.STAFF)
@page
def record(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    ACCESS.require(actor, TrainingPermission.OVERSEE, actor.organisation)
    person_id, team_id, topic_id = (asked_id(request, name) for name in ("person", "team", "topic"))
    people = narrowed(queries.recordable(actor), person_id, team_id)
    if people.order_by()[: LONGEST_LIST + 1].count() > LONGEST_LIST:
        return show(request, "policies/training/choose_team.html", {"area": tabs(""), "teams": teams_of(people)})
    initial = {"done_on": today(actor.organisation), "topic": topic_id, "people": [person_id] if person_id else []}
    form = RecordForm(
        request.POST if request.method == "POST" else None, people=people, topics=queries.topics_of(actor), initial=initial
    )
    if request.method == "POST" and form.does(actions.record_training, actor=actor):
        done = ngettext("It is recorded for %(n)d person.", "It is recorded for %(n)d people.", len(form.result))
        messages.success(request, done % {"n": len(form.result)})
        return redirect("training:person", person_id) if person_id else redirect("training:matrix")
    context = {
        "heading": _("Record training"),
        "hint": _("One course, or one talk in the team, is recorded for everybody who was there."),
        "form": form,
        "back_url": reverse("training:person", args=[person_id]) if person_id else reverse("training:matrix"),
        "button_label": _("Record it"),
    }
    return show(request, "accounts/form.html", context)


def narrowed(people: QuerySet[StaffMember], person_id: UUID | None, team_id: UUID | None) -> QuerySet[StaffMember]:
    """One of them, or those of a team."""
    if person_id:
        people = people.filter(pk=person_id)
    return people.filter(team_id=team_id) if team_id else people


def teams_of(people: QuerySet[StaffMember]) -> QuerySet[Team]:
    """The teams of people who are too many for one list."""
    return Team.objects.filter(pk__in=people.order_by().values("team_id")).order_by("name")


@opened_to(Door.STAFF)
@page
def take_back(request: ActorRequest, completion_id: UUID) -> HttpResponse:
    actor = request.actor
    completion: Completion = queries.completion_for(actor, completion_id)
    OF_PERSON.require(actor, PersonTrainingPermission.RECORD, completion.person)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    back = reverse("training:person", args=[completion.person_id])
    if request.method == "POST" and form.does(actions.take_back, actor=actor, completion_id=completion.pk):
        messages.success(request, _("It is taken back."))
        return redirect(back)
    context = {
        "heading": _("Take it back"),
        "question": _("Was it recorded by mistake?"),
        "text": f"{completion.person.name}: {completion.topic.title}",
        "form": form,
        "button_label": _("Take it back"),
        "warning": True,
        "back_url": back,
    }
    return show(request, "accounts/confirm.html", context)


# --- The topics ---------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def list_topics(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    manages = may(actor, TrainingPermission.MANAGE)
    context = {
        "area": tabs(""),
        "rows": [{"topic": each, "who": who_needs_it(each), "long": how_long(each)} for each in queries.topics_of(actor)],
        "manages": manages,
        "to_take_up": queries.to_take_up(actor) if manages else [],
    }
    return show(request, "policies/training/topics.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def show_topic(request: ActorRequest, topic_id: UUID) -> HttpResponse:
    actor, topic = request.actor, queries.topic_for(request.actor, topic_id)
    context = {
        "area": tabs(""),
        "topic": topic,
        "who": who_needs_it(topic),
        "long": how_long(topic),
        "clauses": lines(queries.clauses_of(actor, topic)),
        "has_quiz": topic.retired_at is None and bool(quiz_of(actor, topic, 0).questions),
        "manages": topic.retired_at is None and may(actor, TrainingPermission.MANAGE),
    }
    return show(request, "policies/training/topic.html", context)


@opened_to(Door.STAFF)
@page
def add_topic(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    ACCESS.require(actor, TrainingPermission.MANAGE, actor.organisation)
    form = TopicForm(request.POST if request.method == "POST" else None, actor=actor, initial={"by_quiz": True})
    if request.method == "POST" and form.does(actions.add_topic, actor=actor):
        messages.success(request, _("The topic was added."))
        return redirect("training:topic", form.result.pk)
    return about_topic(request, _("Add a topic"), form, reverse("training:topics"))


@opened_to(Door.STAFF)
@page
def change_topic(request: ActorRequest, topic_id: UUID) -> HttpResponse:
    actor, topic = request.actor, queries.topic_for(request.actor, topic_id)
    ACCESS.require(actor, TrainingPermission.MANAGE, actor.organisation)
    form = TopicForm(request.POST if request.method == "POST" else None, actor=actor, initial=said_of(topic))
    if request.method == "POST" and form.does(actions.change_topic, actor=actor, topic_id=topic.pk):
        messages.success(request, _("The changes were saved."))
        return redirect("training:topic", topic.pk)
    return about_topic(request, _("Change a topic"), form, reverse("training:topic", args=[topic.pk]))


def about_topic(request: ActorRequest, heading: str, form: TopicForm, back: str) -> HttpResponse:
    """The form of a topic."""
    context = {"heading": heading, "form": form, "back_url": back, "button_label": _("Save")}
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@page
def retire_topic(request: ActorRequest, topic_id: UUID) -> HttpResponse:
    actor, topic = request.actor, queries.topic_for(request.actor, topic_id)
    ACCESS.require(actor, TrainingPermission.MANAGE, actor.organisation)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(actions.retire_topic, actor=actor, topic_id=topic.pk):
        messages.success(request, _("The topic is retired."))
        return redirect("training:topics")
    context = {
        "heading": _("Retire a topic"),
        "question": _("Shall nobody need this topic any more?"),
        "text": _("%(title)s\nWhat people did stays. The topic does not come back by itself.") % {"title": topic.title},
        "form": form,
        "button_label": _("Retire it"),
        "warning": True,
        "back_url": reverse("training:topic", args=[topic.pk]),
    }
    return show(request, "accounts/confirm.html", context)


@opened_to(Door.STAFF)
@require_POST
@page
def take_up_topic(request: ActorRequest, topic_key: str) -> HttpResponse:
    topic = actions.take_up_topic(actor=request.actor, key=topic_key)
    messages.success(request, _("The topic was taken up. Say who needs it."))
    return redirect("training:change_topic", topic.pk)
