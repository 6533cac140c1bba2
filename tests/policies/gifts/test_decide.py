"""Deciding about a gift: to whom it goes, what they decide, and what follows when nobody does or somebody leaves."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.actions import change_manager, deactivate_person
from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for
from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from boundaries.notices.models import Notice
from policies.gifts import queries
from policies.gifts.actions import decide_gift, escalate
from policies.gifts.choices import GiftState, Verdict
from policies.gifts.models import GiftDecision, GiftEntry, GiftGrant
from tests.accounts.kinds import written_about
from tests.incidents.told import settle, wait_until
from tests.policies.adopting import RC, adopted
from tests.policies.deputising import deputy_until_tomorrow
from tests.policies.gifts.giving import amounts, gave
from tests.seeing import every

pytestmark = pytest.mark.django_db
MIDDLE: dict[str, Any] = {"amount": Decimal(30)}


@pytest.fixture
def tokens(cast: Cast, library: None) -> Cast:
    """Tokens of ten euros are allowed; more than fifty are refused."""
    adopted(cast.noor, RC)
    amounts(cast.noor)
    return cast


def decides(person: StaffMember, entry: GiftEntry, verdict: Verdict = Verdict.PASS_ON, reason: str = "For the tea room.") -> None:
    """Somebody decides."""
    with speaking_for(person):
        decide_gift(actor=person, gift_id=entry.pk, verdict=verdict, reason=reason)


def waits_for(person: StaffMember) -> list[GiftEntry]:
    """What waits for somebody."""
    with speaking_for(person):
        return queries.waiting_for(person).entries


def fresh(entry: GiftEntry) -> GiftEntry:
    """The entry as it is now."""
    return every(GiftEntry).select_related("handler").get(pk=entry.pk)


def told(person: StaffMember) -> list[str]:
    """Of what somebody is told now."""
    return list(every(Notice).filter(person_id=person.pk, suppressed_at=None).values_list("kind", flat=True))


def test_it_goes_to_the_line_manager_who_decides_with_a_reason(tokens: Cast) -> None:
    entry = gave(tokens.ben, **MIDDLE)
    settle()
    assert [each.pk for each in waits_for(tokens.elif_)] == [entry.pk]
    assert told(tokens.elif_) == ["gift.to-decide"]
    decides(tokens.elif_, entry)
    settle()
    assert told(tokens.ben) == ["gift.decided"]
    assert waits_for(tokens.elif_) == []
    after = fresh(entry)
    assert (after.state, after.due_at) == (GiftState.DECIDED, None)
    assert written_about(entry.pk)[-1] == ("gift.decided", tokens.elif_.pk, {"verdict": "pass_on"})
    with speaking_for(tokens.elif_):
        decision = queries.decision_on(queries.gift_for(tokens.elif_, entry.pk))
    assert decision is not None
    assert (decision.verdict, decision.reason, decision.decided_by) == (Verdict.PASS_ON, "For the tea room.", tokens.elif_)


def test_it_is_decided_once(tokens: Cast) -> None:
    entry = gave(tokens.ben, **MIDDLE)
    with pytest.raises(RuleViolation, match=r"gift\.reason"):
        decides(tokens.elif_, entry, reason=" ")
    decides(tokens.elif_, entry, Verdict.KEEP)
    with pytest.raises(MoveRefused):
        decides(tokens.elif_, entry, Verdict.RETURN)
    assert every(GiftDecision).count() == 1


def test_nobody_decides_about_their_own_and_others_do_not_see_it(tokens: Cast) -> None:
    entry = gave(tokens.ben, **MIDDLE)
    with pytest.raises(Forbidden):
        decides(tokens.ben, entry)
    for person in (tokens.grace, tokens.noor):
        with pytest.raises(Forbidden):
            decides(person, entry)
    for person in (tokens.amira, tokens.farid, tokens.olga, tokens.chidi, tokens.ivo):
        with pytest.raises(NotVisible):
            decides(person, entry)


def test_what_a_line_manager_wrote_down_goes_to_theirs(tokens: Cast) -> None:
    assert gave(tokens.elif_, **MIDDLE).handler == tokens.farid


def test_when_nobody_decides_in_time_the_next_one_up_is_told_once(tokens: Cast) -> None:
    entry = gave(tokens.ben, **MIDDLE)
    settle()
    due = fresh(entry).due_at
    assert due
    wait_until(due - timedelta(minutes=1))
    assert told(tokens.farid) == []
    for _again in range(2):
        wait_until(due + timedelta(minutes=1))
    assert told(tokens.farid) == ["gift.to-decide"]
    with at(due + timedelta(minutes=2)):
        assert [each.pk for each in waits_for(tokens.farid)] == [each.pk for each in waits_for(tokens.elif_)] == [entry.pk]
        assert fresh(entry).handler == tokens.farid
        later = fresh(entry).due_at
        assert later is not None
        assert later > due
        decides(tokens.elif_, entry)
    wait_until(later + timedelta(days=1))
    assert [event for event, _actor, _data in written_about(entry.pk)].count("gift.escalated") == 1


def test_it_climbs_to_the_end_of_the_line_and_never_leaves_the_organisation(tokens: Cast) -> None:
    entry = gave(tokens.ben, **MIDDLE)
    for _rung in range(12):
        due = fresh(entry).due_at
        assert due
        wait_until(due + timedelta(minutes=1))
    people = set(every(GiftGrant).filter(content_object=entry).values_list("user__staff_member__name", flat=True))
    assert tokens.elif_.name in people
    assert len(people) > 2
    assert tokens.miriam.name not in people
    last = written_about(entry.pk)[-1]
    assert (last[0], (last[2] or {})["to"]) == ("gift.escalated", None)


def test_when_the_line_manager_leaves_it_goes_to_the_next_and_is_lost_to_them(tokens: Cast) -> None:
    entry = gave(tokens.ben, **MIDDLE)
    change_manager(actor=tokens.olga, person_id=tokens.ben.pk, manager_id=tokens.farid.pk)
    assert fresh(entry).handler == tokens.farid
    assert waits_for(tokens.elif_) == []
    with speaking_for(tokens.elif_), pytest.raises(NotVisible):
        queries.gift_for(tokens.elif_, entry.pk)
    deactivate_person(actor=tokens.olga, person_id=tokens.farid.pk, last_day=today(tokens.organisation))
    assert fresh(entry).handler not in {tokens.farid, None}


def test_a_deputy_whose_term_is_over_loses_it(tokens: Cast) -> None:
    deputy = deputy_until_tomorrow(tokens)
    entry, late = gave(tokens.ben, **MIDDLE), gave(tokens.amira, giver_name="Lea Storm", **MIDDLE)
    assert (entry.handler, late.handler) == (deputy, deputy)
    with at(now() + timedelta(hours=1)):
        escalate(late)
    with at(now() + timedelta(days=2)):
        settle()
        assert fresh(entry).handler == fresh(late).handler == tokens.farid
        for each in (entry, late):
            with speaking_for(deputy), pytest.raises(NotVisible):
                queries.gift_for(deputy, each.pk)


def test_with_nobody_left_it_waits_and_is_tried_again(tokens: Cast) -> None:
    everybody = StaffMember.objects.filter(organisation=tokens.organisation).exclude(pk=tokens.ben.pk)
    logins = [user_id for user_id in everybody.values_list("user_id", flat=True) if user_id]
    users = type(tokens.ben.user).objects.filter(pk__in=logins)  # type: ignore[union-attr]  # Ben can sign in
    users.update(is_active=False)
    entry = gave(tokens.ben, **MIDDLE)
    assert entry.handler_id is None
    assert written_about(entry.pk)[-1][0] == "gift.unrouted"
    users.update(is_active=True)
    due = fresh(entry).due_at
    assert due
    wait_until(due + timedelta(minutes=1))
    assert fresh(entry).handler == tokens.elif_


# --- Who sees -------------------------------------------------------------------------------------------------------------------
def test_directors_read_their_area_and_auditors_see_that_it_is_there(tokens: Cast) -> None:
    entry, above = gave(tokens.ben, **MIDDLE), gave(tokens.samuel)
    with speaking_for(tokens.ingrid):
        office = queries.office_of(tokens.ingrid)
        assert entry.pk in {each.pk for each in queries.register(office).entries}
        assert office.reads(queries.gift_for(tokens.ingrid, entry.pk))
        assert above.pk not in {each.pk for each in queries.register(office).entries}, "nobody oversees whom they work under"
        with pytest.raises(NotVisible):
            queries.gift_for(tokens.ingrid, above.pk)
    with speaking_for(tokens.grace):
        office = queries.office_of(tokens.grace)
        assert {each.pk for each in queries.register(office).entries} >= {entry.pk}
        assert not office.reads(entry)
    for person in (tokens.elif_, tokens.olga, tokens.ben):
        with speaking_for(person), pytest.raises(Forbidden):
            queries.office_of(person)


def test_the_register_is_narrowed_down_and_read_page_by_page(tokens: Cast) -> None:
    day = today(tokens.organisation)
    entries = [gave(tokens.ben, on=day - timedelta(days=each), giver_name=f"Number {each}") for each in range(5)]
    with speaking_for(tokens.grace):
        office = queries.office_of(tokens.grace)
        seen, after = [], ""
        for _page in range(3):
            shown = queries.register(office, after=after, size=2)
            seen += [each.pk for each in shown.entries]
            after = shown.after or ""
        assert (seen, after) == ([each.pk for each in entries], "")
        wanted = queries.Wanted(worker_id=tokens.ben.pk, since=day - timedelta(days=3), until=day - timedelta(days=2))
        assert [each.pk for each in queries.register(office, wanted=wanted).entries] == [each.pk for each in entries[2:4]]
        for other in ({"kinds": ["cash"]}, {"states": ["waiting"]}, {"worker_id": tokens.amira.pk}):
            assert queries.register(office, wanted=queries.Wanted(**other)).entries == []
        for wrong in ("x", "2026-01-01_x", f"x_{entries[0].pk}"):
            with pytest.raises(NotVisible):
                queries.register(office, after=wrong)


def test_totals_of_a_worker_by_giver(tokens: Cast) -> None:
    for name, worth in (("One", 4), ("Two", 5), ("One", 6)):
        gave(tokens.ben, giver_name=name, amount=Decimal(worth))
    gave(tokens.ben, giver_name="Two", amount=None)
    with speaking_for(tokens.ben):
        mine = queries.own_totals(tokens.ben)
    assert sorted((each.entry.giver_name, dict(each.total.sums), each.total.count, each.total.unknown) for each in mine) == [
        ("One", {"EUR": Decimal(10)}, 2, 0),
        ("Two", {"EUR": Decimal(5)}, 2, 1),
    ]
    whole = queries.whole_of(mine)
    assert (whole.sums, whole.count, whole.unknown) == ({"EUR": Decimal(15)}, 4, 1)
    with speaking_for(tokens.grace):
        office = queries.office_of(tokens.grace)
        theirs = queries.totals_of_worker(office, queries.worker_for(office, tokens.ben.pk))
        assert queries.whole_of(theirs) == whole
        with pytest.raises(NotVisible):
            queries.worker_for(office, tokens.ivo.pk)


def test_a_clock_that_stands_still_is_no_clock(tokens: Cast) -> None:
    """The days come from the organisation's own setting."""
    amounts(tokens.noor, days=1)
    entry = gave(tokens.ben, **MIDDLE)
    assert entry.due_at
    assert entry.due_at - now() < timedelta(days=5)
