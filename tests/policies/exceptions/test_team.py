"""What the team reads: what was worded for it, for the clients it works with, and nothing else."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.assignments.choices import BlockExtent
from accounts.assignments.models import Assignment, AssignmentBlock
from accounts.organisations.queries import today
from boundaries.clocks.queries import now
from boundaries.notices.models import Notice
from policies.exceptions.life import actions as life
from tests.policies.exceptions.asked import adopt_both, approved, before_directors, drafted, sent
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast
    from policies.exceptions.models import ExceptionRequest

pytestmark = pytest.mark.django_db
SECRETS = (
    "A picnic by the sea with her",
    "She has not left the house",
    "She asked for it twice",
    "She takes it for friendship",
    "A colleague is always there",
    "We talked it over",
    "It does her good",
)


@pytest.fixture(autouse=True)
def policies_in_force(cast: "Cast", library: None) -> None:
    """Both policies are in force; Ben works with Hana, as Amira does."""
    adopt_both(cast.noor)
    assert Assignment.objects.filter(client=cast.hana, worker=cast.ben).exists()


def in_force(cast: "Cast", **more: Any) -> "ExceptionRequest":
    on = today(cast.amira.organisation)
    return approved(cast.elif_, cast.amira, cast.hana, **{"starts_on": on, "ends_on": on + timedelta(days=40), **more})


def page(exception: "ExceptionRequest") -> str:
    return reverse("exceptions:for_team", args=[exception.pk])


def test_the_team_reads_what_was_worded_for_it_and_nothing_else(cast: "Cast", signed_in: Any) -> None:
    exception = in_force(cast)
    browser = signed_in(cast.ben)
    listed = browser.get(reverse("exceptions:team")).content.decode()
    shown = browser.get(page(exception)).content.decode()
    assert exception.reference in listed
    assert "In force" in listed
    assert cast.amira.name in listed
    assert "Amira takes Hana to the sea, with Lena." in shown
    assert "RC-B-9" in shown
    assert not [word for word in SECRETS if word in listed + shown]
    assert not every(Notice).filter(person_id=cast.ben.pk, kind__startswith="team_exception", read_at=None).exists()
    life.suspend_exception(actor=cast.elif_, exception_id=exception.pk, reason="We look at it again.")
    shown = browser.get(page(exception)).content.decode()
    assert "Paused" in shown
    assert "We look at it again" not in shown


def test_only_the_team_reads_it_and_only_what_was_approved(cast: "Cast", signed_in: Any) -> None:
    exception = in_force(cast)
    for stranger in (cast.chidi, cast.olga, cast.grace, cast.samuel, cast.root):
        assert signed_in(stranger).get(page(exception)).status_code == 404, stranger
    for hidden in (
        drafted(cast.amira, cast.hana),
        sent(cast.amira, cast.hana),
        before_directors(cast.elif_, cast.amira, cast.hana),
    ):
        assert signed_in(cast.ben).get(page(hidden)).status_code == 404
    for extent, status in ((BlockExtent.KEY_WORKER, 200), (BlockExtent.ANY, 404)):
        AssignmentBlock.objects.create(
            organisation=cast.ben.organisation,
            client=cast.hana,
            worker=cast.ben,
            extent=extent,
            began_at=now(),
            source=uuid4(),
        )
        assert signed_in(cast.ben).get(page(exception)).status_code == status, extent


def test_an_empty_list_says_why_it_is_open(cast: "Cast", signed_in: Any) -> None:
    assert "what is hidden was not agreed" in signed_in(cast.ben).get(reverse("exceptions:team")).content.decode()


def test_the_api_reads_the_same(cast: "Cast", signed_in: Any) -> None:
    exception = in_force(cast)
    browser = signed_in(cast.ben)
    listed = browser.get(reverse("api_exception_team:team"))
    one = browser.get(reverse("api_exception_team:for_team", args=[exception.pk]))
    assert [each["id"] for each in listed.json()["exceptions"]] == [str(exception.pk)]
    assert one.json()["for_team"] == "Amira takes Hana to the sea, with Lena."
    assert not [word for word in SECRETS if word in listed.content.decode() + one.content.decode()]
    assert signed_in(cast.chidi).get(reverse("api_exception_team:for_team", args=[exception.pk])).status_code == 404


def test_the_list_asks_as_many_questions_for_many_as_for_few(cast: "Cast", signed_in: Any) -> None:
    counts = []
    browser = signed_in(cast.ben)
    for many in (2, 5):
        for _turn in range(many):
            in_force(cast)
        for url in (reverse("exceptions:team"), reverse("api_exception_team:team")):
            browser.get(url)
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(url).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
