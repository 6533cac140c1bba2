"""Exceptions end, warn and are renewed while whoever does it is killed: each happens once, and everybody is told once."""

from collections import Counter
from datetime import timedelta

import pytest

from accounts.demo.cast import Cast, small_world
from accounts.organisations.queries import today
from boundaries.clocks.queries import at, now
from policies.exceptions import actions
from policies.exceptions.choices import ExceptionStatus as S
from policies.exceptions.models import ExceptionRequest
from policies.library.actions import PACKS, load_policies, packs_in
from tests.faults.crew import Crew
from tests.faults.found import OPEN, notices, unfinished
from tests.faults.test_timers import DUE
from tests.policies.exceptions.asked import adopt_both, approve, approved, assess, data_of, events_of, fresh, settle

pytestmark = pytest.mark.fault
MANY = 12
DAY = timedelta(days=1)
LONG_AGO = 40


def in_life(cast: Cast, last: int) -> ExceptionRequest:
    """Approved, and in force from today to so many days later."""
    on = today(cast.amira.organisation)
    return approved(cast.elif_, cast.amira, cast.hana, starts_on=on, ends_on=on + last * DAY)


def renewed(cast: Cast, before: ExceptionRequest) -> ExceptionRequest:
    """Asked for again and approved, and nobody has been told of it yet."""
    on = today(cast.amira.organisation)
    draft = actions.renew_exception(actor=cast.amira, exception_id=before.pk)
    days = {"starts_on": on + (LONG_AGO + 2) * DAY, "ends_on": on + (LONG_AGO + 9) * DAY}
    actions.save_exception(actor=cast.amira, exception_id=draft.pk, facts=days)
    actions.submit_exception(actor=cast.amira, exception_id=draft.pk)
    settle()
    return assess(cast.elif_, fresh(draft))


def test_each_ends_warns_and_is_told_of_once_whoever_is_killed(crew: Crew) -> None:
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    with at(now() - LONG_AGO * DAY):
        adopt_both(cast.noor)
        ended = [in_life(cast, 30) for _ in range(MANY)]
        living = [in_life(cast, LONG_AGO + 5) for _ in range(MANY)]
        again = [renewed(cast, each) for each in ended]
        for each in again:
            approve(cast.elif_, each)
    assert crew.ask(DUE) >= 2 * MANY
    assert crew.ask(OPEN) >= MANY

    for name in ("sink", "relay-1-deaf", "relay-2-deaf"):
        crew.start(name)
    for name in ("relay-1-deaf", "relay-2-deaf"):
        crew.kill_at_work(name)
        assert crew.ask(OPEN) + crew.ask(DUE)
        crew.start(name)
    crew.until(lambda: not crew.ask(DUE) and not crew.ask(OPEN), "everything was done")

    assert unfinished() == []
    assert {fresh(each).status for each in ended} == {S.EXPIRED}
    assert {fresh(each).status for each in living} == {S.EXPIRING}
    assert {fresh(each).status for each in again} == {S.APPROVED}
    for each in ended:
        assert Counter(events_of(each))["expired"] == 1
        assert Counter(events_of(each))["near-end"] == 0, "it was over before anybody could say that it ends soon"
    for each in living:
        assert Counter(events_of(each))["near-end"] == 1
        assert data_of(each, "exception.near-end")["days"] == 7
    told = notices()
    assert set(told.values()) == {1}
    wanted = [
        *((each.pk, "own_exception.expired", cast.amira.pk) for each in ended),
        *((each.pk, "exception.expired", cast.elif_.pk) for each in ended),
        *((each.pk, "own_exception.near_end", cast.amira.pk) for each in living),
        *((each.pk, "exception.near_end", cast.elif_.pk) for each in living),
        *((each.pk, "own_exception.approved", cast.amira.pk) for each in [*ended, *living, *again]),
        *((each.pk, "team_exception.approved", cast.ben.pk) for each in [*ended, *living, *again]),
    ]
    kinds = {kind for _id, kind, _person in wanted}
    assert {each for each in told if each[1] in kinds} == set(wanted)
