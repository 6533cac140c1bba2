"""``manage.py relay``: does everything by itself, with nobody at the address of Redis, and is killed at the worst moments."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from boundaries.clocks.queries import now
from boundaries.engines.bootstrap import ROOT
from boundaries.engines.ports import free_port
from boundaries.notices.models import Notice
from boundaries.outbox.models import OutboxRow, Timer
from tests.boundaries.outbox.work import arm, effects
from tests.boundaries.postbox import Postbox, open_postbox
from tests.boundaries.things import PATIENCE
from tests.seeing import every

pytestmark = pytest.mark.fault

Relay = subprocess.Popen[bytes]


@pytest.fixture
def start_relay(committed_db: None, tmp_path: Path) -> Callable[[Postbox], Relay]:
    """Start a relay that has no Redis and sends its mail to a postbox."""

    def start(postbox: Postbox) -> Relay:
        return subprocess.Popen(
            [sys.executable, "manage.py", "relay", "--settings=tests.boundaries.outbox.relay_settings"],
            cwd=ROOT,
            env=os.environ
            | {
                "DATABASE_URL": os.environ["WORKER_DATABASE_URL"],
                "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
                "EMAIL_URL": f"smtp://127.0.0.1:{postbox.port}",
                "FIRST_TIME": str(tmp_path / "first"),
                "RELAY_SECONDS": "0.05",
            },
        )

    (tmp_path / "first").touch()
    return start


def test_a_relay_killed_twice_without_redis_does_everything_once(start_relay: Callable[[Postbox], Relay]) -> None:
    timer = arm(now())
    with open_postbox() as postbox:
        assert start_relay(postbox).wait(PATIENCE) == -signal.SIGKILL, "it kills itself while the timer fires"
        assert not effects()
        assert Timer.objects.get().fired_at is None

        relay = start_relay(postbox)
        postbox.meanwhile = relay.kill
        assert relay.wait(PATIENCE) == -signal.SIGKILL, "it is killed when the mail has left and nothing is written down yet"
        assert postbox.arrived.wait(PATIENCE)
        assert effects() == {timer.about_id: 1}
        assert OutboxRow.objects.get().done_at is None

        postbox.meanwhile = bool
        postbox.arrived.clear()
        relay = start_relay(postbox)
        assert postbox.arrived.wait(PATIENCE)
        relay.terminate()
        assert relay.wait(PATIENCE) == 0, "told to stop, it ends what it has begun"

    assert effects() == {timer.about_id: 1}
    assert OutboxRow.objects.get().done_at is not None
    assert every(Notice).get().mailed_at is not None
    assert len(postbox.came) == 2
    assert len({message["Message-ID"] for message in postbox.came}) == 1
