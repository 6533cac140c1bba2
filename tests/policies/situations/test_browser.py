"""Checking a situation in a real browser: nothing hinders anyone at a wide and a narrow window, with a script and without."""

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


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_situation_is_found_answered_and_told(browser: Any, site: str, size: dict[str, int], script: bool) -> None:
    cast = small_world()
    load_policies(files=packs_in(PACKS))

    def look() -> None:
        assert too_wide(page) == 0
        if script:
            assert violations(page) == []

    with signed_in(browser, site, Desk(cast.amira), viewport=size, java_script_enabled=script) as page:
        page.goto(reverse("situations:check"))
        look()
        adopted(cast.noor, RC)
        adopted(cast.noor, PCF)
        page.goto(reverse("home"))
        look()
        page.get_by_role("button", name="Check a situation").click()
        look()
        page.get_by_label("Look for a word of it").fill("present")
        page.get_by_role("button", name="Search").click()
        look()
        page.get_by_role("button", name="A client gave me a present").click()
        look()
        page.get_by_label("Not yet").check()
        page.get_by_role("button", name="See the answer").click()
        assert page.inner_text("h1") == "Ask a director first"
        look()
        page.get_by_role("button", name="Change the answers").click()
        page.get_by_label("Yes, it has").check()
        page.get_by_role("button", name="See the answer").click()
        assert page.inner_text("h1") == "Tell a director"
        look()
        page.get_by_role("button", name="Tell us: it is about me").click()
        page.get_by_label("No", exact=True).check()
        page.get_by_role("button", name="Continue").click()
        assert page.get_by_label("Something about myself").is_checked()
        page.get_by_role("button", name="Continue").click()
        assert page.locator("textarea").first.input_value() == "A client gave me a present"
        look()
