"""A town of real things: the product's web, its relay, a mail server, and people at their browsers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import scratch
from tests.faults.crew import Crew
from tests.story.people import Person


@pytest.fixture
def behind(committed_db: None, database_copy: scratch.Copy, tmp_path: Path) -> Iterator[Crew]:
    """The relay and the mail server, at work; neither Redis nor a worker."""
    crew = Crew(tmp_path, database_copy)
    try:
        crew.start("sink")
        crew.start("relay-deaf")
        yield crew
    finally:
        crew.close()


@pytest.fixture
def enter(site: str, behind: Crew, browser: Any, tmp_path: Path) -> Iterator[Callable[..., Person]]:
    """A function: somebody of the cast sits down at a browser of their own and signs in."""
    from accounts.demo.cast import small_world
    from tests.accounts.signing import equip_everybody

    small_world()
    equip_everybody()
    people: list[Person] = []

    def sit_down(key: str, **options: Any) -> Person:
        person = Person(key, site, browser, tmp_path, **options)
        people.append(person)
        person.sign_in()
        return person

    yield sit_down
    for person in people:
        person.leave()
