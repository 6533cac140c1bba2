"""The demo's people were trained, not all of them, and not all in time."""

import pytest

from accounts.demo.organisations import build_demo_people
from accounts.staff.models import StaffMember
from policies.demo.actions import adopt_in_the_demo
from policies.demo.training import teach_in_the_demo
from policies.training.choices import State
from policies.training.queries import people_overseen, standings_of, topics_of

pytestmark = pytest.mark.django_db


def test_a_line_manager_of_the_demo_sees_every_state(db: None) -> None:
    build_demo_people()
    adopt_in_the_demo()
    teach_in_the_demo()
    farid = StaffMember.objects.get(user__email="farid@relief.example")
    people, topics = list(people_overseen(farid, {"topics": []})), list(topics_of(farid))
    found = {each.state for rows in standings_of(farid, people, topics).values() for each in rows}
    assert found == set(State)
    assert "Nights in the shelter" in {topic.title for topic in topics}
