"""A person's list of notices, and the count of what is new in every page's header."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.notices import registry
from boundaries.notices.actions import take_away, tell
from boundaries.notices.models import Notice
from boundaries.notices.registry import Target, declare_sentences, declare_target
from tests.seeing import every


@pytest.fixture
def hidden() -> Iterator[set[UUID]]:
    """Objects of a kind of the tests' own; those whose ids are put in here may be seen by nobody."""
    shut: set[UUID] = set()
    target = Target(
        visible=lambda _person, ids: dict.fromkeys(set(ids) - shut, "BR-1234 <b>"),
        link=lambda _kind, id_: f"/somewhere/{id_}/",
    )
    declare_target("thing", target)
    declare_sentences({"thing.came": "A thing came to you."})
    yield shut
    del registry.targets["thing"], registry.sentences["thing.came"]


@pytest.fixture
def told(cast: Cast, hidden: set[UUID]) -> Callable[[StaffMember], UUID]:
    def tell_of_something(person: StaffMember) -> UUID:
        about = uuid4()
        tell(
            person_id=person.id,
            kind="thing.came",
            about=("thing", about),
            organisation_id=person.organisation_id,
            key=person.organisation.data_key,
            once="x",
        )
        return about

    return tell_of_something


Told = Callable[[StaffMember], UUID]


@pytest.fixture
def of_elif(cast: Cast, client: Client) -> Client:
    assert cast.elif_.user
    client.force_login(cast.elif_.user)
    return client


def page(browser: Client) -> str:
    return browser.get(reverse("notices:list")).content.decode()


def test_a_person_sees_their_own_notices(cast: Cast, told: Told, of_elif: Client) -> None:
    about = told(cast.elif_)
    shown = page(of_elif)
    assert f'href="/somewhere/{about}/">A thing came to you.</a>' in shown
    assert "BR-1234 &lt;b&gt;" in shown


def test_a_person_sees_nobody_else_s(cast: Cast, told: Told, of_elif: Client) -> None:
    told(cast.farid)
    assert "Nothing here yet" in page(of_elif)


def test_what_may_not_be_seen_any_more_is_gone_from_list_and_count(
    cast: Cast, told: Told, of_elif: Client, hidden: set[UUID]
) -> None:
    hidden.add(told(cast.elif_))
    assert "A thing came" not in page(of_elif)
    assert "(1 new)" not in page(of_elif)


def test_what_was_taken_away_is_gone(cast: Cast, told: Told, of_elif: Client) -> None:
    take_away(person_id=cast.elif_.id, about_id=told(cast.elif_))
    assert "Nothing here yet" in page(of_elif)


def test_the_header_counts_what_is_new(cast: Cast, told: Told, of_elif: Client) -> None:
    told(cast.elif_)
    told(cast.elif_)
    assert "(2 new)" in page(of_elif)


def test_reading_all_leaves_nothing_new(cast: Cast, told: Told, of_elif: Client) -> None:
    told(cast.elif_)
    others = told(cast.farid)
    response = of_elif.post(reverse("notices:read_all"))
    assert response["Location"] == reverse("notices:list")
    shown = page(of_elif)
    assert "A thing came to you." in shown
    assert "new)" not in shown
    assert "Mark all as read" not in shown
    assert every(Notice).get(person_id=cast.farid.id).read_at is None, others


def test_a_link_marks_nothing_as_read(cast: Cast, told: Told, of_elif: Client) -> None:
    told(cast.elif_)
    assert of_elif.get(reverse("notices:read_all")).status_code == 405
    assert every(Notice).get().read_at is None


def test_whoever_is_not_signed_in_has_no_list(db: None, client: Client) -> None:
    for response in (client.get(reverse("notices:list")), client.post(reverse("notices:read_all"))):
        assert response["Location"].startswith(reverse("signin:sign_in"))


def test_times_are_told_in_the_zone_of_the_organisation(cast: Cast, told: Told, of_elif: Client) -> None:
    told(cast.elif_)
    every(Notice).update(made_at="2026-07-01T23:30:00Z")
    assert "2 July 2026, 00:30" in page(of_elif)


def test_the_count_costs_at_most_two_queries(cast: Cast, told: Told, django_assert_max_num_queries: Any) -> None:
    from boundaries.notices.queries import count_new

    for _ in range(5):
        told(cast.elif_)
    with django_assert_max_num_queries(2):
        assert count_new(cast.elif_.id) == 5
