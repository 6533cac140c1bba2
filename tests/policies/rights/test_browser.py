"""Client rights in a real browser: the list, telling, consent with its errors, a group, at a wide and a narrow window."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import small_world
from accounts.organisations.queries import today
from policies.library.actions import PACKS, load_policies, packs_in
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import PHONE, WIDE, signed_in, too_wide
from tests.policies.adopting import PCF, adopted
from tests.policies.rights.telling import says, together
from tests.policies.rights.test_groups import another
from tests.web.served import violations

pytestmark = pytest.mark.browser


def fine(page: Any) -> None:
    assert (violations(page), too_wide(page)) == ([], 0)


def date_in(page: Any, day: date) -> None:
    for box, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(box, exact=True).fill(str(number))


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_list_is_published_and_a_client_is_told(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, PCF)
    with signed_in(browser, site, Desk(cast.noor), viewport=size) as page:
        page.goto(reverse("rights:checklist"))
        fine(page)
        page.get_by_role("button", name="Publish the first edition").click()
        fine(page)
        page.locator("[name=own]").fill("You may bring a friend.")
        page.get_by_role("button", name="Publish").click()
        assert "You may bring a friend." in page.inner_text("main")
        fine(page)
    with signed_in(browser, site, Desk(cast.ben), viewport=size) as page:
        page.goto(reverse("clients:list"))
        fine(page)
        page.goto(reverse("clients:client", args=[cast.hana.pk]))
        fine(page)
        page.get_by_role("link", name="What they were told and agreed to").click()
        assert "Still to tell" in page.inner_text("main")
        fine(page)
        page.get_by_role("button", name="Write down what they were told").click()
        fine(page)
        page.get_by_role("button", name="Write it down").click()
        fine(page)
        page.get_by_role("link", name="Choose the lines they were told").click()
        assert page.evaluate("document.activeElement.name") == "items"
        for line in page.locator("[name=items]").all():
            line.check()
        page.get_by_role("link", name="Choose at least one way in which it was said").click()
        assert page.evaluate("document.activeElement.name") == "how"
        page.get_by_label("By word of mouth").check()
        date_in(page, today(cast.organisation))
        page.locator("[name=interpreter]").fill("The city's language line")
        page.get_by_role("button", name="Write it down").click()
        assert "All told" in page.inner_text("main")
        page.get_by_text("Each time they were told").click()
        assert "The city's language line" in page.inner_text("main")
        fine(page)
        page.goto(reverse("rights:clients"))
        fine(page)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_consent_is_asked_for_and_each_of_a_group_is_asked(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = small_world()
    ruth = another(cast.ben, "Ruth Amsel", cast.elif_)
    group = together(cast.elif_, cast.hana, ruth)
    says(cast.elif_, group, ruth)
    with signed_in(browser, site, Desk(cast.ben), viewport=size) as page:
        page.goto(reverse("rights:client", args=[cast.hana.pk]))
        page.get_by_role("button", name="Ask for consent").click()
        fine(page)
        page.get_by_label("A service, or a step of one").check()
        page.locator("[name=purpose]").fill("A visit at home on Tuesdays")
        page.get_by_label("They give their consent").check()
        page.get_by_label("In writing", exact=True).check()
        date_in(page, today(cast.organisation))
        page.get_by_role("button", name="Write it down").click()
        assert "This is no valid consent yet" in page.inner_text("main")
        fine(page)
        page.get_by_label("They say no", exact=True).check()
        page.get_by_role("button", name="Write it down").click()
        assert "Refused" in page.inner_text("main")
        fine(page)
        page.get_by_role("link", name="They say something else now").click()
        fine(page)
        page.goto(reverse("rights:groups"))
        fine(page)
        page.get_by_role("button", name="Name clients who are served together").click()
        page.get_by_role("button", name="Name them").click()
        fine(page)
        page.goto(reverse("rights:group", args=[group.pk]))
        fine(page)
        page.get_by_role("link", name="Write down what they agree to").click()
        page.get_by_role("button", name="Write it down").click()
        fine(page)
