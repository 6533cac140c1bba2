"""``manage.py try_again``: what was parked is done after all, once its cause is mended."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from boundaries.clocks.queries import now
from boundaries.outbox.models import OutboxRow, Timer
from tests.boundaries.outbox.work import arm, ask, drain_at, effects, soon

Put = Callable[[Any], None]


def park(*things: OutboxRow | Timer) -> None:
    for each in things:
        each.attempts, each.parked_at, each.not_before = 10, now(), soon()
        each.save()


def test_what_was_parked_is_done_and_no_longer_named(
    greeted: Put, rung: Put, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    row, timer = ask(), arm(now())
    park(row, timer)
    assert drain_at(soon()) == 0
    assert client.get("/ready").json()["parked"] == 2
    call_command("try_again")
    assert capsys.readouterr().out == "To be tried again: 2.\n"
    assert client.get("/ready").status_code == 200
    assert drain_at(now()) == 2
    assert effects() == {row.ref: 1, timer.about_id: 1}


def test_it_has_all_its_tries_again(greeted: Put, rung: Put) -> None:
    row, timer = ask(), arm(now())
    park(row, timer)
    call_command("try_again")
    for each in (row, timer):
        each.refresh_from_db()
        assert (each.attempts, each.parked_at) == (0, None)


def test_what_waits_or_was_cancelled_is_left_as_it_is(greeted: Put, rung: Put, capsys: pytest.CaptureFixture[str]) -> None:
    waiting, cancelled = ask(), arm(now())
    OutboxRow.objects.filter(id=waiting.id).update(attempts=3, not_before=soon())
    park(cancelled)
    Timer.objects.filter(id=cancelled.id).update(cancelled_at=now())
    call_command("try_again")
    assert capsys.readouterr().out == "To be tried again: 0.\n"
    waiting.refresh_from_db()
    assert waiting.attempts == 3
    assert drain_at(now()) == 0
