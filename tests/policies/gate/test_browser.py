"""The page that says that a policy comes first, in a real browser, at a wide and a narrow window."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import small_world
from accounts.organisations.choices import Gate
from policies.library.actions import PACKS, load_policies, packs_in
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import PHONE, WIDE, signed_in, too_wide
from tests.policies.adopting import LK, RC, adopted
from tests.web.served import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_whoever_is_stopped_reads_acknowledges_and_comes_back(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, RC)
    adopted(cast.noor, LK)
    cast.organisation.gate = Gate.AT_ONCE
    cast.organisation.save(update_fields=["gate"])
    with signed_in(browser, site, Desk(cast.elif_), viewport=size) as page:
        page.goto(reverse("staff:list"))
        assert "First, a policy waits for you" in page.inner_text("h1")
        assert (violations(page), too_wide(page)) == ([], 0)
        for _each in (RC, LK):
            page.get_by_role("link", name="Client Relations").or_(page.get_by_role("link", name="Professional")).first.click()
            page.locator("input[name=kept]").check()
            page.get_by_role("button", name="Acknowledge").click()
        assert page.url.endswith(reverse("staff:list"))
