"""Ending an assignment."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.assignments.actions import assign, end
from accounts.assignments.choices import AssignmentRole
from accounts.assignments.models import Assignment
from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from boundaries.errors.exceptions import MoveRefused, NotVisible, RuleViolation
from tests.accounts.kinds import SignedIn, last_written_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def bens(cast: Cast) -> Assignment:
    return Assignment.objects.get(worker=cast.ben)


def on(day: date) -> dict[str, Any]:
    return {"last_day_day": day.day, "last_day_month": day.month, "last_day_year": day.year}


def test_after_the_last_day_the_worker_no_longer_knows_the_client(cast: Cast, bens: Assignment, signed_in: SignedIn) -> None:
    yesterday = today(cast.organisation) - timedelta(days=1)
    assert signed_in(cast.elif_).post(reverse("assignments:end", args=[bens.id]), on(yesterday)).status_code == 302
    assert signed_in(cast.ben).get(reverse("clients:client", args=[cast.hana.id])).status_code == 404
    assert signed_in(cast.amira).get(reverse("clients:client", args=[cast.hana.id])).status_code == 200
    data = {"client": str(cast.hana.id), "worker": str(cast.ben.id), "last_day": yesterday.isoformat()}
    assert last_written_about(bens.id) == ("assignment.ended", cast.elif_.id, data)


@pytest.mark.parametrize(
    ("persona", "status"), [("ben", 403), ("amira", 403), ("olga", 404), ("miriam", 404), ("ivo", 404), ("root", 404)]
)
def test_nobody_else_ends_it(cast: Cast, bens: Assignment, signed_in: SignedIn, persona: str, status: int) -> None:
    answer = signed_in(getattr(cast, persona)).post(reverse("assignments:end", args=[bens.id]), on(today(cast.organisation)))
    bens.refresh_from_db()
    assert answer.status_code == status
    assert bens.ends_on is None


def test_the_action_knows_nothing_of_another_organisation(cast: Cast, bens: Assignment) -> None:
    with pytest.raises(NotVisible):
        end(actor=cast.ivo, assignment_id=bens.id, last_day=date(2026, 1, 5))
    with pytest.raises(NotVisible):
        assign(
            actor=cast.ivo, client_id=cast.hana.id, worker_id=cast.ivo.id, role=AssignmentRole.WORKER, starts_on=date(2026, 1, 5)
        )


def test_what_is_over_is_not_ended_again(cast: Cast, bens: Assignment) -> None:
    end(actor=cast.elif_, assignment_id=bens.id, last_day=date(2026, 1, 5))
    with pytest.raises(MoveRefused):
        end(actor=cast.elif_, assignment_id=bens.id, last_day=date(2026, 1, 6))


def test_it_is_made_shorter_and_never_longer(cast: Cast, bens: Assignment) -> None:
    day = today(cast.organisation)
    end(actor=cast.elif_, assignment_id=bens.id, last_day=day + timedelta(days=5))
    end(actor=cast.elif_, assignment_id=bens.id, last_day=day + timedelta(days=3))
    with pytest.raises(RuleViolation, match="longer"):
        end(actor=cast.elif_, assignment_id=bens.id, last_day=day + timedelta(days=4))


@pytest.mark.parametrize(
    "said", [{}, on(date(1999, 1, 1)), on(date(2026, 2, 2)) | {"last_day_day": "30"}, {"last_day_day": "x" * 999}]
)
def test_bad_input_is_said_beside_the_field(cast: Cast, bens: Assignment, signed_in: SignedIn, said: dict[str, Any]) -> None:
    answer = signed_in(cast.elif_).post(reverse("assignments:end", args=[bens.id]), said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["last_day"])


def test_asking_first_ends_nothing(cast: Cast, bens: Assignment, signed_in: SignedIn) -> None:
    assert signed_in(cast.elif_).get(reverse("assignments:end", args=[bens.id])).status_code == 200
    bens.refresh_from_db()
    assert bens.ends_on is None
