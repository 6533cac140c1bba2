"""Timers: never early, each once, one running at a time, and never in a person's way."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from boundaries.clocks.queries import now
from boundaries.outbox.actions import arm_timer, cancel_timers
from boundaries.outbox.models import Timer
from boundaries.outbox.rules import MOST_TRIES, wait_after
from boundaries.sealing.models import DataKey
from tests.boundaries.outbox.work import RING, arm, drain_at, effect, effects
from tests.boundaries.things import ORGANISATION, PATIENCE, side_by_side

Put = Callable[[Callable[[Timer], None]], None]
TICK = timedelta(microseconds=1)


@pytest.fixture
def due() -> datetime:
    return now() + timedelta(days=2)


def cancel(about: UUID, *kinds: str) -> int:
    with transaction.atomic():
        return cancel_timers(about_id=about, kinds=list(kinds) or [RING])


def test_a_timer_fires_when_it_is_due_and_never_before(rung: Put, due: datetime) -> None:
    timer = arm(due)
    assert drain_at(due - TICK) == 0
    assert not effects()
    assert drain_at(due) == 1
    assert effects() == {timer.about_id: 1}


def test_a_timer_fires_once_however_long_everything_stood_still(rung: Put, due: datetime) -> None:
    timer = arm(due)
    assert [drain_at(due + timedelta(days=day)) for day in (3, 3, 30)] == [1, 0, 0]
    assert effects() == {timer.about_id: 1}
    timer.refresh_from_db()
    assert timer.fired_at == due + timedelta(days=3)


def test_timers_fire_oldest_first(rung: Put, due: datetime) -> None:
    order: list[UUID] = []
    rung(lambda timer: order.append(timer.about_id))
    last, first, middle = (arm(due + timedelta(hours=hours)) for hours in (3, 1, 2))
    drain_at(due + timedelta(days=1))
    assert order == [timer.about_id for timer in (first, middle, last)]


def test_a_timer_that_another_is_firing_is_left_to_it(committed_db: None, rung: Put, due: datetime) -> None:
    begun, may_end = Event(), Event()

    def slowly(timer: Timer) -> None:
        begun.set()
        assert may_end.wait(PATIENCE)
        effect(timer)

    def meanwhile() -> int:
        try:
            assert begun.wait(PATIENCE)
            return drain_at(due)
        finally:
            may_end.set()

    rung(slowly)
    timer = arm(due)
    assert side_by_side(lambda: drain_at(due), meanwhile) == [1, 0]
    assert effects() == {timer.about_id: 1}


def test_many_at_once_fire_each_timer_once(committed_db: None, rung: Put, due: datetime) -> None:
    timers = [arm(due) for _ in range(30)]
    side_by_side(*[lambda: drain_at(due)] * 4)
    assert effects() == dict.fromkeys([timer.about_id for timer in timers], 1)


def test_a_cancelled_timer_does_not_fire(rung: Put, due: datetime) -> None:
    timer = arm(due)
    assert cancel(timer.about_id) == 1
    assert cancel(timer.about_id) == 0
    assert drain_at(due) == 0
    assert not effects()


def test_only_the_kinds_that_are_named_are_cancelled_and_only_for_their_thing(rung: Put, due: datetime) -> None:
    about = uuid4()
    arm(due, about)
    arm(due, about, kind="thing.other")
    other = arm(due)
    assert cancel(about, "thing.other") == 1
    assert drain_at(due) == 2
    assert effects() == {about: 1, other.about_id: 1}


def test_a_timer_armed_anew_fires_at_its_new_moment_alone(rung: Put, due: datetime) -> None:
    about, later = uuid4(), due + timedelta(days=1)
    epochs = [arm(moment, about).epoch for moment in (due, later)]
    assert epochs == [1, 2]
    assert drain_at(due) == 0
    assert drain_at(later) == 1
    assert effects() == {about: 1}


def test_epochs_go_on_after_a_timer_has_fired_or_was_cancelled(rung: Put, due: datetime) -> None:
    about = uuid4()
    arm(due, about)
    drain_at(due)
    arm(due, about)
    cancel(about)
    assert arm(due, about).epoch == 3
    assert arm(due, about, kind="thing.other").epoch == 1


def test_two_running_timers_of_one_kind_are_refused_by_the_database(rung: Put, due: datetime) -> None:
    about = uuid4()
    arm(due, about)
    with pytest.raises(IntegrityError, match="timer_one_running"), transaction.atomic():
        Timer.objects.create(organisation_id=ORGANISATION, about_id=about, kind=RING, epoch=2, due_at=due)
    with pytest.raises(IntegrityError, match="timer_epoch"), transaction.atomic():
        Timer.objects.create(organisation_id=ORGANISATION, about_id=about, kind=RING, epoch=1, due_at=due, cancelled_at=due)


def test_a_timer_is_armed_and_cancelled_with_its_cause_or_not_at_all(rung: Put, due: datetime) -> None:
    def arm_anew_and_fail() -> None:
        with transaction.atomic():
            arm_timer(kind=RING, organisation_id=ORGANISATION, about_id=timer.about_id, due_at=due + timedelta(days=1))
            raise ZeroDivisionError

    timer = arm(due)
    with pytest.raises(ZeroDivisionError):
        arm_anew_and_fail()
    assert drain_at(due) == 1
    assert effects() == {timer.about_id: 1}


def test_a_timer_may_arm_the_next_of_its_kind_when_it_fires(rung: Put, due: datetime) -> None:
    def again(timer: Timer) -> None:
        effect(timer)
        next_ = timer.due_at + timedelta(days=1)
        arm_timer(kind=RING, organisation_id=ORGANISATION, about_id=timer.about_id, due_at=next_)

    rung(again)
    timer = arm(due)
    assert [drain_at(due + timedelta(days=day)) for day in range(3)] == [1, 1, 1]
    assert effects() == {timer.about_id: 3}
    assert Timer.objects.filter(fired_at=None, cancelled_at=None).get().epoch == 4


def test_a_timer_that_fails_halfway_leaves_no_half_and_is_tried_again(rung: Put, due: datetime) -> None:
    def halfway(timer: Timer) -> None:
        effect(timer)
        raise ZeroDivisionError

    rung(halfway)
    timer = arm(due)
    assert drain_at(due) == 1
    assert not effects()
    rung(effect)
    assert drain_at(due + wait_after(1) - TICK) == 0
    assert drain_at(due + wait_after(1)) == 1
    assert effects() == {timer.about_id: 1}


def test_a_timer_that_fails_ten_times_is_parked_and_named(rung: Put, due: datetime, client: Client) -> None:
    def fail(_timer: Timer) -> None:
        raise ZeroDivisionError

    rung(fail)
    timer = arm(now())
    moment = due
    for _ in range(MOST_TRIES):
        assert drain_at(moment) == 1
        moment += timedelta(hours=1)
    assert drain_at(moment) == 0
    timer.refresh_from_db()
    assert timer.parked_at is not None
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()["late"]) == (503, ["parked"])
    arm(due, timer.about_id)
    assert client.get("/ready").status_code == 200, "whoever arms it anew has looked"


def test_a_timer_gives_way_to_a_person_who_holds_its_thing(committed_db: None, rung: Put, due: datetime) -> None:
    thing_locked, gave_way = Event(), Event()

    def lock_the_thing(timer: Timer) -> None:
        DataKey.objects.select_for_update().get()
        effect(timer)

    def a_person_acts() -> int:
        with transaction.atomic():
            DataKey.objects.select_for_update().get()
            thing_locked.set()
            assert gave_way.wait(PATIENCE), "it waits for the person, who would wait for it when cancelling"
            return cancel_timers(about_id=timer.about_id, kinds=[RING])

    def the_timer_fires() -> int:
        assert thing_locked.wait(PATIENCE)
        taken = drain_at(due)
        gave_way.set()
        return taken

    rung(lock_the_thing)
    timer = arm(due)
    assert side_by_side(a_person_acts, the_timer_fires) == [1, 1]
    assert drain_at(due + timedelta(days=1)) == 0
    assert not effects()


def test_a_person_and_a_timer_that_meet_are_both_served(committed_db: None, rung: Put, due: datetime) -> None:
    thing_locked, timer_locked = Event(), Event()

    def lock_the_thing(timer: Timer) -> None:
        timer_locked.set()
        DataKey.objects.select_for_update().get()
        effect(timer)

    def a_person_acts() -> None:
        with transaction.atomic():
            DataKey.objects.select_for_update().get()
            thing_locked.set()
            assert timer_locked.wait(PATIENCE)
            arm_timer(kind=RING, organisation_id=ORGANISATION, about_id=timer.about_id, due_at=due + timedelta(days=1))

    def the_timer_fires() -> None:
        assert thing_locked.wait(PATIENCE)
        drain_at(due)

    rung(lock_the_thing)
    timer = arm(due)
    side_by_side(a_person_acts, the_timer_fires)
    rung(effect)
    assert not effects()
    assert drain_at(due + timedelta(days=1)) == 1
    assert effects() == {timer.about_id: 1}
