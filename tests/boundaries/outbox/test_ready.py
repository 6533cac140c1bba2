"""/healthz says that the process lives; /ready says which part is late."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from pytest_django import Settings

from boundaries.clocks.queries import at, now
from boundaries.engines.ports import free_port
from boundaries.outbox.models import OutboxRow
from boundaries.outbox.queries import Lateness
from tests.boundaries.outbox.work import arm, ask
from tests.boundaries.things import side_by_side


def ask_ready(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/ready")
    return answer.status_code, answer.json()


def nowhere() -> str:
    return f"redis://127.0.0.1:{free_port()}/0"


@pytest.fixture
def no_database(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers at the database's address."""
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", free_port())


def test_it_is_ready_when_all_is_well(client: Client) -> None:
    assert ask_ready(client) == (
        200,
        {"ready": True, "late": [], "oldest_due_timer": 0.0, "oldest_outbox_row": 0.0, "parked": 0},
    )


def test_work_that_is_not_late_yet_is_well(client: Client) -> None:
    ask()
    arm(now())
    arm(now() + timedelta(days=2))
    assert ask_ready(client)[0] == 200


@pytest.mark.parametrize(
    ("figures", "late"),
    [
        ((120.0, 300.0, 0), []),
        ((120.1, 300.0, 0), ["oldest_due_timer"]),
        ((120.0, 300.1, 0), ["oldest_outbox_row"]),
        ((0.0, 0.0, 1), ["parked"]),
        ((3600.0, 3600.0, 2), ["oldest_due_timer", "oldest_outbox_row", "parked"]),
    ],
)
def test_how_late_is_late(figures: tuple[float, float, int], late: list[str]) -> None:
    assert Lateness(*figures).late == late


def test_a_late_timer_is_named(client: Client) -> None:
    arm(now() - timedelta(minutes=3))
    arm(now() - timedelta(minutes=1))
    status, told = ask_ready(client)
    assert (status, told["ready"], told["late"]) == (503, False, ["oldest_due_timer"])
    assert told["oldest_due_timer"] >= 180


def test_a_late_row_is_named(client: Client) -> None:
    ask()
    with at(now() + timedelta(minutes=6)):
        status, told = ask_ready(client)
    assert (status, told["late"]) == (503, ["oldest_outbox_row"])
    assert told["oldest_outbox_row"] > 300


def test_what_is_done_fired_or_cancelled_is_not_late(client: Client) -> None:
    OutboxRow.objects.filter(id=ask().id).update(done_at=now())
    fired, cancelled = arm(now() - timedelta(hours=1)), arm(now() - timedelta(hours=1))
    fired.fired_at = cancelled.cancelled_at = now()
    fired.save()
    cancelled.save()
    with at(now() + timedelta(hours=1)):
        assert ask_ready(client)[0] == 200


def test_a_row_that_waits_for_its_next_try_is_late_too(client: Client) -> None:
    OutboxRow.objects.filter(id=ask().id).update(attempts=5, not_before=now() + timedelta(hours=1))
    with at(now() + timedelta(minutes=6)):
        assert ask_ready(client)[1]["late"] == ["oldest_outbox_row"]


def test_a_broker_that_is_gone_is_named(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = nowhere()
    status, told = ask_ready(client)
    assert (status, told["late"], told["parked"]) == (503, ["broker"], 0)


def test_a_database_that_is_gone_is_named(client: Client, no_database: None) -> None:
    assert ask_ready(client) == (503, {"ready": False, "late": ["database"]})


def test_everything_that_is_gone_is_named(client: Client, no_database: None, settings: Settings) -> None:
    settings.REDIS_URL = nowhere()
    assert ask_ready(client) == (503, {"ready": False, "late": ["database", "broker"]})


def test_a_connection_that_was_cut_is_made_anew(committed_db: None, client: Client) -> None:
    with connection.cursor() as run:
        run.execute("SELECT pg_backend_pid()")
        (process,) = run.fetchone() or (0,)

    def cut() -> None:
        with connection.cursor() as run:
            run.execute("SELECT pg_terminate_backend(%s)", [process])

    side_by_side(cut)
    ask_ready(client)
    assert ask_ready(client)[0] == 200


def test_it_lives_without_database_and_broker(client: Client, no_database: None, settings: Settings) -> None:
    settings.REDIS_URL = nowhere()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


def test_it_tells_nobody_what_the_work_is_about(client: Client) -> None:
    row = ask(uuid4(), kind="thing.secret")
    with at(now() + timedelta(hours=1)), transaction.atomic():
        told = client.get("/ready").content.decode()
    assert "secret" not in told
    assert str(row.ref) not in told
