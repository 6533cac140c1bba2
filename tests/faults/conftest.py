"""Real processes over a real database, to be stopped and killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import scratch
from tests.faults.crew import Crew


@pytest.fixture
def crew(committed_db: None, database_copy: scratch.Copy, tmp_path: Path) -> Iterator[Crew]:
    """Worker, beat, relay, Redis and a mail server, none of them started yet."""
    found = Crew(tmp_path, database_copy)
    try:
        yield found
    finally:
        found.close()
