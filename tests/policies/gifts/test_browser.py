"""Gifts in a real browser: written down, decided, the register; wide and on a phone, and the whole way without JavaScript."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import small_world
from policies.library.actions import PACKS, load_policies, packs_in
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import PHONE, WIDE, signed_in, too_wide
from tests.policies.adopting import RC, adopted
from tests.policies.gifts.giving import amounts, gave
from tests.web.served import violations

pytestmark = pytest.mark.browser


def fine(page: Any) -> None:
    assert (violations(page), too_wide(page)) == ([], 0)


def world() -> Any:
    """Tokens of ten euros are allowed."""
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, RC)
    amounts(cast.noor)
    return cast


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_from_writing_it_down_to_the_line_managers_decision(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = world()
    with signed_in(browser, site, Desk(cast.ben), viewport=size) as page:
        page.goto(reverse("home"))
        page.get_by_role("link", name="Gifts and favours").click()
        fine(page)
        page.get_by_role("button", name="Write one down").click()
        fine(page)
        page.get_by_role("button", name="Write it down").click()
        fine(page)
        page.get_by_role("link", name="Choose an answer to “What happened?”").click()
        assert page.evaluate("document.activeElement.name") == "deed"
        page.get_by_label("I was given something").check()
        page.get_by_label("A client", exact=True).check()
        page.locator("[name=client]").select_option(str(cast.hana.pk))
        page.locator("[name=kind]").select_option("thing")
        page.locator("[name=what]").fill("A woollen shawl")
        page.locator("[name=amount]").fill("30")
        page.get_by_label("Kept", exact=True).check()
        page.get_by_label("No, or I am not sure").check()
        page.get_by_role("button", name="Write it down").click()
        assert "One more thing" in page.inner_text("h1")
        fine(page)
        page.get_by_role("button", name="Write it down").click()
        fine(page)
        page.get_by_label("They did").check()
        page.get_by_role("button", name="Write it down").click()
        assert "It may not have been their own free choice" in page.inner_text("main")
        fine(page)
        page.get_by_role("link", name="Say what became of it").click()
        fine(page)
    with signed_in(browser, site, Desk(cast.elif_), viewport=size) as page:
        page.goto(reverse("gifts:waiting"))
        fine(page)
        page.locator("tbody a").click()
        page.get_by_role("button", name="Decide").click()
        page.get_by_role("button", name="Decide").click()
        fine(page)
        page.get_by_label("It can be kept").check()
        page.locator("[name=reason]").fill("She made it for you.")
        page.get_by_role("button", name="Decide").click()
        assert "Nothing waits for you" in page.inner_text("main")
        fine(page)
    with signed_in(browser, site, Desk(cast.ben), viewport=size) as page:
        page.goto(reverse("gifts:own"))
        fine(page)
        page.locator("tbody a").first.click()
        assert "She made it for you." in page.inner_text("main")
        fine(page)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_register_and_the_amounts(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = world()
    gave(cast.ben, amount=Decimal(30))
    with signed_in(browser, site, Desk(cast.noor), viewport=size) as page:
        page.goto(reverse("gifts:register") + f"?worker={cast.ben.pk}")
        fine(page)
        page.get_by_role("link", name="What it comes to over twelve months").click()
        assert "30.00 EUR" in page.inner_text("main")
        fine(page)
        page.goto(reverse("gifts:settings"))
        fine(page)
        page.locator("[name=large]").fill("1")
        page.get_by_role("button", name="Set these amounts").click()
        fine(page)
        page.get_by_role("link", name="Set an exchange rate").click()
        page.get_by_role("button", name="Set this rate").click()
        fine(page)


def test_without_javascript_on_a_phone(browser: Any, site: str) -> None:
    cast = world()
    with signed_in(browser, site, Desk(cast.ben), viewport=PHONE, java_script_enabled=False) as page:
        page.goto(reverse("gifts:start"))
        page.get_by_label("I asked for something").check()
        page.get_by_label("Somebody else", exact=True).check()
        page.locator("[name=giver_name]").fill("Rosa Lind")
        page.locator("[name=kind]").select_option("meal")
        page.locator("[name=what]").fill("A cup of tea")
        page.locator("[name=amount]").fill("lots")
        page.get_by_label("Declined").check()
        page.get_by_label("Yes", exact=True).check()
        page.get_by_role("button", name="Write it down").click()
        assert "Write the amount in digits" in page.inner_text("main")
        assert page.locator("[name=what]").input_value() == "A cup of tea"
        page.locator("[name=amount]").fill("2,50")
        page.get_by_role("button", name="Write it down").click()
        page.get_by_role("button", name="Back").click()
        assert page.locator("[name=amount]").input_value() == "2,50"
        page.get_by_role("button", name="Write it down").click()
        page.get_by_label("I am not sure").check()
        page.get_by_role("button", name="Write it down").click()
        assert "It was asked for" in page.inner_text("main")
