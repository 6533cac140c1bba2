"""Signing in as a person does it: in a real browser, on a phone, with and without script."""

from datetime import timedelta
from typing import Any

import pytest

from tests.accounts.signing import equip_everybody, sign_in_at

pytestmark = pytest.mark.browser
RIGHT, WRONG = "boundaries-demo-1", "not the password"
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def open_site(site: str) -> str:
    """The product with the cast in it."""
    from accounts.demo.cast import small_world

    small_world()
    equip_everybody()
    return site


def sign_in(page: Any, site: str, password: str = RIGHT) -> None:
    page.goto(f"{site}/sign-in/")
    if password == RIGHT:
        sign_in_at(page, "amira")
        page.get_by_role("heading", name="Hello").wait_for()
        return
    page.get_by_label("E-mail address").fill("amira@relief.example")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("script", [True, False])
def test_amira_signs_in_and_out_on_a_phone(open_site: str, browser: Any, script: bool) -> None:
    page = browser.new_context(viewport=PHONE, java_script_enabled=script).new_page()
    sign_in(page, open_site, WRONG)
    assert "is not right" in page.content()
    sign_in(page, open_site)
    assert page.url == f"{open_site}/"
    assert page.locator("h1").inner_text() == "Hello, Amira"
    if script:
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Sign out").click()
    assert "You are signed out." in page.content()


def test_the_page_warns_of_the_end_and_staying_is_one_click(open_site: str, browser: Any) -> None:
    page = browser.new_context(viewport=PHONE).new_page()
    page.clock.install()
    sign_in(page, open_site)
    warning = page.get_by_role("dialog", name="You will be signed out soon")
    assert not warning.is_visible()
    page.clock.fast_forward(timedelta(minutes=17, seconds=30).total_seconds() * 1000)
    warning.wait_for()
    with page.expect_response("**/stay/") as stayed:
        page.get_by_role("button", name="Stay signed in").click()
    assert stayed.value.status == 204
    warning.wait_for(state="hidden")
