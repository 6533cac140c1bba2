"""Figures of exceptions: over what the reader sees by office, and never so small that they point at somebody."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from boundaries.clocks.queries import at, now
from policies.exceptions import actions
from policies.exceptions.deciding import actions as deciding
from policies.exceptions.figures.queries import figures_for
from policies.exceptions.figures.rules import told
from policies.exceptions.life import actions as life
from tests.accounts.calling import calling
from tests.policies.exceptions.asked import adopt_both, approved, assess, in_days, sent

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

pytestmark = pytest.mark.django_db
NUMBERS = ("asked", "approved", "refused", "ended", "revoked")


@pytest.fixture(autouse=True)
def policies_in_force(cast: "Cast", library: None) -> None:
    """Both policies are in force."""
    adopt_both(cast.noor)


@pytest.fixture
def some(cast: "Cast") -> None:
    """Six outings are asked for: two are approved, one of them revoked and looked back on, one is not approved."""
    day = in_days(cast.amira, 0)
    approved(cast.elif_, cast.amira, cast.hana)
    over = approved(cast.elif_, cast.amira, cast.hana, starts_on=day, ends_on=day)
    life.revoke_exception(actor=cast.elif_, exception_id=over.pk, reason="It rained.")
    refused = assess(cast.elif_, sent(cast.amira, cast.hana))
    deciding.refuse_exception(actor=cast.elif_, exception_id=refused.pk, reason="Not now.")
    for _turn in range(3):
        sent(cast.amira, cast.hana)


def counts(line: Any) -> tuple[int | None, ...]:
    return tuple(line.counts[name] for name in NUMBERS)


def test_a_director_reads_them_whole(cast: "Cast", some: None, signed_in: Any) -> None:
    found = figures_for(cast.noor)
    assert [(each.label, counts(each)) for each in found.by_clause] == [("RC-B-9", (6, 2, 1, 0, 1))]
    assert [counts(each) for each in found.by_kind] == [counts(each) for each in found.by_team] == [(6, 2, 1, 0, 1)]
    assert found.by_team[0].label == "Harbour team"
    assert found.median_days is not None
    page = signed_in(cast.noor).get(reverse("exceptions:figures")).content.decode()
    assert "RC-B-9" in page
    assert "fewer than 5" not in page


def test_an_auditor_reads_no_small_number(cast: "Cast", some: None, signed_in: Any) -> None:
    found = figures_for(cast.grace)
    assert [counts(each) for each in found.by_kind] == [(6, None, None, 0, None)]
    page = signed_in(cast.grace).get(reverse("exceptions:figures")).content.decode()
    assert "fewer than 5" in page
    assert calling(cast.grace).get("exceptions/figures/")["by_kind"][0]["approved"] is None


def test_nobody_else_finds_them(cast: "Cast", signed_in: Any) -> None:
    for person in (cast.amira, cast.elif_, cast.chidi, cast.olga, cast.samuel, cast.root):
        assert signed_in(person).get(reverse("exceptions:figures")).status_code == 404, person
        assert calling(person).get("exceptions/figures/").status == 404


def test_drafts_and_what_is_older_than_a_year_do_not_count(cast: "Cast") -> None:
    with at(now() - timedelta(days=400)):
        sent(cast.amira, cast.hana)
    actions.start_exception(actor=cast.amira, facts={"kind": "outing"})
    assert figures_for(cast.noor).by_kind == []


def test_one_statement_for_each_table(cast: "Cast", some: None) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            figures_for(cast.noor)
        return len(found)

    few = asked()
    for _turn in range(4):
        sent(cast.amira, cast.hana)
    assert asked() == few


@pytest.mark.parametrize(
    ("count", "masked", "shown"), [(0, True, 0), (1, True, None), (4, True, None), (5, True, 5), (4, False, 4)]
)
def test_none_at_all_says_nothing_of_anybody(count: int, masked: bool, shown: int | None) -> None:
    assert told(count, masked=masked) == shown
