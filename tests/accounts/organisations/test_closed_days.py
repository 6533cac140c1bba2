"""Adding and removing closed days."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.organisations.actions import remove_closed_day
from accounts.organisations.models import ClosedDay
from boundaries.errors.exceptions import NotVisible
from tests.accounts.kinds import SignedIn, last_written_about, written_about

pytestmark = pytest.mark.django_db

NEW_YEAR = {"name": "New Year", "day_day": "1", "day_month": "1", "day_year": "2090"}


def test_an_administrator_adds_one_and_removes_it(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.olga)
    assert browser.post(reverse("organisations:add_closed_day"), NEW_YEAR).status_code == 302
    closed = ClosedDay.objects.get(organisation=cast.organisation)
    assert last_written_about(cast.organisation.id) == ("organisation.closed-day-added", cast.olga.id, {"day": "2090-01-01"})
    assert b"1 January 2090" in browser.get(reverse("organisations:settings")).content
    remove = reverse("organisations:remove_closed_day", args=[closed.id])
    assert browser.get(remove).status_code == 200
    assert ClosedDay.objects.filter(id=closed.id).exists()
    assert browser.post(remove).status_code == 302
    assert not ClosedDay.objects.filter(id=closed.id).exists()
    assert last_written_about(cast.organisation.id) == ("organisation.closed-day-removed", cast.olga.id, {"day": "2090-01-01"})


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"name": "", "day_day": "", "day_month": "", "day_year": ""}, {"name", "day"}),
        ({"name": "x" * 81}, {"name"}),
        ({"day_month": "14"}, {"day"}),
        ({"day_year": "90"}, {"day"}),
    ],
)
def test_bad_input_is_said_beside_its_field(cast: Cast, signed_in: SignedIn, said: dict[str, Any], fields: set[str]) -> None:
    answer = signed_in(cast.olga).post(reverse("organisations:add_closed_day"), NEW_YEAR | said)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, fields)
    assert written_about(cast.organisation.id) == []


def test_a_day_is_closed_once(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.olga)
    browser.post(reverse("organisations:add_closed_day"), NEW_YEAR)
    answer = browser.post(reverse("organisations:add_closed_day"), NEW_YEAR)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["day"])


def test_nobody_else_does(cast: Cast, signed_in: SignedIn) -> None:
    foreign = ClosedDay.objects.create(organisation=cast.other_organisation, day="2090-01-01", name="New Year")
    assert signed_in(cast.olga).post(reverse("organisations:remove_closed_day", args=[foreign.id])).status_code == 404
    with pytest.raises(NotVisible):
        remove_closed_day(actor=cast.olga, closed_day_id=foreign.id)
    assert signed_in(cast.noor).post(reverse("organisations:add_closed_day"), NEW_YEAR).status_code == 403
    assert ClosedDay.objects.count() == 1
