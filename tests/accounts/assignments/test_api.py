"""Who works with which client, by the API."""

import pytest

from accounts.assignments.models import Assignment
from accounts.demo.cast import Cast
from tests.accounts.calling import calling

pytestmark = pytest.mark.django_db
DAY = "2026-01-05"


def test_a_line_manager_assigns_somebody_of_their_line_once(cast: Cast) -> None:
    elif_, told = calling(cast.elif_), {"worker": str(cast.elif_.id), "role": "worker", "starts_on": DAY}
    first, second = (elif_.post(f"clients/{cast.hana.id}/assignments/", told, key="a") for _ in range(2))
    assert (first.status, first.body) == (201, second.body)
    shown = elif_.get(f"assignments/{first.id}/")
    assert (shown["worker"]["id"], shown["role"], shown["starts_on"], shown["ends_on"]) == (
        str(cast.elif_.id),
        "worker",
        DAY,
        None,
    )


def test_nobody_else_is_offered(cast: Cast) -> None:
    for worker in (cast.noor, cast.ivo, cast.miriam):
        told = {"worker": str(worker.id), "role": "worker", "starts_on": DAY}
        refused = calling(cast.elif_).post(f"clients/{cast.hana.id}/assignments/", told)
        assert (refused.status, list(refused.wrong)) == (422, ["worker"])


def test_an_assignment_ends_on_its_last_day(cast: Cast) -> None:
    theirs = Assignment.objects.get(client=cast.hana, worker=cast.ben)
    elif_ = calling(cast.elif_)
    early = elif_.post(f"assignments/{theirs.id}/end/", {"last_day": "1999-01-01"})
    assert (early.status, list(early.wrong)) == (422, ["last_day"])
    past = theirs.starts_on.isoformat()
    first, second = (elif_.post(f"assignments/{theirs.id}/end/", {"last_day": past}, key="e") for _ in range(2))
    assert (first.status, first.body) == (200, second.body)
    assert elif_.get(f"assignments/{theirs.id}/")["ends_on"] == past
    assert calling(cast.ben).get(f"clients/{cast.hana.id}/").status == 404


def test_for_others_it_does_not_exist(cast: Cast) -> None:
    theirs = Assignment.objects.get(client=cast.hana, worker=cast.ben)
    for who in (cast.olga, cast.ivo, cast.root, cast.miriam):
        assert calling(who).get(f"assignments/{theirs.id}/").status == 404
        assert calling(who).post(f"assignments/{theirs.id}/end/", {"last_day": DAY}).status == 404
    assert calling(cast.ben).post(f"assignments/{theirs.id}/end/", {"last_day": DAY}).status == 403
