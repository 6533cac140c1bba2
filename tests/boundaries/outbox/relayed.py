"""What a relay in a process of its own does with things. Read by that process alone."""

import os
import signal
from pathlib import Path

from boundaries.notices.registry import Target, declare_sentences, declare_target
from boundaries.outbox.handlers import fires
from boundaries.outbox.models import Timer
from tests.boundaries.notices.people import tell_of
from tests.boundaries.outbox.work import RING, effect

declare_target("thing", Target(visible=lambda _person, ids: dict.fromkeys(ids, "A thing"), link=lambda _kind, _id: "/"))
declare_sentences({"thing.came": "A thing came."})


@fires(RING)
def ring(timer: Timer) -> None:
    """Leave an entry and tell Elif. The first time, the process is killed before the transaction ends."""
    effect(timer)
    tell_of(timer.about_id)
    first = Path(os.environ["FIRST_TIME"])
    if first.exists():
        first.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
