"""What keeps lists of gifts quick however many there are: each is one question, answered in order by an index behind the wall."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for
from policies.gifts.models import GiftEntry
from policies.gifts.queries import (
    Office,
    Wanted,
    gift_for,
    office_of,
    own_gifts,
    own_totals,
    register,
    totals_of_worker,
    waiting_for,
)
from tests.plans import asked, plan
from tests.policies.adopting import RC, adopted
from tests.policies.gifts.giving import amounts, gave

pytestmark = pytest.mark.django_db
DEAR = "seqscan bitmapscan sort"


@pytest.fixture
def entry(cast: Cast, library: None) -> GiftEntry:
    adopted(cast.noor, RC)
    amounts(cast.noor)
    return gave(cast.ben, amount=Decimal(30))


def in_order(actor: StaffMember, office: Office, **wanted: object) -> str:
    """The conditions by which the index is read that gives a page of the register in its order."""
    after = wanted.pop("after", "")
    answered = plan(actor, lambda: register(office, wanted=Wanted(**wanted), after=after), dear=DEAR)  # type: ignore[arg-type]
    assert "Sort" not in answered
    assert "Seq Scan on policies_giftentry" not in answered
    lines = answered.splitlines()
    (at,) = (number for number, line in enumerate(lines) if "using gift_" in line)
    return next(line for line in lines[at:] if "Index Cond" in line)


def test_a_list_and_a_sum_are_one_question_each(cast: Cast, entry: GiftEntry) -> None:
    for ask in (lambda: own_gifts(cast.ben), lambda: own_totals(cast.ben)):
        assert len(asked(cast.ben, ask)) == 1
    assert len(asked(cast.elif_, lambda: waiting_for(cast.elif_))) == 1
    with speaking_for(cast.grace):
        office = office_of(cast.grace)
    for ask in (lambda: register(office), lambda: totals_of_worker(office, cast.ben)):
        assert len(asked(cast.grace, ask)) == 1


def test_an_entry_is_found_in_one_question_by_whichever_way(cast: Cast, entry: GiftEntry) -> None:
    for person in (cast.ben, cast.elif_, cast.ingrid, cast.grace):
        sent = asked(person, lambda person=person: gift_for(person, entry.pk))  # type: ignore[misc]
        assert len([each for each in sent if 'FROM "policies_giftentry"' in each]) == 1


@pytest.mark.parametrize("whose", ["area_id = ", "organisation_id = "])
def test_the_register_is_read_in_its_order_however_it_is_narrowed_down(cast: Cast, entry: GiftEntry, whose: str) -> None:
    everywhere, actor, day = whose == "organisation_id = ", cast.ingrid, today(cast.organisation)
    office = Office(actor, frozenset({None if everywhere else entry.area_id}), audits=False, above=(cast.farid.pk,))
    assert whose in in_order(actor, office)
    assert "ROW(happened_on, id) <" in in_order(actor, office, after=f"{day.isoformat()}_{entry.pk}")
    assert "happened_on >= " in in_order(actor, office, since=day - timedelta(days=9), until=day)
    for wanted in ({"kinds": ["cash"]}, {"states": ["decided"]}):
        assert whose in in_order(actor, office, **wanted)


@pytest.mark.parametrize("whose", ["area_id", "organisation_id"])
@pytest.mark.parametrize("narrowed", ["kind", "state"])
def test_a_rare_kind_and_a_rare_state_have_an_index_in_the_lists_order(db: None, whose: str, narrowed: str) -> None:
    """With the few rows of a test, which of two indexes is read hangs on the table's history: what counts with many is that it is there."""
    with connection.cursor() as run:
        run.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'policies_giftentry'")
        columns = [definition.split(" USING btree ")[1] for (definition,) in run.fetchall()]
    assert any(each.startswith(f"({whose}, {narrowed}, happened_on DESC, id DESC)") for each in columns)


def test_ones_own_begin_where_the_page_before_ended(cast: Cast, entry: GiftEntry) -> None:
    after = f"{entry.happened_on.isoformat()}_{entry.pk}"
    answered = plan(cast.ben, lambda: own_gifts(cast.ben, after=after), dear=DEAR)
    assert "Sort" not in answered
    assert any("Index Cond" in line and "ROW(happened_on, id) <" in line for line in answered.splitlines())
