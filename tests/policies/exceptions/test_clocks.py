"""Everything that happens to an exception by itself: each exactly once, never early, however often it is delivered."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.organisations.actions import add_closed_day, change_settings
from accounts.organisations.models import Organisation
from boundaries.clocks.queries import at
from boundaries.notices.models import Notice
from boundaries.outbox.models import OutboxRow, Timer
from policies.exceptions import actions, queries
from policies.exceptions.choices import ExceptionStatus as S
from policies.exceptions.deciding import actions as deciding
from policies.exceptions.life import actions as life
from policies.exceptions.models import ExceptionRequest
from policies.exceptions.rules import LADDER, ladder
from tests.policies.exceptions.asked import (
    MONDAY,
    adopt_both,
    approved,
    before_directors,
    data_of,
    events_of,
    fresh,
    sent,
    settle,
    wait_until,
)
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

pytestmark = pytest.mark.django_db
DAY, SOON = timedelta(days=1), timedelta(seconds=1)
MIDNIGHT = MONDAY.replace(hour=0)
"""When that Monday began, in UTC."""


@pytest.fixture(autouse=True)
def _in_utc(cast: "Cast", library: None) -> None:
    """The cast's organisation in UTC, so that the moments below can be read; both policies are in force."""
    adopt_both(cast.noor)
    in_zone(cast, "UTC")


def in_zone(cast: "Cast", zone: str) -> None:
    Organisation.objects.update(zone=zone)
    for person in vars(cast).values():
        if hasattr(person, "organisation"):
            person.organisation.zone = zone


def lasting(cast: "Cast", first: int, last: int) -> ExceptionRequest:
    """Approved on that Monday, from so many days later to so many."""
    start = MONDAY.date()
    with at(MONDAY):
        return approved(cast.elif_, cast.amira, cast.hana, starts_on=start + first * DAY, ends_on=start + last * DAY)


def again(moment: datetime) -> None:
    """Everything that was done is delivered a second time at that moment."""
    OutboxRow.objects.update(done_at=None)
    Timer.objects.filter(fired_at__isnull=False).update(fired_at=None)
    with at(moment):
        settle()


def times(exception: ExceptionRequest, event: str) -> int:
    return events_of(exception).count(event)


def told(kind: str) -> int:
    return every(Notice).filter(kind=kind).count()


# --- Whoever assesses and decides -----------------------------------------------------------------------------------------------
def test_the_line_is_reminded_and_then_the_next_above_is_told_once_each(cast: "Cast") -> None:
    with at(MONDAY):
        exception = sent(cast.amira, cast.hana)
    assert exception.due_at == MONDAY + 7 * DAY, "five working days"
    wait_until(MONDAY + 4 * DAY - SOON)
    assert times(exception, "reminded") == 0
    wait_until(MONDAY + 4 * DAY)
    assert times(exception, "reminded") == 1
    wait_until(MONDAY + 7 * DAY - SOON)
    assert times(exception, "escalated") == 0
    wait_until(MONDAY + 7 * DAY)
    for _turn in range(3):
        again(MONDAY + 7 * DAY)
    assert (times(exception, "reminded"), times(exception, "escalated")) == (1, 1)
    assert data_of(exception, "exception.escalated")["to"] == [str(cast.farid.pk)]
    assert queries.exception_for(cast.farid, exception.pk) == exception
    assert told("exception.reminded") == told("exception.escalated") == 1


def test_those_who_decide_are_reminded_and_the_next_office_may_decide_too(cast: "Cast") -> None:
    with at(MONDAY):
        exception = before_directors(cast.elif_, cast.amira, cast.hana)
    assert exception.approvers == ["director"]
    assert not queries.waiting_for(cast.samuel).exists()
    wait_until(MONDAY + 7 * DAY - SOON)
    assert (fresh(exception).approvers, times(exception, "reminded")) == (["director"], 1)
    wait_until(MONDAY + 7 * DAY)
    again(MONDAY + 7 * DAY)
    assert fresh(exception).approvers == ["director", "chief_executive"]
    assert times(exception, "escalated") == 1
    assert queries.waiting_for(cast.samuel).get() == exception
    assert queries.waiting_for(cast.noor).get() == exception


def test_a_question_waits_without_a_clock_and_is_asked_again_once(cast: "Cast") -> None:
    with at(MONDAY):
        exception = sent(cast.amira, cast.hana)
        deciding.return_exception(actor=cast.elif_, exception_id=exception.pk, text="Who else is there?")
        settle()
    assert fresh(exception).due_at is None
    wait_until(MONDAY + 7 * DAY - SOON)
    assert times(exception, "answer-due") == 0
    wait_until(MONDAY + 7 * DAY)
    again(MONDAY + 7 * DAY)
    wait_until(MONDAY + 40 * DAY)
    assert (times(exception, "answer-due"), times(exception, "reminded"), times(exception, "escalated")) == (1, 0, 0)
    with at(MONDAY + 42 * DAY):
        actions.answer_exception(actor=cast.amira, exception_id=exception.pk, text="Lena is.")
        settle()
    assert fresh(exception).due_at == MONDAY + 49 * DAY, "the clock begins anew with the answer"


