"""Looking at oneself in a real browser: nothing hinders anyone at a wide and a narrow window, errors included."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import small_world
from policies.library.actions import PACKS, load_policies, packs_in
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import LONG_WORD, PHONE, WIDE, signed_in, too_wide
from tests.policies.adopting import PCF, RC, adopted
from tests.web.served import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_one_looks_at_oneself_and_writes_it_down(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, RC)
    adopted(cast.noor, PCF)
    with signed_in(browser, site, Desk(cast.amira), viewport=size) as page:

        def look() -> None:
            assert (violations(page), too_wide(page)) == ([], 0)

        page.goto(reverse("reports:start"))
        look()
        page.get_by_role("link", name="look at the warning signs").click()
        look()
        page.get_by_label("Do I react strongly to a client").check()
        page.get_by_role("button", name="Whom can I talk to?").click()
        assert cast.elif_.name in page.inner_text("main")
        look()
        page.get_by_role("button", name="Write something for yourself").click()
        look()
        page.get_by_role("button", name="Save").click()
        assert page.title().startswith("Error:")
        look()
        page.get_by_role("link", name="Write something first").click()
        page.keyboard.type(LONG_WORD)
        page.get_by_label("When did you last find it hard to say no").check()
        page.get_by_role("button", name="Save").click()
        look()
        page.locator(".govuk-task-list__link").click()
        assert LONG_WORD in page.inner_text("main")
        look()
        page.get_by_role("button", name="Change").click()
        look()
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="Delete").click()
        look()
        page.get_by_role("button", name="Delete").click()
        assert "Your note is gone." in page.inner_text("main")
        look()
