"""Training in the demo: some of it is done, some runs out, some is missing; a programme has a topic of its own."""

from datetime import timedelta
from itertools import cycle
from typing import Any

from accounts.demo.cast import RELIEF
from accounts.demo.organisations import CARE
from accounts.organisations.queries import today
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from accounts.teams.models import Team
from boundaries.access.scope import speaking_for
from policies.training.actions import add_topic, record_training
from policies.training.choices import How
from policies.training.models import Topic

LEADERS = (
    f"elif@{RELIEF.domain}",
    f"omar@{RELIEF.domain}",
    f"lucia@{RELIEF.domain}",
    f"emeka@{RELIEF.domain}",
    f"femi@{CARE.domain}",
)
"""Whose people were trained, by whoever leads them."""
DAYS_AGO = (60, 705, None, 340, 20, 790, 150)
"""How long ago each of them did each topic, in turn; None for one that is still missing."""
SHELTER: dict[str, Any] = {
    "title": "Nights in the shelter",
    "about": "Who opens to whom after ten, and where one never is alone with a guest.",
    "categories": ["off_hours", "touch"],
    "codes": [],
    "kinds": [],
    "posts": [],
    "site_id": None,
    "clients": "",
    "months": 12,
    "by_quiz": False,
}


def teach_in_the_demo() -> None:
    """A director adds a topic for one team, and line managers write down what their people did."""
    noor = StaffMember.objects.select_related("organisation__data_key").get(user__email=f"noor@{RELIEF.domain}")
    team = Team.objects.get(organisation=noor.organisation, name="Night shelter team")
    add_topic(actor=noor, team_id=team.pk, **SHELTER)
    for email in LEADERS:
        _write_down(StaffMember.objects.select_related("organisation__data_key").get(user__email=email))


def _write_down(leader: StaffMember) -> None:
    people = StaffMember.objects.filter(manager=leader).exclude(kind=StaffKind.OUTSIDE).order_by("name")
    topics = Topic.objects.filter(organisation=leader.organisation).order_by("title")
    turn = cycle(DAYS_AGO)
    with speaking_for(leader):
        for person in people:
            for topic in topics:
                if days_ago := next(turn):
                    on = today(leader.organisation) - timedelta(days=days_ago)
                    how = How.BRIEFING if days_ago % 2 else How.COURSE
                    record_training(actor=leader, topic_id=topic.pk, people=[person.pk], how=how, done_on=on)
