"""Campaigns in a real browser: nothing hinders anyone at a wide and a narrow window, errors included, with and without a script."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast, small_world
from accounts.organisations.queries import today
from policies.campaigns.models import Campaign, CampaignAsk
from policies.campaigns.rules import last_day
from policies.library.actions import PACKS, load_policies, packs_in
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import PHONE, WIDE, signed_in, too_wide
from tests.incidents.told import settle
from tests.policies.adopting import LK, RC, adopted
from tests.web.served import violations

pytestmark = pytest.mark.browser


def world() -> Cast:
    """The cast, with two policies in force."""
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, RC)
    adopted(cast.noor, LK)
    return cast


def fill_in(page: Any, cast: Cast) -> None:
    """Everything that a campaign needs."""
    day = last_day(cast.organisation.calendar(), today(cast.organisation), 20)
    page.get_by_label("Client Relations", exact=False).first.check()
    for name, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(name, exact=True).fill(str(value))


def is_clean(page: Any) -> None:
    assert (violations(page), too_wide(page)) == ([], 0)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_campaign_is_started_looked_at_and_ended(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = world()
    with signed_in(browser, site, Desk(cast.noor), viewport=size) as page:
        page.goto(reverse("acknowledgements:list"))
        page.get_by_role("link", name="Campaigns: ask people").click()
        is_clean(page)
        page.get_by_role("button", name="Ask people to acknowledge").click()
        is_clean(page)
        page.get_by_role("button", name="Ask them").click()
        is_clean(page)
        page.get_by_role("link", name="Choose at least one policy.").click()
        fill_in(page, cast)
        page.get_by_role("button", name="Ask them").click()
        assert "We look for everybody who is to be asked." in page.inner_text("main")
        is_clean(page)
        settle()
        page.get_by_role("link", name="See how far it is now").click()
        assert "people have acknowledged (0 %)" in page.inner_text("main")
        is_clean(page)
        page.goto(reverse("campaigns:list"))
        is_clean(page)
        page.get_by_role("main").get_by_role("link", name="Client Relations").first.click()
        page.get_by_role("button", name="End it early").click()
        is_clean(page)
        page.get_by_role("button", name="End it").click()
        assert "Ended early" in page.inner_text("main")
        is_clean(page)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_whoever_is_late_sees_it_and_so_does_who_leads_them(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = world()
    with signed_in(browser, site, Desk(cast.noor), viewport=size, java_script_enabled=False) as page:
        page.goto(reverse("campaigns:start"))
        fill_in(page, cast)
        page.get_by_role("button", name="Ask them").click()
        assert "We look for everybody who is to be asked." in page.inner_text("main")
    settle()
    on = today(cast.organisation)
    Campaign.objects.update(started_on=on - timedelta(days=30), due_on=on - timedelta(days=3))
    CampaignAsk.objects.update(begins_on=on - timedelta(days=30), due_on=on - timedelta(days=3))
    with signed_in(browser, site, Desk(cast.elif_), viewport=size) as page:
        page.goto(reverse("home"))
        assert "3 days late" in page.inner_text("main")
        is_clean(page)
        page.get_by_role("link", name="Policies to acknowledge").click()
        assert "3 days late" in page.inner_text("main").lower()
        is_clean(page)
        page.get_by_role("link", name="Client Relations").first.click()
        is_clean(page)
        page.goto(reverse("acknowledgements:team"))
        is_clean(page)
        page.get_by_role("link", name="Show only those who are late").click()
        assert "Ben Okafor" in page.inner_text("main")
        is_clean(page)
    with signed_in(browser, site, Desk(cast.noor), viewport=size) as page:
        page.goto(reverse("campaigns:list"))
        page.get_by_role("main").get_by_role("link", name="Client Relations").first.click()
        assert "people are late" in page.inner_text("main")
        is_clean(page)
