"""The pages of training: one's own, the overview, one person, recording, and the topics."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.appointments.models import Appointment
from accounts.demo.cast import Cast
from accounts.organisations.models import Site
from accounts.staff.models import StaffMember
from policies.training.actions import retire_topic
from policies.training.choices import Show, State
from policies.training.models import Completion, Topic
from policies.training.queries import people_overseen, standings_of, topics_of
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import RC, adopted
from tests.policies.training.trained import day, state, topic_named, topic_of, trained
from tests.seeing import every

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def date_boxes(name: str, on: Any) -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def test_one_sees_what_is_to_be_done_and_until_when_one_has_done_it(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    gifts, amira = topic_named(cast, "gifts"), signed_in(cast.amira)
    assert "4 to do" in words(amira.get(reverse("home")))
    (done,) = trained(cast.elif_, gifts, cast.amira)
    assert "3 to do" in words(amira.get(reverse("home")))
    page = words(amira.get(reverse("training:own")))
    assert done.expires_on is not None
    assert f"Done until {done.expires_on:%-d %b %Y}" in page
    assert page.count("Missing") == 3
    assert "Not needed" in page, "she works with no minor"
    assert f"recorded by {cast.elif_.name}" in page
    assert reverse("training:matrix") not in amira.get(reverse("training:own")).content.decode()


def test_the_overview_says_in_words_how_those_under_one_stand(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    trained(cast.elif_, topic_named(cast, "gifts"), cast.amira)
    page = words(signed_in(cast.elif_).get(reverse("training:matrix")))
    assert all(each.name in page for each in (cast.amira, cast.ben, cast.lena))
    assert cast.pavel.name not in page
    assert "Done until" in page
    assert "Missing" in page
    assert "Something is missing or ran out for 3 people." in page
    assert signed_in(cast.amira).get(reverse("training:matrix")).status_code == 403
    assert signed_in(cast.grace).get(reverse("training:matrix")).status_code == 403


def test_a_director_sees_those_of_the_area_and_who_has_none_everybody(cast: Cast, signed_in: SignedIn) -> None:
    hill = Site.objects.get(organisation=cast.organisation, name="Hill Street Centre")
    Appointment.objects.filter(person=cast.ingrid).update(area=hill)
    topic_of(cast.noor)

    def seen(actor: StaffMember) -> set[str]:
        return set(people_overseen(actor, {"topics": []}).values_list("name", flat=True))

    assert cast.pavel.name in seen(cast.ingrid)
    assert cast.maya.name in seen(cast.ingrid), "she works under Ingrid"
    assert cast.amira.name not in seen(cast.ingrid)
    everybody = StaffMember.objects.filter(organisation=cast.organisation, is_active=True).exclude(kind="outside")
    for actor in (cast.noor, cast.samuel, cast.olga):
        assert seen(actor) == set(everybody.exclude(pk=actor.pk).values_list("name", flat=True))
    assert signed_in(cast.ingrid).get(reverse("training:person", args=[cast.amira.pk])).status_code == 404
    assert signed_in(cast.ivo).get(reverse("training:person", args=[cast.amira.pk])).status_code == 404


KINDS: list[dict[str, Any]] = [
    {}, {"kinds": ["volunteer", "partner"]}, {"posts": ["support worker", "VOLUNTEER"]}, {"clients": "direct"},
    {"clients": "minor"}, {"clients": "indirect"}, {"kinds": ["employee"], "posts": ["Support worker"], "clients": "direct"},
]  # fmt: skip


def test_the_filter_and_the_rule_agree_about_everybody(cast: Cast) -> None:
    """What is asked of all people at once says the same as what is said of each."""
    topics = [topic_of(cast.noor, f"Topic {number}", **said, months=1) for number, said in enumerate(KINDS)]
    topics.append(topic_of(cast.noor, "Team", team_id=cast.amira.team_id, months=3))
    topics.append(topic_of(cast.noor, "Site", site_id=cast.pavel.team.site_id, months=3))  # type: ignore[union-attr]  # he has one
    for number, topic in enumerate(topics):
        trained(cast.olga, topic, cast.amira, days_ago=number * 12)
        trained(cast.olga, topic, cast.pavel, days_ago=number * 3)
    people = list(people_overseen(cast.olga, {"topics": []}))
    standings = standings_of(cast.olga, people, topics)
    for show, states in ((Show.LACKING, {State.MISSING, State.RAN_OUT}), (Show.SOON, {State.SOON})):
        for place, topic in enumerate(topics):
            shown = set(people_overseen(cast.olga, {"topics": [topic], "show": show}).values_list("name", flat=True))
            assert shown == {each.name for each in people if standings[each.pk][place].state in states}, (topic.title, show)
        found = people_overseen(cast.olga, {"topics": topics, "show": show}).values_list("name", flat=True)
        assert set(found) == {each.name for each in people if any(one.state in states for one in standings[each.pk])}
        assert found


def test_the_overview_is_narrowed_down_and_turned_page_by_page(cast: Cast, signed_in: SignedIn) -> None:
    topic = topic_of(cast.noor)
    hire_many(cast, 40)
    elif_, address = signed_in(cast.elif_), reverse("training:matrix")
    first = elif_.get(address)
    names = [row["person"].name for row in first.context["rows"]]
    assert len(names) == 25
    second = elif_.get(address + first.context["next_url"])
    rest = [row["person"].name for row in second.context["rows"]]
    assert names + rest == sorted(names + rest)
    assert len(set(names + rest)) == 43
    trained(cast.elif_, topic, cast.amira)
    lacking = elif_.get(address, {"show": "lacking", "q": "a"})
    assert cast.amira.name not in words(lacking)
    assert "Chosen" in words(lacking)
    assert cast.ben.name in words(elif_.get(address, {"q": "Ben"}))
    assert [row["person"].name for row in elif_.get(address, {"q": "Ben"}).context["rows"]] == [cast.ben.name]
    assert "Nobody fits" in words(elif_.get(address, {"q": "Nobody of this name"}))
    other = topic_of(cast.noor, "Another")
    assert elif_.get(address, {"topic": str(other.pk)}).context["topics"] == [other]


def hire_many(cast: Cast, count: int) -> None:
    StaffMember.objects.bulk_create(
        StaffMember(organisation=cast.organisation, name=f"Worker {number:04}", manager=cast.elif_, job_title="Support worker")
        for number in range(count)
    )


def test_the_overview_asks_as_often_for_three_people_as_for_a_thousand(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    elif_ = signed_in(cast.elif_)

    def asked(query: str) -> int:
        elif_.get(reverse("training:matrix") + query)
        with CaptureQueriesContext(connection) as sent:
            assert elif_.get(reverse("training:matrix") + query).status_code == 200
        return len(sent)

    topics = list(topics_of(cast.noor))

    def do(people: list[StaffMember]) -> None:
        """Three topics of each of them run out soon."""
        Completion.objects.bulk_create(
            Completion(
                organisation_id=cast.organisation.pk, topic=topic, person=person, recorded_by=cast.olga, how="course",
                done_on=day(cast, -20), expires_on=day(cast, 20), recorded_at=topic.begun_at,
            )
            for person in people
            for topic in topics[:3]
        )  # fmt: skip

    do([cast.amira, cast.ben])
    few = [asked(query) for query in ("", "?show=lacking", "?show=soon")]
    hire_many(cast, 1000)
    do(list(StaffMember.objects.filter(name__startswith="Worker")))
    assert [asked(query) for query in ("", "?show=lacking", "?show=soon")] == few


def test_a_line_manager_records_a_team_and_one_person(cast: Cast, signed_in: SignedIn) -> None:
    topic, elif_ = topic_of(cast.noor), signed_in(cast.elif_)
    address = reverse("training:record")
    empty = elif_.post(address, {})
    assert empty.status_code == 422
    assert "Choose who was there" in words(empty)
    told = {
        "topic": str(topic.pk),
        "how": "briefing",
        **date_boxes("done_on", day(cast)),
        "people": [str(cast.amira.pk), str(cast.ben.pk)],
    }
    assert elif_.post(address, told)["Location"] == reverse("training:matrix")
    assert {state(cast.amira, topic), state(cast.ben, topic)} == {State.DONE}
    assert elif_.post(address, told | {"how": "quiz"}).status_code == 422
    assert elif_.post(address, told | {"people": [str(cast.elif_.pk)]}).status_code == 422, "nobody records their own"
    assert elif_.post(address, told | {"people": [str(cast.pavel.pk)]}).status_code == 422
    assert elif_.post(address, told | date_boxes("done_on", day(cast, 2))).status_code == 422
    one = f"{address}?person={cast.lena.pk}"
    assert cast.amira.name not in words(elif_.get(one))
    page = elif_.post(one, told | {"people": [str(cast.lena.pk)]})
    assert page["Location"] == reverse("training:person", args=[cast.lena.pk])
    assert "Briefing or talk in the team" in words(elif_.get(page["Location"]))
    assert signed_in(cast.amira).get(address).status_code == 403


def test_too_many_for_one_list_are_recorded_team_by_team(cast: Cast, signed_in: SignedIn) -> None:
    topic_of(cast.noor)
    hire_many(cast, 301)
    olga = signed_in(cast.olga)
    assert "Which team was trained?" in words(olga.get(reverse("training:record")))
    of_team = olga.get(f"{reverse('training:record')}?team={cast.amira.team_id}")
    assert cast.amira.name in words(of_team)
    assert cast.pavel.name not in words(of_team)


def test_a_mistake_is_taken_back_on_its_page(cast: Cast, signed_in: SignedIn) -> None:
    topic, elif_ = topic_of(cast.noor), signed_in(cast.elif_)
    (done,) = trained(cast.elif_, topic, cast.amira)
    address = reverse("training:take_back", args=[done.pk])
    assert address in elif_.get(reverse("training:person", args=[cast.amira.pk])).content.decode()
    assert "Was it recorded by mistake?" in words(elif_.get(address))
    assert elif_.post(address)["Location"] == reverse("training:person", args=[cast.amira.pk])
    assert state(cast.amira, topic) == State.MISSING
    (again,) = trained(cast.elif_, topic, cast.amira)
    own = reverse("training:take_back", args=[again.pk])
    assert signed_in(cast.amira).post(own).status_code == 403
    assert signed_in(cast.ben).post(own).status_code == 404
    assert every(Completion).filter(taken_back_at=None).count() == 1


def test_topics_are_added_changed_taken_up_and_retired_on_their_pages(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    noor = signed_in(cast.noor)
    refused = noor.post(reverse("training:add_topic"), {"title": "", "clients": "minor", "kinds": ["employee"]})
    assert refused.status_code == 422
    told = {
        "title": "Driving",
        "posts": "Driver\n driver \nCourier",
        "months": "6",
        "clients": "",
        "codes": "RC-B-9",
        "categories": ["outing"],
    }
    assert noor.post(reverse("training:add_topic"), told | {"codes": "RC-X-1"}).status_code == 422
    page = noor.post(reverse("training:add_topic"), told)
    topic = Topic.objects.get(title="Driving")
    assert page["Location"] == reverse("training:topic", args=[topic.pk])
    assert (topic.posts, topic.codes, topic.months) == (["Driver", "driver", "Courier"], ["RC-B-9"], 6)
    shown = words(noor.get(page["Location"]))
    assert "RC-B-9" in shown
    assert "Job title: Driver, driver, Courier" in shown
    assert noor.post(reverse("training:change_topic", args=[topic.pk]), told | {"title": "Driving clients"}).status_code == 302
    assert noor.post(reverse("training:retire_topic", args=[topic.pk])).status_code == 302
    assert "It was retired" in words(noor.get(page["Location"]))
    assert "Befriending" in words(noor.get(reverse("training:topics")))
    taken = noor.post(reverse("training:take_up_topic", args=["befriending"]))
    assert taken["Location"] == reverse("training:change_topic", args=[topic_named(cast, "befriending").pk])
    everybody = words(signed_in(cast.amira).get(reverse("training:topics")))
    assert "Befriending" in everybody
    assert "Take it up" not in everybody
    assert signed_in(cast.amira).get(page["Location"]).status_code == 404
    assert signed_in(cast.amira).get(reverse("training:change_topic", args=[topic_named(cast, "gifts").pk])).status_code == 403


def test_without_any_topic_the_pages_say_so(cast: Cast, signed_in: SignedIn) -> None:
    assert "Nobody is trained in anything here yet" in words(signed_in(cast.amira).get(reverse("training:own")))
    assert "Nobody is trained in anything here yet" in words(signed_in(cast.elif_).get(reverse("training:matrix")))
    topic = topic_of(cast.noor)
    retire_topic(actor=cast.noor, topic_id=topic.pk)
    assert "training" not in words(signed_in(cast.amira).get(reverse("home"))).lower()
