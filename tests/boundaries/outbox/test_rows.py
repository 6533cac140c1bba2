"""Outbox rows: written with their cause, done once, tried again, parked after ten tries."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from structlog.testing import capture_logs

from boundaries.outbox import rules
from boundaries.outbox.actions import write_row
from boundaries.outbox.drain import Suppressed
from boundaries.outbox.models import OutboxRow
from boundaries.outbox.rules import wait_after
from tests.boundaries.outbox.work import GREET, ask, drain_at, effect, effects, soon
from tests.boundaries.things import ORGANISATION, PATIENCE, side_by_side

Put = Callable[[Callable[[OutboxRow], None]], None]


def test_a_row_is_done_once_with_its_effect(greeted: Put) -> None:
    row = ask()
    assert drain_at(soon()) == 1
    assert drain_at(soon()) == 0
    assert effects() == {row.ref: 1}
    row.refresh_from_db()
    assert (row.done_at is not None, row.attempts, row.parked_at, row.failure) == (True, 0, None, "")


def test_a_row_is_undone_with_its_cause(greeted: Put) -> None:
    def cause_and_fail() -> None:
        with transaction.atomic():
            write_row(kind=GREET, organisation_id=ORGANISATION, ref=uuid4())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cause_and_fail()
    assert drain_at(soon()) == 0
    assert not OutboxRow.objects.exists()


def test_the_same_dedupe_key_twice_is_one_row(greeted: Put) -> None:
    ref = uuid4()
    for _ in range(3):
        ask(ref, dedupe_key="once")
    assert drain_at(soon()) == 1
    ask(ref, dedupe_key="once")
    assert drain_at(soon()) == 0
    assert effects() == {ref: 1}


def test_the_same_dedupe_key_from_two_sides_at_once_is_one_row(committed_db: None, greeted: Put) -> None:
    ref, written, may_commit = uuid4(), Event(), Event()

    def first() -> None:
        with transaction.atomic():
            write_row(kind=GREET, organisation_id=ORGANISATION, ref=ref, dedupe_key="once")
            written.set()
            assert may_commit.wait(PATIENCE)

    def second() -> None:
        assert written.wait(PATIENCE)
        may_commit.set()
        ask(ref, dedupe_key="once")

    side_by_side(first, second)
    assert OutboxRow.objects.count() == 1


def test_different_causes_are_different_rows(greeted: Put) -> None:
    ref = uuid4()
    with transaction.atomic():
        for entry_id in (1, 2):
            write_row(kind=GREET, organisation_id=ORGANISATION, ref=ref, entry_id=entry_id)
    assert drain_at(soon()) == 2


def test_rows_are_done_oldest_first_and_no_more_than_asked_for(greeted: Put) -> None:
    order: list[UUID] = []
    greeted(lambda row: order.append(row.ref))
    refs = [ask().ref for _ in range(5)]
    assert drain_at(soon(), limit=3) == 3
    assert order == refs[:3]
    assert drain_at(soon(), limit=3) == 2
    assert order == refs


def test_a_row_that_another_is_doing_is_left_to_it(committed_db: None, greeted: Put) -> None:
    begun, may_end = Event(), Event()

    def slowly(row: OutboxRow) -> None:
        begun.set()
        assert may_end.wait(PATIENCE)
        effect(row)

    def meanwhile() -> int:
        try:
            assert begun.wait(PATIENCE)
            return drain_at(moment)
        finally:
            may_end.set()

    greeted(slowly)
    row, moment = ask(), soon()
    assert side_by_side(lambda: drain_at(moment), meanwhile) == [1, 0]
    assert effects() == {row.ref: 1}


def test_many_at_once_do_each_row_once(committed_db: None, greeted: Put) -> None:
    rows = [ask() for _ in range(40)]
    moment = soon()
    taken = side_by_side(*[lambda: drain_at(moment)] * 4)
    assert sum(number for number in taken if isinstance(number, int)) == 40
    assert effects() == dict.fromkeys([row.ref for row in rows], 1)


def test_a_handler_cut_off_in_the_middle_leaves_the_row_as_it_was(committed_db: None, greeted: Put) -> None:
    def cut_off(row: OutboxRow) -> None:
        effect(row)
        with connection.cursor() as run:
            run.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    greeted(cut_off)
    row = ask()
    assert drain_at(soon()) == 1
    assert not effects()
    row.refresh_from_db()
    assert row.done_at is None
    greeted(effect)
    assert drain_at(soon() + wait_after(1)) == 1
    assert effects() == {row.ref: 1}


def test_a_handler_that_fails_halfway_leaves_no_half(greeted: Put) -> None:
    def halfway(row: OutboxRow) -> None:
        effect(row)
        raise ZeroDivisionError

    greeted(halfway)
    ask()
    assert drain_at(soon()) == 1
    assert not effects()


def test_a_failed_row_waits_longer_each_time_and_is_parked_after_ten_tries(greeted: Put, client: Client) -> None:
    tries: list[UUID] = []

    def fail(row: OutboxRow) -> None:
        tries.append(row.ref)
        raise ZeroDivisionError

    greeted(fail)
    row, moment = ask(), soon()
    for attempt in range(1, 11):
        assert drain_at(moment) == 1
        row.refresh_from_db()
        assert (row.attempts, row.not_before) == (attempt, moment + wait_after(attempt))
        assert (row.parked_at is not None) is (attempt == 10)
        moment = row.not_before - timedelta(microseconds=1)
        assert drain_at(moment) == 0, "it was tried before its wait was over"
        moment = row.not_before
    assert drain_at(moment + timedelta(days=1)) == 0
    assert len(tries) == 10
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()["late"], answer.json()["parked"]) == (503, ["parked"], 1)


def test_a_poisoned_row_holds_up_no_other(greeted: Put) -> None:
    def fail_for_one(row: OutboxRow) -> None:
        if row.ref == poisoned.ref:
            raise ZeroDivisionError
        effect(row)

    greeted(fail_for_one)
    poisoned, others = ask(), [ask() for _ in range(5)]
    assert drain_at(soon()) == 6
    assert effects() == dict.fromkeys([row.ref for row in others], 1)


def test_a_row_of_a_kind_nobody_handles_is_kept_and_tried_again(greeted: Put) -> None:
    row = ask(kind="thing.unheard-of")
    assert drain_at(soon()) == 1
    row.refresh_from_db()
    assert (row.done_at, row.attempts, row.failure) == (None, 1, "KeyError")


def test_what_went_wrong_is_kept_by_its_kind_and_never_by_its_words(greeted: Put) -> None:
    def fail(_row: OutboxRow) -> None:
        raise ValueError("what was told")

    greeted(fail)
    row = ask()
    with capture_logs() as logs:
        drain_at(soon())
    row.refresh_from_db()
    assert row.failure == "ValueError"
    assert logs
    assert "told" not in repr(logs)


def test_what_is_not_to_be_done_any_more_is_done_without_an_effect(greeted: Put) -> None:
    def suppress(row: OutboxRow) -> None:
        effect(row)
        raise Suppressed

    greeted(suppress)
    row = ask()
    assert drain_at(soon()) == 1
    assert drain_at(soon() + timedelta(days=1)) == 0
    row.refresh_from_db()
    assert (row.failure, row.attempts, row.done_at is not None) == ("suppressed", 0, True)
    assert not effects()


def test_a_failure_is_not_noted_on_a_row_that_another_has_done_meanwhile(
    committed_db: None, greeted: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    from boundaries.outbox import drain as module

    note = module._note_failure

    def another_is_faster(*args: Any) -> None:
        greeted(effect)
        side_by_side(lambda: drain_at(moment))
        note(*args)

    def fail(_row: OutboxRow) -> None:
        raise ZeroDivisionError

    greeted(fail)
    row, moment = ask(), soon()
    monkeypatch.setattr(module, "_note_failure", another_is_faster)
    drain_at(moment)
    row.refresh_from_db()
    assert (row.attempts, row.failure, row.done_at is not None) == (0, "", True)
    assert effects() == {row.ref: 1}


@pytest.mark.parametrize(
    ("attempts", "seconds", "spent"),
    [(1, 2, False), (2, 4, False), (3, 8, False), (9, 512, False), (10, 900, True), (11, 900, True)],
)
def test_how_long_it_waits_and_when_it_gives_up(attempts: int, seconds: int, spent: bool) -> None:
    assert rules.wait_after(attempts) == timedelta(seconds=seconds)
    assert rules.is_spent(attempts) is spent
