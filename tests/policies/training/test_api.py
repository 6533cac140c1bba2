"""The API says and does the same as the pages."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from policies.training.choices import State
from tests.accounts.calling import all_of, calling
from tests.policies.adopting import RC, adopted
from tests.policies.training.trained import day, state, topic_named, topic_of, trained

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_one_reads_ones_own(cast: Cast) -> None:
    adopted(cast.noor, RC)
    (done,) = trained(cast.elif_, topic_named(cast, "gifts"), cast.amira)
    own = calling(cast.amira).get(reverse("api_training:own"))
    assert {each["title"]: each["state"] for each in own["standings"]}["Gifts and money"] == "done"
    (shown,) = own["done"]
    assert (shown["id"], shown["how"], shown["recorded_by"]) == (str(done.pk), "course", cast.elif_.name)
    assert shown["until"] == str(done.expires_on)


def test_a_line_manager_reads_and_records_those_under_them(cast: Cast) -> None:
    topic, elif_ = topic_of(cast.noor), calling(cast.elif_)
    people = reverse("api_training:people")
    assert str(cast.amira.pk) in all_of(elif_, people, "people", limit=1)
    assert str(cast.pavel.pk) not in all_of(elif_, people, "people")
    told: dict[str, Any] = {"topic": str(topic.pk), "people": [str(cast.amira.pk)], "how": "course", "done_on": str(day(cast))}
    made = elif_.post(reverse("api_training:record"), told)
    assert made.status == 201
    assert state(cast.amira, topic) == State.DONE
    assert elif_.get(made["url"])["title"] == topic.title
    lacking = all_of(elif_, people, "people", show="lacking", topic=str(topic.pk))
    assert str(cast.amira.pk) not in lacking
    assert str(cast.ben.pk) in lacking
    one = elif_.get(reverse("api_training:person", args=[cast.amira.pk]))
    assert [each["state"] for each in one["standings"]] == ["done"]
    assert len(one["done"]) == 1
    wrongs: list[dict[str, Any]] = [
        {"how": "quiz"}, {"done_on": str(day(cast, 1))}, {"people": []}, {"people": [str(cast.elif_.pk)]},
    ]  # fmt: skip
    for wrong in wrongs:
        assert elif_.post(reverse("api_training:record"), told | wrong).status == 422
    assert elif_.post(reverse("api_training:record"), told | {"people": [str(cast.pavel.pk)]}).status in {403, 404}
    assert elif_.post(reverse("api_training:record"), told | {"topic": str(uuid4())}).status == 404
    assert elif_.delete(made["url"]).status == 204
    assert state(cast.amira, topic) == State.MISSING
    assert calling(cast.ben).get(reverse("api_training:person", args=[cast.amira.pk])).status == 404
    assert calling(cast.amira).get(people).status == 403


def test_topics_are_looked_after(cast: Cast) -> None:
    noor, amira = calling(cast.noor), calling(cast.amira)
    topics = reverse("api_training:topics")
    made = noor.post(topics, {"title": "Driving", "team": str(cast.amira.team_id), "months": 6})
    assert made.status == 201
    assert [each["title"] for each in amira.get(topics)["topics"]] == ["Driving"]
    assert amira.get(topics)["to_take_up"] == []
    shown = noor.put(made["url"], {"title": "Driving clients", "categories": ["outing"]})
    assert (shown["title"], shown["team"], shown["months"]) == ("Driving clients", None, None)
    adopted(cast.noor, RC)
    assert "RC-B-9" in {each["id"] for each in amira.get(made["url"])["clauses"]}
    suggested = {each["key"]: each["url"] for each in noor.get(topics)["to_take_up"]}
    assert set(suggested) == {"befriending", "counselling"}
    assert noor.post(suggested["befriending"], {}).status == 201
    assert noor.post(suggested["befriending"], {}).status == 409
    assert noor.post(topics, {"title": "Driving clients"}).status == 422
    assert noor.post(topics, {"title": "Others", "team": str(uuid4())}).status == 422
    assert amira.post(topics, {"title": "Mine"}).status == 403
    assert amira.delete(made["url"]).status == 403
    assert calling(cast.ivo).delete(made["url"]).status == 404
    assert noor.delete(made["url"]).status == 204
    assert noor.put(made["url"], {"title": "Again"}).status == 409
    assert amira.get(made["url"]).status == 404
