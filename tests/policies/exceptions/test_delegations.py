"""A director lets somebody decide in their place, for a time; nobody else can, and it opens nothing else."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import NotVisible
from policies.exceptions import queries
from policies.exceptions.choices import ExceptionStatus as S
from policies.exceptions.delegations import actions
from policies.exceptions.models import ExceptionDecision, ExceptionDelegation
from tests.accounts.calling import calling
from tests.policies.exceptions.asked import adopt_both, approve, before_directors, fresh, in_days
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

pytestmark = pytest.mark.django_db
LIST = "/exceptions/delegations/"


@pytest.fixture(autouse=True)
def policies_in_force(cast: "Cast", library: None) -> None:
    """Both policies are in force."""
    adopt_both(cast.noor)


def day(name: str, on: date) -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def told(cast: "Cast", person: Any, first: int = 0, last: int = 7) -> dict[str, Any]:
    return {"delegate": str(person.pk), **day("starts_on", in_days(cast.noor, first)), **day("ends_on", in_days(cast.noor, last))}


def given(cast: "Cast", first: int = 0, last: int = 7) -> ExceptionDelegation:
    """Farid decides in Noor's place."""
    return actions.give_delegation(
        actor=cast.noor, delegate_id=cast.farid.pk, starts_on=in_days(cast.noor, first), ends_on=in_days(cast.noor, last)
    )


def test_a_director_gives_one_on_the_page_and_ends_it(cast: "Cast", signed_in: Any) -> None:
    browser = signed_in(cast.noor)
    assert "Nobody decides in anybody" in browser.get(LIST).content.decode()
    refused = browser.post(LIST, told(cast, cast.farid, 5, 2))
    assert refused.status_code == 422
    assert "The last day must not come before the first" in refused.content.decode()
    assert browser.post(LIST, told(cast, cast.farid)).status_code == 302
    delegation = ExceptionDelegation.objects.get()
    assert "In force" in browser.get(LIST).content.decode()
    assert cast.noor.name in signed_in(cast.farid).get(LIST).content.decode()
    end = reverse("exceptions:end_delegation", args=[delegation.pk])
    assert cast.farid.name in browser.get(end).content.decode()
    assert browser.post(end).status_code == 302
    assert "Ended early" in browser.get(LIST).content.decode()
    assert browser.post(end).status_code == 409


def test_whoever_may_not_give_one_does_not_find_it(cast: "Cast", signed_in: Any) -> None:
    delegation = given(cast)
    for person in (cast.amira, cast.elif_, cast.chidi, cast.olga, cast.grace, cast.root):
        browser = signed_in(person)
        assert browser.get(LIST).status_code == 404, person
        assert browser.post(LIST, told(cast, cast.ben)).status_code == 404, person
        assert browser.post(reverse("exceptions:end_delegation", args=[delegation.pk])).status_code == 404
    farid = signed_in(cast.farid)
    assert "Let somebody decide in your place" not in farid.get(LIST).content.decode()
    assert farid.post(LIST, told(cast, cast.ben)).status_code == 404, "it cannot be handed on"
    assert farid.post(reverse("exceptions:end_delegation", args=[delegation.pk])).status_code in {403, 404}
    assert ExceptionDelegation.objects.get().ended_at is None


def test_giving_one_asks_for_a_fresh_proof_and_loses_nothing(cast: "Cast", signed_in: Any) -> None:
    browser = signed_in(cast.noor)
    with at(now() + timedelta(minutes=20)):
        answer = browser.post(LIST, told(cast, cast.farid))
        assert (answer.status_code, ExceptionDelegation.objects.exists()) == (302, False)
        assert reverse("secondfactor:again") in answer["Location"]


def test_they_decide_in_that_place_and_only_while_it_lasts(cast: "Cast") -> None:
    exception = before_directors(cast.elif_, cast.amira, cast.hana)
    delegation = given(cast, 1, 2)
    assert not queries.waiting_for(cast.chidi).exists()
    other = actions.give_delegation(
        actor=cast.noor, delegate_id=cast.chidi.pk, starts_on=in_days(cast.noor, 0), ends_on=in_days(cast.noor, 1)
    )
    assert queries.waiting_for(cast.chidi).get() == exception
    assert not queries.waiting_for(cast.farid).exists(), "it is still to come"
    actions.end_delegation(actor=cast.noor, delegation_id=other.pk)
    with pytest.raises(NotVisible):
        approve(cast.chidi, exception)
    with at(now() + timedelta(days=1)):
        approve(cast.farid, exception)
    decision = every(ExceptionDecision).get(seat="first")
    assert (decision.decided_by, decision.on_behalf_of) == (cast.farid, cast.noor)
    assert fresh(exception).status == S.APPROVED
    assert delegation.ended_at is None


def test_the_api_gives_lists_and_ends(cast: "Cast") -> None:
    director = calling(cast.noor)
    facts = {"starts_on": in_days(cast.noor, 0).isoformat(), "ends_on": in_days(cast.noor, 3).isoformat()}
    made = director.post("exceptions/delegations/", {"delegate": str(cast.farid.pk), **facts})
    assert made.status == 201
    assert director.post("exceptions/delegations/", {"delegate": str(cast.noor.pk), **facts}).status == 422
    assert [each["id"] for each in calling(cast.farid).get("exceptions/delegations/")["delegations"]] == [str(made.id)]
    assert calling(cast.amira).get("exceptions/delegations/").status == 404
    assert calling(cast.amira).post("exceptions/delegations/", {"delegate": str(cast.farid.pk), **facts}).status == 404
    assert calling(cast.farid).post(f"exceptions/delegations/{made.id}/end/", {}).status in {403, 404}
    assert director.post(f"exceptions/delegations/{made.id}/end/", {}).status == 200
