"""Topics begin with the policies that ask for them; an organisation adds, changes and retires them."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.demo.cast import Cast
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from policies.adoption.actions import end_adoption
from policies.adoption.models import Adoption
from policies.training.actions import (
    add_topic,
    begin_missing_topics,
    change_topic,
    retire_topic,
    take_up_topic,
)
from policies.training.choices import State
from policies.training.models import Topic
from policies.training.queries import clauses_of, to_take_up, topic_for, topics_of
from policies.versions.actions import add_clause, approve, begin_revision, submit
from tests.accounts.kinds import last_written_about
from tests.policies.adopting import LK, PQ, RC, adopted
from tests.policies.training.trained import SAID, state, topic_named, topic_of
from tests.policies.versions.test_revise import facts_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def keys(cast: Cast) -> set[str]:
    return set(Topic.objects.filter(organisation=cast.organisation, retired_at=None).values_list("key", flat=True))


def test_the_four_topics_and_that_of_minors_begin_with_the_policy_that_asks_for_them(cast: Cast) -> None:
    adopted(cast.noor, PQ)
    assert keys(cast) == set()
    adopted(cast.noor, RC)
    assert keys(cast) == {"relations", "conduct", "gifts", "communication", "minors"}
    gifts, minors = topic_named(cast, "gifts"), topic_named(cast, "minors")
    assert set(gifts.kinds) == {"employee", "volunteer", "delegate"}, "those whom RC-C-1 binds"
    assert (minors.kinds, minors.clients) == ([], "minor")
    adopted(cast.noor, LK)
    assert {"befriending", "counselling"} <= keys(cast)
    assert not Topic.objects.filter(organisation=cast.other_organisation).exists()


def test_what_was_adopted_before_there_was_training_gets_its_topics_once(cast: Cast) -> None:
    adopted(cast.noor, RC)
    with connection.cursor() as run, pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        run.execute("DELETE FROM policies_topic")
    Topic.objects.filter(organisation=cast.organisation).update(organisation=cast.other_organisation)
    assert Adoption.objects.filter(organisation=cast.organisation).count() == 1
    for _again in range(2):
        begin_missing_topics()
        assert len(keys(cast)) == 5


def test_a_topic_is_about_the_adopted_clauses_of_its_categories_and_another_clause_is_one_more(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    gifts = topic_named(cast, "gifts")
    before = {clause.code for clause in clauses_of(cast.amira, gifts)}
    assert "RC-B-4" in before
    assert "RC-B-9" not in before
    draft = begin_revision(actor=cast.noor, version_id=adoption.version_id)
    like = draft.clauses.select_related("section").get(code="RC-B-4")
    lent = facts_of(like, id="RC-B-99", order=999, text="Do not keep what a client lends you.")
    add_clause(actor=cast.noor, version_id=draft.pk, facts=lent)
    submit(actor=cast.noor, version_id=draft.pk, change_note="What is lent.")
    approve(actor=cast.samuel, version_id=draft.pk)
    assert {clause.code for clause in clauses_of(cast.amira, gifts)} == before | {"RC-B-99"}
    end_adoption(actor=cast.noor, adoption_id=Adoption.objects.get(ended_at=None).pk)
    assert clauses_of(cast.amira, gifts) == []


@pytest.mark.parametrize("who", ["noor", "samuel", "olga"])
def test_directors_the_chief_executive_and_administrators_look_after_topics(who: str, cast: Cast) -> None:
    actor = getattr(cast, who)
    topic = topic_of(actor, team_id=cast.amira.team_id)
    assert (state(cast.amira, topic), state(cast.pavel, topic)) == (State.MISSING, State.NOT_NEEDED)
    change_topic(actor=actor, topic_id=topic.pk, **SAID, title="Driving")
    assert state(cast.pavel, Topic.objects.get(pk=topic.pk)) == State.MISSING
    assert last_written_about(topic.pk) == ("training.topic-changed", actor.pk, {"fields": ["title", "team"]})
    retire_topic(actor=actor, topic_id=topic.pk)
    assert topic not in topics_of(cast.amira)
    with pytest.raises(NotVisible):
        topic_for(cast.amira, topic.pk)
    with pytest.raises(MoveRefused):
        retire_topic(actor=actor, topic_id=topic.pk)


@pytest.mark.parametrize("who", ["amira", "elif_", "grace", "maya"])
def test_nobody_else_does(who: str, cast: Cast) -> None:
    topic = topic_of(cast.noor)
    for act in (
        lambda actor: topic_of(actor, "Another"),
        lambda actor: change_topic(actor=actor, topic_id=topic.pk, **SAID, title="Another"),
        lambda actor: retire_topic(actor=actor, topic_id=topic.pk),
        lambda actor: take_up_topic(actor=actor, key="gifts"),
        to_take_up,
    ):
        with pytest.raises(Forbidden):
            act(getattr(cast, who))


def test_another_organisation_knows_nothing_of_it(cast: Cast) -> None:
    topic = topic_of(cast.noor)
    assert list(topics_of(cast.ivo)) == []
    with pytest.raises(NotVisible):
        topic_for(cast.ivo, topic.pk)
    with pytest.raises(NotVisible):
        retire_topic(actor=cast.ivo, topic_id=topic.pk)
    with pytest.raises(NotVisible):
        topics_of(cast.miriam)


def test_what_no_clause_asks_for_can_be_taken_up_once(cast: Cast) -> None:
    assert "gifts" in {each.key for each in to_take_up(cast.olga)}
    topic = take_up_topic(actor=cast.olga, key="gifts")
    assert topic.kinds == []
    assert "gifts" not in {each.key for each in to_take_up(cast.olga)}
    with pytest.raises(MoveRefused):
        take_up_topic(actor=cast.olga, key="gifts")
    with pytest.raises(NotVisible):
        take_up_topic(actor=cast.olga, key="no-such-topic")


def test_a_retired_topic_does_not_come_back_with_the_next_policy(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    retire_topic(actor=cast.noor, topic_id=topic_named(cast, "gifts").pk)
    end_adoption(actor=cast.noor, adoption_id=adoption.pk)
    adopted(cast.noor, RC)
    assert "gifts" not in keys(cast)


def test_two_topics_have_two_names_and_name_only_clauses_that_hold_here(cast: Cast) -> None:
    topic_of(cast.noor, "Driving")
    with pytest.raises(RuleViolation) as refused:
        topic_of(cast.noor, "Driving")
    assert refused.value.field == "title"
    with pytest.raises(RuleViolation) as refused:
        topic_of(cast.noor, "Shopping", codes=["RC-B-4"])
    assert refused.value.field == "codes"
    adopted(cast.noor, RC)
    topic = add_topic(actor=cast.noor, **{**SAID, "title": "Shopping", "codes": ["RC-B-9"], "categories": []})
    assert [clause.code for clause in clauses_of(cast.amira, topic)] == ["RC-B-9"]
