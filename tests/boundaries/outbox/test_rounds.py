"""The relay's rounds: on and on until told to stop, whatever becomes of the database."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from pytest_django import Settings

from boundaries.engines.ports import free_port
from boundaries.outbox.drain import drain
from tests.boundaries.outbox.work import ask, drain_at, effects, soon
from tests.boundaries.things import side_by_side


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Callable[..., list[str]]]:
    """Let the relay live through these rounds, each a number of things done or a trouble; after the last it is told to stop."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    settings.RELAY_SECONDS = 0
    monkeypatch.setattr("boundaries.management.commands.relay.close_old_connections", lambda: None)

    def live(*ahead: int | Exception, told_by: signal.Signals = signal.SIGTERM, **options: Any) -> list[str]:
        lived: list[str] = []
        coming = iter(ahead)

        def drain_a_little() -> int:
            found = next(coming, None)
            if found is None:
                os.kill(os.getpid(), told_by)
                return 1
            lived.append(str(found) if isinstance(found, int) else type(found).__name__)
            if isinstance(found, Exception):
                raise found
            return found

        monkeypatch.setattr("boundaries.management.commands.relay.drain", drain_a_little)
        call_command("relay", **options)
        return lived

    yield live
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("told_by", [signal.SIGTERM, signal.SIGINT])
def test_it_goes_on_until_it_is_told_to_stop(rounds: Callable[..., list[str]], told_by: signal.Signals) -> None:
    assert rounds(200, 3, 0, 0, 1, 0, told_by=told_by) == ["200", "3", "0", "0", "1", "0"]


def test_each_round_leaves_a_sign_of_life(rounds: Callable[..., list[str]], tmp_path: Path) -> None:
    alive = tmp_path / "relay"
    rounds(1, told_by=signal.SIGTERM)
    assert not alive.exists()
    rounds(1, 0, alive=alive)
    assert alive.exists()


@pytest.mark.parametrize("trouble", [OperationalError(), InterfaceError()])
def test_it_goes_on_when_the_database_was_away(committed_db: None, rounds: Callable[..., list[str]], trouble: Exception) -> None:
    assert rounds(1, trouble, trouble, 1, 0) == ["1", type(trouble).__name__, type(trouble).__name__, "1", "0"]


def test_a_slip_in_the_code_is_not_taken_for_a_database_that_is_away(
    rounds: Callable[..., list[str]], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        rounds(1, ZeroDivisionError("gentian"))
    assert ended.value.code == 1
    assert ended.value.__cause__ is None
    assert ended.value.__suppress_context__, "Python would print what the error says"
    assert "gentian" not in "".join(capfd.readouterr())


def test_a_connection_that_was_cut_ends_one_round_and_not_the_next(committed_db: None, greeted: Any) -> None:
    def cut() -> None:
        with connection.cursor() as run:
            run.execute("SELECT pg_terminate_backend(%s)", [process])

    row, moment = ask(), soon()
    with connection.cursor() as run:
        run.execute("SELECT pg_backend_pid()")
        (process,) = run.fetchone() or (0,)
    side_by_side(cut)
    with pytest.raises((OperationalError, InterfaceError)):
        drain_at(moment)
    connection.close()
    assert drain_at(moment) == 1
    assert effects() == {row.ref: 1}


def test_without_a_database_a_round_says_so(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", free_port())
    with pytest.raises(OperationalError):
        drain()
