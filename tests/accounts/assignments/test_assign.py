"""Saying who works with a client."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.assignments.actions import assign
from accounts.assignments.choices import AssignmentRole
from accounts.assignments.models import Assignment
from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import NotVisible, RuleViolation
from tests.accounts.kinds import SignedIn, last_written_about

pytestmark = pytest.mark.django_db


def post(browser: Any, cast: Cast, **said: Any) -> Any:
    day = today(cast.organisation)
    usual = {
        "worker": str(cast.lena.id),
        "role": "worker",
        "starts_on_day": day.day,
        "starts_on_month": day.month,
        "starts_on_year": day.year,
    }
    return browser.post(reverse("assignments:assign", args=[cast.hana.id]), usual | said)


def test_a_line_manager_assigns_somebody_of_their_line(cast: Cast, signed_in: SignedIn) -> None:
    assert post(signed_in(cast.elif_), cast).status_code == 302
    made = Assignment.objects.get(worker=cast.lena)
    data = {"client": str(cast.hana.id), "worker": str(cast.lena.id), "role": "worker"}
    assert last_written_about(made.id) == ("assignment.assigned", cast.elif_.id, data)
    assert b"Lena Fischer" in signed_in(cast.amira).get(reverse("clients:client", args=[cast.hana.id])).content


def test_a_director_assigns_anybody_who_works_here(cast: Cast, signed_in: SignedIn) -> None:
    assert post(signed_in(cast.noor), cast, worker=str(cast.pavel.id)).status_code == 302


def test_a_line_manager_assigns_nobody_else(cast: Cast, signed_in: SignedIn) -> None:
    assert list(post(signed_in(cast.elif_), cast, worker=str(cast.pavel.id)).context["form"].errors) == ["worker"]
    with pytest.raises(RuleViolation, match="line"):
        assign(
            actor=cast.elif_,
            client_id=cast.hana.id,
            worker_id=cast.pavel.id,
            role=AssignmentRole.WORKER,
            starts_on=date(2026, 1, 5),
        )


def test_a_client_has_one_key_worker_at_a_time(cast: Cast, signed_in: SignedIn) -> None:
    answer = post(signed_in(cast.elif_), cast, role="key_worker")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["role"])
    day = today(cast.organisation)
    Assignment.objects.filter(worker=cast.amira).update(ends_on=day - timedelta(days=1))
    assert post(signed_in(cast.elif_), cast, role="key_worker").status_code == 302


def test_nobody_is_assigned_twice_at_the_same_time(cast: Cast, signed_in: SignedIn) -> None:
    answer = post(signed_in(cast.elif_), cast, worker=str(cast.ben.id))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["worker"])


def test_who_left_or_is_outside_is_not_assigned(cast: Cast) -> None:
    StaffMember.objects.filter(id=cast.lena.id).update(is_active=False)
    for person in (cast.lena, cast.miriam):
        with pytest.raises(RuleViolation, match="left"):
            assign(
                actor=cast.noor,
                client_id=cast.hana.id,
                worker_id=person.id,
                role=AssignmentRole.WORKER,
                starts_on=date(2026, 1, 5),
            )


@pytest.mark.parametrize(
    ("persona", "status"), [("amira", 403), ("olga", 404), ("pavel", 404), ("miriam", 404), ("ivo", 404), ("root", 404)]
)
def test_nobody_else_assigns(cast: Cast, signed_in: SignedIn, persona: str, status: int) -> None:
    assert post(signed_in(getattr(cast, persona)), cast).status_code == status
    assert not Assignment.objects.filter(worker=cast.lena).exists()


def test_nobody_of_another_organisation(cast: Cast, signed_in: SignedIn) -> None:
    with pytest.raises(NotVisible):
        assign(
            actor=cast.noor, client_id=cast.hana.id, worker_id=cast.ivo.id, role=AssignmentRole.WORKER, starts_on=date(2026, 1, 5)
        )
    assert list(post(signed_in(cast.noor), cast, worker=str(cast.ivo.id)).context["form"].errors) == ["worker"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"worker": ""}, "worker"),
        ({"worker": "forged"}, "worker"),
        ({"role": ""}, "role"),
        ({"role": "boss"}, "role"),
        ({"starts_on_day": ""}, "starts_on"),
        ({"starts_on_year": "x" * 999}, "starts_on"),
        ({"ends_on_day": "1", "ends_on_month": "1", "ends_on_year": "2001"}, "ends_on"),
    ],
)
def test_bad_input_is_said_beside_its_field(cast: Cast, signed_in: SignedIn, said: dict[str, Any], field: str) -> None:
    answer = post(signed_in(cast.elif_), cast, **said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_looking_at_the_form_assigns_nobody(cast: Cast, signed_in: SignedIn) -> None:
    address = reverse("assignments:assign", args=[cast.hana.id])
    assert signed_in(cast.elif_).get(address, {"worker": str(cast.lena.id)}).status_code == 200
    assert not Assignment.objects.filter(worker=cast.lena).exists()
