"""Acknowledging in a real browser: nothing hinders anyone at a wide and a narrow window, errors included."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import small_world
from policies.library.actions import PACKS, load_policies, packs_in
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import PHONE, WIDE, signed_in, too_wide
from tests.policies.adopting import PCF, RC, adopted
from tests.web.served import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_it_is_read_ticked_and_seen_by_the_line_manager(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, RC)
    adopted(cast.noor, PCF)
    with signed_in(browser, site, Desk(cast.elif_), viewport=size) as page:
        page.goto(reverse("home"))
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("link", name="Policies to acknowledge").click()
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("link", name="Client Relations").first.click()
        page.get_by_role("button", name="Acknowledge").click()
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("link", name="Tick the box if you have read the policy and will keep to it").click()
        assert page.evaluate("document.activeElement.name") == "kept"
        page.keyboard.press("Space")
        page.get_by_role("button", name="Acknowledge").click()
        assert "Acknowledged on" in page.inner_text("main")
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("link", name="Who of those you lead has acknowledged").click()
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("button", name="Remind them all").click()
        assert "reminded" in page.inner_text("main")
        assert (violations(page), too_wide(page)) == ([], 0)