# --- Its days -------------------------------------------------------------------------------------------------------------------
def test_it_begins_with_its_first_day_and_ends_with_its_last(cast: "Cast") -> None:
    exception = lasting(cast, 2, 4)
    wait_until(MIDNIGHT + 2 * DAY - SOON)
    assert fresh(exception).status == S.APPROVED
    wait_until(MIDNIGHT + 2 * DAY)
    assert (fresh(exception).status, told("own_exception.activated")) == (S.ACTIVE, 1)
    wait_until(MIDNIGHT + 3 * DAY - SOON)
    assert fresh(exception).status == S.ACTIVE
    wait_until(MIDNIGHT + 3 * DAY)
    assert (fresh(exception).status, data_of(exception, "exception.near-end")["days"]) == (S.EXPIRING, 1)
    wait_until(MIDNIGHT + 5 * DAY - SOON)
    assert fresh(exception).status == S.EXPIRING
    wait_until(MIDNIGHT + 5 * DAY)
    for _turn in range(3):
        again(MIDNIGHT + 5 * DAY)
    assert fresh(exception).status == S.EXPIRED
    assert [times(exception, each) for each in ("activated", "near-end", "expired")] == [1, 1, 1]
    assert told("own_exception.expired") == 1


def test_a_day_begins_where_the_organisation_is(cast: "Cast") -> None:
    in_zone(cast, "America/Iqaluit")
    exception = lasting(cast, 2, 2)
    begins = datetime.combine(MONDAY.date() + 2 * DAY, datetime.min.time(), ZoneInfo("America/Iqaluit"))
    assert begins > MIDNIGHT + 2 * DAY
    wait_until(begins - SOON)
    assert fresh(exception).status == S.APPROVED
    wait_until(begins)
    assert fresh(exception).status == S.ACTIVE
    wait_until(begins + DAY - SOON)
    assert fresh(exception).status in {S.ACTIVE, S.EXPIRING}
    wait_until(begins + DAY)
    assert fresh(exception).status == S.EXPIRED


def test_an_event_of_one_day_begins_and_ends_without_a_warning(cast: "Cast") -> None:
    exception = lasting(cast, 0, 0)
    assert fresh(exception).status == S.ACTIVE, "today is its first day"
    wait_until(MIDNIGHT + DAY - SOON)
    assert times(exception, "expired") == 0
    wait_until(MIDNIGHT + DAY)
    assert (fresh(exception).status, times(exception, "near-end"), times(exception, "expired")) == (S.EXPIRED, 0, 1)


def test_the_ladder_of_warnings_is_climbed_a_rung_at_a_time(cast: "Cast") -> None:
    exception = lasting(cast, 0, 60)
    end = MIDNIGHT + 60 * DAY
    for count, days in enumerate(LADDER):
        wait_until(end - days * DAY - SOON)
        assert times(exception, "near-end") == count, days
        wait_until(end - days * DAY)
        again(end - days * DAY)
        assert times(exception, "near-end") == count + 1, days
        assert data_of(exception, "exception.near-end")["days"] == days
    assert told("own_exception.near_end") == told("exception.near_end") == len(LADDER)


def test_it_ends_on_its_day_while_it_is_paused_and_warns_nobody(cast: "Cast") -> None:
    exception = lasting(cast, 0, 20)
    with at(MONDAY + DAY):
        life.suspend_exception(actor=cast.elif_, exception_id=exception.pk, reason="We look at it again.")
        settle()
    wait_until(MIDNIGHT + 21 * DAY - SOON)
    assert (fresh(exception).status, times(exception, "near-end")) == (S.SUSPENDED, 0)
    wait_until(MIDNIGHT + 21 * DAY)
    again(MIDNIGHT + 21 * DAY)
    assert (fresh(exception).status, times(exception, "expired")) == (S.EXPIRED, 1)


def test_taken_up_again_it_warns_of_what_is_still_to_come(cast: "Cast") -> None:
    exception = lasting(cast, 0, 20)
    with at(MONDAY + DAY):
        life.suspend_exception(actor=cast.elif_, exception_id=exception.pk, reason="We look at it again.")
    with at(MONDAY + 16 * DAY):
        life.resume_exception(actor=cast.elif_, exception_id=exception.pk, reason="It can go on.")
        settle()
    assert fresh(exception).status == S.ACTIVE
    wait_until(MIDNIGHT + 21 * DAY)
    assert (times(exception, "near-end"), times(exception, "expired")) == (1, 1)


