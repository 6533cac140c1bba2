"""Recording who did which training: never oneself, and nobody begins with a minor before they have done it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.assignments.actions import assign
from accounts.assignments.choices import AssignmentRole
from accounts.assignments.models import Assignment
from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from boundaries.notices.models import Notice
from boundaries.notices.queries import items_for
from policies.library.models import Clause
from policies.training.actions import change_topic, record_training, retire_topic, take_back
from policies.training.choices import How, State
from policies.training.models import Completion
from policies.training.queries import count_open, history_of
from tests.accounts.kinds import last_written_about
from tests.incidents.told import settle, wait_until
from tests.policies.adopting import RC, adopted
from tests.policies.training.trained import SAID, day, minor, seen_by, state, topic_named, topic_of, trained
from tests.seeing import every

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


# --- Recording ----------------------------------------------------------------------------------------------------------------
def test_what_is_recorded_counts_until_its_last_day_and_keeps_its_clauses(cast: Cast) -> None:
    adopted(cast.noor, RC)
    gifts = topic_named(cast, "gifts")
    waiting = count_open(cast.amira)
    (done,) = trained(cast.elif_, gifts, cast.amira, days_ago=10)
    assert (state(cast.amira, gifts), count_open(cast.amira)) == (State.DONE, waiting - 1)
    assert done.expires_on == done.done_on.replace(year=done.done_on.year + 2)
    cited = Clause.objects.filter(pk__in=done.clause_ids)
    assert "RC-B-4" in {clause.code for clause in cited}
    event, actor_id, data = last_written_about(done.pk)
    assert (event, actor_id) == ("training.recorded", cast.elif_.pk)
    assert data is not None
    assert (data["person"], data["topic"], data["how"]) == (str(cast.amira.pk), str(gifts.pk), "course")


def test_one_talk_in_the_team_is_recorded_for_all_who_were_there(cast: Cast) -> None:
    topic = topic_of(cast.noor)
    trained(cast.elif_, topic, cast.amira, cast.ben, cast.lena, how=How.BRIEFING)
    assert {state(each, topic) for each in (cast.amira, cast.ben, cast.lena)} == {State.DONE}


@pytest.mark.parametrize("who", ["elif_", "farid", "noor", "olga"])
def test_line_managers_above_and_administrators_record(who: str, cast: Cast) -> None:
    topic = topic_of(cast.noor)
    trained(getattr(cast, who), topic, cast.amira)
    assert state(cast.amira, topic) == State.DONE


@pytest.mark.parametrize("who", ["ben", "chidi", "ingrid", "tomas", "grace", "root"])
def test_nobody_else_records(who: str, cast: Cast) -> None:
    topic = topic_of(cast.noor)
    with pytest.raises((Forbidden, NotVisible)):
        trained(getattr(cast, who), topic, cast.amira)
    assert not every(Completion).exists()


@pytest.mark.parametrize("who", ["elif_", "olga", "samuel"])
def test_nobody_records_their_own_and_the_database_holds_them_to_it(who: str, cast: Cast) -> None:
    topic, actor = topic_of(cast.noor), getattr(cast, who)
    with pytest.raises(RuleViolation):
        trained(actor, topic, actor)
    own: dict[str, Any] = {
        "organisation_id": cast.organisation.pk, "topic": topic, "person": actor, "recorded_by": actor,
        "done_on": day(cast), "recorded_at": now(),
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="training_not_by_oneself"), transaction.atomic():
        Completion.objects.create(**own, how=How.COURSE)
    with pytest.raises(IntegrityError, match="training_not_by_oneself"), transaction.atomic():
        Completion.objects.create(**own | {"recorded_by": cast.amira}, how=How.QUIZ)


def test_all_or_nobody_is_recorded(cast: Cast) -> None:
    topic = topic_of(cast.noor)
    for other in (cast.pavel, cast.ivo):
        with pytest.raises((Forbidden, NotVisible)), transaction.atomic():
            trained(cast.elif_, topic, cast.amira, other)
    with pytest.raises(NotVisible):
        record_training(actor=cast.elif_, topic_id=topic.pk, people=[uuid4()], how=How.COURSE, done_on=day(cast))
    with pytest.raises(NotVisible):
        record_training(actor=cast.elif_, topic_id=topic.pk, people=[], how=How.COURSE, done_on=day(cast))
    assert not every(Completion).exists()


def test_nothing_is_recorded_of_a_topic_that_was_retired_or_is_anothers(cast: Cast) -> None:
    topic = topic_of(cast.noor)
    retire_topic(actor=cast.noor, topic_id=topic.pk)
    for actor in (cast.elif_, cast.ivo):
        with pytest.raises(NotVisible):
            trained(actor, topic, cast.amira)


def test_a_mistake_is_taken_back_and_stays_in_the_record(cast: Cast) -> None:
    topic = topic_of(cast.noor)
    trained(cast.elif_, topic, cast.amira, days_ago=30)
    (wrong,) = trained(cast.elif_, topic, cast.amira)
    with pytest.raises(Forbidden):
        take_back(actor=cast.amira, completion_id=wrong.pk)
    for stranger in (cast.ben, cast.ivo):
        with pytest.raises(NotVisible):
            take_back(actor=stranger, completion_id=wrong.pk)
    take_back(actor=cast.farid, completion_id=wrong.pk)
    assert [each.done_on for each in history_of(cast.amira, cast.amira)] == [day(cast, -30)]
    assert last_written_about(wrong.pk)[0] == "training.taken-back"
    with pytest.raises(NotVisible):
        take_back(actor=cast.farid, completion_id=wrong.pk)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as run:
        run.execute("DELETE FROM policies_completion")


# --- Working with minors (RC-C-3) ---------------------------------------------------------------------------------------------
def begin(cast: Cast, client_id: Any, worker: StaffMember, **changed: Any) -> Assignment:
    facts: dict[str, Any] = {"role": AssignmentRole.WORKER, "starts_on": day(cast), "ends_on": None} | changed
    return assign(actor=cast.noor, client_id=client_id, worker_id=worker.pk, **facts)


def test_nobody_is_assigned_to_a_minor_before_they_are_trained_for_it(cast: Cast) -> None:
    child = minor(cast)
    adopted(cast.noor, RC)
    minors = topic_named(cast, "minors")
    with pytest.raises(RuleViolation) as refused:
        begin(cast, child.pk, cast.amira)
    assert refused.value.field == "worker"
    assert "Working with minors" in str(refused.value.message)
    begin(cast, cast.hana.pk, cast.elif_)
    assert state(cast.amira, minors) == State.NOT_NEEDED
    (done,) = trained(cast.elif_, minors, cast.amira)
    begin(cast, child.pk, cast.amira)
    assert state(cast.amira, minors) == State.DONE
    take_back(actor=cast.elif_, completion_id=done.pk)
    assert state(cast.amira, minors) == State.MISSING, "they work with a minor"
    with pytest.raises(RuleViolation):
        begin(cast, minor(cast, "C-2002").pk, cast.amira)


def test_what_runs_out_before_the_first_day_does_not_do(cast: Cast) -> None:
    child = minor(cast)
    adopted(cast.noor, RC)
    (done,) = trained(cast.elif_, topic_named(cast, "minors"), cast.amira)
    assert done.expires_on is not None
    with pytest.raises(RuleViolation):
        begin(cast, child.pk, cast.amira, starts_on=done.expires_on + timedelta(days=1))
    begin(cast, child.pk, cast.amira, starts_on=done.expires_on)


def test_the_database_refuses_it_too(cast: Cast) -> None:
    child = minor(cast)
    adopted(cast.noor, RC)
    facts: dict[str, Any] = {"client": child, "starts_on": day(cast), "role": AssignmentRole.WORKER}
    with pytest.raises(IntegrityError, match="must be qualified first"), transaction.atomic():
        Assignment.objects.create(worker=cast.amira, **facts)
    with pytest.raises(IntegrityError, match="must be qualified first"), transaction.atomic():
        Assignment.objects.filter(client=cast.hana, worker=cast.ben).update(client=child)
    trained(cast.elif_, topic_named(cast, "minors"), cast.amira)
    Assignment.objects.create(worker=cast.amira, **facts)


def test_a_topic_that_is_made_one_for_minors_later_counts_for_those_who_did_it(cast: Cast) -> None:
    child, topic = minor(cast), topic_of(cast.noor)
    trained(cast.elif_, topic, cast.amira)
    change_topic(actor=cast.noor, topic_id=topic.pk, **SAID | {"title": topic.title, "clients": "minor"})
    begin(cast, child.pk, cast.amira)
    with pytest.raises(RuleViolation):
        begin(cast, child.pk, cast.ben)
    retire_topic(actor=cast.noor, topic_id=topic.pk)
    begin(cast, child.pk, cast.ben)


def test_another_organisations_topic_asks_nothing_here(cast: Cast) -> None:
    aluki = StaffMember.objects.get(user__email="aluki@northern.example")
    topic_of(aluki, "Minors of the north", clients="minor")
    begin(cast, minor(cast).pk, cast.amira)


# --- What runs out ------------------------------------------------------------------------------------------------------------
def news(person: StaffMember, kind: str) -> int:
    return every(Notice).filter(person_id=person.pk, kind=kind).count()


def test_the_person_is_told_before_it_runs_out_and_the_line_manager_after(cast: Cast) -> None:
    topic = topic_of(cast.noor, months=2)
    (done,) = trained(cast.elif_, topic, cast.amira)
    assert done.expires_on is not None
    settle()
    assert news(cast.amira, "training.runs-out") == 0
    moment = now() + (done.expires_on - day(cast)) - timedelta(days=29)
    wait_until(moment)
    with at(moment):
        assert state(cast.amira, topic) == State.SOON
        (item,) = items_for(cast.amira.pk)
        assert (str(item.sentence), item.label) == ("A training of yours runs out. Do it again in time.", topic.title)
    assert (news(cast.amira, "training.runs-out"), news(cast.elif_, "training.ran-out")) == (1, 0)
    wait_until(moment + timedelta(days=31))
    with at(moment + timedelta(days=31)):
        assert (state(cast.amira, topic), seen_by(cast.elif_, cast.amira, topic)) == (State.RAN_OUT, State.RAN_OUT)
        (item,) = items_for(cast.elif_.pk)
        assert item.label == f"{cast.amira.name}: {topic.title}"
    assert (news(cast.amira, "training.runs-out"), news(cast.elif_, "training.ran-out")) == (1, 1)
    assert news(cast.farid, "training.ran-out") == 0


@pytest.mark.parametrize("why", ["done again", "taken back", "retired", "left", "not needed any more"])
def test_nobody_is_told_of_what_does_not_matter_any_more(why: str, cast: Cast) -> None:
    topic = topic_of(cast.noor, months=2, team_id=cast.amira.team_id)
    (done,) = trained(cast.elif_, topic, cast.amira, days_ago=5)
    if why == "done again":
        trained(cast.elif_, topic, cast.amira)
    elif why == "taken back":
        take_back(actor=cast.elif_, completion_id=done.pk)
    elif why == "retired":
        retire_topic(actor=cast.noor, topic_id=topic.pk)
    elif why == "left":
        StaffMember.objects.filter(pk=cast.amira.pk).update(is_active=False)
    else:
        StaffMember.objects.filter(pk=cast.amira.pk).update(team=cast.noor.team)
    assert done.expires_on is not None
    wait_until(now() + (done.expires_on - day(cast)) - timedelta(days=27))
    assert news(cast.amira, "training.runs-out") == 0
    if why != "done again":
        wait_until(now() + timedelta(days=200))
        assert news(cast.elif_, "training.ran-out") == 0


def test_a_retired_one_says_no_more_in_the_list_of_news(cast: Cast) -> None:
    topic = topic_of(cast.noor, months=1)
    trained(cast.elif_, topic, cast.amira)
    wait_until(now() + timedelta(days=20))
    assert len(items_for(cast.amira.pk)) == 1
    retire_topic(actor=cast.noor, topic_id=topic.pk)
    assert items_for(cast.amira.pk) == []


def test_what_was_taken_back_cannot_be_taken_back_by_whoever_did_it_in_a_quiz(cast: Cast) -> None:
    topic = topic_of(cast.noor)
    passed = Completion.objects.create(
        organisation_id=cast.organisation.pk, topic=topic, person=cast.amira, recorded_by=cast.amira, how=How.QUIZ,
        done_on=day(cast), recorded_at=now(),
    )  # fmt: skip
    with pytest.raises(MoveRefused):
        take_back(actor=cast.elif_, completion_id=passed.pk)
