"""Emergency access in a real browser: from asking to the end, at a wide and a narrow window, by keyboard and without a script."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import small_world
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import LONG_WORD, PHONE, WIDE, look_at, signed_in, too_wide
from tests.incidents.emergency.asked import NEVER, WHY, asked, let_in, told
from tests.incidents.told import settle
from tests.web.served import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_hinders_anyone(site: str, browser: Any, size: dict[str, int]) -> None:
    cast = small_world()
    report = told(cast)
    with signed_in(browser, site, Desk(cast.dana), viewport=size) as page:
        look_at(page, reverse("emergency:ask"))
        page.get_by_role("button", name="Ask for emergency access").click()
        assert page.title().startswith("Error:")
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_label("Reference of the report").fill(NEVER)
        page.get_by_label("Why can it not wait?").fill(LONG_WORD)
        page.get_by_role("button", name="Ask for emergency access").click()
        page.get_by_text("Your request was passed on.").wait_for()
        assert (violations(page), too_wide(page)) == ([], 0)
    request = asked(cast.dana, report)
    with signed_in(browser, site, Desk(cast.noor), viewport=size) as page:
        look_at(page, reverse("home"))
        page.get_by_role("link", name="Dana Whitfield asks to read a report").click()
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("button", name="Decide").click()
        assert page.title().startswith("Error:")
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_label("Confirm: they may read it").check()
        page.get_by_role("button", name="Decide").click()
        page.get_by_text("You have confirmed it.").wait_for()
        assert (violations(page), too_wide(page)) == ([], 0)
    settle()
    with signed_in(browser, site, Desk(cast.dana), viewport=size) as page:
        for name in ("desk:report", "desk:intervene"):
            look_at(page, reverse(name, args=[report.pk]))
            page.get_by_text("You are reading this in an emergency, until").wait_for()
        page.goto(reverse("emergency:ask"))
        assert (violations(page), too_wide(page)) == ([], 0)
    for person, name, about in (
        (cast.noor, "emergency:access", request.pk),
        (cast.noor, "register:report", report.pk),
        (cast.grace, "register:report", report.pk),
        (cast.yara, "emergency:access", request.pk),
        (cast.yara, "notices:list", None),
    ):
        with signed_in(browser, site, Desk(person), viewport=size) as page:
            look_at(page, reverse(name, args=[about] if about else []))


def test_from_the_start_page_to_the_end_on_a_phone_without_javascript(site: str, browser: Any) -> None:
    cast = small_world()
    report = told(cast)
    with signed_in(browser, site, Desk(cast.dana), viewport=PHONE, java_script_enabled=False) as page:
        page.goto(reverse("home"))
        page.get_by_role("link", name="Emergency access").click()
        page.get_by_label("Reference of the report").fill(report.reference.lower())
        page.get_by_label("Why can it not wait?").fill(WHY)
        page.get_by_role("button", name="Ask for emergency access").click()
        page.get_by_text("Your request was passed on.").wait_for()
    settle()
    with signed_in(browser, site, Desk(cast.elif_), viewport=PHONE, java_script_enabled=False) as page:
        page.goto(reverse("home"))
        page.get_by_role("link", name="Dana Whitfield asks to read a report").click()
        page.get_by_label("Confirm: they may read it").check()
        page.get_by_role("button", name="Decide").click()
        page.get_by_text("You have confirmed it.").wait_for()
    with signed_in(browser, site, Desk(cast.dana), viewport=PHONE, java_script_enabled=False) as page:
        page.goto(reverse("emergency:ask"))
        page.get_by_role("link", name=report.reference).click()
        page.get_by_role("button", name="End it now").click()
        page.get_by_text("Your emergency access is ended.").wait_for()
        assert page.goto(reverse("desk:report", args=[report.pk])).status == 404


def test_by_keyboard_alone(site: str, browser: Any) -> None:
    cast = small_world()
    report = told(cast)
    with signed_in(browser, site, Desk(cast.dana), viewport=WIDE) as page:
        page.goto(reverse("emergency:ask"))
        reach(page, "reference")
        page.keyboard.type(report.reference)
        page.keyboard.press("Tab")
        page.keyboard.type(WHY)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_text("Your request was passed on.").wait_for()
    settle()
    with signed_in(browser, site, Desk(cast.noor), viewport=WIDE) as page:
        page.goto(reverse("home"))
        page.get_by_role("link", name="Dana Whitfield asks to read a report").press("Enter")
        page.get_by_role("heading", name="Somebody asks for emergency access").wait_for()
        reach(page, "decision")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_text("You have confirmed it.").wait_for()


def reach(page: Any, name: str) -> None:
    """Press Tab until a field of this name has the focus."""
    for _each in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    pytest.fail(f"{name} cannot be reached by keyboard")


def test_the_banner_stands_above_the_words(site: str, browser: Any) -> None:
    cast = small_world()
    report = told(cast)
    let_in(cast.dana, report, by=cast.noor)
    with signed_in(browser, site, Desk(cast.dana), viewport={"width": 320, "height": 560}) as page:
        page.goto(reverse("desk:report", args=[report.pk]))
        banner = page.get_by_role("region", name="Emergency access").bounding_box()
        title = page.locator("h1").bounding_box()
        assert banner["y"] + banner["height"] <= title["y"]
        assert too_wide(page) <= 0