def test_a_revoked_one_warns_and_ends_no_more(cast: "Cast") -> None:
    exception = lasting(cast, 0, 20)
    with at(MONDAY + DAY):
        life.revoke_exception(actor=cast.elif_, exception_id=exception.pk, reason="It did not do her good.")
        settle()
    wait_until(MIDNIGHT + 60 * DAY)
    assert (times(exception, "near-end"), times(exception, "expired")) == (0, 0)
    assert fresh(exception).status == S.REVOKED


def test_an_outage_of_weeks_ends_with_one_of_each(cast: "Cast") -> None:
    exception = lasting(cast, 1, 3)
    late = MONDAY + 90 * DAY
    with at(late):
        settle()
    again(late)
    assert [times(exception, each) for each in ("activated", "expired")] == [1, 1]
    assert fresh(exception).status == S.EXPIRED


def test_after_an_outage_the_nearest_warning_alone_is_given(cast: "Cast") -> None:
    exception = lasting(cast, 0, 60)
    with at(MIDNIGHT + 57 * DAY):
        settle()
    assert [times(exception, "near-end"), data_of(exception, "exception.near-end")["days"]] == [1, 7]


# --- A calendar and a zone that change ------------------------------------------------------------------------------------------
def test_a_closed_day_moves_the_clocks_but_not_its_days(cast: "Cast") -> None:
    with at(MONDAY):
        exception = sent(cast.amira, cast.hana)
    living = lasting(cast, 2, 4)
    with at(MONDAY + SOON):
        add_closed_day(actor=cast.olga, day=(MONDAY + DAY).date(), name="Storm")
        settle()
    assert fresh(exception).due_at == MONDAY + 8 * DAY
    wait_until(MONDAY + 7 * DAY)
    assert times(exception, "escalated") == 0
    wait_until(MONDAY + 8 * DAY)
    assert times(exception, "escalated") == 1
    assert (fresh(living).status, times(living, "activated"), times(living, "expired")) == (S.EXPIRED, 1, 1)


def with_zone(cast: "Cast", zone: str) -> None:
    """An administrator moves the organisation to another zone, and leaves the rest as it is."""
    ours = Organisation.objects.get(pk=cast.olga.organisation_id)
    kept = ("name", "language", "weekdays", "acknowledge_days", "contact_days", "danger_signposts", "gate")
    change_settings(actor=cast.olga, zone=zone, **{name: getattr(ours, name) for name in kept})


def test_another_zone_moves_its_days(cast: "Cast") -> None:
    exception = lasting(cast, 2, 2)
    with at(MONDAY + SOON):
        with_zone(cast, "America/Iqaluit")
        settle()
    begins = datetime.combine(MONDAY.date() + 2 * DAY, datetime.min.time(), ZoneInfo("America/Iqaluit"))
    wait_until(begins - SOON)
    assert fresh(exception).status == S.APPROVED
    wait_until(begins)
    assert (fresh(exception).status, times(exception, "activated")) == (S.ACTIVE, 1)


# --- How it went ----------------------------------------------------------------------------------------------------------------
def test_its_worker_is_asked_how_it_went_and_then_the_line_is_told(cast: "Cast") -> None:
    exception = lasting(cast, 0, 0)
    over = MIDNIGHT + DAY
    wait_until(over + 7 * DAY - SOON)
    assert times(exception, "outcome-due") == 0
    wait_until(over + 7 * DAY)
    assert times(exception, "outcome-due") == 1
    wait_until(over + 14 * DAY - SOON)
    assert times(exception, "outcome-late") == 0
    wait_until(over + 14 * DAY)
    again(over + 14 * DAY)
    assert (times(exception, "outcome-due"), times(exception, "outcome-late")) == (1, 1)
    assert told("own_exception.outcome_due") == told("exception.outcome_late") == 1


def test_nobody_is_asked_who_has_said_it_or_never_began(cast: "Cast") -> None:
    exception, never = lasting(cast, 0, 0), lasting(cast, 5, 9)
    with at(MONDAY + SOON):
        life.revoke_exception(actor=cast.elif_, exception_id=never.pk, reason="It will not be.")
    with at(MONDAY + 2 * DAY):
        settle()
        actions.tell_outcome(actor=cast.amira, exception_id=exception.pk, went="well", learned="She laughed.", safeguards="Held.")
    wait_until(MONDAY + 60 * DAY)
    for each in (exception, never):
        assert (times(each, "outcome-due"), times(each, "outcome-late")) == (0, 0)


@given(st.integers(min_value=0, max_value=400), st.integers(min_value=0, max_value=400))
def test_the_ladder_says_only_what_is_still_to_come(today: int, ends: int) -> None:
    start = date(2030, 1, 1)
    on, end = start + today * DAY, start + ends * DAY
    rungs: dict[int, Any] = ladder(end, today=on)
    assert all(day > on and (end - day).days == before for before, day in rungs.items())
    assert set(rungs) == {before for before in LADDER if ends - before > today}
