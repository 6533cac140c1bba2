"""The boundary book in a real browser: an entry is written on one page on a phone, corrected, and talked about."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import small_world
from accounts.organisations.queries import today
from tests.incidents.book.test_law import book_of
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import LONG_WORD, PHONE, WIDE, signed_in, too_wide
from tests.policies.contacts.logging import met
from tests.policies.rights.test_browser import date_in
from tests.web.served import violations

pytestmark = pytest.mark.browser


def fine(page: Any, *, script: bool) -> None:
    if script:
        assert violations(page) == []
        assert too_wide(page) == 0


WINDOWS = pytest.mark.parametrize(
    ("size", "script"), [(WIDE, True), (PHONE, True), (PHONE, False)], ids=["wide", "phone", "without script"]
)


@WINDOWS
def test_an_entry_is_written_on_one_page_corrected_and_talked_about(
    browser: Any, site: str, size: dict[str, int], script: bool
) -> None:
    cast = small_world()
    options = {"viewport": size, "java_script_enabled": script}
    with signed_in(browser, site, Desk(cast.amira), **options) as page:
        page.goto(reverse("home"))
        page.get_by_role("link", name="Write in the boundary book").click()
        fine(page, script=script)
        page.get_by_role("link", name="Write in the book").or_(page.get_by_role("button", name="Write in the book")).first.click()
        fine(page, script=script)
        page.get_by_label("What happened?").fill(f"I stayed for tea. {LONG_WORD}")
        page.get_by_role("button", name="Write it down").click()
        assert "Choose an answer to “What was it?”" in page.inner_text(".govuk-error-summary")
        assert LONG_WORD in page.get_by_label("What happened?").input_value()
        fine(page, script=script)
        page.get_by_label("A line was blurred, or I was not sure").check()
        page.get_by_label("Who was told?").fill("My line manager.")
        page.get_by_label("Was it about a client?").select_option(label="Hana Abebe (C-1001)")
        page.get_by_role("button", name="Write it down").click()
        assert "It is written down" in page.inner_text("main")
        fine(page, script=script)
        page.get_by_role("link", name="Correct it").click()
        fine(page, script=script)
        page.get_by_role("button", name="Correct it").click()
        fine(page, script=script)
        page.get_by_label("Why do you correct it?").fill("I mixed it up.")
        page.get_by_role("button", name="Correct it").click()
        assert "The first text stays" in page.inner_text("main")
        fine(page, script=script)
    with signed_in(browser, site, Desk(cast.elif_), **options) as page:
        page.goto(reverse("book:list"))
        page.get_by_role("link", name="It was talked about (no. 1)").click()
        fine(page, script=script)
        page.get_by_role("button", name="Note it").click()
        fine(page, script=script)
        page.get_by_label("In supervision").check()
        date_in(page, today(cast.organisation))
        page.get_by_role("button", name="Note it").click()
        assert "noted by Elif Demir" in page.inner_text("main")
        fine(page, script=script)
    with signed_in(browser, site, Desk(cast.samuel), **options) as page:
        page.goto(reverse("book:list"))
        fine(page, script=script)


@WINDOWS
def test_a_contact_is_taken_in_and_the_book_narrowed_down(browser: Any, site: str, size: dict[str, int], script: bool) -> None:
    cast = small_world()
    met(cast.amira)
    with signed_in(browser, site, Desk(cast.amira), viewport=size, java_script_enabled=script) as page:
        page.goto(reverse("book:take_in", args=[book_of(cast.amira).pk]))
        fine(page, script=script)
        page.get_by_role("button", name="Take it in").click()
        fine(page, script=script)
        page.get_by_label("Contact on").check()
        page.get_by_label("Something that went well, worth learning from").check()
        page.get_by_role("button", name="Take it in").click()
        assert "in the contact log" in page.inner_text("main")
        page.get_by_role("link", name="Boundary book", exact=True).click()
        fine(page, script=script)
        page.goto(page.url + "?kind=broken")
        assert "Nothing fits" in page.inner_text("main")
        fine(page, script=script)
