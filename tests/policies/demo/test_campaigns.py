"""The demo's campaign: people who are no employees are asked; most have acknowledged, and by the end of the story some are late."""

from datetime import timedelta

import pytest

from accounts.demo.organisations import build_demo_people
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at
from policies.campaigns.models import Campaign
from policies.campaigns.queries import figures_by_team, figures_of, overdue_for
from policies.demo.actions import adopt_in_the_demo
from tests.incidents.told import MONDAY, settle

pytestmark = pytest.mark.django_db


def test_at_the_end_of_the_story_most_have_acknowledged_and_some_are_late() -> None:
    with at(MONDAY):
        build_demo_people()
        adopt_in_the_demo()
        settle()
    campaign = Campaign.objects.select_related("organisation").get()
    with at(MONDAY + timedelta(days=30)):
        figures = figures_of(campaign)
        assert figures.acknowledged >= 3
        assert figures.overdue >= 3
        assert figures.on_paper >= 1
        assert len(figures_by_team(campaign)) >= 3
        assert overdue_for(StaffMember.objects.select_related("organisation").get(name="Pavel Horak"))
        assert not overdue_for(StaffMember.objects.select_related("organisation").get(name="Amira Haddad"))
